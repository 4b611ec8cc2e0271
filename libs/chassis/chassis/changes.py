"""Change feeds: what changed, numbered after commit by one sequencer, so that a reader by number never misses a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, text, true
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit
from chassis.db import Repository, Transaction, insert_all
from chassis.problems import CursorGone
from chassis.service import Service

TOMBSTONE_DAYS = 90
SEQUENCER_LOCK = 7_240_002
COUNTER = "change"
BATCH = 5_000

NUMBER = text(
    """
    WITH counter AS (
        INSERT INTO change_counter (name, last_number) VALUES (:name, 0)
        ON CONFLICT (name) DO UPDATE SET last_number = change_counter.last_number RETURNING last_number
    ), fresh AS (
        SELECT position, row_number() OVER (ORDER BY position) AS nth
        FROM (SELECT position FROM change WHERE number IS NULL ORDER BY position LIMIT :batch) AS unnumbered
    ), numbered AS (
        UPDATE change SET number = counter.last_number + fresh.nth FROM counter, fresh
        WHERE change.position = fresh.position RETURNING change.number
    )
    SELECT count(*) AS given, max(number) AS last FROM numbered
    """
)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a feed."""

    number: int
    resource_id: UUID
    version: int
    operation: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed is told: a resource has a new version (``upsert``) or is gone (``delete``), for whom and where."""

    resource: str
    resource_id: UUID
    version: int
    owner_org: str
    county: str | None
    operation: str = "upsert"


async def record_all(tx: Transaction, entries: Sequence[Entry]) -> None:
    """Say in this transaction what changed, in order."""
    rows = [{name: getattr(entry, name) for name in Entry.__slots__} | {"at": tx.now} for entry in entries]
    await insert_all(tx.connection, tx.tables.change, rows)


async def record(
    tx: Transaction,
    *,
    resource: str,
    resource_id: UUID,
    version: int,
    owner_org: str,
    county: str | None,
    operation: str = "upsert",
) -> None:
    """Say in this transaction that a resource has a new version (``upsert``) or is gone (``delete``)."""
    await record_all(tx, [Entry(resource, resource_id, version, owner_org, county, operation)])


@dataclass(frozen=True, slots=True)
class Feed:
    """Some entries, oldest first, and the number to go on after."""

    entries: list[Change]
    next_number: int


class Changes(Repository):
    """Reads of a feed."""

    async def after(self, resource: str, number: int | None, *, limit: int, visible: ColumnElement[bool]) -> Feed:
        """Entries after ``number`` that the principal may see (None: from the oldest kept); raises CursorGone.

        A reader who has seen everything goes on after the last number given, whoever's it was: one who has few entries
        of his own is not overtaken by the sweep.
        """
        table, counter = self.tx.tables.change, self.tx.tables.change_counter
        columns = (table.c.number, table.c.resource_id, table.c.version, table.c.operation, table.c.at)
        chosen = and_(table.c.resource == resource, table.c.number > (number or 0), visible)
        page = select(*columns).where(chosen).order_by(table.c.number).limit(limit).subquery()
        # one statement, one snapshot: neither the sequencer nor the sweep comes between the entries and the counter
        both = select(counter.c.last_number, counter.c.swept_number, page).select_from(counter.outerjoin(page, true()))
        found = await self.connection.execute(both.where(counter.c.name == COUNTER).order_by(page.c.number))
        rows = found.all()
        last, swept = (rows[0].last_number, rows[0].swept_number) if rows else (0, 0)
        entries = [Change(*entry) for _, _, *entry in rows if entry[0] is not None]
        if number is not None and number < swept:
            raise CursorGone()
        reached = max([number or 0, *(one.number for one in entries)])
        return Feed(entries, reached if len(entries) == limit else max(last, reached))


class Sequencer:
    """Gives numbers to committed change rows and chains the audit's; one per database, guarded by an advisory lock."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def step(self) -> int:
        """Number one batch; returns how many rows got a number (0: nothing waits, or another process does it)."""
        async with self._service.database.transaction() as connection:
            lock = text("SELECT pg_try_advisory_xact_lock(:lock)")
            if not (await connection.execute(lock, {"lock": SEQUENCER_LOCK})).scalar_one():
                return 0
            row = (await connection.execute(NUMBER, {"name": COUNTER, "batch": BATCH})).one()
            if row.given:
                counter = self._service.tables.change_counter
                await connection.execute(counter.update().values(last_number=row.last).where(counter.c.name == COUNTER))
            tables = self._service.tables
            return int(row.given) + await audit.chain(connection, tables.audit, tables.change_counter)


async def sweep(connection: AsyncConnection, change: Table, counter: Table, *, now: datetime) -> None:
    """Forget entries older than the tombstone period, and remember how far."""
    horizon = now - timedelta(days=TOMBSTONE_DAYS)
    gone = await connection.execute(
        delete(change).where(change.c.at < horizon, change.c.number.is_not(None)).returning(change.c.number)
    )
    numbers = gone.scalars().all()
    if numbers:
        # times are not in the order of numbers where clocks differ, so a later sweep may delete lower numbers
        swept = func.greatest(counter.c.swept_number, max(numbers))
        await connection.execute(counter.update().values(swept_number=swept).where(counter.c.name == COUNTER))
