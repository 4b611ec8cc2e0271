"""Erasure of a person (刪除): what a service dropped is confirmed once, in the transaction that dropped it.

A handler of the request drops what its service holds of the person and then confirms::

    dropped = await Enrolments(tx).empty(person_id)
    await erasure.confirm(tx, TrainingErasureConfirmed, person_id=person_id, rows=dropped)

The confirmation is an event about the person on the service's own topic; no other aggregate of that topic has its id.
"""

from datetime import timedelta, timezone
from uuid import UUID

from contracts.erasure import ErasureConfirmed
from sqlalchemy.dialects.postgresql import insert

from chassis import outbox
from chassis.db import Transaction

FIRST = 1
TAIPEI = timezone(timedelta(hours=8))


async def confirm(tx: Transaction, kind: type[ErasureConfirmed], *, person_id: UUID, rows: int) -> bool:
    """Confirm that ``rows`` rows about a person were deleted or emptied; False when that had been confirmed before.

    A request that is heard again finds nothing left to drop, and its confirmation is not said again.
    """
    erasure = tx.tables.erasure
    row = {"person_id": person_id, "confirmed_at": tx.now, "rows": rows, "seq": FIRST}
    new = insert(erasure).values(row).on_conflict_do_nothing().returning(erasure.c.person_id)
    if (await tx.connection.execute(new)).one_or_none() is None:
        return False
    fact = kind(erased_on=tx.now.astimezone(TAIPEI).date(), rows=rows)
    await outbox.record(tx, fact, aggregate_id=person_id, sequence=FIRST)
    return True
