"""Reach a stored decision's answer again, from its own facts, rules and code versions."""

from dataclasses import dataclass
from uuid import UUID

from chassis import decisions
from chassis.db import Transaction
from chassis.decisions import Decision, Decisions, DecisionUnknown
from chassis.domain import Finding, judge

from training.domain.application import Outcome
from training.domain.eligibility import outcome_of
from training.domain.eligibility_facts import Facts
from training.domain.subsidy_errors import ApplicationUnknown, NoRuleSetInForce
from training.repository.applications import Applications
from training.repository.calls import RuleSets
from training.service.decide_eligibility import ELIGIBILITY, REGISTRY
from training.service.seal_judgements import opened


@dataclass(frozen=True, slots=True)
class Difference:
    """One criterion that answers otherwise than it did."""

    criterion: str
    recorded: Finding
    replayed: Finding


@dataclass(frozen=True, slots=True)
class Replay:
    """A stored decision beside its replay; ``facts_intact``: the stored facts still have their stored digest."""

    decision: Decision
    outcome: Outcome
    differences: list[Difference]
    facts_intact: bool

    @property
    def same(self) -> bool:
        """Whether the replay gave the same answer in every finding."""
        return self.facts_intact and self.outcome == self.decision.outcome and not self.differences


async def read_decision(tx: Transaction, *, decision_id: UUID) -> Decision:
    """A stored decision about an application that the principal sees; raises DecisionUnknown."""
    decision = await Decisions(tx).get(decision_id)
    try:
        await Applications(tx).get(decision.subject_id)
    except ApplicationUnknown as error:
        raise DecisionUnknown(id=str(decision_id)) from error
    return await opened(tx, decision)


async def list_decisions(tx: Transaction, *, application_id: UUID) -> list[Decision]:
    """Every decision about an application, oldest first; raises ApplicationUnknown."""
    application = await Applications(tx).get(application_id)
    return [await opened(tx, one) for one in await Decisions(tx).of_subject(ELIGIBILITY, application.id)]


async def replay_decision(tx: Transaction, *, decision_id: UUID) -> Replay:
    """Judge a stored decision's facts again under its own rules, criteria and day; raises DecisionUnknown."""
    decision = await read_decision(tx, decision_id=decision_id)
    rules = await RuleSets(tx).get(decision.rule_set, decision.rule_set_version)
    if rules is None:
        raise NoRuleSetInForce(name=decision.rule_set, version=decision.rule_set_version)
    facts = Facts.of(decision.facts)
    criteria = REGISTRY.at(decision.criteria)
    findings = judge(criteria, facts, rules, decision.reference_date)
    differences = [
        Difference(name, decision.findings[name], finding)
        for name, finding in findings.items()
        if finding != decision.findings[name]
    ]
    return Replay(
        decision=decision,
        outcome=outcome_of(findings, rounds_used=facts.rounds_used, rounds_allowed=facts.rounds_allowed),
        differences=differences,
        facts_intact=decisions.digest(decision.facts) == decision.facts_digest,
    )
