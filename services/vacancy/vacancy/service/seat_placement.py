"""Seats taken and given back: what matching says of placements, as the vacancy sees it."""

from datetime import date
from uuid import UUID

from chassis import outbox
from chassis.db import Transaction
from fields.calendar import business_date

from vacancy.domain.life_cycle import State
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.records import Records
from vacancy.repository.seats import Seats
from vacancy.repository.vacancies import Vacancies
from vacancy.service.announce_standing import changed, closed
from vacancy.service.keep_vacancy import Move, keep, step_of


async def take_seat(tx: Transaction, *, vacancy_id: UUID, placement_id: UUID, on: date) -> None:
    """Somebody started work; the last seat fills the vacancy. Raises VacancyUnknown."""
    held = await Vacancies(tx).locked(vacancy_id)
    await Seats(tx).take(placement_id, vacancy_id=vacancy_id, on=on)
    await _seat(tx, held)


async def give_seat_back(tx: Transaction, *, vacancy_id: UUID, placement_id: UUID, on: date) -> None:
    """Somebody left; a vacancy that was full is open again until its closing date. Raises VacancyUnknown."""
    held = await Vacancies(tx).locked(vacancy_id)
    await Seats(tx).give_back(placement_id, vacancy_id=vacancy_id, on=on)
    await _seat(tx, held)


async def _seat(tx: Transaction, held: Vacancy) -> None:
    """Counted anew, not moved by one: the same whatever was heard twice, or before what it follows."""
    taken = await Seats(tx).taken(held.id)
    if taken == held.seats_taken:
        return
    kept = await keep(tx, before=held, after=held.seated(taken, on=business_date(tx.now)))
    if kept.state is held.state:
        return
    full = kept.state is State.FILLED
    await Records(tx).add_steps([step_of(tx, Move(held, kept), transition="fill" if full else "reopen")])
    await outbox.record_all(tx, [closed(kept) if full else changed(kept, "resumed")])
