"""A partner's one appeal (申復) against a rejection, and an officer's decision on it."""

from dataclasses import dataclass, replace
from uuid import UUID

from chassis.conditional import check_version
from chassis.db import Transaction, new_id

from vacancy.domain.errors import AppealAlreadyMade
from vacancy.domain.records import Appeal, AppealStatus
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.records import Records
from vacancy.repository.vacancies import Vacancies
from vacancy.repository.visibility import OFFICES, OWNERS
from vacancy.service.keep_vacancy import keep
from vacancy.service.permission import require_kind


@dataclass(frozen=True, slots=True)
class Appealed:
    """An appeal, and the vacancy after it was filed or decided."""

    vacancy: Vacancy
    appeal: Appeal


async def file_appeal(tx: Transaction, *, vacancy_id: UUID, expected: frozenset[str] | None, grounds: str) -> Appealed:
    """Appeal against a rejection; a vacancy has one appeal, whatever becomes of it.

    Raises OrganisationKindRefused, VacancyUnknown, VersionStale, TransitionRefused, AppealAlreadyMade.
    """
    require_kind(tx.principal, OWNERS)
    held = await Vacancies(tx).locked(vacancy_id)
    check_version(held.version, expected)
    kept = await keep(tx, before=held, after=held.appealed())
    assert held.screening_id is not None  # noqa: S101 - only a screening leads to a rejection
    appeal = Appeal(
        id=new_id(),
        vacancy_id=held.id,
        screening_id=held.screening_id,
        status=AppealStatus.FILED,
        grounds=grounds,
        filed_by=tx.principal.client_id,
        filed_at=tx.now,
    )
    if not await Records(tx).add_appeal(appeal):
        raise AppealAlreadyMade(vacancy=str(held.id))
    return Appealed(kept, appeal)


async def decide_appeal(
    tx: Transaction,
    *,
    vacancy_id: UUID,
    appeal_id: UUID,
    expected: frozenset[str] | None,
    granted: bool,
    reason: str,
) -> Appealed:
    """An officer grants or dismisses an appeal, with a reason.

    A decided or lapsed appeal cannot be decided: the vacancy is not rejected any more, or its one appeal is over.
    Raises OrganisationKindRefused, ActingPersonMissing, VacancyUnknown, VersionStale, AppealUnknown, TransitionRefused,
    AppealAlreadyMade.
    """
    require_kind(tx.principal, OFFICES)
    officer = tx.principal.require_acting_person()
    held = await Vacancies(tx).locked(vacancy_id)
    check_version(held.version, expected)
    appeal = await Records(tx).appeal(held.id, appeal_id)
    decided = held.appeal_decided(granted=granted)
    if appeal.status is not AppealStatus.FILED:
        raise AppealAlreadyMade(vacancy=str(held.id), status=appeal.status)
    appeal = replace(
        appeal,
        status=AppealStatus.GRANTED if granted else AppealStatus.DISMISSED,
        reason=reason,
        officer=officer,
        decided_by=tx.principal.client_id,
        decided_at=tx.now,
    )
    await Records(tx).decide_appeal(appeal)
    return Appealed(await keep(tx, before=held, after=decided), appeal)


async def list_appeals(tx: Transaction, *, vacancy_id: UUID) -> list[Appeal]:
    """The vacancy's one appeal, or none; raises VacancyUnknown."""
    vacancy = await Vacancies(tx).get(vacancy_id)
    return await Records(tx).appeals(vacancy.id)
