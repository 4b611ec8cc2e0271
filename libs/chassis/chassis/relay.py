"""The relay: sends unpublished outbox rows, by their state and never by a cursor.

One publisher per hash bucket, held by a session advisory lock, keeps the order of an aggregate; the lock vanishes with
the connection, so a killed relay frees its buckets. No transaction is open while the bus is waited for.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger, SmallInteger

from chassis import telemetry, tracing
from chassis.bus.message import HELD, Message, Publisher
from chassis.db import Row
from chassis.service import Service
from chassis.tables import BUCKETS, ChassisTables

BATCH = 500
BATCH_BYTES = 4_194_304
LOCK_CLASS = 724
BUSY_SECONDS = 0.02
IDLE_SECONDS = 0.25
TRY_BUCKETS_EVERY_SECONDS = 5.0

TAKE_BUCKETS = text(
    """
    SELECT bucket FROM unnest(CAST(:wanted AS int[])) AS bucket WHERE pg_try_advisory_lock(:lock_class, bucket)
    """
)


class Relay:
    """Publishes one service's outbox over one bus."""

    def __init__(self, service: Service, publisher: Publisher) -> None:
        self._service = service
        self._publisher = publisher
        self._connection: AsyncConnection | None = None
        self._buckets: set[int] = set()
        self._tried_at = float("-inf")
        self._unpublished = _unpublished(service.tables)
        self._published = _published(service.tables)

    async def step(self) -> int:
        """Publish one batch; returns how many rows were sent or blocked. Raises BusUnavailable or a database error."""
        connection = await self._hold_buckets()
        parameters = {"buckets": sorted(self._buckets), "batch": BATCH}
        rows = _within_bytes((await connection.execute(self._unpublished, parameters)).all())
        if not rows:
            return 0
        now, began_ns = self._service.clock(), time.time_ns()
        with self._service.metrics.ack_seconds.time():
            outcomes = await self._publisher.publish([_message(row) for row in rows])
        self._trace(rows, outcomes, began_ns)
        await self._mark(connection, rows, outcomes, now)
        return sum(outcome != HELD for outcome in outcomes)

    async def close(self) -> None:
        """Give the buckets back."""
        if self._connection is not None:
            # closing the session is what frees its locks; a pooled connection would keep them
            await self._connection.invalidate()
            await self._connection.close()
            self._connection = None
            self._buckets.clear()

    async def _hold_buckets(self) -> AsyncConnection:
        clock = asyncio.get_running_loop().time()
        if self._connection is not None and self._connection.invalidated:
            await self.close()
        if self._connection is None:
            engine = self._service.database.engine.execution_options(isolation_level="AUTOCOMMIT")
            self._connection = await engine.connect()
            self._buckets.clear()
            self._tried_at = float("-inf")
        if len(self._buckets) < BUCKETS and clock - self._tried_at >= TRY_BUCKETS_EVERY_SECONDS:
            self._tried_at = clock
            wanted = sorted(set(range(BUCKETS)) - self._buckets)
            taken = await self._connection.execute(TAKE_BUCKETS, {"wanted": wanted, "lock_class": LOCK_CLASS})
            self._buckets |= set(taken.scalars())
        return self._connection

    def _trace(self, rows: Sequence[Row], outcomes: Sequence[str | None], began_ns: int) -> None:
        """Show each event's way to the bus in the trace that recorded it."""
        tracer = self._service.tracer
        if tracer is None:
            return
        for row, outcome in zip(rows, outcomes, strict=True):
            if outcome != HELD:
                parent = dict(row.headers).get("traceparent")
                span = tracer.start(tracing.Kind.PRODUCER, parent, started_ns=began_ns)
                span.end(tracing.publishing(row.topic, row.event_type, error=outcome))

    async def _mark(
        self, connection: AsyncConnection, rows: Sequence[Row], outcomes: Sequence[str | None], now: datetime
    ) -> None:
        sent = [row.position for row, outcome in zip(rows, outcomes, strict=True) if outcome is None]
        if sent:
            await connection.execute(self._published, {"positions": sent, "now": now})
            self._service.metrics.published.inc(len(sent))
        outbox = self._service.tables.outbox
        for row, outcome in zip(rows, outcomes, strict=True):
            if outcome is not None and outcome != HELD:
                self._service.metrics.blocked.inc()
                blocked = {"aggregate": str(row.aggregate_id), "position": row.position, "reason": outcome}
                telemetry.log.error("an event can never be sent; its aggregate is blocked", extra=blocked)
                values = {"blocked_at": now, "last_error": outcome}
                await connection.execute(update(outbox).where(outbox.c.position == row.position).values(values))


def _unpublished(tables: ChassisTables) -> Any:
    outbox = tables.outbox
    earlier = outbox.alias("earlier")
    held_back = exists().where(
        earlier.c.aggregate_id == outbox.c.aggregate_id,
        earlier.c.position <= outbox.c.position,
        earlier.c.blocked_at.is_not(None),
        earlier.c.published_at.is_(None),
    )
    return (
        select(
            outbox.c.position,
            outbox.c.topic,
            outbox.c.event_type,
            outbox.c.aggregate_id,
            outbox.c.headers,
            outbox.c.value,
            outbox.c.recorded_at,
        )
        .where(outbox.c.published_at.is_(None), ~held_back)
        .where(outbox.c.bucket == func.any(bindparam("buckets", type_=ARRAY(SmallInteger))))
        .order_by(outbox.c.position)
        .limit(bindparam("batch"))
    )


def _published(tables: ChassisTables) -> Any:
    outbox = tables.outbox
    positions = func.any(bindparam("positions", type_=ARRAY(BigInteger)))
    return update(outbox).where(outbox.c.position == positions).values(published_at=bindparam("now"), last_error=None)


def _within_bytes(rows: Sequence[Row]) -> Sequence[Row]:
    """The longest prefix of at most BATCH_BYTES, so that what waits in the client's memory is bounded."""
    size = 0
    for index, row in enumerate(rows):
        size += len(row.value)
        if size > BATCH_BYTES and index:
            return rows[:index]
    return rows


def _message(row: Row) -> Message:
    return Message(
        topic=row.topic,
        key=str(row.aggregate_id).encode(),
        headers=tuple((name, value.encode()) for name, value in row.headers),
        value=row.value,
    )
