"""Why an officer judged as he or she did, sealed in the stored decision with the application's own key.

The rest of the facts stays legible, and the digest is of the facts as they were looked at.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from chassis import audit
from chassis.audit import Act
from chassis.db import Transaction
from chassis.decisions import Decision
from chassis.domain import Finding
from chassis.people import person_keys

SEALED = "sealed"
EVIDENCE = "judgement"
Rewrite = Callable[[Any, str], Any]


async def sealed(tx: Transaction, decision: Decision) -> Decision:
    """The decision as it may be stored."""
    if not decision.facts["judgements"]:
        return decision
    key = await person_keys.of(tx, decision.subject_id)
    return _rewritten(decision, lambda text, context: {SEALED: key.seal_text(text, context=context)})


async def opened(tx: Transaction, decision: Decision) -> Decision:
    """The decision as it was made, which is put on the audit trail where somebody judged; raises SealBroken."""
    if not decision.facts["judgements"]:
        return decision
    await audit.record(tx, Act("read", "application", decision.subject_id, ("judgements.reason",)))
    key = await person_keys.of(tx, decision.subject_id)
    # of before reasons were sealed: text
    return _rewritten(
        decision,
        lambda kept, context: key.open_text(kept[SEALED], context=context) if isinstance(kept, dict) else kept,
    )


def _rewritten(decision: Decision, rewrite: Rewrite) -> Decision:
    judgements = [
        {**one, "reason": rewrite(one["reason"], f"{decision.id}/facts/{one['criterion']}")}
        for one in decision.facts["judgements"]
    ]
    findings = {name: _finding(decision, name, one, rewrite) for name, one in decision.findings.items()}
    return replace(decision, facts={**decision.facts, "judgements": judgements}, findings=findings)


def _finding(decision: Decision, name: str, found: Finding, rewrite: Rewrite) -> Finding:
    if EVIDENCE not in found.evidence:
        return found
    evidence: Mapping[str, Any] = found.evidence
    said = rewrite(evidence[EVIDENCE], f"{decision.id}/evidence/{name}")
    return Finding(found.verdict, found.reason, {**evidence, EVIDENCE: said}, found.missing)
