"""Jobs in the database: asking for one, reading one's own, claiming, and the writes that an attempt number guards."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, and_, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import conditional
from chassis.auth import OrgKind, Principal
from chassis.db import Repository, Row, Transaction, new_id
from chassis.domain import Json
from chassis.jobs.job import LIFE_CYCLE, Job, JobState, JobUnknown, Progress, Schedule

OVERSEERS = (OrgKind.WORKFORCE_AGENCY, OrgKind.SYSTEM)


async def request(tx: Transaction, *, kind: str, parameters: Mapping[str, Json]) -> Job:
    """Ask for a job; it runs later as the principal that asked."""
    values = {
        "id": new_id(),
        "kind": kind,
        "principal": _stored(tx.principal),
        "owner_org": tx.principal.org,
        "parameters": dict(parameters),
        "state": JobState.QUEUED,
        "version": 1,
        "traceparent": tx.traceparent,
        "created_at": tx.now,
    }
    table = tx.tables.job
    return _job((await tx.connection.execute(insert(table).values(values).returning(table))).one())


class Jobs(Repository):
    """The jobs that the principal asked for; the agency and the platform itself see everybody's."""

    async def get(self, job_id: UUID, *, kind: str) -> Job:
        """One job; raises JobUnknown."""
        table = self.tx.tables.job
        query = select(table).where(table.c.id == job_id, table.c.kind == kind, *self._visible())
        return self._one(job_id, (await self.connection.execute(query)).one_or_none())

    async def page(self, *, kind: str, before: int | None, limit: int) -> list[tuple[int, Job]]:
        """Jobs of a kind, newest first, each with its place for the cursor."""
        table = self.tx.tables.job
        query = select(table).where(table.c.kind == kind, *self._visible())
        if before is not None:
            query = query.where(table.c.position < before)
        rows = await self.connection.execute(query.order_by(table.c.position.desc()).limit(limit))
        return [(row.position, _job(row)) for row in rows]

    async def cancel(self, job_id: UUID, *, kind: str, expected: frozenset[str] | None) -> Job:
        """Ask for a job's end: at once where it waits, at its next chunk where it runs.

        Raises JobUnknown, VersionStale, TransitionRefused.
        """
        table = self.tx.tables.job
        query = select(table).where(table.c.id == job_id, table.c.kind == kind, *self._visible()).with_for_update()
        held = self._one(job_id, (await self.connection.execute(query)).one_or_none())
        conditional.check_version(held.version, expected)
        LIFE_CYCLE.after(held.state, "cancel")
        values: dict[str, Any] = {"cancel_requested": True, "version": held.version + 1}
        if held.state is JobState.QUEUED:
            values |= {"state": JobState.CANCELLED, "finished_at": self.tx.now}
        changed = update(table).where(table.c.id == job_id).values(values).returning(table)
        return _job((await self.connection.execute(changed)).one())

    def _visible(self) -> tuple[Any, ...]:
        if self.principal.org_kind in OVERSEERS:
            return ()
        return (self.tx.tables.job.c.owner_org == self.principal.org,)

    def _one(self, job_id: UUID, row: Row | None) -> Job:
        if row is None:
            raise JobUnknown(id=str(job_id))
        return _job(row)


async def claim(
    connection: AsyncConnection, table: Table, kinds: Sequence[str], *, lease: timedelta, now: datetime
) -> Job | None:
    """Take the next job that waits or whose runner is gone, an organisation with fewer running ones first.

    Leases are kept by the database's clock: a runner's own may be skewed.
    """
    busy = table.alias()
    running = select(func.count()).where(busy.c.owner_org == table.c.owner_org, busy.c.state == JobState.RUNNING)
    free = or_(
        table.c.state == JobState.QUEUED,
        and_(table.c.state == JobState.RUNNING, table.c.lease_until < func.now()),
    )
    # fairness does not disturb the choice of abandoned work: its own row counts as running once, as every other does
    chosen = (
        select(table.c.id)
        .where(free, table.c.kind.in_(kinds))
        .order_by(running.scalar_subquery(), table.c.position)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(table)
        .where(table.c.id == chosen.scalar_subquery())
        .values(
            state=JobState.RUNNING,
            attempt=table.c.attempt + 1,
            fruitless=table.c.fruitless + 1,
            version=table.c.version + 1,
            lease_until=func.now() + lease,
            started_at=func.coalesce(table.c.started_at, now),
        )
        .returning(table)
    )
    row = (await connection.execute(taken)).one_or_none()
    return None if row is None else _job(row)


