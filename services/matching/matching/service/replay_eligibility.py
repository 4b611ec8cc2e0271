"""Read a stored eligibility decision, and reach its answer again from its own facts, rules and code versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson
from chassis import audit
from chassis.audit import Act
from chassis.db import Transaction
from chassis.decisions import Decision, Decisions, DecisionUnknown
from chassis.domain import Finding, Json, judge
from chassis.people import decisions as private
from chassis.people import person_keys

from matching.domain.eligibility import outcome_of
from matching.domain.errors import NoRuleSetInForce, YouthUnknown
from matching.domain.life_cycle import HELD, Outcome
from matching.domain.youth import Youth, facts_of
from matching.repository.references import References
from matching.repository.youths import RESOURCE, Youths
from matching.service.decide_eligibility import ELIGIBILITY, REGISTRY


@dataclass(frozen=True, slots=True)
class Difference:
    """One criterion that answers otherwise than it did."""

    criterion: str
    recorded: Finding
    replayed: Finding


@dataclass(frozen=True, slots=True)
class Replay:
    """A stored decision's answer, reached again."""

    decision: Decision
    outcome: Outcome
    differences: list[Difference]
    facts_intact: bool
    """Whether the stored facts still have the digest that was stored with them."""

    @property
    def same(self) -> bool:
        """Whether the replay gave the same answer in every finding."""
        return self.facts_intact and self.outcome == self.decision.outcome and not self.differences


async def read_decision(tx: Transaction, *, decision_id: UUID) -> Decision:
    """A stored decision with its facts, about somebody whom the principal sees; raises DecisionUnknown."""
    stored = await _stored(tx, decision_id)
    try:
        youth = await Youths(tx).get(stored.subject_id)
    except YouthUnknown as error:
        raise DecisionUnknown(id=str(decision_id)) from error
    await audit.record(tx, Act("read", RESOURCE, youth.id, ("eligibility",)))
    return private.opened(stored, await person_keys.of(tx, youth.person_id))


async def list_decisions(tx: Transaction, *, youth_id: UUID) -> list[Decision]:
    """Every decision about somebody, oldest first; raises YouthUnknown."""
    youth = await Youths(tx).get(youth_id)
    person = await person_keys.of(tx, youth.person_id)
    await audit.record(tx, Act("read", RESOURCE, youth.id, ("eligibility",)))
    return [private.opened(one, person) for one in await Decisions(tx).of_subject(ELIGIBILITY, youth.id)]


async def replay_decision(tx: Transaction, *, decision_id: UUID) -> Replay | None:
    """Judge a stored decision's facts again under its own rules, code versions and date; None: the person is erased.

    Raises DecisionUnknown.
    """
    stored = await _stored(tx, decision_id)
    try:
        seen = await Youths(tx).once_seen(stored.subject_id)
    except YouthUnknown as error:
        raise DecisionUnknown(id=str(decision_id)) from error
    if seen not in HELD:
        return None
    youth = await Youths(tx).get(stored.subject_id)
    await audit.record(tx, Act("read", RESOURCE, youth.id, ("eligibility",)))
    return await _replayed(tx, youth, stored)


async def _stored(tx: Transaction, decision_id: UUID) -> Decision:
    stored = await Decisions(tx).get(decision_id)
    if stored.kind != ELIGIBILITY:
        raise DecisionUnknown(id=str(decision_id))
    return stored


async def _replayed(tx: Transaction, youth: Youth, stored: Decision) -> Replay:
    person = await person_keys.of(tx, youth.person_id)
    decision = private.opened(stored, person)
    rules = await References(tx).rule_set(decision.rule_set, decision.rule_set_version)
    if rules is None:
        raise NoRuleSetInForce(name=decision.rule_set, version=decision.rule_set_version)
    findings = judge(REGISTRY.at(decision.criteria), facts_of(decision.facts), rules, decision.reference_date)
    differences = [
        Difference(name, decision.findings[name], finding)
        for name, finding in findings.items()
        if finding != decision.findings[name]
    ]
    intact = person.digest(canonical(decision.facts)) == decision.facts_digest
    return Replay(decision, outcome_of(findings), differences, intact)


def canonical(facts: Mapping[str, Json]) -> bytes:
    """Facts as the bytes of which their digest was made."""
    return orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)
