"""The steps by which people move a vacancy on: submission, suspension, resumption, closure, withdrawal."""

from typing import Literal
from uuid import UUID

from chassis import outbox
from chassis.conditional import check_version
from chassis.db import Transaction
from fields.calendar import business_date

from vacancy.domain.records import Step
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.records import Records
from vacancy.repository.vacancies import Vacancies
from vacancy.repository.visibility import OFFICES, OWNERS
from vacancy.service.announce_standing import changed, closed
from vacancy.service.keep_vacancy import keep_step
from vacancy.service.permission import require_kind

Expected = frozenset[str] | None


async def submit_vacancy(tx: Transaction, *, vacancy_id: UUID, expected: Expected) -> Vacancy:
    """Hand in a draft. Raises OrganisationKindRefused, VacancyUnknown, VersionStale, TransitionRefused."""
    require_kind(tx.principal, OWNERS)
    held = await _locked(tx, vacancy_id, expected)
    return await keep_step(tx, before=held, after=held.submitted(), transition="submit")


async def suspend_vacancy(tx: Transaction, *, vacancy_id: UUID, expected: Expected, reason: str) -> Vacancy:
    """An officer takes a published vacancy from young people until it is resumed.

    Raises OrganisationKindRefused, ActingPersonMissing, VacancyUnknown, VersionStale, TransitionRefused.
    """
    require_kind(tx.principal, OFFICES)
    tx.principal.require_acting_person()
    held = await _locked(tx, vacancy_id, expected)
    kept = await keep_step(tx, before=held, after=held.suspended(), transition="suspend", reason=reason)
    await outbox.record_all(tx, [changed(kept, "suspended")])
    return kept


async def resume_vacancy(tx: Transaction, *, vacancy_id: UUID, expected: Expected, reason: str) -> Vacancy:
    """An officer opens a suspended vacancy again.

    Raises OrganisationKindRefused, ActingPersonMissing, VacancyUnknown, VersionStale, TransitionRefused,
    ClosingDatePassed, NoSeatLeft.
    """
    require_kind(tx.principal, OFFICES)
    tx.principal.require_acting_person()
    held = await _locked(tx, vacancy_id, expected)
    resumed = held.resumed(on=business_date(tx.now))
    kept = await keep_step(tx, before=held, after=resumed, transition="resume", reason=reason)
    await outbox.record_all(tx, [changed(kept, "resumed")])
    return kept


async def end_vacancy(
    tx: Transaction,
    *,
    vacancy_id: UUID,
    expected: Expected,
    transition: Literal["fill", "close", "withdraw"],
    reason: str | None,
) -> Vacancy:
    """The partner ends its vacancy: filled, closed, or withdrawn before its end.

    Raises OrganisationKindRefused, VacancyUnknown, VersionStale, TransitionRefused.
    """
    require_kind(tx.principal, OWNERS)
    held = await _locked(tx, vacancy_id, expected)
    ended = held.ended(transition)
    kept = await keep_step(tx, before=held, after=ended, transition=transition, reason=reason)
    if kept.seq > held.seq:
        await outbox.record_all(tx, [closed(kept)])
    return kept


async def list_steps(tx: Transaction, *, vacancy_id: UUID) -> list[Step]:
    """Who moved a vacancy on, oldest first; raises VacancyUnknown."""
    vacancy = await Vacancies(tx).get(vacancy_id)
    return await Records(tx).steps(vacancy.id)


async def _locked(tx: Transaction, vacancy_id: UUID, expected: Expected) -> Vacancy:
    held = await Vacancies(tx).locked(vacancy_id)
    check_version(held.version, expected)
    return held
