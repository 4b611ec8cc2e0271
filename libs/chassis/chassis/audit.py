"""The audit trail: who read, wrote, decided or erased what of whom, chained by hashes after commit.

Rows are written in the transaction that did the act (a read's own, for a read). One sequencer numbers committed rows
and gives each the SHA-256 of its predecessor's hash and its own content, so that a row that is altered, removed or
slipped in breaks the chain from there on. Details are sealed with the person's key: erasing the person leaves the chain
whole.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import orjson
from sqlalchemy import Table, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import telemetry
from chassis.db import Row, Transaction, insert_all
from chassis.domain import Json

if TYPE_CHECKING:
    from chassis.service import Service

COUNTER = "audit"
BATCH = 2_000
GENESIS = bytes(32)
HASHED = (
    "position", "at", "action", "subject", "subject_id", "fields", "org", "org_kind", "client_id", "acting_person",
    "trace_id", "details",
)  # fmt: skip
Action = Literal["read", "write", "decide", "erase", "export"]


class AuditBroken(RuntimeError):
    """The chain does not hold: the trail was altered after it was written."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act on one subject, such as a read of a person's name and phone; ``fields`` are a view's."""

    action: Action
    subject: str
    subject_id: UUID
    fields: tuple[str, ...] = ()


async def record(tx: Transaction, act: Act, *, details: bytes | None = None) -> None:
    """Write one act down in this transaction; ``details`` are sealed already (``PersonCipher.seal``)."""
    await record_all(tx, [act], details=details)


@asynccontextmanager
async def recording(tx: Transaction, act: Act) -> AsyncIterator[None]:
    """Write one act down while the block computes; the disk is waited for when the block ends, not before it begins.

    The block must leave the connection alone. When it ends, however it ends, the act is written as after ``record``;
    what that raises is raised here, before what the block raised.
    """
    written = asyncio.create_task(record(tx, act))
    try:
        # in its first turn the task hands the statement to the driver, and the loop sends it before the second
        for _ in range(2):
            await asyncio.sleep(0)
        yield
    finally:
        await written


async def record_all(tx: Transaction, acts: Sequence[Act], *, details: bytes | None = None) -> None:
    """Write several acts of one caller down, in order."""
    principal = tx.principal
    caller = {
        "at": tx.now,
        "org": principal.org,
        "org_kind": str(principal.org_kind),
        "client_id": principal.client_id,
        "acting_person": principal.acting_person,
        "trace_id": telemetry.trace_id(),
        "details": details,
    }
    rows = [
        caller
        | {"action": one.action, "subject": one.subject, "subject_id": one.subject_id, "fields": list(one.fields)}
        for one in acts
    ]
    await insert_all(tx.connection, tx.tables.audit, rows)


async def chain(connection: AsyncConnection, audit: Table, counter: Table) -> int:
    """Number and chain one batch of committed rows; returns how many. The caller holds the sequencer's lock."""
    fresh = select(audit).where(audit.c.number.is_(None)).order_by(audit.c.position).limit(BATCH)
    rows = (await connection.execute(fresh)).all()
    if not rows:
        return 0
    number, before = await _last(connection, audit, counter)
    chained = []
    for row in rows:
        number += 1
        before = link(before, row)
        chained.append({"the_position": row.position, "number": number, "hash": before})
    await connection.execute(
        update(audit)
        .where(audit.c.position == bindparam("the_position"))
        .values(number=bindparam("number"), hash=bindparam("hash")),
        chained,
    )
    entry = insert(counter).values(name=COUNTER, last_number=number)
    await connection.execute(entry.on_conflict_do_update(index_elements=["name"], set_={"last_number": number}))
    return len(rows)


async def _last(connection: AsyncConnection, audit: Table, counter: Table) -> tuple[int, bytes]:
    """The last number given and its hash."""
    given = select(counter.c.last_number).where(counter.c.name == COUNTER)
    number = (await connection.execute(given)).scalar_one_or_none() or 0
    held = select(audit.c.hash).where(audit.c.number == number)
    return number, (await connection.execute(held)).scalar_one_or_none() or GENESIS


def link(before: bytes, row: Row) -> bytes:
    """The hash of a row in the chain."""
    content = {name: _plain(getattr(row, name)) for name in HASHED}
    return hashlib.sha256(before + orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)).digest()


def _plain(value: Any) -> Json:
    if isinstance(value, UUID):
        # the driver's own kind of UUID is not one that orjson knows
        return str(value)
    return value.hex() if isinstance(value, bytes) else value


async def verify(service: "Service") -> Mapping[str, object]:
    """Walk the chain from its first row; raises AuditBroken with the first number that does not hold.

    What is returned (number and hash of the last row) is worth keeping elsewhere: it proves later that nothing before
    it was altered.
    """
    audit, counter = service.tables.audit, service.tables.change_counter
    number, before = 0, GENESIS
    async with service.database.transaction() as connection:
        await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        last, _ = await _last(connection, audit, counter)
        while True:
            page = select(audit).where(audit.c.number > number).order_by(audit.c.number).limit(BATCH)
            rows = (await connection.execute(page)).all()
            for row in rows:
                number, expected = number + 1, link(before, row)
                if row.number != number or row.hash != expected:
                    raise AuditBroken(f"the audit trail does not hold from number {number} on")
                before = expected
            if not rows:
                break
    if number != last:
        raise AuditBroken(f"the audit trail ends at number {number}, and {last} were given")
    return {"checked": number, "last_hash": before.hex()}


async def anchor(connection: AsyncConnection, audit: Table, counter: Table) -> None:
    """Put the chain's present end into the logs, which are kept on another machine."""
    number, held = await _last(connection, audit, counter)
    if number:
        telemetry.log.info("the audit trail is anchored", extra={"number": number, "hash": held.hex()})
