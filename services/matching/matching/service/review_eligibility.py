"""The schedule that decides again what another day or other rules decide otherwise: birthdays, graduations."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.db import Transaction
from chassis.jobs import Chunk, Job, Progress
from chassis.service import Service
from fields.calendar import business_date

from matching.repository.people import People
from matching.repository.upkeep import Upkeep
from matching.service.decide_eligibility import decided, judge_all, store_all
from matching.service.keep_youth import Move, keep_all
from matching.service.say_standing import say_standing

ELIGIBILITY_REVIEW = "eligibility-review"
BATCH = 200


@asynccontextmanager
async def eligibility_review(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """The job: a batch a chunk. Whoever was looked at today is not looked at again."""

    async def chunk(tx: Transaction, job: Job) -> Progress:
        looked, otherwise = await review_batch(tx, limit=BATCH)
        counts = {"otherwise": job.counts.get("otherwise", 0) + otherwise}
        return Progress(cursor=None, done=job.done + looked, counts=counts, finished=looked < BATCH)

    yield chunk


async def review_batch(tx: Transaction, *, limit: int) -> tuple[int, int]:
    """Judge at most ``limit`` registrations that were not judged today; how many, and how many are judged otherwise.

    An answer that is the same makes no decision and no version, only the day on which it was last found.
    """
    on = business_date(tx.now)
    due = await Upkeep(tx).due(on, limit=limit)
    await People(tx).locked(sorted({person_id for _, person_id in due}))
    held = await Upkeep(tx).still_due(on, [youth_id for youth_id, _ in due])
    judged = await judge_all(tx, held)
    other = [(youth, made) for youth, made in zip(held, judged, strict=True) if youth.outcome != made.outcome]
    await store_all(tx, other)
    kept = await keep_all(tx, [Move(youth, decided(youth, made)) for youth, made in other])
    await Upkeep(tx).looked_at([youth_id for youth_id, _ in due], on)
    await say_standing(tx, sorted({one.person_id for one in kept}))
    return len(due), len(other)
