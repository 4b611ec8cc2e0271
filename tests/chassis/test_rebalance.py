"""Partitions that move while a worker waits for its database: nothing that was polled is passed over."""

import asyncio
import threading
from collections.abc import Sequence

import pytest
from chassis.bus.kafka import KafkaWorker
from chassis.bus.message import Message
from chassis.db import new_id
from kafka import KafkaConsumer

from tests.chassis.buses import KafkaBus
from tests.chassis.toy import TOPIC
from tests.conftest import GivenKafka
from tests.waiting import eventually

pytestmark = [pytest.mark.kafka, pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")]

MESSAGES = 240


class Moody:
    """A subscriber whose database is away until it is told otherwise."""

    def __init__(self) -> None:
        self.away = True
        self.refusals = 0
        self.applied: set[bytes] = set()

    async def apply(self, messages: Sequence[Message]) -> None:
        if self.away:
            self.refusals += 1
            raise ConnectionError
        self.applied |= {message.key for message in messages}


def poll_until(consumer: KafkaConsumer, leave: threading.Event, held: threading.Event) -> None:
    """Be a member that reads and never commits, until it leaves."""
    consumer.subscribe([TOPIC])
    while not leave.is_set():
        consumer.poll(timeout_ms=100, max_records=1)
        if consumer.assignment():
            held.set()
    consumer.close(autocommit=False)


async def test_members_that_come_and_leave_while_another_waits_cost_no_message(kafka: GivenKafka) -> None:
    bus = KafkaBus(kafka.bootstrap_servers)
    moody = Moody()
    keys = [str(new_id()).encode() for _ in range(MESSAGES)]
    await bus.put([Message(TOPIC, key, (), b"{}") for key in keys])
    worker = asyncio.create_task(KafkaWorker(bus.servers, bus.group, [TOPIC], moody).run())
    leave, held = threading.Event(), threading.Event()
    other = KafkaConsumer(
        bootstrap_servers=bus.servers, group_id=bus.group, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    try:
        await eventually(lambda: moody.refusals > 1, "the worker waits for its database")
        member = asyncio.create_task(asyncio.to_thread(poll_until, other, leave, held))
        refusals = moody.refusals
        await eventually(lambda: moody.refusals > refusals, "it waits on while the other one joins")
        moody.away = False
        await eventually(held.is_set, "the other member holds partitions")
        leave.set()
        await member
        await eventually(lambda: moody.applied == set(keys), "every message was applied")
        await bus.caught_up()
    finally:
        leave.set()
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        await bus.close()
