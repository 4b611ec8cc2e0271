"""The inbox's rows: which events were heard, how far each aggregate is, and what is parked."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.envelope import Envelope, own
from sqlalchemy import Uuid, bindparam, func, insert, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.bus.message import Message
from chassis.db import Transaction, insert_into

Key = tuple[str, UUID]
"""Topic and aggregate."""


@dataclass(slots=True)
class Known:
    """What is known of the events and aggregates of a batch; kept current while the batch is applied."""

    events: set[UUID]
    sequences: dict[Key, int]
    parked: set[Key]
    gaps: dict[Key, int] = field(default_factory=dict)


class InboxStore:
    """Reads and writes of one consumer's inbox. Statements are built once."""

    def __init__(self, tx: Transaction, consumer: str) -> None:
        self._tx = tx
        self._tables = tx.tables
        self._consumer = consumer

    async def lock(self, *, alone: bool) -> None:
        """Workers share the consumer's lock; an operator's command takes it alone, so that no event slips past it."""
        function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        key = int.from_bytes(hashlib.sha256(f"inbox\0{self._consumer}".encode()).digest()[:8], "big", signed=True)
        await self._tx.connection.execute(text(f"SELECT {function}(:key)"), {"key": key})

    async def known(self, envelopes: Sequence[Envelope]) -> Known:
        """What the inbox holds of these events.

        The aggregates' rows are locked before the events are looked up: an overlapping worker (after a rebalance) waits
        here and then sees what the other one did.
        """
        progress, inbox, parked = self._tables.inbox_aggregate, self._tables.inbox, self._tables.parked
        subjects = {"subjects": list({envelope.subject for envelope in envelopes})}
        any_subject = func.any(bindparam("subjects", type_=ARRAY(Uuid)))
        any_event = func.any(bindparam("events", type_=ARRAY(Uuid)))
        rows = await self._tx.connection.execute(
            select(progress.c.topic, progress.c.aggregate_id, progress.c.last_sequence)
            .where(progress.c.consumer == self._consumer, progress.c.aggregate_id == any_subject)
            .order_by(progress.c.topic, progress.c.aggregate_id)
            .with_for_update(),
            subjects,
        )
        sequences = {(row.topic, row.aggregate_id): row.last_sequence for row in rows}
        seen = await self._tx.connection.execute(
            select(inbox.c.event_id).where(inbox.c.consumer == self._consumer, inbox.c.event_id == any_event),
            {"events": [envelope.id for envelope in envelopes]},
        )
        waiting = await self._tx.connection.execute(
            select(parked.c.topic, parked.c.aggregate_id)
            .where(parked.c.consumer == self._consumer, parked.c.aggregate_id == any_subject)
            .where(parked.c.settled_at.is_(None))
            .distinct(),
            subjects,
        )
        return Known(
            events=set(seen.scalars()),
            sequences=sequences,
            parked={(row.topic, row.aggregate_id) for row in waiting},
        )

    async def remember(self, events: Sequence[UUID]) -> None:
        """Mark events as heard. A conflict means an overlapping worker was faster: it must fail, not pass silently."""
        if events:
            stamp = {"consumer": self._consumer, "received_at": self._tx.now}
            rows = [{"event_id": event, **stamp} for event in events]
            await self._tx.connection.execute(insert_into(self._tables.inbox), rows)

    async def advance(self, sequences: Mapping[Key, int], gaps: Mapping[Key, int]) -> None:
        """Store how far each aggregate is, and add the jumps seen."""
        if not sequences:
            return
        table = self._tables.inbox_aggregate
        statement = upsert(table)
        statement = statement.on_conflict_do_update(
            index_elements=[table.c.consumer, table.c.topic, table.c.aggregate_id],
            set_={
                "last_sequence": func.greatest(table.c.last_sequence, statement.excluded.last_sequence),
                "gaps": table.c.gaps + statement.excluded.gaps,
            },
        )
        rows = [
            {
                "consumer": self._consumer,
                "topic": topic,
                "aggregate_id": subject,
                "last_sequence": sequence,
                "gaps": gaps.get((topic, subject), 0),
            }
            for (topic, subject), sequence in sorted(sequences.items())
        ]
        await self._tx.connection.execute(statement, rows)

    async def park(self, message: Message, envelope: Envelope, reason: str) -> None:
        """Keep an event aside until an operator releases or discards it."""
        await self._tx.connection.execute(
            insert(self._tables.parked),
            {
                "consumer": self._consumer,
                "event_id": envelope.id,
                "topic": message.topic,
                "aggregate_id": envelope.subject,
                "sequence": envelope.sequence,
                "headers": [[name, value.decode()] for name, value in own(message.headers)],
                "value": message.value,
                "reason": reason,
                "parked_at": self._tx.now,
            },
        )

    async def waiting(self, aggregate_id: UUID | None = None) -> "list[ParkedEvent]":
        """Parked events that nobody settled yet, in the order in which their aggregate said them."""
        parked = self._tables.parked
        query = select(parked).where(parked.c.consumer == self._consumer, parked.c.settled_at.is_(None))
        if aggregate_id is not None:
            query = query.where(parked.c.aggregate_id == aggregate_id)
        rows = await self._tx.connection.execute(
            query.order_by(parked.c.aggregate_id, parked.c.sequence, parked.c.position)
        )
        return [
            ParkedEvent(
                position=row.position,
                reason=row.reason,
                parked_at=row.parked_at,
                aggregate_id=row.aggregate_id,
                sequence=row.sequence,
                message=Message(
                    topic=row.topic,
                    key=str(row.aggregate_id).encode(),
                    headers=tuple((name, value.encode()) for name, value in row.headers),
                    value=row.value,
                ),
            )
            for row in rows
        ]

    async def settle(self, position: int, *, how: str, why: str) -> None:
        """Close a parked event as ``released`` or ``discarded``."""
        parked = self._tables.parked
        values = {"settled_at": self._tx.now, "settled_as": how, "settled_why": why}
        await self._tx.connection.execute(parked.update().where(parked.c.position == position).values(values))

    async def settle_all(self, topics: Sequence[str], *, how: str, why: str) -> int:
        """Close every parked event of some topics; returns how many."""
        parked = self._tables.parked
        waiting = (parked.c.consumer == self._consumer, parked.c.settled_at.is_(None), parked.c.topic.in_(topics))
        values = {"settled_at": self._tx.now, "settled_as": how, "settled_why": why}
        return (await self._tx.connection.execute(parked.update().where(*waiting).values(values))).rowcount

    async def forget(self, topics: Sequence[str]) -> int:
        """Forget how far the aggregates of some topics were heard; returns how many.

        Their rows stay, at nought: an aggregate that is heard again goes on wherever it is, and that is no jump.
        """
        progress = self._tables.inbox_aggregate
        known = (progress.c.consumer == self._consumer, progress.c.topic.in_(topics))
        return (await self._tx.connection.execute(progress.update().where(*known).values(last_sequence=0))).rowcount


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """One event that waits for an operator."""

    position: int
    reason: str
    parked_at: datetime
    aggregate_id: UUID
    sequence: int
    message: Message
