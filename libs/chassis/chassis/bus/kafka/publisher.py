"""The relay's side of Kafka: one idempotent producer in one thread."""

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError, RecordListTooLargeError

from chassis import telemetry
from chassis.bus.message import HELD, BusUnavailable, Message

DAY_MS = 86_400_000
UNREADY_SECONDS = 30
DEADLINE_SECONDS = 120
TOPIC_SECONDS = 10
"""How long to ask for a topic that the broker does not tell of."""
LOOK_UP_SECONDS = 0.5
"""How often a wait for an acknowledgement looks whether it should end."""


class RelayDeadline(RuntimeError):
    """No acknowledgement within the deadline: this process must end, and a fresh one re-read what is unpublished."""


class ProducerSpent(RuntimeError):
    """The broker refused what an idempotent producer cannot take back: this process must end as after a deadline."""


class KafkaPublisher:
    """Sends with one idempotent producer; returns when every message is acknowledged."""

    def __init__(
        self,
        bootstrap_servers: str,
        *,
        deadline_seconds: float = DEADLINE_SECONDS,
        topic_seconds: float = TOPIC_SECONDS,
    ) -> None:
        self._servers = bootstrap_servers
        self._topic_ms = int(topic_seconds * 1000)
        self._deadline = deadline_seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kafka-producer")
        self._producer: Any = None
        self._waiting_since: float | None = None
        self._closing = threading.Event()

    async def publish(self, messages: Sequence[Message]) -> list[str | None]:
        """See ``Publisher``; raises RelayDeadline when the broker stays silent for too long, and ProducerSpent."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._send, messages)

    @property
    def progressing(self) -> bool:
        """False when the broker has not answered for so long that this process should not count as ready."""
        since = self._waiting_since
        return since is None or time.monotonic() - since < UNREADY_SECONDS

    def close(self) -> None:
        """Let the producer go; a broker that is away must not keep the process alive."""
        self._closing.set()
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._drop()

    def _drop(self) -> None:
        if self._producer is not None:
            try:
                self._producer.close(timeout=2)
            except KafkaError as error:
                telemetry.log.warning("the producer could not be closed in time", extra={"error": type(error).__name__})
            self._producer = None

    def _send(self, messages: Sequence[Message]) -> list[str | None]:
        self._waiting_since = time.monotonic()
        try:
            outcomes, futures = self._hand_over(messages)
            for index, future in futures:
                outcomes[index] = self._await(future)
            suspects = [index for index, _ in futures if outcomes[index] is not None]
            if suspects:
                self._send_alone(messages, outcomes, suspects)
            return outcomes
        except KafkaError as error:
            raise BusUnavailable(type(error).__name__) from error
        finally:
            self._waiting_since = None

    def _send_alone(self, messages: Sequence[Message], outcomes: list[str | None], suspects: Sequence[int]) -> None:
        """Find out which record the broker refuses, and let the others through."""
        self._drop()
        refused: set[bytes] = set()
        for index in suspects:
            outcomes[index] = HELD
            if messages[index].key not in refused:
                _, ((_, future),) = self._hand_over([messages[index]])
                outcomes[index] = self._await(future)
                if outcomes[index] is not None:
                    refused.add(messages[index].key)
                    self._drop()

    def _hand_over(self, messages: Sequence[Message]) -> tuple[list[str | None], list[tuple[int, Any]]]:
        outcomes: list[str | None] = [HELD] * len(messages)
        futures = []
        if self._producer is None:
            self._producer = self._connect()
        refused: set[bytes] = set()
        absent: set[str] = set()
        for index, message in enumerate(messages):
            if message.key in refused or message.topic in absent:
                continue
            try:
                future = self._producer.send(
                    message.topic, key=message.key, value=message.value, headers=list(message.headers)
                )
            except MessageSizeTooLargeError as error:
                refused.add(message.key)
                outcomes[index] = type(error).__name__
                continue
            except KafkaTimeoutError:
                # nothing is known of the topic: it waits, and keeps no other topic waiting
                absent.add(message.topic)
                telemetry.log.error("a topic cannot be reached; is it declared?", extra={"topic": message.topic})
                continue
            futures.append((index, future))
        if absent and not futures:
            raise BusUnavailable("no topic can be reached")
        return outcomes, futures

    def _await(self, future: Any) -> str | None:
        """Wait for one acknowledgement: None, or why the broker will never take the record.

        Past the deadline the record may still be delivered later, and after any other failure the client's idempotence
        is spent: the process must not go on with this producer.
        """
        deadline = (self._waiting_since or time.monotonic()) + self._deadline
        done = threading.Event()
        future.add_both(lambda *_: done.set())
        while not done.wait(LOOK_UP_SECONDS):
            if self._closing.is_set():
                raise BusUnavailable("the publisher is being closed")
            if time.monotonic() > deadline:
                raise RelayDeadline(f"no acknowledgement for {self._deadline:.0f} s")
        if not future.failed():
            return None
        if isinstance(future.exception, MessageSizeTooLargeError | RecordListTooLargeError):
            return type(future.exception).__name__
        raise ProducerSpent(type(future.exception).__name__) from future.exception

    def _connect(self) -> Any:
        return KafkaProducer(
            bootstrap_servers=self._servers.split(","),
            bootstrap_timeout_ms=10_000,
            enable_idempotence=True,
            delivery_timeout_ms=DAY_MS,
            request_timeout_ms=15_000,
            max_block_ms=self._topic_ms,
            linger_ms=5,
            batch_size=131_072,
            reconnect_backoff_max_ms=1_000,
            allow_auto_create_topics=False,
        )
