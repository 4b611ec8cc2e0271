"""The schedule that ends what nobody may apply to any more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis import outbox
from chassis.db import Transaction
from chassis.jobs import Chunk, Job, Progress
from chassis.service import Service
from fields.calendar import business_date

from vacancy.repository.records import Records
from vacancy.repository.vacancies import Vacancies
from vacancy.service.announce_standing import closed
from vacancy.service.keep_vacancy import Move, keep_all, step_of

BATCH = 500


async def expire(service: Service) -> dict[str, int]:
    """End every vacancy whose closing date is over, a batch a transaction; running it again changes nothing."""
    expired = 0
    while True:
        async with service.database.transaction() as connection:
            ended = await expire_batch(service.begin(connection, service.system), limit=BATCH)
        expired += ended
        if ended < BATCH:
            return {"expired": expired}


@asynccontextmanager
async def expiry(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """The same as a job: a batch a chunk."""

    async def chunk(tx: Transaction, job: Job) -> Progress:
        ended = await expire_batch(tx, limit=BATCH)
        done = job.done + ended
        return Progress(cursor=None, done=done, counts={"expired": done}, finished=ended < BATCH)

    yield chunk


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
