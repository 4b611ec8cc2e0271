"""Announcing: a service says again what is, so that consumers fill projections without anybody's recorded events.

Every aggregate is told by the least series of facts that tells its present state, as new events with the next sequence
numbers, under its row lock. Consumers take an announced fact as a fresh one: what counts it counts by the unit's id.

How a service takes part: it says how its tables are told, and names the job among its kinds::

    TELLINGS = (Telling(PLACEMENT, tell_placements), Telling(REFERRAL, tell_referrals))   # Service(tellings=TELLINGS)
    JOBS = MappingProxyType({ANNOUNCEMENT: announcement, ...})
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.envelope import Fact
from sqlalchemy import Column, Table, Uuid, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from chassis import outbox
from chassis.db import Row, Transaction
from chassis.domain import Json
from chassis.jobs import Chunk, Job, Jobs, Progress, request
from chassis.jobs.job import WAITING
from chassis.outbox import Said
from chassis.service import Service

ANNOUNCEMENT = "announcement"
BATCH = 500
MOST_WAITING = 5_000
"""Unsent events beyond which an announcement waits: what happens meanwhile is sent behind them."""
PAUSE_SECONDS = 1.0

Tell = Callable[[Transaction, Sequence[UUID]], Awaitable[Mapping[UUID, Sequence[Fact]]]]
"""The facts that tell these aggregates as they are, in order; an aggregate that has nothing to say is left out.

Their rows are locked. A fact names the days on which things happened, never the day of the announcement."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How the aggregates of one table are told: the table has ``seq``, an id, and a unique column to walk along."""

    table: Table
    tell: Tell
    key: str = "id"
    walk: str = "position"

    @property
    def path(self) -> Column[Any]:
        """The column to walk along: the one in which the service's own batches lock, so that no two cross."""
        return self.table.c[self.walk]


@asynccontextmanager
async def announcement(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """Announce everything as a job: a batch a chunk, so that it is resumed, watched and cancelled as every job is."""
    names = [one.table.name for one in service.tellings]

    async def chunk(tx: Transaction, job: Job) -> Progress:
        if await _unsent(tx) > MOST_WAITING:
            await asyncio.sleep(PAUSE_SECONDS)
            return Progress(job.cursor, job.done, job.total, job.counts)
        total = job.total if job.total is not None else await _count(tx, service.tellings)
        place, after = _reached(job.cursor, names)
        if place == len(names):
            return Progress(None, job.done, total, job.counts, finished=True)
        telling = service.tellings[place]
        rows = await _locked(tx, telling, after)
        events = await _say(tx, telling, rows)
        counts = Counter(job.counts) + Counter({names[place]: len(rows), "events": events})
        cursor = {"table": names[place], "after": _plain(rows[-1].walked)} if rows else None
        if len(rows) < BATCH:
            cursor = {"table": names[place + 1], "after": None} if place + 1 < len(names) else None
        return Progress(cursor, job.done + len(rows), total, counts, finished=cursor is None)

    yield chunk


async def ask(service: Service) -> Mapping[str, object]:
    """Ask for an announcement of everything, or tell how far the one under way is."""
    async with service.database.transaction() as connection:
        tx = service.begin(connection, service.system)
        newest = await _newest(tx)
        if ANNOUNCEMENT in service.jobs and (newest is None or newest.state not in WAITING):
            newest = await request(tx, kind=ANNOUNCEMENT, parameters={})
    return _told(newest)


async def look(service: Service) -> Mapping[str, object]:
    """Tell how far the latest announcement is; the jobs role carries it out."""
    async with service.database.reading() as connection:
        return _told(await _newest(service.begin(connection, service.system)))


async def _newest(tx: Transaction) -> Job | None:
    page = await Jobs(tx).page(kind=ANNOUNCEMENT, before=None, limit=1)
    return page[0][1] if page else None


def _told(job: Job | None) -> Mapping[str, object]:
    if job is None:
        return {"announcement": None}
    counts = dict(job.counts)
    return {"announcement": str(job.id), "state": job.state, "percent": job.percent, "done": job.done, "counts": counts}


async def _say(tx: Transaction, telling: Telling, rows: Sequence[Row]) -> int:
    """Record what tells these locked aggregates, and move their event counters on; returns how many events."""
    if not rows:
        return 0
    told = await telling.tell(tx, [row.aggregate for row in rows])
    said = [
        Said(fact, row.aggregate, row.seq + number)
        for row in rows
        for number, fact in enumerate(told.get(row.aggregate, ()), start=1)
    ]
    await outbox.record_all(tx, said)
    by_many: dict[int, list[UUID]] = {}
    for aggregate, facts in told.items():
        by_many.setdefault(len(facts), []).append(aggregate)
    table = telling.table
    for many, aggregates in sorted(by_many.items()):
        moved = update(table).where(table.c[telling.key] == func.any(literal(aggregates, ARRAY(Uuid))))
        await tx.connection.execute(moved.values(seq=table.c.seq + many))
    return len(said)


async def _locked(tx: Transaction, telling: Telling, after: Json) -> Sequence[Row]:
    table = telling.table
    query = select(table.c[telling.key].label("aggregate"), table.c.seq, telling.path.label("walked"))
    if after is not None:
        query = query.where(telling.path > (UUID(after) if isinstance(telling.path.type, Uuid) else after))
    return (await tx.connection.execute(query.order_by(telling.path).limit(BATCH).with_for_update())).all()


def _reached(cursor: Json, names: Sequence[str]) -> tuple[int, Json]:
    if cursor is None:
        return 0, None
    # a table that is not told any more after an upgrade is the end: what is left of it is nobody's news
    place = names.index(cursor["table"]) if cursor["table"] in names else len(names)
    return place, cursor["after"]


def _plain(walked: Any) -> Json:
    return str(walked) if isinstance(walked, UUID) else walked


async def _count(tx: Transaction, tellings: Sequence[Telling]) -> int:
    counted = [select(func.count()).select_from(one.table) for one in tellings]
    return sum([int((await tx.connection.execute(query)).scalar_one()) for query in counted])


async def _unsent(tx: Transaction) -> int:
    events = tx.tables.outbox
    waiting = select(events.c.position).where(events.c.published_at.is_(None), events.c.blocked_at.is_(None))
    query = select(func.count()).select_from(waiting.limit(MOST_WAITING + 1).subquery())
    return int((await tx.connection.execute(query)).scalar_one())
