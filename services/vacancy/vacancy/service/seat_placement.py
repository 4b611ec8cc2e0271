"""Seats taken and given back: what matching says of placements, as the vacancy sees it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis import outbox
from chassis.db import Transaction
from chassis.rebuild import Carried, Projection
from contracts.catalogue import topic_of
from contracts.matching import PlacementStarted
from fields.calendar import business_date

from vacancy.domain.life_cycle import State
from vacancy.domain.vacancy import Vacancy
from vacancy.models import SEAT
from vacancy.repository.records import Records
from vacancy.repository.seats import Seats
from vacancy.repository.vacancies import Vacancies
from vacancy.service.announce_standing import changed, closed
from vacancy.service.keep_vacancy import Move, keep, step_of

AT_ONCE = 200
"""Vacancies that are recounted in one transaction when a rebuild is concluded."""


async def lock_seated(tx: Transaction, vacancy_ids: Sequence[UUID]) -> None:
    """Lock the vacancies of several placements in the order in which everybody locks vacancies."""
    if len(set(vacancy_ids)) > 1:
        await Vacancies(tx).all_locked(vacancy_ids)


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


async def set_seats_aside(tx: Transaction) -> int:
    """Carry every seat over a rebuild: nothing is opened by what is only to be told again. Returns how many."""
    return await Seats(tx).set_aside()


async def count_untold_seats(tx: Transaction) -> int:
    """How many seats a rebuild carried over that were not told again yet."""
    return await Seats(tx).untold()


async def let_untold_seats_go(tx: Transaction) -> int:
    """Forget the untold seats of some vacancies and count those anew; returns how many seats were forgotten."""
    held = await Vacancies(tx).all_locked(await Seats(tx).untold_in(AT_ONCE))
    forgotten = await Seats(tx).let_go(list(held))
    for one in held.values():
        await _seat(tx, one)
    return forgotten


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


PROJECTIONS = (
    Projection(
        tables=(SEAT,),
        topics=frozenset({topic_of(PlacementStarted.TYPE)}),
        carried=Carried(set_aside=set_seats_aside, untold=count_untold_seats, let_go=let_untold_seats_go),
    ),
)
