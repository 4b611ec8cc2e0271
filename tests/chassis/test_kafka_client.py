"""What the Kafka client does when its broker freezes, dies, or refuses; each of its known defects is provoked here."""

import asyncio
import gc
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from chassis.bus.kafka import KafkaPublisher, RelayDeadline
from chassis.bus.message import HELD, Message
from chassis.inbox import Inbox
from chassis.postgres import Postgres
from kafka.admin import KafkaAdminClient
from localkafka import LocalKafka, TopicSpec
from localkafka.topics import declare_topics

from tests.chassis.buses import KafkaBus
from tests.chassis.listener import Listener
from tests.chassis.load import add_items, history_of, quiet, relay_for_ever, running, speak
from tests.chassis.toy import TOPIC, Keeper
from tests.conftest import GivenKafka, declared_topics
from tests.waiting import eventually

pytestmark = [
    pytest.mark.kafka,
    # kafka-python leaves the socket of every refused connection to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]

REPOSITORY = Path(__file__).parents[2]
SILENT_RELAY = """
    SELECT max(query_start) < clock_timestamp() - interval '1 second' FROM pg_stat_activity
    WHERE datname = 'toy_keeper' AND query ~ '^\\s*SELECT outbox.position'
"""
SMALL = "youthlink.test.small.v1"


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Collect each test's garbage while its own warning filters hold, not in the middle of a later test."""
    yield
    gc.collect()


@pytest.fixture(scope="session")
def breakable(kafka: LocalKafka | GivenKafka, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalKafka]:
    """A broker that may be frozen and killed: the shared one if it is ours."""
    if isinstance(kafka, LocalKafka):
        yield kafka
        return
    with LocalKafka(tmp_path_factory.mktemp("breakable")) as own:
        own.declare(declared_topics())
        yield own


@pytest.fixture
async def bus(breakable: LocalKafka) -> AsyncIterator[KafkaBus]:
    made = KafkaBus(breakable.bootstrap_servers)
    yield made
    await made.close()


@pytest.fixture
def relay_waits(postgres: Postgres) -> Callable[[], Awaitable[bool]]:
    """Whether the relay has stopped asking for rows: then it has handed some over and waits for the broker."""

    async def waits() -> bool:
        connection = await postgres.connect("toy_keeper")
        try:
            return bool(await connection.fetchval(SILENT_RELAY))
        finally:
            await connection.close()

    return waits


@contextmanager
def frozen(broker: LocalKafka) -> Iterator[None]:
    """The broker's connections stay open and nothing answers."""
    broker.freeze()
    try:
        yield
    finally:
        broker.thaw()


@pytest.mark.faults
@pytest.mark.parametrize("fault", ["frozen", "killed"])
async def test_what_is_in_flight_when_the_broker_stops_arrives_once_when_it_is_back(
    fault: str,
    toy: Keeper,
    ear: Listener,
    bus: KafkaBus,
    breakable: LocalKafka,
    relay_waits: Callable[[], Awaitable[bool]],
) -> None:
    items = await add_items(toy, 8)
    await bus.hear(Inbox(ear.service))
    async with running(relay_for_ever(toy.service, bus)):
        await quiet(toy, bus)
        if fault == "frozen":
            breakable.freeze()
        else:
            breakable.kill()
        told = [(item, sequence) for item in items for sequence in await speak(toy, item, True, False)]
        await eventually(relay_waits, "the relay waits for the broker")
        if fault == "frozen":
            breakable.thaw()
        else:
            await asyncio.to_thread(breakable.restart)
        told += [(item, sequence) for item in items for sequence in await speak(toy, item)]
        await quiet(toy, bus)
    history = await history_of(toy, ear, bus, told)

    assert history.violations(duplicates_allowed=0) == []


async def test_a_silent_broker_ends_in_the_publishers_own_deadline(breakable: LocalKafka) -> None:
    publisher = KafkaPublisher(breakable.bootstrap_servers, deadline_seconds=1)
    message = Message(SMALL, b"key", (), b"value")
    with KafkaAdminClient(bootstrap_servers=breakable.bootstrap_servers) as admin:
        declare_topics(admin, [small()])
    assert await publisher.publish([message]) == [None]
    assert publisher.progressing

    with frozen(breakable), pytest.raises(RelayDeadline):
        await publisher.publish([message])
    await asyncio.to_thread(publisher.close)


def small() -> TopicSpec:
    """A topic whose broker takes less than the client believes."""
    return TopicSpec(SMALL, 1, config={"max.message.bytes": "2000"})


async def test_a_record_the_broker_refuses_is_reported_and_the_producer_goes_on(
    kafka: LocalKafka | GivenKafka,
) -> None:
    with KafkaAdminClient(bootstrap_servers=kafka.bootstrap_servers) as admin:
        declare_topics(admin, [small()])
    publisher = KafkaPublisher(kafka.bootstrap_servers)
    fits, sick = Message(SMALL, b"sound", (), b"x"), Message(SMALL, b"sick", (), b"x")
    too_large, elsewhere = replace(sick, value=b"x" * 5000), replace(fits, topic=TOPIC)

    first = await publisher.publish([elsewhere, fits, sick, too_large, fits, sick, elsewhere])
    second = await publisher.publish([fits, sick, elsewhere])
    await asyncio.to_thread(publisher.close)

    assert first == [None, None, None, "MessageSizeTooLargeError", None, HELD, None]
    assert second == [None, None, None]


async def test_a_record_the_client_refuses_holds_what_is_behind_it(kafka: LocalKafka | GivenKafka) -> None:
    with KafkaAdminClient(bootstrap_servers=kafka.bootstrap_servers) as admin:
        declare_topics(admin, [small()])
    publisher = KafkaPublisher(kafka.bootstrap_servers)
    sick, sound = Message(SMALL, b"sick", (), b"x"), Message(SMALL, b"sound", (), b"x")
    huge = Message(SMALL, b"sick", (), b"x" * 2_000_000)

    outcomes = await publisher.publish([sick, sound, huge, sick, sound])
    await asyncio.to_thread(publisher.close)

    assert outcomes == [None, None, "MessageSizeTooLargeError", HELD, None]


async def test_a_topic_nobody_declared_keeps_its_own_rows_waiting_only(kafka: LocalKafka | GivenKafka) -> None:
    publisher = KafkaPublisher(kafka.bootstrap_servers, topic_seconds=1)
    nowhere = Message("youthlink.test.undeclared.v1", b"key", (), b"x")
    with KafkaAdminClient(bootstrap_servers=kafka.bootstrap_servers) as admin:
        declare_topics(admin, [small()])

    outcomes = await publisher.publish([nowhere, Message(SMALL, b"key", (), b"x"), nowhere])
    await asyncio.to_thread(publisher.close)

    assert outcomes == [HELD, None, HELD]


@contextmanager
def relay_process(url: str, servers: str, *, deadline: float) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.chassis.role", url, servers, str(deadline), "relay"]
    with subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.faults
@pytest.mark.parametrize("how", ["its deadline", "a signal"])
async def test_a_relay_before_a_silent_broker_ends_by(
    how: str,
    toy: Keeper,
    ear: Listener,
    bus: KafkaBus,
    breakable: LocalKafka,
    keeper_url: str,
    relay_waits: Callable[[], Awaitable[bool]],
) -> None:
    (item,) = await add_items(toy, 1)
    await bus.hear(Inbox(ear.service))
    with relay_process(keeper_url, bus.servers, deadline=2 if how == "its deadline" else 600) as relay:
        await quiet(toy, bus)
        with frozen(breakable):
            await speak(toy, item)
            if how == "a signal":
                await eventually(relay_waits, "the relay waits for the broker")
                relay.send_signal(signal.SIGTERM)
            await eventually(lambda: relay.poll() is not None, "the relay's process has ended")
        assert relay.stderr is not None
        said = relay.stderr.read()

    assert relay.returncode == (1 if how == "its deadline" else 0), said
    assert ("RelayDeadline" in said) is (how == "its deadline")
    async with running(relay_for_ever(toy.service, bus)):
        await quiet(toy, bus)
    assert (await history_of(toy, ear, bus, [])).violations(duplicates_allowed=1) == []
