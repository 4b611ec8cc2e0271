"""What /metrics says of the present: read from the database and the event loop, when asked or all the time."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import func, select
from starlette.responses import Response

from chassis import telemetry
from chassis.db import Row, is_transient
from chassis.jobs.job import WAITING, JobState
from chassis.metrics import UNKNOWN
from chassis.service import Service

READ_SECONDS = 3.0
"""How long a scrape waits for the database; a scraper's own time-out is ten."""
TICK_SECONDS = 0.5


async def shown(service: Service, *, stored: bool = True) -> Response:
    """The metrics in Prometheus' text format; what is ``stored`` is left out where another process tells it."""
    if stored:
        await read(service)
    return Response(generate_latest(service.metrics.registry), media_type=CONTENT_TYPE_LATEST)


async def read(service: Service) -> None:
    """Set the gauges of what waits in the database; a number that cannot be had is NaN and never yesterday's."""
    metrics = service.metrics
    gauges = (metrics.oldest_unpublished, metrics.blocked_rows, metrics.parked_keys, metrics.oldest_job)
    metrics.jobs.clear()
    try:
        async with asyncio.timeout(READ_SECONDS):
            await _read(service)
    except Exception as error:
        if not is_transient(error):
            raise
        telemetry.log.warning("what waits could not be counted", extra={"error": type(error).__name__})
        for gauge in gauges:
            gauge.set(UNKNOWN)


async def _read(service: Service) -> None:
    outbox, parked, job = service.tables.outbox, service.tables.parked, service.tables.job
    unpublished = select(func.min(outbox.c.recorded_at)).where(
        outbox.c.published_at.is_(None), outbox.c.blocked_at.is_(None)
    )
    blocked = select(func.count()).where(outbox.c.blocked_at.is_not(None), outbox.c.published_at.is_(None))
    waiting = select(parked.c.consumer, parked.c.topic, parked.c.aggregate_id).where(parked.c.settled_at.is_(None))
    jobs = (
        select(job.c.kind, job.c.state, func.count().label("jobs"), func.min(job.c.created_at).label("oldest"))
        .where(job.c.state.in_(WAITING))
        .group_by(job.c.kind, job.c.state)
    )
    async with service.database.reading() as connection:
        oldest = await connection.scalar(unpublished)
        blocked_rows = await connection.scalar(blocked)
        parked_keys = await connection.scalar(select(func.count()).select_from(waiting.distinct().subquery()))
        rows = (await connection.execute(jobs)).all()
    now, metrics = service.clock(), service.metrics
    metrics.oldest_unpublished.set(_age(oldest, now))
    metrics.blocked_rows.set(blocked_rows or 0)
    metrics.parked_keys.set(parked_keys or 0)
    _set_jobs(service, rows, now)


def _set_jobs(service: Service, rows: Sequence[Row], now: datetime) -> None:
    metrics = service.metrics
    for kind in service.jobs:
        for state in WAITING:
            metrics.jobs.labels(kind, state).set(0)
    oldest: list[datetime] = []
    for row in rows:
        metrics.jobs.labels(row.kind, row.state).set(row.jobs)
        if row.state == JobState.QUEUED:
            oldest.append(row.oldest)
    metrics.oldest_job.set(_age(min(oldest, default=None), now))


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())


async def watch_loop(service: Service) -> None:
    """Observe how late the event loop is, until cancelled: what blocks it keeps every request waiting."""
    lag = service.metrics.loop_lag
    while True:
        due = time.perf_counter() + TICK_SECONDS
        await asyncio.sleep(TICK_SECONDS)
        lag.observe(max(0.0, time.perf_counter() - due))
