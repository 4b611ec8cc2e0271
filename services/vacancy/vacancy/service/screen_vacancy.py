"""Judge a vacancy against the quality-vacancy criteria and store the decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from chassis import decisions, outbox
from chassis.computing import Workers, in_turns
from chassis.conditional import check_version
from chassis.db import Transaction
from chassis.decisions import CriteriaRegistry, Decision, written_findings
from chassis.domain import Finding, Json, RuleSet, judge
from chassis.outbox import Said
from chassis.written import Written
from contracts.vacancy import VacancyScreened
from fields.calendar import business_date

from vacancy.domain.criteria import CRITERIA
from vacancy.domain.facts import Facts, LookedUp, facts_of, judged
from vacancy.domain.life_cycle import Outcome
from vacancy.domain.retired import RETIRED
from vacancy.domain.screening import Summary, affected, outcome_of
from vacancy.domain.vacancy import Vacancy
from vacancy.domain.worked_out import WorkedOut
from vacancy.repository.references import References
from vacancy.repository.vacancies import Vacancies
from vacancy.service.count_health import count_new
from vacancy.service.judge import Cases, Judged, judge_by
from vacancy.service.keep_vacancy import Move, keep_all, say_they_changed
from vacancy.service.link_duplicates import link_duplicates
from vacancy.service.look_up import Wanted, look_up
from vacancy.service.record_skills import keep_read

RULES = "quality-vacancy"
SCREENING = "vacancy-screening"
REGISTRY: CriteriaRegistry[Facts] = CriteriaRegistry((*CRITERIA, *RETIRED))


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and in short what it says."""

    decision: Decision
    summary: Summary

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """A decision whose findings are at hand."""
        return cls(decision, Summary.of(decision.outcome, decision.findings))


@dataclass(frozen=True, slots=True)
class Screened:
    """A screening, the vacancy after it, and the facts that it misses."""

    vacancy: Vacancy
    decision: Decision
    missing: Sequence[str]

    @classmethod
    def of(cls, vacancy: Vacancy, decided: Decided) -> Self:
        """A vacancy with the decision that led it there."""
        return cls(vacancy, decided.decision, decided.summary.missing)


async def screen_vacancy(tx: Transaction, *, vacancy_id: UUID, expected: frozenset[str] | None) -> Screened:
    """Ask every criterion under the rules in force today, store the decision, and say so.

    Raises VacancyUnknown, VersionStale, TransitionRefused, NoRuleSetInForce.
    """
    held = await Vacancies(tx).locked(vacancy_id)
    check_version(held.version, expected)
    held.check_screening()
    return await conclude(tx, before=held, vacancy=held, decision=await decide(tx, held))


async def decide(tx: Transaction, vacancy: Vacancy, *, previous: Decision | None = None) -> Decision:
    """Judge a vacancy as it stands and store the decision.

    With a previous decision under the same rules, the findings of criteria that read no changed fact are carried over,
    and the stored input says so. Raises NoRuleSetInForce.
    """
    [decision] = await decide_all(tx, [vacancy], previous=previous)
    return decision


async def decide_all(
    tx: Transaction, vacancies: Sequence[Vacancy], *, previous: Decision | None = None
) -> list[Decision]:
    """Judge vacancies as they stand and store the decisions, in as many statements as for one; the order is kept."""
    made = await judge_all(tx, vacancies, previous=previous)
    await store_all(tx, made)
    return made


async def judge_all(
    tx: Transaction, vacancies: Sequence[Vacancy], *, previous: Decision | None = None
) -> list[Decision]:
    """The decisions about vacancies as they stand, not stored; raises NoRuleSetInForce."""
    on = business_date(tx.now)
    rules = await References(tx).rule_set_in_force(RULES, on=on)
    known = await look_up(tx, [Wanted.of(one) for one in vacancies], on=on)

    def decided(one: tuple[Vacancy, LookedUp]) -> Decision:
        vacancy, found = one
        facts = judged(vacancy.facts, found, attested=vacancy.attested_facts)
        return _decided(tx, vacancy, facts, rules, on, previous)

    return await in_turns(decided, zip(vacancies, known, strict=True))


async def decide_by(
    tx: Transaction, workers: Workers, vacancies: Sequence[Vacancy], statements: bytes
) -> list[Decided]:
    """Judge many as they stand and store the decisions; ``statements`` is the JSON list of what they state.

    The same as ``decide_all``, judged by workers. Raises NoRuleSetInForce.
    """
    on = business_date(tx.now)
    rules = await References(tx).rule_set_in_force(RULES, on=on)
    known = await look_up(tx, [Wanted.of(one) for one in vacancies], on=on)
    cases = Cases(statements, [one.attested_facts for one in vacancies], known, rules, on)
    found = await judge_by(workers, cases)

    def decided(one: tuple[Vacancy, Judged]) -> Decided:
        vacancy, made = one
        findings = written_findings(made.findings)
        facts: Written[Json] = Written(made.facts)
        decision = _decision(
            tx,
            vacancy,
            rules,
            on,
            facts=facts,
            findings=findings,
            outcome=made.summary.outcome,
            facts_digest=made.facts_digest,
        )
        return Decided(decision, made.summary)

    every = await in_turns(decided, zip(vacancies, found, strict=True))
    await store_all(tx, [one.decision for one in every])
    return every


