"""Say it in the same transaction that did it: an event is a row beside the business rows, sent later by the relay."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.catalogue import topic_of
from contracts.envelope import Envelope, Fact, encode

from chassis.computing import in_turns
from chassis.db import Transaction, insert_all, new_id
from chassis.domain import DomainError
from chassis.tables import BUCKETS

MAX_VALUE_BYTES = 262_144


class EventTooLarge(DomainError):
    """An event's value is larger than a broker takes; publish a reference instead."""

    code = "event-too-large"
    title_en = "The event is too large"
    title_zh = "事件內容過大"


@dataclass(frozen=True, slots=True)
class Said:
    """One fact about one aggregate. ``sequence`` is the aggregate's own event counter after this event.

    The writer holds the aggregate's row lock, so sequences have no gap and positions keep their order.
    """

    fact: Fact
    aggregate_id: UUID
    sequence: int


async def record(tx: Transaction, fact: Fact, *, aggregate_id: UUID, sequence: int) -> None:
    """Add one event to this transaction."""
    await record_all(tx, [Said(fact, aggregate_id, sequence)])


async def record_all(tx: Transaction, said: Sequence[Said]) -> None:
    """Add events to this transaction, in order; raises EventTooLarge before anything is written."""
    rows = await in_turns(lambda one: _row(tx, one), said)
    await insert_all(tx.connection, tx.tables.outbox, rows)


def _row(tx: Transaction, said: Said) -> dict[str, object]:
    value = encode(said.fact)
    if len(value) > MAX_VALUE_BYTES:
        raise EventTooLarge(type=said.fact.TYPE, bytes=len(value), allowed=MAX_VALUE_BYTES)
    envelope = Envelope(
        id=new_id(),
        type=said.fact.TYPE,
        source=tx.source,
        subject=said.aggregate_id,
        time=tx.now,
        sequence=said.sequence,
        traceparent=tx.traceparent,
    )
    return {
        "event_id": envelope.id,
        "topic": topic_of(said.fact.TYPE),
        "event_type": envelope.type,
        "aggregate_id": said.aggregate_id,
        "sequence": said.sequence,
        "bucket": said.aggregate_id.int % BUCKETS,
        "headers": envelope.named(),
        "value": value,
        "recorded_at": tx.now,
    }
