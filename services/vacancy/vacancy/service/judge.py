"""Ask the criteria about many statements at once, here or as another process does it that is sent them.

What it finds comes back as the text that is stored: to make objects of it again took longer than to judge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from chassis.computing import Workers
from chassis.domain import Json, RuleSet
from chassis.written import canonical, digest_of

from vacancy.domain.criteria import CRITERIA
from vacancy.domain.facts import LookedUp, facts_of, judged
from vacancy.domain.screening import Summary, outcome_of
from vacancy.domain.statement import Statement


@dataclass(frozen=True, slots=True)
class Cases:
    """Statements as a JSON list of them, with what of each is attested and what was looked up for it, in order."""

    statements: bytes
    attested: Sequence[Statement]
    known: Sequence[LookedUp]
    rules: RuleSet
    on: date


@dataclass(frozen=True, slots=True)
class Judgement:
    """The input and the findings of one screening as JSON texts, and in short what they come to."""

    facts: bytes
    facts_digest: bytes
    findings: bytes
    summary: Summary


Sent = tuple[bytes, bytes, bytes, str, tuple[tuple[str, str], ...], tuple[str, ...]]
"""A judgement without its classes, which take longer from process to process."""


async def judge_by(workers: Workers, cases: Cases) -> list[Judgement]:
    """The judgements, in order."""
    return [
        Judgement(facts, digest, findings, Summary(outcome, failing, missing))
        for facts, digest, findings, outcome, failing, missing in await workers.run(_sent, cases)
    ]


def _sent(cases: Cases) -> list[Sent]:
    each = zip(orjson.loads(cases.statements), cases.known, cases.attested, strict=True)
    return [_judged(judged(said, known, attested=own), cases.rules, cases.on) for said, known, own in each]


def _judged(record: dict[str, Json], rules: RuleSet, on: date) -> Sent:
    facts = facts_of(record)
    findings = {one.name: one.judge(facts, rules, on) for one in CRITERIA}
    said = Summary.of(outcome_of(CRITERIA, findings), findings)
    text = canonical(record)
    return text, digest_of(text), orjson.dumps(findings), str(said.outcome), said.failing, said.missing
