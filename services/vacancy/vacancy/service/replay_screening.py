"""Reach a stored screening's answer again, from its own facts, rules and code versions."""

from dataclasses import dataclass
from uuid import UUID

from chassis import decisions
from chassis.db import Transaction
from chassis.decisions import Decision, Decisions, DecisionUnknown
from chassis.domain import Finding, judge

from vacancy.domain.errors import NoRuleSetInForce, VacancyUnknown
from vacancy.domain.facts import facts_of
from vacancy.domain.life_cycle import Outcome
from vacancy.domain.screening import outcome_of
from vacancy.repository.references import References
from vacancy.repository.vacancies import Vacancies
from vacancy.service.screen_vacancy import REGISTRY, SCREENING


@dataclass(frozen=True, slots=True)
class Difference:
    """One criterion that answers otherwise than it did."""

    criterion: str
    recorded: Finding
    replayed: Finding


@dataclass(frozen=True, slots=True)
class Replay:
    """A stored decision beside its replay."""

    decision: Decision
    outcome: Outcome
    differences: list[Difference]
    facts_intact: bool
    """Whether the stored facts still have the digest that was stored with them."""

    @property
    def same(self) -> bool:
        """Whether the replay gave the same answer in every finding."""
        return self.facts_intact and self.outcome == self.decision.outcome and not self.differences


async def read_screening(tx: Transaction, *, decision_id: UUID) -> Decision:
    """A stored screening of a vacancy that the principal sees; raises DecisionUnknown."""
    decision = await Decisions(tx).get(decision_id)
    try:
        await Vacancies(tx).get(decision.subject_id)
    except VacancyUnknown as error:
        raise DecisionUnknown(id=str(decision_id)) from error
    return decision


async def list_screenings(tx: Transaction, *, vacancy_id: UUID) -> list[Decision]:
    """Every screening of a vacancy, oldest first; raises VacancyUnknown."""
    vacancy = await Vacancies(tx).get(vacancy_id)
    return await Decisions(tx).of_subject(SCREENING, vacancy.id)


async def replay_screening(tx: Transaction, *, decision_id: UUID) -> Replay:
    """Judge a stored screening's facts again under its own rule set, criteria versions and reference date.

    Raises DecisionUnknown.
    """
    decision = await read_screening(tx, decision_id=decision_id)
    rules = await References(tx).rule_set(decision.rule_set, decision.rule_set_version)
    if rules is None:
        raise NoRuleSetInForce(name=decision.rule_set, version=decision.rule_set_version)
    criteria = REGISTRY.at(decision.criteria)
    findings = judge(criteria, facts_of(decision.facts), rules, decision.reference_date)
    differences = [
        Difference(name, decision.findings[name], finding)
        for name, finding in findings.items()
        if finding != decision.findings[name]
    ]
    return Replay(
        decision=decision,
        outcome=outcome_of(criteria, findings),
        differences=differences,
        facts_intact=decisions.digest(decision.facts) == decision.facts_digest,
    )
