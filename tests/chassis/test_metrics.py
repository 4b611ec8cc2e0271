"""What /metrics says of the present: what waits in the database, who is behind, and nothing where nobody looked."""

import math
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import httpx2
import pytest
from chassis import readings, roles
from chassis.app import create_app
from chassis.bus.in_process import InProcessBus
from chassis.bus.kafka import KafkaWorker, Lag
from chassis.inbox import Inbox
from chassis.jobs import store
from chassis.metrics import Metrics
from chassis.relay import Relay
from chassis.service import Service
from chassis.testing import FrozenClock
from kafka.errors import KafkaError
from kafka.structs import TopicPartition
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from tests.chassis.buses import KafkaBus, MemoryBus
from tests.chassis.listener import Listener
from tests.chassis.toy import TOPIC, Keeper
from tests.chassis.toy_job import KIND, adding, ask
from tests.waiting import eventually


def value(service: Service, name: str, **labels: str) -> float | None:
    return service.metrics.registry.get_sample_value(name, labels)


async def say(toy: Keeper) -> UUID:
    async with toy.service.database.transaction() as connection:
        return await toy.add(toy.service.begin(connection, toy.service.system))


async def test_the_oldest_unpublished_event_ages_until_it_is_sent(toy: Keeper, clock: FrozenClock) -> None:
    await say(toy)
    clock.advance(seconds=90)
    await say(toy)
    await readings.read(toy.service)
    assert value(toy.service, "outbox_oldest_unpublished_seconds") == 90

    relay = Relay(toy.service, InProcessBus({}))
    assert await relay.step() == 2
    await relay.close()
    await readings.read(toy.service)
    assert value(toy.service, "outbox_oldest_unpublished_seconds") == 0
    assert value(toy.service, "relay_ack_seconds_count") == 1


async def test_a_blocked_row_is_counted_and_does_not_age_as_unpublished(toy: Keeper, clock: FrozenClock) -> None:
    await say(toy)
    outbox = toy.service.tables.outbox
    async with toy.service.database.transaction() as connection:
        await connection.execute(update(outbox).values(blocked_at=clock(), last_error="X"))
    clock.advance(hours=1)
    await readings.read(toy.service)

    assert value(toy.service, "outbox_blocked_rows") == 1
    assert value(toy.service, "outbox_oldest_unpublished_seconds") == 0


async def test_parked_keys_are_aggregates_and_not_events(toy: Keeper, ear: Listener, tmp_path: object) -> None:
    bus = MemoryBus(tmp_path)  # type: ignore[arg-type]
    await bus.hear(Inbox(ear.service))
    item = await say(toy)
    ear.refuses.add(item)
    async with toy.service.database.transaction() as connection:
        await toy.speak(toy.service.begin(connection, toy.service.system), item, heard=[True, True, True])
    relay = Relay(toy.service, bus.publisher())
    while await relay.step():
        pass
    await relay.close()
    await readings.read(ear.service)

    assert value(ear.service, "parked_keys") == 1
    assert value(ear.service, "parked_total", reason="Unbearable") == 1


async def test_jobs_are_counted_by_kind_and_state_and_the_oldest_queued_one_ages(
    toy: Keeper, clock: FrozenClock
) -> None:
    adding(toy)
    await ask(toy)
    clock.advance(seconds=30)
    await ask(toy)
    clock.advance(seconds=30)
    await readings.read(toy.service)
    assert value(toy.service, "jobs", kind=KIND, state="queued") == 2
    assert value(toy.service, "jobs", kind=KIND, state="running") == 0
    assert value(toy.service, "jobs_oldest_queued_seconds") == 60

    async with toy.service.database.transaction() as connection:
        await store.claim(connection, toy.service.tables.job, [KIND], lease=timedelta(minutes=1), now=clock())
    await readings.read(toy.service)
    assert value(toy.service, "jobs", kind=KIND, state="queued") == 1
    assert value(toy.service, "jobs", kind=KIND, state="running") == 1
    assert value(toy.service, "jobs_oldest_queued_seconds") == 30


