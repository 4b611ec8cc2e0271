"""The inbox: each event has its effect once, in order per aggregate, whatever the bus repeats.

One batch is one transaction {inbox rows, handlers, outbox rows, parked rows}; when a handler fails, the batch is rolled
back and its messages go one by one, so that one bad event costs its own aggregate only. The sequence is checked before
events are filtered by type: an unheard type makes no gap.
"""

import asyncio
import itertools
import random
import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from contracts.catalogue import EVENTS, dead_letter_topic, topic_of
from contracts.envelope import Envelope, EnvelopeInvalid, Fact, decode, own
from prometheus_client import Counter as Counting
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import telemetry, tracing
from chassis.bus.message import Message
from chassis.db import Transaction, is_transient
from chassis.domain import DomainError
from chassis.inbox_store import InboxStore, Key, Known
from chassis.service import Heard, Service, Together
from chassis.tables import BUCKETS

TRIES = 3
FIRST_PAUSE_SECONDS = 0.05
BEHIND = "behind an earlier parked event"
DEAD_LETTER_NAMESPACE = uuid.UUID("7d0f5a52-6c0e-5b9c-9b53-5f6f0f3d8f11")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message whose envelope and value were understood; ``fact`` is None for a type this service does not hear."""

    message: Message
    envelope: Envelope
    fact: Fact | None

    @property
    def key(self) -> Key:
        """What the inbox keeps order by."""
        return self.message.topic, self.envelope.subject


Counted = list[tuple[Counting, int]]


class Inbox:
    """Applies messages for one service: the bus's Subscriber. The consumer group is named as the service."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.consumer = service.name
        self._handlers = {kind.TYPE: handler for kind, handler in service.handlers.items()}

    async def apply(self, messages: Sequence[Message]) -> None:
        """Apply, drop as repeated, park or dead-letter every message; raises only what is worth trying again."""
        try:
            await self._apply_together(messages)
        except Exception as error:
            if is_transient(error):
                raise
            for message in messages:
                await self._apply_alone(message)

    async def _apply_alone(self, message: Message) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                await self._apply_together([message])
                return
            except Exception as error:
                if is_transient(error):
                    raise
                if attempt == TRIES or isinstance(error, DomainError):
                    telemetry.log.error("a handler failed for good; its aggregate is parked", exc_info=error)
                    await self._apply_together([message], park_because=reason_of(error))
                    return
            await asyncio.sleep(FIRST_PAUSE_SECONDS * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 - jitter

    async def _apply_together(self, messages: Sequence[Message], *, park_because: str | None = None) -> None:
        service = self.service
        # counted only when the batch is committed: what is rolled back comes again
        counted: Counted = []
        async with service.database.transaction() as connection:
            tx = service.begin(connection, service.system)
            arrivals: list[Arrival] = []
            for message in messages:
                arrival = self.understand(message)
                if arrival is None:
                    await self._dead_letter(tx, message)
                    counted.append((service.metrics.dead_letters, 1))
                else:
                    arrivals.append(arrival)
            if arrivals:
                counted += await self._apply_arrivals(tx, arrivals, park_because)
        for counter, times in counted:
            counter.inc(times)

    async def _apply_arrivals(self, tx: Transaction, arrivals: Sequence[Arrival], park_because: str | None) -> Counted:
        metrics = self.service.metrics
        store = InboxStore(tx, self.consumer)
        await store.lock(alone=False)
        known = await store.known([arrival.envelope for arrival in arrivals])
        heard: list[Arrival] = []
        admitted: list[Arrival] = []
        counted: Counted = []
        for arrival in arrivals:
            if arrival.envelope.id in known.events:
                counted.append((metrics.duplicates, 1))
                continue
            known.events.add(arrival.envelope.id)
            heard.append(arrival)
            reason = self._why_parked(known, arrival) or park_because
            if reason is not None:
                known.parked.add(arrival.key)
                await store.park(arrival.message, arrival.envelope, reason)
                counted.append((metrics.parked.labels(reason.partition(":")[0]), 1))
            else:
                counted += self._advance(known, arrival)
                admitted.append(arrival)
        await self.handle(tx, admitted)
        await store.remember([arrival.envelope.id for arrival in heard])
        touched = {arrival.key for arrival in heard} & known.sequences.keys()
        await store.advance({key: known.sequences[key] for key in touched}, known.gaps)
        types = Counter(arrival.envelope.type for arrival in admitted if arrival.fact is not None)
        return counted + [(metrics.applied.labels(kind), times) for kind, times in types.items()]

    def understand(self, message: Message) -> Arrival | None:
        """Read a message, or None when it is not one of our events."""
        try:
            envelope = Envelope.of(message.headers)
            if str(envelope.subject).encode() != message.key:
                return None
            # PostgreSQL keeps no NUL in text: such a header could never be parked
            if any("\0" in name or b"\0" in value for name, value in own(message.headers)):
                return None
            heard = envelope.type in self._handlers
            return Arrival(message, envelope, decode(EVENTS[envelope.type], message.value) if heard else None)
        except EnvelopeInvalid:
            return None

    def _why_parked(self, known: Known, arrival: Arrival) -> str | None:
        last = known.sequences.get(arrival.key, 0)
        if arrival.key in known.parked:
            return BEHIND
        if arrival.envelope.sequence <= last:
            return f"sequence-conflict: {arrival.envelope.sequence} after {last}"
        return None

    def _advance(self, known: Known, arrival: Arrival) -> Counted:
        """Note the event as its aggregate's latest; a jump is counted and said."""
        last, sequence = known.sequences.get(arrival.key), arrival.envelope.sequence
        known.sequences[arrival.key] = sequence
        # nought is what a rebuild leaves: where the aggregate goes on is not known
        if last == 0 or sequence == (last or 0) + 1:
            return []
        known.gaps[arrival.key] = known.gaps.get(arrival.key, 0) + 1
        jump = {"aggregate": str(arrival.envelope.subject), "last": last or 0, "arrived": sequence}
        telemetry.log.warning("an aggregate's sequence jumped", extra=jump)
        return [(self.service.metrics.gaps, 1)]

    async def handle(self, tx: Transaction, arrivals: Sequence[Arrival]) -> None:
        """Run the handlers in the order of arrival; an unheard type has no effect but its sequence."""
        heard = [Heard(one.fact, one.envelope) for one in arrivals if one.fact is not None]
        await self.service.lock_heard(tx, heard)
        for kind, run in itertools.groupby(heard, key=lambda one: one.envelope.type):
            handler, neighbours = self._handlers[kind], list(run)
            if isinstance(handler, Together):
                with self._hop(neighbours) as tx.traceparent:
                    await handler.handle(neighbours, tx)
            else:
                for one in neighbours:
                    with self._hop([one]) as tx.traceparent:
                        await handler(one, tx)

    def _hop(self, heard: Sequence[Heard]) -> AbstractContextManager[str]:
        """The trace of the first event goes on; the others' are linked."""
        first, *others = [one.envelope for one in heard]
        work = tracing.handling(topic_of(first.type), first.type, self.consumer, count=len(heard))
        links = [one.traceparent for one in others if one.traceparent]
        return tracing.hop(self.service.tracer, work, first.traceparent, links=links)

    async def _dead_letter(self, tx: Transaction, message: Message) -> None:
        """Send the raw bytes on through the outbox; the id is made of the content, so a replay adds nothing."""
        content = (message.topic, message.partition, message.offset, message.key, message.headers, message.value)
        name = uuid.uuid5(DEAD_LETTER_NAMESPACE, repr(content))
        headers = [[_readable(key.encode()), _readable(value)] for key, value in message.headers]
        headers += [["dlt_consumer", self.consumer], ["dlt_error", "undecodable"], ["dlt_key", _readable(message.key)]]
        headers += [["dlt_partition", str(message.partition)], ["dlt_offset", str(message.offset)]]
        row = {
            "event_id": name,
            "topic": dead_letter_topic(message.topic, self.consumer),
            "event_type": "undecodable",
            "aggregate_id": name,
            "sequence": 1,
            "bucket": name.int % BUCKETS,
            "headers": headers,
            "value": message.value,
            "recorded_at": tx.now,
        }
        await tx.connection.execute(upsert(tx.tables.outbox).on_conflict_do_nothing(), row)


def _readable(raw: bytes) -> str:
    """Text that any database and header takes: what is no UTF-8 appears as ``\\xNN``, and so does NUL."""
    return raw.decode("utf-8", "backslashreplace").replace("\0", "\\x00")


def reason_of(error: Exception) -> str:
    """Why an event was parked, without the message's own words: they may hold somebody's data."""
    return f"{type(error).__name__}: {error.code}" if isinstance(error, DomainError) else type(error).__name__
