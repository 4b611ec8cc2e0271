"""Ask the criteria about many statements at once, here or as another process does it that is sent them.

What it finds comes back as the text that is stored: to make objects of it again took longer than to judge.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from chassis.computing import Workers, in_turns
from chassis.domain import Json, RuleSet, judge
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
class Judged:
    """The input and the findings of one screening as JSON texts, and in short what they come to."""

    facts: bytes
    facts_digest: bytes
    findings: bytes
    summary: Summary


Sent = tuple[bytes, bytes, bytes, str, tuple[tuple[str, str], ...], tuple[str, ...]]
"""One ``Judged`` without its classes, which take longer from process to process."""


async def judge_by(workers: Workers, cases: Cases) -> list[Judged]:
    """What becomes of each, in order; where there are no workers, others get their turn in between."""
    sent = await workers.run(_sent, cases) if workers.elsewhere else await in_turns(_case(cases), _each(cases))
    return [
        Judged(facts, digest, findings, Summary(outcome, failing, missing))
        for facts, digest, findings, outcome, failing, missing in sent
    ]


def _sent(cases: Cases) -> list[Sent]:
    return list(map(_case(cases), _each(cases)))


def _each(cases: Cases) -> Iterator[dict[str, Json]]:
    each = zip(orjson.loads(cases.statements), cases.known, cases.attested, strict=True)
    return (judged(said, known, attested=own) for said, known, own in each)


def _case(cases: Cases) -> Callable[[dict[str, Json]], Sent]:
    return lambda record: _told(record, cases.rules, cases.on)


def _told(record: dict[str, Json], rules: RuleSet, on: date) -> Sent:
    facts = facts_of(record)
    findings = judge(CRITERIA, facts, rules, on)
    said = Summary.of(outcome_of(CRITERIA, findings), findings)
    text = canonical(record)
    return text, digest_of(text), orjson.dumps(findings), str(said.outcome), said.failing, said.missing
