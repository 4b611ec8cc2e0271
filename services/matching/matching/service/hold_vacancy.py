"""Keep what the vacancy service says of its vacancies and plans, and tell the engine what to search."""

from collections.abc import Sequence
from uuid import UUID

from chassis.db import Transaction
from fields.calendar import business_date

from matching.adapters.engine_rows import skill_codes
from matching.domain.activity import HeldPlan
from matching.domain.held_vacancy import HeldVacancy, News
from matching.repository.held_plans import HeldPlans
from matching.repository.held_vacancies import HeldVacancies, Kept

BATCH = 500


async def hear_vacancy(tx: Transaction, *, vacancy_id: UUID, news: News) -> None:
    """One event about a vacancy; hearing it twice, or after a newer one, changes nothing that is newer."""
    repository = HeldVacancies(tx)
    await repository.number_skills(skill_codes(news.offer))
    kept = await repository.locked(vacancy_id)
    if kept is None:
        first = HeldVacancy.first(vacancy_id, news)
        searchable = await _searchable(tx, first)
        if await repository.add(first, searchable=searchable):
            await repository.tell(first, version=1, searchable=searchable)
            return
        kept = await repository.locked(vacancy_id)
        assert kept is not None  # noqa: S101 - another transaction has just added it
    heard = kept.vacancy.hearing(news)
    if heard != kept.vacancy:
        await _save(tx, kept, heard)


async def lock_vacancies(tx: Transaction, vacancy_ids: Sequence[UUID]) -> None:
    """Lock several vacancies in the order in which everybody locks them."""
    await HeldVacancies(tx).lock_all(vacancy_ids)


async def look_at_seats(tx: Transaction, *, vacancy_id: UUID) -> None:
    """A seat was taken or given back: whether the vacancy is still searched may have changed."""
    kept = await HeldVacancies(tx).locked(vacancy_id)
    if kept is not None and await _searchable(tx, kept.vacancy) != kept.searchable:
        await _save(tx, kept, kept.vacancy)


async def retire_passed(tx: Transaction, *, limit: int = BATCH) -> int:
    """Take vacancies whose closing day is over out of the search; returns how many."""
    passed = await HeldVacancies(tx).passed(business_date(tx.now), limit=limit)
    await lock_vacancies(tx, passed)
    for vacancy_id in passed:
        await look_at_seats(tx, vacancy_id=vacancy_id)
    return len(passed)


async def hear_plan(tx: Transaction, plan: HeldPlan) -> None:
    """The agency acknowledged a plan (R000-034)."""
    await HeldPlans(tx).put(plan)


async def _save(tx: Transaction, kept: Kept, vacancy: HeldVacancy) -> None:
    searchable = await _searchable(tx, vacancy)
    version = kept.version + 1
    await HeldVacancies(tx).save(vacancy, version=version, searchable=searchable)
    if searchable or kept.searchable:
        await HeldVacancies(tx).tell(vacancy, version=version, searchable=searchable)


async def _searchable(tx: Transaction, vacancy: HeldVacancy) -> bool:
    if not vacancy.open_on(business_date(tx.now)):
        return False
    return await HeldVacancies(tx).taken(vacancy.id) < vacancy.openings
