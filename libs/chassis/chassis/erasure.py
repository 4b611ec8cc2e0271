"""Erasure of a person (刪除): what a service dropped is confirmed once, in the transaction that dropped it.

A handler of the request drops what its service holds of the person and then confirms::

    dropped = await Enrolments(tx).empty(person_id)
    await erasure.confirm(tx, TrainingErasureConfirmed, person_id=person_id, rows=dropped)

The confirmation is an event about the person on the service's own topic; no other aggregate of that topic has its id.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from contracts.envelope import Fact
from contracts.erasure import ErasureConfirmed
from fields.calendar import business_date
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis import outbox
from chassis.announce import Telling
from chassis.db import Transaction
from chassis.tables import ChassisTables

FIRST = 1


async def confirm(tx: Transaction, kind: type[ErasureConfirmed], *, person_id: UUID, rows: int) -> bool:
    """Confirm that ``rows`` rows about a person were deleted or emptied; False when that had been confirmed before.

    A request that is heard again finds nothing left to drop, and its confirmation is not said again.
    """
    erasure = tx.tables.erasure
    row = {"person_id": person_id, "confirmed_at": tx.now, "rows": rows, "seq": FIRST}
    new = insert(erasure).values(row).on_conflict_do_nothing().returning(erasure.c.person_id)
    if (await tx.connection.execute(new)).one_or_none() is None:
        return False
    fact = kind(erased_on=business_date(tx.now), rows=rows)
    await outbox.record(tx, fact, aggregate_id=person_id, sequence=FIRST)
    return True


def telling(tables: ChassisTables, kind: type[ErasureConfirmed]) -> Telling:
    """How a service announces what it has confirmed."""
    erasure = tables.erasure

    async def tell(tx: Transaction, people: Sequence[UUID]) -> Mapping[UUID, Sequence[Fact]]:
        rows = await tx.connection.execute(select(erasure).where(erasure.c.person_id.in_(people)))
        return {row.person_id: [kind(erased_on=business_date(row.confirmed_at), rows=row.rows)] for row in rows}

    return Telling(erasure, tell, key="person_id", walk="person_id")
