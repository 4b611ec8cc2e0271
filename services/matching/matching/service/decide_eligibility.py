"""Decide who is eligible, and keep the decision so that it can be reached again; what names the person is sealed."""

from collections.abc import Sequence
from uuid import UUID

from chassis import audit, decisions
from chassis.audit import Act
from chassis.db import Transaction
from chassis.decisions import CriteriaRegistry, Decision
from chassis.domain import RuleSet, judge
from chassis.people import decisions as private
from chassis.people import person_keys
from fields.calendar import business_date

from matching.domain.eligibility import CRITERIA, Facts, outcome_of
from matching.domain.life_cycle import Outcome
from matching.domain.youth import Youth, facts_of, judged
from matching.repository.references import References
from matching.repository.youths import RESOURCE
from matching.service.keep_youth import keep, lock_youth
from matching.service.say_standing import say_standing

RULES = "youth-eligibility"
ELIGIBILITY = "youth-eligibility"
REGISTRY: CriteriaRegistry[Facts] = CriteriaRegistry(one for group in CRITERIA.values() for one in group)


async def decide_youth(tx: Transaction, *, youth_id: UUID, expected: frozenset[str] | None) -> tuple[Youth, Decision]:
    """Ask every criterion under the rules in force today; answers the decision with its evidence in the clear.

    Raises YouthUnknown, VersionStale, TransitionRefused, NoRuleSetInForce.
    """
    held = await lock_youth(tx, youth_id, expected=expected)
    [(after, decision)] = await decide_all(tx, [held])
    kept = await keep(tx, before=held, after=after)
    await say_standing(tx, [kept.person_id])
    return kept, decision


async def decide_all(tx: Transaction, youths: Sequence[Youth]) -> list[tuple[Youth, Decision]]:
    """Judge registrations as they stand and store the decisions; each with the registration after it, not written."""
    if not youths:
        return []
    made = await judge_all(tx, youths)
    await store_all(tx, list(zip(youths, made, strict=True)))
    return [(decided(youth, decision), decision) for youth, decision in zip(youths, made, strict=True)]


async def judge_all(tx: Transaction, youths: Sequence[Youth]) -> list[Decision]:
    """The decisions about registrations as they stand today, not stored; raises NoRuleSetInForce."""
    on = business_date(tx.now)
    rules = await References(tx).rule_set_in_force(RULES, on=on)
    return [_decision(tx, youth, rules) for youth in youths]


async def store_all(tx: Transaction, made: Sequence[tuple[Youth, Decision]]) -> None:
    """Store decisions, their facts and evidence sealed with the person's own key."""
    keys = await person_keys.of_all(tx, sorted({youth.person_id for youth, _ in made}))
    sealed = [private.sealed(decision, keys[youth.person_id]) for youth, decision in made]
    await decisions.record_all(tx, sealed)
    await audit.record_all(tx, [Act("decide", RESOURCE, youth.id) for youth, _ in made])


def decided(youth: Youth, decision: Decision) -> Youth:
    """The registration after a decision about it."""
    return youth.decided(Outcome(decision.outcome), decision_id=decision.id, on=decision.reference_date)


def asks_anew(before: Youth, after: Youth) -> bool:
    """Whether a fact that some criterion reads differs."""
    return before.outcome is None or judged(before) != judged(after)


def _decision(tx: Transaction, youth: Youth, rules: RuleSet) -> Decision:
    on = business_date(tx.now)
    facts = judged(youth)
    criteria = CRITERIA[youth.target_group]
    findings = judge(criteria, facts_of(facts), rules, on)
    return decisions.decide(
        tx,
        kind=ELIGIBILITY,
        subject_id=youth.id,
        rules=rules,
        criteria={one.name: one.version for one in criteria},
        facts=facts,
        reference_date=on,
        findings=findings,
        outcome=outcome_of(findings),
        decided_by=tx.principal.client_id,
    )
