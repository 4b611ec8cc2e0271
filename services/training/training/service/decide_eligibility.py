"""The programme office checks eligibility (資格審, R003-087): a decision that can be replayed, and what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from chassis import decisions, outbox
from chassis.db import Transaction, new_id
from chassis.decisions import CriteriaRegistry, Decision
from chassis.domain import Finding, RuleSet, judge
from contracts.training import ApplicationDecided
from fields.calendar import business_date

from training.domain.application import APPLICATION_LIFE_CYCLE, TRANSITION_OF_OUTCOME, Application, Outcome
from training.domain.call import CallContent
from training.domain.eligibility import check_judgements, items_of, outcome_of
from training.domain.eligibility_criteria import CRITERIA
from training.domain.eligibility_facts import Facts, Judgement
from training.domain.supplement import SupplementRequest
from training.repository.applications import Documents
from training.repository.calls import RuleSets
from training.repository.supplements import SupplementRequests
from training.repository.visibility import OFFICES
from training.service.keep_application import Expected, content_of_call, keep, locked
from training.service.permission import require_kind
from training.service.seal_judgements import sealed

ELIGIBILITY = "application-eligibility"
RULES = "ipas-subsidy-eligibility"
REGISTRY: CriteriaRegistry[Facts] = CriteriaRegistry(CRITERIA)


@dataclass(frozen=True, slots=True)
class Decided:
    """An application with the decision about it, and the supplement request that the decision made."""

    application: Application
    decision: Decision
    request: SupplementRequest | None


async def begin_check(tx: Transaction, *, application_id: UUID, expected: Expected) -> Application:
    """An officer takes up what was handed in; a second one is refused.

    Raises OrganisationKindRefused, ActingPersonMissing, ApplicationUnknown, VersionStale, TransitionRefused.
    """
    require_kind(tx.principal, OFFICES)
    tx.principal.require_acting_person()
    held = await locked(tx, application_id, expected)
    return await keep(tx, before=held, after=held.moved("begin_check", at=tx.now), transition="begin_check")


async def decide_eligibility(
    tx: Transaction, *, application_id: UUID, expected: Expected, judgements: Sequence[Judgement]
) -> Decided:
    """Ask every criterion, add the officer's judgements, and conclude: eligible, to be supplemented, or returned.

    Raises OrganisationKindRefused, ActingPersonMissing, ApplicationUnknown, VersionStale, TransitionRefused,
    NoRuleSetInForce, JudgementRefused, JudgementNeeded.
    """
    require_kind(tx.principal, OFFICES)
    officer = tx.principal.require_acting_person()
    held = await locked(tx, application_id, expected)
    APPLICATION_LIFE_CYCLE.after(held.state, "find_eligible")
    call, on = await content_of_call(tx, held), business_date(tx.now)
    rules = await RuleSets(tx).in_force(RULES, on=on)
    facts = await _facts(tx, held, call, judgements)
    check_judgements(judgements, _judge(replace(facts, judgements=()), rules, on))
    findings = _judge(facts, rules, on)
    outcome = outcome_of(findings, rounds_used=facts.rounds_used, rounds_allowed=facts.rounds_allowed)
    decision = decisions.decide(
        tx,
        kind=ELIGIBILITY,
        subject_id=held.id,
        rules=rules,
        criteria={one.name: one.version for one in REGISTRY.current},
        facts=facts.record(),
        reference_date=on,
        findings=findings,
        outcome=outcome,
        decided_by=officer,
    )
    await decisions.record_all(tx, [await sealed(tx, decision)])
    return await _conclude(tx, held, call, decision)


def decided(application: Application, decision: Decision, outcome: Outcome, *, on: date) -> ApplicationDecided:
    """What others are told of a decision, or of the return of what it asked for in vain."""
    return ApplicationDecided(
        decision_id=decision.id,
        call_id=application.call_id,
        roc_year=application.roc_year,
        stage="eligibility",
        outcome=outcome.value,
        rule_set_version=decision.rule_set_version,
        decided_on=on,
    )


async def _conclude(tx: Transaction, held: Application, call: CallContent, decision: Decision) -> Decided:
    outcome = Outcome(decision.outcome)
    after = held.decided(outcome, decision.id, at=tx.now)
    kept = await keep(tx, before=held, after=after, transition=TRANSITION_OF_OUTCOME[outcome])
    request = None
    if outcome is Outcome.SUPPLEMENT_REQUESTED:
        request = SupplementRequest(
            id=new_id(),
            application_id=kept.id,
            round=kept.rounds,
            decision_id=decision.id,
            items=tuple(items_of(decision.findings)),
            days=call.parameters.supplement_days,
            return_when_overdue=call.parameters.return_when_overdue,
            noticed_at=tx.now,
        )
        await SupplementRequests(tx).add(request)
    fact = decided(kept, decision, outcome, on=decision.reference_date)
    await outbox.record(tx, fact, aggregate_id=kept.id, sequence=kept.seq)
    return Decided(kept, decision, request)


def _judge(facts: Facts, rules: RuleSet, on: date) -> Mapping[str, Finding]:
    return judge(REGISTRY.current, facts, rules, on)


async def _facts(tx: Transaction, held: Application, call: CallContent, judgements: Sequence[Judgement]) -> Facts:
    documents = {one.item: one.digest.hex() for one in await Documents(tx).of(held.id) if one.replaced_at is None}
    return Facts.about(held, call, documents=documents, judgements=judgements)
