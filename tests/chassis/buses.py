"""Both buses behind one face, so that the same tests and the same checker run over either."""

import asyncio
import base64
import json
import os
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from chassis.bus.in_process import InProcessBus
from chassis.bus.kafka import KafkaPublisher, KafkaWorker
from chassis.bus.message import Message, Publisher, Subscriber
from chassis.db import is_transient
from contracts.catalogue import dead_letter_topic
from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition

from tests.chassis.toy import TOPIC
from tests.waiting import eventually

TOPICS = (TOPIC, dead_letter_topic(TOPIC, "indicators"))


class Bus(Protocol):
    """What tests need of a bus."""

    def publisher(self) -> Publisher:
        """A publisher as a relay has one; several compete."""
        ...

    async def hear(self, subscriber: Subscriber) -> None:
        """Deliver to ``subscriber`` from the beginning of this test on."""
        ...

    async def put(self, messages: Sequence[Message]) -> None:
        """Let a stranger publish messages."""
        ...

    async def replay(self, subscriber: Subscriber) -> None:
        """Deliver everything of this test to ``subscriber`` once more, and wait until it is through."""
        ...

    async def caught_up(self) -> None:
        """Wait until everything published was handed to who hears it."""
        ...

    async def messages(self, topic: str = TOPIC) -> list[Message]:
        """What the topic holds since the beginning of this test."""
        ...

    async def close(self) -> None:
        """Stop delivering."""
        ...


class TopicLog:
    """A subscriber that writes down what reaches a topic, for several processes and across their deaths."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def apply(self, messages: Sequence[Message]) -> None:
        """Append, a line a message."""
        lines = "".join(json.dumps(_plain(message)) + "\n" for message in messages)
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, lines.encode())
        os.close(file)

    def messages(self) -> list[Message]:
        """Everything written down, in order."""
        if not self._path.exists():
            return []
        return [_message(json.loads(line)) for line in self._path.read_text().splitlines()]


class MemoryBus:
    """The onebox's bus with a log of each topic."""

    def __init__(self, folder: Path) -> None:
        self._logs = {topic: TopicLog(folder / f"{topic}.log") for topic in TOPICS}
        self._hearing: list[Subscriber] = []

    def publisher(self) -> Publisher:
        """A bus of its own over the same log and subscribers."""
        subscribers: dict[str, list[Subscriber]] = {topic: [log] for topic, log in self._logs.items()}
        subscribers[TOPIC] += self._hearing
        return InProcessBus(subscribers)

    async def hear(self, subscriber: Subscriber) -> None:
        """Deliver to publishers made from now on."""
        self._hearing.append(subscriber)

    async def put(self, messages: Sequence[Message]) -> None:
        """Straight through."""
        await self.publisher().publish(messages)

    async def replay(self, subscriber: Subscriber) -> None:
        """Straight from the log, again after trouble that may pass, as a worker does."""
        while True:
            try:
                return await subscriber.apply(self._logs[TOPIC].messages())
            except Exception as error:
                if not is_transient(error):
                    raise

    async def caught_up(self) -> None:
        """Publishing returns when everybody has applied it."""

    async def messages(self, topic: str = TOPIC) -> list[Message]:
        """The log."""
        return self._logs[topic].messages()

    async def close(self) -> None:
        """Nothing runs."""


