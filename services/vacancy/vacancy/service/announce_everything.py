"""How vacancies, employers and plans are told as they are, by the least series of facts (``announce``).

A screening is a decision that is read where it was made, and nobody's projection: it is not told again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import erasure
from chassis.announce import Telling
from chassis.db import Transaction
from contracts.envelope import Fact
from contracts.erasure import VacancyErasureConfirmed
from contracts.vacancy import VacancyPublished
from fields.calendar import business_date

from vacancy.domain.life_cycle import State
from vacancy.domain.plan import PlanState
from vacancy.domain.vacancy import Vacancy
from vacancy.models import EMPLOYER, EXECUTION_PLAN, TABLES, VACANCY
from vacancy.repository.employers import Employers
from vacancy.repository.plans import Plans
from vacancy.repository.publications import Publications
from vacancy.repository.records import Records
from vacancy.repository.vacancies import Vacancies
from vacancy.service.announce_standing import changed, closed
from vacancy.service.file_plan import acknowledgement, filing
from vacancy.service.register_employer import registration
from vacancy.service.tell_publication import publications

ENDED = frozenset({State.FILLED, State.CLOSED, State.EXPIRED, State.WITHDRAWN})
Told = Mapping[UUID, Sequence[Fact]]


async def tell_vacancies(tx: Transaction, vacancy_ids: Sequence[UUID]) -> Told:
    """What was published, as it was last told, and how it stands since; what never was is nobody's news."""
    held = (await Vacancies(tx).all_locked(vacancy_ids)).values()
    shown = [one for one in held if one.published_on is not None]
    ids = [one.id for one in shown]
    kept = await Publications(tx).of_all(ids)
    # of before publications were kept: told as the vacancy stands
    unkept = await publications(tx, [one for one in shown if one.id not in kept])
    reached = await Records(tx).reached(ids)
    return {
        one.id: [unkept.get(one.id) or VacancyPublished.model_validate(kept[one.id]), *_since(one, reached)]
        for one in shown
    }


def _since(vacancy: Vacancy, reached: Mapping[tuple[UUID, str], datetime]) -> list[Fact]:
    """What has become of a vacancy since its publication; nothing while it is open."""
    if vacancy.state is State.PUBLISHED:
        return []
    if vacancy.state in ENDED:
        at = reached.get((vacancy.id, vacancy.state), vacancy.updated_at)
        return [closed(vacancy, on=business_date(at)).fact]
    return [changed(vacancy, "suspended" if vacancy.state is State.SUSPENDED else "restated").fact]


async def tell_employers(tx: Transaction, employer_ids: Sequence[UUID]) -> Told:
    """Every employer as registered, with what is said of it now."""
    return {one.id: [registration(one)] for one in await Employers(tx).of_all(employer_ids)}


async def tell_plans(tx: Transaction, plan_ids: Sequence[UUID]) -> Told:
    """The revision that is acknowledged, if one is, and the one that waits for it."""
    told: dict[UUID, list[Fact]] = {}
    for plan, revisions in await Plans(tx).with_revisions(plan_ids):
        facts: list[Any] = []
        if plan.acknowledged_revision is not None:
            facts.append(acknowledgement(plan, revisions[plan.acknowledged_revision]))
        if plan.state is not PlanState.ACKNOWLEDGED:
            facts.append(filing(plan, revisions[plan.revision]))
        told[plan.id] = facts
    return told


TELLINGS = (
    # plans first: courses and activities need one that is acknowledged
    Telling(EXECUTION_PLAN, tell_plans),
    Telling(EMPLOYER, tell_employers),
    Telling(VACANCY, tell_vacancies),
    erasure.telling(TABLES, VacancyErasureConfirmed),
)
