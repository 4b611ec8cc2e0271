"""Spans as a collector gets them: whose child each is, what it says, and what it must not say."""

import subprocess
import sys
from collections.abc import AsyncIterator

import httpx2
import pytest
from chassis import telemetry
from chassis.app import create_app
from chassis.bus.in_process import InProcessBus
from chassis.bus.message import Publisher
from chassis.inbox import Inbox
from chassis.jobs import Runner
from chassis.relay import Relay
from chassis.service import Together
from contracts.vacancy import VacancyPublished

from tests.chassis.buses import Bus, MemoryBus
from tests.chassis.listener import Listener
from tests.chassis.toy import Keeper
from tests.chassis.toy_job import KIND, adding, ask
from tests.collector import Collector, collecting

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
UNSAMPLED = f"{CALLER[:-2]}00"
SECRET = "A123456789"


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    async with collecting() as made:
        yield made


async def relay_once(toy: Keeper, publisher: Publisher) -> None:
    relay = Relay(toy.service, publisher)
    while await relay.step():
        pass
    await relay.close()


async def say(toy: Keeper, *, traceparent: str | None = CALLER, times: int = 1) -> None:
    """An item that is published ``times`` times, within a trace."""
    async with toy.service.database.transaction() as connection:
        tx = toy.service.begin(connection, toy.service.system, traceparent=traceparent)
        item = await toy.add(tx)
        await toy.speak(tx, item, heard=[True] * times)


async def test_a_request_is_the_callers_child_and_is_named_by_its_route(
    toy: Keeper, writer: dict[str, str], collector: Collector
) -> None:
    collector.trace(toy.service)
    transport = httpx2.ASGITransport(create_app(toy.service))
    async with httpx2.AsyncClient(transport=transport, base_url="http://toy", headers=writer) as client:
        sent = {"traceparent": CALLER, "Idempotency-Key": "k"}
        made = await client.post("/v1/items", json={"name": SECRET}, headers=sent)
        await client.get(f"/v1/items/{made.json()['id']}")
        refused = await client.get(f"/v1/items/{made.json()['id']}?person={SECRET}")
        await client.get(f"/{SECRET}")
    await collector.gather(toy.service)

    span = collector.one("vacancy", "SERVER", "POST /v1/items")
    assert (span.trace, span.parent) == (CALLER[3:35], CALLER[36:52])
    assert span.attributes == {
        "http.request.method": "POST",
        "http.route": "/v1/items",
        "http.response.status_code": made.status_code,
    }
    assert ({one.name for one in collector.spans} >= {"GET unmatched"}, refused.status_code) == (True, 422)
    assert not [body for body in collector.bodies if SECRET.encode() in body or made.json()["id"].encode() in body]


async def test_an_event_is_published_and_handled_under_the_request_that_caused_it(
    toy: Keeper, ear: Listener, bus: Bus, collector: Collector
) -> None:
    collector.trace(toy.service, ear.service)
    await bus.hear(Inbox(ear.service))
    await say(toy)
    await relay_once(toy, bus.publisher())
    await bus.caught_up()
    await collector.gather(toy.service, ear.service)

    handled = collector.one("indicators", "CONSUMER", f"handle {VacancyPublished.TYPE}")
    published = [one for one in collector.spans if one.kind == "PRODUCER"]
    assert {(one.trace, one.parent) for one in [handled, *published]} == {(CALLER[3:35], CALLER[36:52])}
    assert [one.attributes["cloudevents.event_type"] for one in published].count(VacancyPublished.TYPE) == 1
    assert handled.attributes["messaging.consumer.group.name"] == "indicators"


async def test_neighbours_that_are_handled_together_are_linked(
    toy: Keeper, ear: Listener, collector: Collector, bus: Bus
) -> None:
    async def together(heard: object, tx: object) -> None:
        """Nothing to do."""

    ear.service.handlers = {VacancyPublished: Together(together)}
    collector.trace(toy.service, ear.service)
    await bus.hear(Inbox(ear.service))
    await say(toy, times=3)
    await relay_once(toy, bus.publisher())
    await bus.caught_up()
    await collector.gather(toy.service, ear.service)

    handled = [one for one in collector.spans if one.kind == "CONSUMER"]
    assert sum(int(one.attributes["messaging.batch.message_count"]) for one in handled) == 3
    assert all(
        one.links == (CALLER[36:52],) * (int(one.attributes["messaging.batch.message_count"]) - 1) for one in handled
    )