class KafkaBus:
    """A real broker; this test begins at the present end of its topics, with a consumer group of its own."""

    def __init__(self, bootstrap_servers: str) -> None:
        self.servers = bootstrap_servers
        self.group = f"test-{uuid.uuid4().hex[:12]}"
        self._publishers: list[KafkaPublisher] = []
        self._hearing: list[asyncio.Task[None]] = []
        self._begin = {topic: _ends(self.servers, topic) for topic in TOPICS}
        _start_group_at(self.servers, self.group, self._begin[TOPIC])

    def publisher(self) -> KafkaPublisher:
        """A publisher with a producer of its own."""
        self._publishers.append(KafkaPublisher(self.servers))
        return self._publishers[-1]

    async def hear(self, subscriber: Subscriber) -> None:
        """Start a worker in this test's group."""
        await self.run(KafkaWorker(self.servers, self.group, [TOPIC], subscriber))

    async def run(self, worker: KafkaWorker) -> None:
        """Run a worker until this bus is closed."""
        self._hearing.append(asyncio.create_task(worker.run()))

    async def put(self, messages: Sequence[Message]) -> None:
        """Send as a stranger's producer would."""
        stranger = self.publisher()
        await stranger.publish(messages)

    async def replay(self, subscriber: Subscriber) -> None:
        """A new group that begins where this test began."""
        again = f"{self.group}-again-{uuid.uuid4().hex[:6]}"
        _start_group_at(self.servers, again, self._begin[TOPIC])
        worker = asyncio.create_task(KafkaWorker(self.servers, again, [TOPIC], subscriber).run())
        await self._caught_up(again)
        await _end(worker)

    async def caught_up(self) -> None:
        """Until the group has committed the end of every partition."""
        for worker in self._hearing:
            if worker.done():
                worker.result()
        if self._hearing:
            await self._caught_up(self.group)

    async def _caught_up(self, group: str) -> None:
        async def no_lag() -> bool:
            return await asyncio.to_thread(_lag, self.servers, group) == 0

        await eventually(no_lag, f"group {group} has no lag")

    async def messages(self, topic: str = TOPIC) -> list[Message]:
        """Read back from where this test began."""
        return await asyncio.to_thread(_read, self.servers, self._begin[topic])

    async def close(self) -> None:
        """End workers and producers."""
        for worker in self._hearing:
            await _end(worker)
        for publisher in self._publishers:
            await asyncio.to_thread(publisher.close)


async def _end(worker: "asyncio.Task[None]") -> None:
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker


def _plain(message: Message) -> dict[str, Any]:
    return {
        "topic": message.topic,
        "key": base64.b64encode(message.key).decode(),
        "headers": [[name, base64.b64encode(value).decode()] for name, value in message.headers],
        "value": base64.b64encode(message.value).decode(),
    }


def _message(plain: dict[str, Any]) -> Message:
    return Message(
        topic=plain["topic"],
        key=base64.b64decode(plain["key"]),
        headers=tuple((name, base64.b64decode(value)) for name, value in plain["headers"]),
        value=base64.b64decode(plain["value"]),
    )


def _consumer(servers: str, group: str | None = None) -> KafkaConsumer:
    return KafkaConsumer(bootstrap_servers=servers, group_id=group, enable_auto_commit=False)


def _ends(servers: str, topic: str) -> dict[TopicPartition, int]:
    consumer = _consumer(servers)
    try:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
        return dict(consumer.end_offsets(partitions))
    finally:
        consumer.close()


def _start_group_at(servers: str, group: str, offsets: dict[TopicPartition, int]) -> None:
    consumer = _consumer(servers, group)
    try:
        consumer.assign(list(offsets))
        consumer.commit({partition: OffsetAndMetadata(offset) for partition, offset in offsets.items()})
    finally:
        consumer.close()


def _lag(servers: str, group: str) -> int:
    consumer = _consumer(servers, group)
    try:
        partitions = [TopicPartition(TOPIC, number) for number in consumer.partitions_for_topic(TOPIC)]
        ends = consumer.end_offsets(partitions)
        return sum(ends[partition] - (consumer.committed(partition) or 0) for partition in partitions)
    finally:
        consumer.close()


def _read(servers: str, begin: dict[TopicPartition, int]) -> list[Message]:
    consumer = _consumer(servers)
    try:
        consumer.assign(list(begin))
        for partition, offset in begin.items():
            consumer.seek(partition, offset)
        ends = consumer.end_offsets(list(begin))
        found: list[Message] = []
        while any(consumer.position(partition) < end for partition, end in ends.items()):
            for records in consumer.poll(timeout_ms=500).values():
                for record in records:
                    found.append(
                        Message(
                            record.topic,
                            record.key or b"",
                            tuple((name, value or b"") for name, value in record.headers),
                            record.value or b"",
                            record.partition,
                            record.offset,
                        )
                    )
        return found
    finally:
        consumer.close()
