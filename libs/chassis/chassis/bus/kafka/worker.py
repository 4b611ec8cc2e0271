"""The worker's side of Kafka: one consumer in one thread, batches applied on the event loop."""

import asyncio
import random
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from kafka import KafkaConsumer
from kafka.errors import (
    CommitFailedError,
    IllegalGenerationError,
    KafkaError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from kafka.structs import OffsetAndMetadata

from chassis import telemetry
from chassis.bus.kafka.lag import Lag
from chassis.bus.message import Message, Subscriber
from chassis.db import is_transient
from chassis.metrics import Metrics

UNREADY_SECONDS = 30
CLOSE_MS = 5_000
POLL_MS = 500
METADATA_MS = 30_000
"""How soon a topic that was declared after the worker's start is noticed."""
MAX_POLL_RECORDS = 200
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 15.0
DRAIN_SECONDS = 20
EXPECTED_COMMIT_ERRORS = (CommitFailedError, IllegalGenerationError, RebalanceInProgressError, UnknownMemberIdError)


class KafkaWorker:
    """Consumes one group's topics in a dedicated thread and hands batches to the event loop."""

    def __init__(
        self,
        bootstrap_servers: str,
        group: str,
        topics: Sequence[str],
        subscriber: Subscriber,
        *,
        session_timeout_ms: int = 45_000,
        lag: Lag | None = None,
    ) -> None:
        self._servers = bootstrap_servers
        self._group = group
        self._topics = list(topics)
        self._subscriber = subscriber
        self._session_timeout_ms = session_timeout_ms
        self._lag = lag or Lag(Metrics(), topics)
        self._stopping = threading.Event()
        self._progress = time.monotonic()

    @property
    def progressing(self) -> bool:
        """False when no poll and no batch has ended for too long."""
        return time.monotonic() - self._progress < UNREADY_SECONDS

    async def run(self) -> None:
        """Consume until cancelled; the batch in hand is finished and committed first. Raises what ends the consumer."""
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()

        def consume() -> None:
            try:
                self._consume(loop)
            except BaseException as error:  # noqa: BLE001 - handed to whoever awaits run()
                loop.call_soon_threadsafe(ended.set_exception, error)
            else:
                loop.call_soon_threadsafe(ended.set_result, None)

        threading.Thread(target=consume, name="kafka-consumer", daemon=True).start()
        try:
            await asyncio.shield(ended)
        except asyncio.CancelledError:
            self._stopping.set()
            await asyncio.wait([ended], timeout=DRAIN_SECONDS)
            raise

    def _consume(self, loop: asyncio.AbstractEventLoop) -> None:
        consumer = self._connect()
        if consumer is None:
            return
        try:
            for topic in self._topics:
                # a group's leader that does not know a topic's partitions yet hands out none (seen: for minutes)
                if not consumer.partitions_for_topic(topic):
                    telemetry.log.error("a topic is not there; is it declared?", extra={"topic": topic})
            consumer.subscribe(self._topics)
            uncommitted: dict[Any, int] = {}
            while not self._stopping.is_set():
                self._progress = time.monotonic()
                polled = consumer.poll(timeout_ms=POLL_MS)
                batch = [_message(record) for records in polled.values() for record in records]
                self._lag.take(polled)
                self._lag.measure(consumer)
                if batch and self._apply(loop, batch):
                    self._lag.applied()
                    uncommitted |= {place: records[-1].offset + 1 for place, records in polled.items()}
                if uncommitted and self._commit(consumer, uncommitted):
                    uncommitted.clear()
        finally:
            try:
                consumer.close(autocommit=False, timeout_ms=CLOSE_MS)
            except KafkaError as error:
                telemetry.log.warning("the consumer could not be closed", extra={"error": type(error).__name__})

    def _apply(self, loop: asyncio.AbstractEventLoop, batch: Sequence[Message]) -> bool:
        """Apply a batch, trying again with growing pauses through transient trouble; False when we must stop first.

        Nothing is polled meanwhile: heartbeats have a thread of their own, and records that a poll returns beside the
        batch would have to be put back (paused partitions lose theirs when a rebalance comes within that poll). After
        ``max_poll_interval_ms`` the group goes on without us; then the commit is refused and the inbox drops repeats.
        """
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            applying = asyncio.run_coroutine_threadsafe(self._subscriber.apply(batch), loop)
            try:
                applying.result()
                self._progress = time.monotonic()
                return True
            except Exception as error:
                if not is_transient(error):
                    raise
                telemetry.log.warning("applying events is paused", extra={"error": type(error).__name__})
            self._stopping.wait(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        return False

    def _commit(self, consumer: Any, applied: Mapping[Any, int]) -> bool:
        """Commit what was applied and nothing else: the consumer's own position may be past what was handed over.

        False when it is to be tried again with the next poll: a broker that was away for a moment would otherwise show
        a lag until the next event comes, which may be never.
        """
        ours = consumer.assignment()
        offsets = {place: OffsetAndMetadata(next_one, "", -1) for place, next_one in applied.items() if place in ours}
        try:
            if offsets:
                consumer.commit(offsets)
        except EXPECTED_COMMIT_ERRORS as error:
            # the partitions moved: their new owner hears the batch again and its inbox drops it
            telemetry.log.info("offsets were not committed", extra={"error": type(error).__name__})
        except KafkaError as error:
            telemetry.log.warning("offsets could not be committed", extra={"error": type(error).__name__})
            return False
        return True

    def _connect(self) -> Any:
        while not self._stopping.is_set():
            try:
                return KafkaConsumer(
                    bootstrap_servers=self._servers.split(","),
                    group_id=self._group,
                    enable_auto_commit=False,
                    auto_offset_reset="earliest",
                    max_poll_records=MAX_POLL_RECORDS,
                    max_poll_interval_ms=300_000,
                    metadata_max_age_ms=METADATA_MS,
                    session_timeout_ms=self._session_timeout_ms,
                    heartbeat_interval_ms=3_000,
                    isolation_level="read_committed",
                    reconnect_backoff_max_ms=1_000,
                    allow_auto_create_topics=False,
                )
            except KafkaError as error:
                telemetry.log.warning("the broker cannot be reached", extra={"error": type(error).__name__})
                self._stopping.wait(1.0)
        return None


def _message(record: Any) -> Message:
    return Message(
        topic=record.topic,
        key=record.key or b"",
        headers=tuple((name, value or b"") for name, value in record.headers),
        value=record.value or b"",
        partition=record.partition,
        offset=record.offset,
    )
