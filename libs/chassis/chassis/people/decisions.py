"""Decisions about people: facts and evidence sealed with the person's key, verdicts and reasons in the clear."""

from collections.abc import Mapping
from dataclasses import replace

import orjson

from chassis.decisions import Decision
from chassis.domain import Finding, Json
from chassis.people.person_keys import PersonCipher

SEALED = "sealed"


def sealed(decision: Decision, person: PersonCipher) -> Decision:
    """The decision as it may be stored: legible are the rules, the verdicts, the reasons and what was missing."""
    evidence = {name: dict(finding.evidence) for name, finding in decision.findings.items()}
    inside: Json = {"facts": decision.facts, "evidence": evidence}
    canonical = orjson.dumps(decision.facts, option=orjson.OPT_SORT_KEYS)
    return replace(
        decision,
        facts={SEALED: person.seal_text(inside, context=str(decision.id))},
        facts_digest=person.digest(canonical),
        findings={name: _with(finding, {}) for name, finding in decision.findings.items()},
    )


def opened(decision: Decision, person: PersonCipher) -> Decision:
    """The decision as it was made; raises SealBroken when facts and decision do not belong together."""
    inside = person.open_text(decision.facts[SEALED], context=str(decision.id))
    evidence: Mapping[str, Mapping[str, Json]] = inside["evidence"]
    return replace(
        decision,
        facts=inside["facts"],
        findings={name: _with(finding, evidence[name]) for name, finding in decision.findings.items()},
    )


def _with(finding: Finding, evidence: Mapping[str, Json]) -> Finding:
    return Finding(finding.verdict, finding.reason, evidence, finding.missing)