async def test_what_cannot_be_read_is_not_a_number(toy: Keeper) -> None:
    await readings.read(toy.service)
    assert value(toy.service, "parked_keys") == 0

    async with toy.service.database.reading():
        assert value(toy.service, "database_pool_in_use") == 1
    away = Service(
        name="away",
        title="Away",
        settings=toy.service.settings.model_copy(
            update={"database_url": type(toy.service.settings.database_url)("postgresql+asyncpg://no@127.0.0.1:1/no")}
        ),
        metadata=toy.service.metadata,
        tables=toy.service.tables,
        migrations=toy.service.migrations,
        verifier=toy.service.verifier,
    )
    away.metrics.parked_keys.set(3)
    await readings.read(away)
    assert math.isnan(value(away, "parked_keys") or 0)


async def test_a_background_role_tells_what_waits_and_the_api_does_not(toy: Keeper) -> None:
    asked = {}
    for name, app in {"api": create_app(toy.service), "role": roles.health_server(toy.service, []).config.app}.items():
        toy.service.metrics.parked_keys.set(math.nan)
        transport = httpx2.ASGITransport(app=app)  # type: ignore[arg-type]
        async with httpx2.AsyncClient(transport=transport, base_url="http://toy") as client:
            answer = await client.get("/metrics")
        families = {family.name: family for family in text_string_to_metric_families(answer.text)}
        [asked[name]] = [sample.value for sample in families["parked_keys"].samples]

    assert math.isnan(asked["api"])
    assert asked["role"] == 0


class Partitions:
    """A consumer as Lag sees one: positions and ends, by partition."""

    def __init__(self, **places: tuple[int, int | None]) -> None:
        self.places = {TopicPartition(TOPIC, int(name[1:])): found for name, found in places.items()}
        self.rebalancing = False

    def assignment(self) -> set[TopicPartition]:
        return set(self.places)

    def highwater(self, place: TopicPartition) -> int | None:
        return self.places[place][1]

    def position(self, place: TopicPartition, timeout_ms: int) -> int:
        if self.rebalancing:
            raise KafkaError
        return self.places[place][0]


def behind(metrics: Metrics) -> float | None:
    return metrics.registry.get_sample_value("consumer_lag", {"topic": TOPIC})


def test_lag_is_the_distance_to_the_end_with_what_is_in_hand_and_skips_what_was_never_fetched() -> None:
    metrics = Metrics()
    lag = Lag(metrics, [TOPIC])
    lag.take({TopicPartition(TOPIC, 0): [SimpleNamespace(timestamp=1_000), SimpleNamespace(timestamp=2_000)]})
    lag.measure(Partitions(p0=(10, 15), p1=(3, 3), p2=(0, None)))

    assert behind(metrics) == 5 + 2
    assert lag.age(TOPIC) > 1_000_000_000
    lag.applied()
    assert lag.age(TOPIC) == 0


def test_a_rebalance_leaves_the_last_lag_standing() -> None:
    metrics = Metrics()
    lag = Lag(metrics, [TOPIC])
    places = Partitions(p0=(10, 15))
    places.rebalancing = True
    lag.measure(places)
    assert behind(metrics) == 0

    places.rebalancing = False
    lag.measure(places)
    assert behind(metrics) == 5


@pytest.mark.kafka
async def test_a_worker_on_a_broker_is_behind_while_it_cannot_apply_and_then_no_more(
    toy: Keeper, ear: Listener, kafka: object
) -> None:
    bus = KafkaBus(kafka.bootstrap_servers)  # type: ignore[attr-defined]
    lag = Lag(ear.service.metrics, [TOPIC])

    class Stuck:
        """Cannot apply until it is let go."""

        stuck = True

        async def apply(self, messages: object) -> None:
            if self.stuck:
                raise ConnectionError

    stuck = Stuck()
    worker = KafkaWorker(bus.servers, bus.group, [TOPIC], stuck, lag=lag)
    await bus.run(worker)
    await say(toy)
    relay = Relay(toy.service, bus.publisher())
    while await relay.step():
        pass
    await relay.close()
    await eventually(lambda: behind(ear.service.metrics) == 1, "the event is in hand")
    assert lag.age(TOPIC) > 0
    stuck.stuck = False
    await eventually(lambda: behind(ear.service.metrics) == 0, "the event is applied")
    assert lag.age(TOPIC) == 0
    await bus.close()
