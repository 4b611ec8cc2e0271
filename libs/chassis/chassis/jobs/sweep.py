"""Sweeps: what time alone makes due is looked for and done, a batch a transaction, until a batch is not full."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from chassis.jobs.job import Chunk, Job, Progress

if TYPE_CHECKING:
    from chassis.db import Transaction
    from chassis.service import Service


class Batch(Protocol):
    """Finds and does at most ``limit`` of what is due; returns how many. What is done is not found again."""

    def __call__(self, tx: "Transaction", *, limit: int) -> Awaitable[int]:
        """Do one batch."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """One kind of work that is due by time, under its name in a job's counts. Running it again changes nothing."""

    batch: Batch
    limit: int
    counted: str

    @asynccontextmanager
    async def job(self, service: "Service", job: Job) -> AsyncIterator[Chunk]:
        """A job kind: a batch a chunk."""

        async def chunk(tx: "Transaction", job: Job) -> Progress:
            found = await self.batch(tx, limit=self.limit)
            done = job.done + found
            return Progress(cursor=None, done=done, counts={self.counted: done}, finished=found < self.limit)

        yield chunk

    async def run(self, service: "Service") -> dict[str, int]:
        """The same at once, for an operator's command."""
        done = 0
        while True:
            async with service.database.transaction() as connection:
                found = await self.batch(service.begin(connection, service.system), limit=self.limit)
            done += found
            if found < self.limit:
                return {self.counted: done}