async def store_all(tx: Transaction, made: Sequence[Decision]) -> None:
    """Store decisions; a vacancy refers to one that is stored."""
    await decisions.record_all(tx, made)


def _decided(
    tx: Transaction, vacancy: Vacancy, facts: dict[str, Json], rules: RuleSet, on: date, previous: Decision | None
) -> Decision:
    carried = {} if previous is None else _carried_over(previous, facts_of(facts), rules)
    if previous is not None and carried:
        facts["carried_over"] = {"screening": str(previous.id), "criteria": list(carried)}
    asked = [one for one in REGISTRY.current if one.name not in carried]
    fresh = judge(asked, facts_of(facts), rules, on)
    findings = {one.name: carried.get(one.name) or fresh[one.name] for one in REGISTRY.current}
    outcome = outcome_of(REGISTRY.current, findings)
    return _decision(tx, vacancy, rules, on, facts=facts, findings=findings, outcome=outcome)


def _decision(
    tx: Transaction,
    vacancy: Vacancy,
    rules: RuleSet,
    on: date,
    *,
    facts: Mapping[str, Json],
    findings: Mapping[str, Finding],
    outcome: str,
    facts_digest: bytes | None = None,
) -> Decision:
    return decisions.decide(
        tx,
        kind=SCREENING,
        subject_id=vacancy.id,
        rules=rules,
        criteria={one.name: one.version for one in REGISTRY.current},
        facts=facts,
        reference_date=on,
        findings=findings,
        outcome=outcome,
        decided_by=tx.principal.client_id,
        facts_digest=facts_digest,
    )


async def conclude(tx: Transaction, *, before: Vacancy, vacancy: Vacancy, decision: Decision) -> Screened:
    """Write down where a decision leads the vacancy, and say so."""
    [screened] = await conclude_all(tx, [(before, vacancy, Decided.of(decision))])
    return screened


async def conclude_all(
    tx: Transaction, decided: Sequence[tuple[Vacancy, Vacancy, Decided]], *, again: bool = False
) -> list[Screened]:
    """Write down where decisions lead: each with the vacancy as it is stored and as it was judged. Order is kept."""
    moves = [Move(before, _concluded(vacancy, made.decision, again=again)) for before, vacancy, made in decided]
    kept = await keep_all(tx, moves, {made.decision.id: made.summary for _, _, made in decided})
    screened = [Screened.of(vacancy, made) for vacancy, (_, _, made) in zip(kept, decided, strict=True)]
    await outbox.record_all(tx, [_said(one) for one in screened])
    await link_duplicates(tx, [one.id for one in kept])
    return screened


def _concluded(vacancy: Vacancy, made: Decision, *, again: bool) -> Vacancy:
    outcome, under = Outcome(made.outcome), made.rule_set_version
    return vacancy.screened(outcome, screening_id=made.id, on=made.reference_date, under=under, again=again)


async def conclude_first(
    tx: Transaction, decided: Sequence[tuple[Vacancy, Decided]], worked_out: Sequence[WorkedOut]
) -> list[Screened]:
    """Write new vacancies down where their first decision leads them, and say so; the order is kept.

    Their first version is the screened one; ``worked_out`` is what each is found and counted by. Raises KeyTaken.
    """
    screened = [Screened.of(_concluded(vacancy, made.decision, again=False), made) for vacancy, made in decided]
    vacancies = [one.vacancy for one in screened]
    await Vacancies(tx).add_all(vacancies, [one.columns for one in worked_out])
    await say_they_changed(tx, vacancies)
    await count_new(tx, vacancies, [made.summary for _, made in decided])
    await keep_read(tx, vacancies, worked_out)
    await outbox.record_all(tx, [_said(one) for one in screened])
    await link_duplicates(tx, [one.vacancy.id for one in screened])
    return screened


def _said(screened: Screened) -> Said:
    vacancy, decision = screened.vacancy, screened.decision
    fact = VacancyScreened(
        decision_id=decision.id,
        outcome=Outcome(decision.outcome).value,
        rule_set_version=decision.rule_set_version,
        missing=list(screened.missing),
        county=vacancy.county,
        industry=vacancy.industry,
    )
    return Said(fact, vacancy.id, vacancy.seq)


def _carried_over(previous: Decision, facts: Facts, rules: RuleSet) -> dict[str, Finding]:
    """The findings that would be the same again: same rules, same code, and no fact they read differs."""
    if (previous.rule_set, previous.rule_set_version) != (rules.name, rules.version):
        return {}
    again = {one.name for one in affected(REGISTRY.current, facts_of(previous.facts), facts)}
    return {
        one.name: previous.findings[one.name]
        for one in REGISTRY.current
        if one.name not in again and previous.criteria.get(one.name) == one.version
    }
