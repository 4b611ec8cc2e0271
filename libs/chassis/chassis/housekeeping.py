"""What the relay role throws away when its time is over; every period is a constant with its reason."""

from datetime import timedelta

from sqlalchemy import delete

from chassis import audit, changes
from chassis.idempotency import KEEP_HOURS
from chassis.service import Service

KEEP_PUBLISHED_DAYS = 7
"""Topics keep their events as long; longer history belongs to the audit trail."""
KEEP_INBOX_DAYS = 45
"""Longer than topic retention (7 days) and the longest replay (30 days): an event older than this cannot come again."""

KEEP_JOBS_DAYS = 30
"""What a job was asked and how it ended; a kind that keeps more beside it (files, rows) has its own, shorter period."""


async def sweep(service: Service) -> None:
    """Delete published outbox rows, old inbox rows, old stored answers, old jobs and old feed entries."""
    tables = service.tables
    async with service.database.transaction() as connection:
        now = service.clock()
        outbox, inbox, stored, job = tables.outbox, tables.inbox, tables.idempotency, tables.job
        await connection.execute(
            delete(outbox).where(outbox.c.published_at < now - timedelta(days=KEEP_PUBLISHED_DAYS))
        )
        await connection.execute(delete(inbox).where(inbox.c.received_at < now - timedelta(days=KEEP_INBOX_DAYS)))
        await connection.execute(delete(stored).where(stored.c.stored_at < now - timedelta(hours=KEEP_HOURS)))
        await connection.execute(delete(job).where(job.c.finished_at < now - timedelta(days=KEEP_JOBS_DAYS)))
        await changes.sweep(connection, tables.change, tables.change_counter, now=now)
        await audit.anchor(connection, tables.audit, tables.change_counter)
