"""Keep trainees' names no longer than they are needed, and nothing that people wrote in the clear.

An application that was returned or withdrawn trains nobody: its names go ``keep_names_days`` after it ended. No rule
of the programme names a period; the setting's default is a year. What is counted of it stays.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from chassis import audit
from chassis.audit import Act
from chassis.db import Transaction
from chassis.jobs import Chunk, Job, Progress
from chassis.service import Service

from training.parts import names_kept_for
from training.repository.upkeep import Upkeep

BATCH = 200


async def forget_names(service: Service) -> dict[str, int]:
    """Seal and forget everything that is due; running it again changes nothing."""
    sealed = forgotten = 0
    while True:
        async with service.database.transaction() as connection:
            tx = service.begin(connection, service.system)
            now_sealed = await seal_clear(tx)
            now_forgotten = await forget_batch(tx, kept_for=names_kept_for(service))
        sealed, forgotten = sealed + now_sealed, forgotten + now_forgotten
        if not now_sealed and not now_forgotten:
            return {"sealed": sealed, "applications": forgotten}


@asynccontextmanager
async def name_retention(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """The same as a job: a batch a chunk."""

    async def chunk(tx: Transaction, job: Job) -> Progress:
        sealed = await seal_clear(tx)
        forgotten = await forget_batch(tx, kept_for=names_kept_for(service))
        counts = {
            "sealed": job.counts.get("sealed", 0) + sealed,
            "applications": job.counts.get("applications", 0) + forgotten,
        }
        done = job.done + sealed + forgotten
        return Progress(cursor=None, done=done, counts=counts, finished=not sealed and not forgotten)

    yield chunk


async def seal_clear(tx: Transaction) -> int:
    """Seal a batch of what was written before it was sealed; returns how many rows."""
    return await Upkeep(tx).seal_reasons(most=BATCH) + await Upkeep(tx).seal_requests(most=BATCH)


async def forget_batch(tx: Transaction, *, kept_for: timedelta) -> int:
    """Forget the names of a batch of applications that ended in vain so long ago; returns how many applications."""
    found = await Upkeep(tx).named(tx.now - kept_for, most=BATCH)
    if found:
        await Upkeep(tx).forget_names(found)
        await audit.record_all(tx, [Act("erase", "application", one, ("trainees.name",)) for one in found])
    return len(found)
