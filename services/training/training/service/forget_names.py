"""Keep trainees' names no longer than they are needed, and nothing that people wrote in the clear.

An application that was returned or withdrawn trains nobody: its names go ``keep_names_days`` after it ended. So do
those of a draft that nobody has touched for as long, its call closed or not: who comes back to it names them again. No
rule of the programme names a period; the setting's default is a year. What is counted of it stays.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from uuid import UUID

from chassis import audit
from chassis.audit import Act
from chassis.db import Transaction
from chassis.domain import Json
from chassis.jobs import Chunk, Job, Progress
from chassis.service import Service

from training.parts import names_kept_for
from training.repository.upkeep import Upkeep

BATCH = 200
_START = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Walk:
    """How far what lies in the clear has been sealed: the last ids of steps and of supplement requests; None is done.

    Each table is walked once, by ids: what a process of before writes behind the walk waits for the next one.
    """

    steps: UUID | None = _START
    requests: UUID | None = _START

    @property
    def done(self) -> bool:
        """Whether nothing lies in the clear any more."""
        return self.steps is None and self.requests is None

    @classmethod
    def of(cls, cursor: Json) -> Self:
        """From a job's cursor."""
        return cls() if cursor is None else cls(**{name: at and UUID(at) for name, at in cursor.items()})

    @property
    def cursor(self) -> Json:
        """As a job keeps it."""
        return {name: at and str(at) for name, at in (("steps", self.steps), ("requests", self.requests))}


async def forget_names(service: Service) -> dict[str, int]:
    """Seal and forget everything that is due, a batch a transaction; running it again changes nothing."""
    walk, sealed, forgotten, finished = Walk(), 0, 0, False
    while not finished:
        async with service.database.transaction() as connection:
            tx = service.begin(connection, service.system)
            walk, now_sealed = await seal_clear(tx, walk)
            now_forgotten = await forget_batch(tx, kept_for=names_kept_for(service))
        sealed, forgotten = sealed + now_sealed, forgotten + now_forgotten
        finished = walk.done and not now_forgotten
    return {"sealed": sealed, "applications": forgotten}


@asynccontextmanager
async def name_retention(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """The same as a job: a batch a chunk."""

    async def chunk(tx: Transaction, job: Job) -> Progress:
        walk, sealed = await seal_clear(tx, Walk.of(job.cursor))
        forgotten = await forget_batch(tx, kept_for=names_kept_for(service))
        counts = {
            "sealed": job.counts.get("sealed", 0) + sealed,
            "applications": job.counts.get("applications", 0) + forgotten,
        }
        done = job.done + sealed + forgotten
        return Progress(cursor=walk.cursor, done=done, counts=counts, finished=walk.done and not forgotten)

    yield chunk


async def seal_clear(tx: Transaction, walk: Walk, *, most: int = BATCH) -> tuple[Walk, int]:
    """Seal a batch of what was written before it was sealed; returns where to go on, and how many rows it was."""
    upkeep = Upkeep(tx)
    steps = [] if walk.steps is None else await upkeep.seal_reasons(after=walk.steps, most=most)
    requests = [] if walk.requests is None else await upkeep.seal_requests(after=walk.requests, most=most)
    after = Walk(*(found[-1] if len(found) == most else None for found in (steps, requests)))
    return after, len(steps) + len(requests)


async def forget_batch(tx: Transaction, *, kept_for: timedelta) -> int:
    """Forget the names of a batch of applications that have trained nobody for so long; returns how many it was."""
    found = await Upkeep(tx).named(tx.now - kept_for, most=BATCH)
    if found:
        await Upkeep(tx).forget_names(found)
        await audit.record_all(tx, [Act("erase", "application", one, ("trainees.name",)) for one in found])
    return len(found)