async def test_a_handler_that_fails_shows_the_class_of_the_error_and_none_of_its_words(
    toy: Keeper, ear: Listener, tmp_path_factory: pytest.TempPathFactory, collector: Collector
) -> None:
    async def fail(heard: object, tx: object) -> None:
        raise ValueError(SECRET)

    ear.service.handlers = {VacancyPublished: fail}
    collector.trace(ear.service)
    bus = MemoryBus(tmp_path_factory.mktemp("bus"))
    await bus.hear(Inbox(ear.service))
    await say(toy)
    await relay_once(toy, bus.publisher())
    await collector.gather(ear.service)

    assert collector.spans
    assert {(one.failed, one.attributes["error.type"]) for one in collector.spans} == {(True, "ValueError")}
    assert not [body for body in collector.bodies if SECRET.encode() in body]


async def test_each_chunk_of_a_job_is_a_child_of_the_request_that_asked_for_it(
    toy: Keeper, collector: Collector
) -> None:
    collector.trace(toy.service)
    adding(toy)
    job = await ask(toy, total=3, traceparent=CALLER)
    assert await Runner(toy.service).step() == 1
    await relay_once(toy, InProcessBus({}))
    await collector.gather(toy.service)

    chunks = [one for one in collector.spans if one.name == f"job {KIND}"]
    assert [(one.kind, one.trace, one.parent) for one in chunks] == [("INTERNAL", CALLER[3:35], CALLER[36:52])] * 2
    assert chunks[0].attributes == {"youthlink.job.kind": KIND, "youthlink.job.attempt": 1}
    # what a chunk says is said under the chunk
    assert {one.parent for one in collector.spans if one.kind == "PRODUCER"} == {one.span for one in chunks}
    assert not [body for body in collector.bodies if str(job.id).encode() in body]


@pytest.mark.parametrize(("caller", "ratio", "spans"), [(UNSAMPLED, 1.0, 0), (CALLER, 0.0, 1), (None, 0.0, 0)])
async def test_a_callers_choice_to_be_sampled_is_followed_and_the_ratio_decides_for_the_rest(
    toy: Keeper, writer: dict[str, str], collector: Collector, caller: str | None, ratio: float, spans: int
) -> None:
    collector.trace(toy.service, ratio=ratio)
    transport = httpx2.ASGITransport(create_app(toy.service))
    async with httpx2.AsyncClient(transport=transport, base_url="http://toy", headers=writer) as client:
        await client.get("/v1/items", headers={"traceparent": caller} if caller else {})

    assert len(await collector.gather(toy.service)) == spans


async def test_a_trace_that_was_entered_for_an_event_is_left_after_it(
    toy: Keeper, ear: Listener, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bus = MemoryBus(tmp_path_factory.mktemp("bus"))
    await bus.hear(Inbox(ear.service))
    await say(toy)
    ours = telemetry.enter_trace(None)
    await relay_once(toy, bus.publisher())

    assert telemetry.traceparent() == ours


async def test_a_collector_that_is_away_costs_no_request_and_no_end(toy: Keeper, writer: dict[str, str]) -> None:
    away = Collector()
    away.address = "http://127.0.0.1:1"
    away.trace(toy.service)
    transport = httpx2.ASGITransport(create_app(toy.service))
    async with httpx2.AsyncClient(transport=transport, base_url="http://toy", headers=writer) as client:
        assert (await client.get("/v1/items")).status_code == 200

    await away.gather(toy.service)


def test_without_a_collector_the_sdk_is_not_even_loaded() -> None:
    code = (
        "import sys, chassis.app, chassis.roles, chassis.tracing\n"
        "from chassis.settings import ServiceSettings\n"
        "print(chassis.tracing.tracer_of('toy', ServiceSettings(mode='development')))\n"
        "loaded = ('opentelemetry.sdk', 'opentelemetry.exporter')\n"
        "print([name for name in sys.modules if name.startswith(loaded)])"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=60)

    assert done.stdout.splitlines() == ["None", "[]"], done.stderr
