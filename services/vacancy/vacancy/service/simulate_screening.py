"""What a screening would say of a statement: nothing is stored, nothing is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chassis.db import Transaction
from chassis.domain import Finding, judge
from fields.calendar import business_date

from vacancy.domain.facts import facts_of, judged
from vacancy.domain.life_cycle import Outcome
from vacancy.domain.screening import outcome_of
from vacancy.domain.statement import Statement
from vacancy.repository.references import References
from vacancy.service.look_up import Wanted, look_up
from vacancy.service.screen_vacancy import REGISTRY, RULES
from vacancy.service.upsert_vacancy import check_industry


@dataclass(frozen=True, slots=True)
class Simulated:
    """The findings and where they would lead."""

    outcome: Outcome
    findings: Mapping[str, Finding]
    rule_set_version: str
    reference_date: date


async def simulate_screening(tx: Transaction, *, facts: Statement) -> Simulated:
    """Judge a statement as today's screening of the caller's own vacancy would, nothing in it attested yet.

    Raises IndustryUnknown.
    """
    await check_industry(tx, facts, pointer="/industry")
    on = business_date(tx.now)
    rules = await References(tx).rule_set_in_force(RULES, on=on)
    wanted = Wanted(tx.principal.org, facts.get("industry"), facts["employer"].get("company_number"))
    [known] = await look_up(tx, [wanted], on=on)
    findings = judge(REGISTRY.current, facts_of(judged(facts, known, attested={})), rules, on)
    return Simulated(outcome_of(REGISTRY.current, findings), findings, rules.version, on)
