"""A job for the toy service: it adds items, two a chunk; with what tests ask and look up about it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from chassis.auth import OrgKind, Principal
from chassis.db import Transaction
from chassis.domain import DomainError
from chassis.jobs import Job, Jobs, Progress, request
from chassis.service import Service
from sqlalchemy import func, select, update

from tests.chassis.toy import Keeper

KIND = "add-items"
ORG = Principal(subject="a", client_id="a-client", org="a", org_kind=OrgKind.ASSOCIATION, scopes=frozenset({"x"}))
OTHER = Principal(subject="b", client_id="b-client", org="b", org_kind=OrgKind.ASSOCIATION)
Interrupt = Callable[[Job], Awaitable[None]]


class FileLost(DomainError):
    """Something a job may find."""

    code = "file-lost"
    title_en = "The file is lost"
    title_zh = "檔案遺失"


def adding(toy: Keeper, interrupt: Interrupt | None = None) -> None:
    """Teach the keeper a job that adds ``total`` items, two a chunk; ``interrupt`` is called before each commit."""

    @asynccontextmanager
    async def opened(service: Service, job: Job) -> AsyncIterator[Callable[[Transaction, Job], Awaitable[Progress]]]:
        total = int(job.parameters["total"])

        async def chunk(tx: Transaction, job: Job) -> Progress:
            for number in range(job.done, min(job.done + 2, total)):
                await toy.add(tx, name=f"{job.parameters.get('prefix', 'item')}-{number}")
            if interrupt:
                await interrupt(job)
            done = min(job.done + 2, total)
            return Progress(cursor=done, done=done, total=total, counts={"added": done}, finished=done == total)

        yield chunk

    toy.service.jobs = {KIND: opened}


async def ask(
    toy: Keeper,
    *,
    total: int = 5,
    principal: Principal = ORG,
    prefix: str = "item",
    traceparent: str | None = None,
) -> Job:
    async with toy.service.database.transaction() as connection:
        tx = toy.service.begin(connection, principal, traceparent=traceparent)
        return await request(tx, kind=KIND, parameters={"total": total, "prefix": prefix})


async def look(toy: Keeper, job: Job, *, principal: Principal = ORG) -> Job:
    async with toy.service.database.reading() as connection:
        return await Jobs(toy.service.begin(connection, principal)).get(job.id, kind=KIND)


async def cancel(toy: Keeper, job: Job, *, principal: Principal = ORG, expected: frozenset[str] | None = None) -> Job:
    async with toy.service.database.transaction() as connection:
        return await Jobs(toy.service.begin(connection, principal)).cancel(job.id, kind=KIND, expected=expected)


async def lose_lease(toy: Keeper) -> None:
    """As if the runner had been silent for as long as a lease lasts."""
    job = toy.service.tables.job
    async with toy.service.database.transaction() as connection:
        await connection.execute(update(job).values(lease_until=func.now() - timedelta(seconds=1)))


async def items(toy: Keeper) -> list[str]:
    async with toy.service.database.reading() as connection:
        return sorted((await connection.execute(select(toy.item.c.name))).scalars())


def named(total: int, prefix: str = "item") -> list[str]:
    return [f"{prefix}-{number}" for number in range(total)]
