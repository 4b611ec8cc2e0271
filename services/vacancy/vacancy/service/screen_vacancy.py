"""Judge a vacancy against the quality-vacancy criteria and store the decision."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from chassis import decisions, outbox
from chassis.conditional import check_version
from chassis.db import Transaction
from chassis.decisions import CriteriaRegistry, Decision
from chassis.domain import Finding, RuleSet
from contracts.vacancy import VacancyScreened

from vacancy.domain.calendar import business_date
from vacancy.domain.criteria import CRITERIA
from vacancy.domain.facts import Facts, LookedUp, facts_of, judged
from vacancy.domain.life_cycle import Outcome
from vacancy.domain.retired import RETIRED
from vacancy.domain.screening import affected, missing_facts, outcome_of
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.employers import Employers
from vacancy.repository.exceptions import Exceptions
from vacancy.repository.references import References
from vacancy.repository.vacancies import Vacancies
from vacancy.service.keep_vacancy import keep

RULES = "quality-vacancy"
SCREENING = "vacancy-screening"
REGISTRY: CriteriaRegistry[Facts] = CriteriaRegistry((*CRITERIA, *RETIRED))


@dataclass(frozen=True, slots=True)
class Screened:
    """A screening, and the vacancy after it."""

    vacancy: Vacancy
    decision: Decision


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
    on = business_date(tx.now)
    rules = await References(tx).rule_set_in_force(RULES, on=on)
    known = await look_up(
        tx, on=on, owner_org=vacancy.owner_org, industry=vacancy.industry, company_number=vacancy.company_number
    )
    exceptions = await Exceptions(tx).in_force(vacancy.id, since=on, until=on)
    facts = judged(vacancy.facts, replace(known, exceptions=exceptions))
    carried = {} if previous is None else _carried_over(previous, facts_of(facts), rules)
    if previous is not None and carried:
        facts["carried_over"] = {"screening": str(previous.id), "criteria": list(carried)}
    asked = [one for one in REGISTRY.current if one.name not in carried]
    fresh = decisions.judge(asked, facts_of(facts), rules, on)
    findings = {one.name: carried.get(one.name) or fresh[one.name] for one in REGISTRY.current}
    return await decisions.record(
        tx,
        kind=SCREENING,
        subject_id=vacancy.id,
        rules=rules,
        criteria={one.name: one.version for one in REGISTRY.current},
        facts=facts,
        reference_date=on,
        findings=findings,
        outcome=outcome_of(REGISTRY.current, findings),
        decided_by=tx.principal.client_id,
    )


async def conclude(tx: Transaction, *, before: Vacancy, vacancy: Vacancy, decision: Decision) -> Screened:
    """Write down where a decision leads the vacancy, and say so."""
    after = vacancy.screened(Outcome(decision.outcome), screening_id=decision.id, on=decision.reference_date)
    kept = await keep(tx, before=before, after=after)
    fact = VacancyScreened(
        decision_id=decision.id,
        outcome=Outcome(decision.outcome).value,
        rule_set_version=decision.rule_set_version,
        missing=missing_facts(decision.findings),
        county=kept.county,
        industry=kept.industry,
    )
    await outbox.record(tx, fact, aggregate_id=kept.id, sequence=kept.seq)
    return Screened(kept, decision)


async def look_up(
    tx: Transaction, *, on: date, owner_org: str, industry: str | None, company_number: str | None
) -> LookedUp:
    """What a day, an industry and an employer's profile add to a statement."""
    references = References(tx)
    wages = await references.entry_wages_on(on, industry=industry)
    return LookedUp(
        entry_wage=wages.industry,
        all_industry_entry_wage=wages.all_industries,
        projection=None if industry is None else await references.projection_on(on, industry=industry),
        profile=None if company_number is None else await Employers(tx).known_profile(owner_org, company_number),
    )


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