async def advance(
    connection: AsyncConnection, table: Table, job: Job, progress: Progress, *, lease: timedelta, now: datetime
) -> Job | None:
    """Write a chunk's progress, and the end with the last one; None when the job is another runner's by now."""
    values: dict[str, Any] = {
        "cursor": progress.cursor,
        "done": progress.done,
        "total": progress.total,
        "counts": {str(name): count for name, count in progress.counts.items()},
        "fruitless": 0,
        "version": table.c.version + 1,
        "lease_until": func.now() + lease,
    }
    if progress.finished:
        values |= {"state": JobState.SUCCEEDED, "finished_at": now, "lease_until": None}
    return await _guarded(connection, table, job, values)


async def renew(connection: AsyncConnection, table: Table, job: Job, *, lease: timedelta) -> Job | None:
    """Keep the lease of a chunk that takes long; None when the job is another runner's by now."""
    return await _guarded(connection, table, job, {"lease_until": func.now() + lease})


async def let_go(connection: AsyncConnection, table: Table, job: Job, *, after: timedelta) -> None:
    """Leave a job to whoever claims it next, ``after`` a while."""
    await _guarded(connection, table, job, {"lease_until": func.now() + after})


async def end(
    connection: AsyncConnection,
    table: Table,
    job: Job,
    state: JobState,
    *,
    now: datetime,
    problem: Mapping[str, Json] | None = None,
) -> Job | None:
    """End a job that is not finished: failed with its problem, or cancelled."""
    values = {
        "state": state,
        "problem": None if problem is None else dict(problem),
        "finished_at": now,
        "lease_until": None,
        "version": table.c.version + 1,
    }
    return await _guarded(connection, table, job, values)


async def due(connection: AsyncConnection, table: Table, schedule: Schedule, *, now: datetime) -> bool:
    """Whether a schedule's time has come; it is taken with the question, so that only one process hears yes.

    A schedule that nobody has seen is due at once. After a standstill it is due once, not once a missed period.
    """
    first = upsert(table).values(name=schedule.name, next_at=now + schedule.every)
    taken = first.on_conflict_do_update(
        index_elements=[table.c.name], set_={"next_at": first.excluded.next_at}, where=table.c.next_at <= now
    )
    return (await connection.execute(taken.returning(table.c.name))).one_or_none() is not None


async def _guarded(connection: AsyncConnection, table: Table, job: Job, values: Mapping[str, Any]) -> Job | None:
    mine = and_(table.c.id == job.id, table.c.attempt == job.attempt, table.c.state == JobState.RUNNING)
    row = (await connection.execute(update(table).where(mine).values(values).returning(table))).one_or_none()
    return None if row is None else _job(row)


def _stored(principal: Principal) -> dict[str, Json]:
    kept = asdict(principal)
    # a token ends long before a job may: it is the right to ask that was checked, once
    del kept["token_id"]
    return kept | {"scopes": sorted(principal.scopes)}


def _job(row: Row) -> Job:
    held = {name: getattr(row, name) for name in Job.__slots__}
    kept = row.principal
    kind, scopes = OrgKind(kept["org_kind"]), frozenset(kept["scopes"])
    principal = Principal(**kept | {"org_kind": kind, "scopes": scopes})
    return Job(**held | {"principal": principal, "state": JobState(row.state)})
