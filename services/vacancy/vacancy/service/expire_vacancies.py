"""The schedule that ends what nobody may apply to any more."""

from chassis import outbox
from chassis.db import Transaction
from chassis.jobs import Sweep
from chassis.service import Service
from fields.calendar import business_date

from vacancy.repository.records import Records
from vacancy.repository.vacancies import Vacancies
from vacancy.service.announce_standing import closed
from vacancy.service.keep_vacancy import Move, keep_all, step_of


async def expire_batch(tx: Transaction, *, limit: int) -> int:
    """End at most ``limit`` vacancies whose closing date is over; returns how many."""
    overdue = await Vacancies(tx).overdue(business_date(tx.now), limit=limit)
    if not overdue:
        return 0
    kept = await keep_all(tx, [Move(held, held.ended("expire")) for held in overdue])
    moves = [Move(held, now) for held, now in zip(overdue, kept, strict=True)]
    await Records(tx).add_steps([step_of(tx, move, transition="expire") for move in moves])
    await outbox.record_all(tx, [closed(move.after) for move in moves if move.after.seq > move.before.seq])
    return len(moves)


OVERDUE = Sweep(expire_batch, limit=500, counted="expired")


async def expire(service: Service) -> dict[str, int]:
    """End every vacancy whose closing date is over, a batch a transaction; running it again changes nothing."""
    return await OVERDUE.run(service)
