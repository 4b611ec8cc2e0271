"""Events from a committed outbox row to their counted effect: the real relay and worker over a real broker.

First a backlog, as fast as it goes, beside the bare client moving the same bytes; then a steady flow, for the time that
passes between the commit of an event and the moment in which its effect can be read.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from uuid import UUID

import asyncpg
from chassis import outbox
from localkafka.cluster import LocalKafka
from localkafka.ports import free_ports
from localkafka.topics import TopicSpec
from onebox.distributed import topics
from onebox.services import build

from bench.prepared import published_vacancies
from bench.report import Bar, NotMeasured, Report, Row
from bench.sizes import Size
from bench.stand import Stand, standing

RATE = 200
LOOK_EVERY_SECONDS = 0.005
PATIENCE_SECONDS = 300.0
BARE_TOPIC = "bench.bare"
CHUNK = 5_000
DONE = "SELECT count(*) FROM contribution WHERE unit_id = ANY($1)"


def run(size: Size) -> Report:
    """Measure a drained backlog and a steady flow."""
    with standing() as stand:
        kafka = LocalKafka(stand.ground.folder.kafka)
        stand.stack.callback(kafka.stop)
        kafka.start()
        kafka.declare([*topics(), TopicSpec(BARE_TOPIC, 12)])
        _start_roles(stand, kafka.bootstrap_servers)
        asyncio.run(_flow(stand, 0, seconds=2.0))
        bare_before = _bare(kafka.bootstrap_servers, size.events)
        drained = asyncio.run(_drain(stand, size.events))
        bare_after = _bare(kafka.bootstrap_servers, size.events)
        latencies = asyncio.run(_flow(stand, 1, seconds=size.steady_seconds))
    bare = statistics.fmean([bare_before, bare_after])
    rows: list[Row] = [
        _row("backlog: outbox to counted", drained, [], ratio=drained / bare),
        _row("bare client, produce and consume", bare, [], ratio=1.0),
        _row(f"steady {RATE}/s: commit to counted", len(latencies) / size.steady_seconds, latencies, ratio=None),
    ]
    bars = [
        Bar("events/s through outbox, Kafka and inbox", drained, 2_000),
        Bar(f"p99 seconds from commit to effect at {RATE}/s", _percentile(latencies, 99), 1.0, side="below"),
    ]
    return Report("events", rows, bars)


def _start_roles(stand: Stand, servers: str) -> None:
    relay_port, worker_port = free_ports(2)
    relay = stand.start(
        "vacancy-relay", "vacancy", "vacancy.worker", "relay", health_port=relay_port, kafka_bootstrap_servers=servers
    )
    worker = stand.start(
        "indicators-worker",
        "indicators",
        "indicators.worker",
        "worker",
        health_port=worker_port,
        kafka_bootstrap_servers=servers,
    )
    stand.await_ready(relay, relay_port)
    stand.await_ready(worker, worker_port)


async def _drain(stand: Stand, events: int) -> float:
    """Commit a backlog at once; returns events/s until the last is counted."""
    service = build(stand.ground, "vacancy")
    said = published_vacancies(events, run=0xBAC)
    async with service.database.transaction() as connection:
        tx = service.begin(connection, service.system)
        for first in range(0, events, CHUNK):
            await outbox.record_all(tx, said[first : first + CHUNK])
    began = time.perf_counter()
    await service.database.close()
    watcher = await stand.connect("indicators")
    try:
        wanted = [one.aggregate_id for one in said]
        while await watcher.fetchval(DONE, wanted) < events:
            if time.perf_counter() - began > PATIENCE_SECONDS:
                raise NotMeasured("the backlog is not drained")
            await asyncio.sleep(0.1)
    finally:
        await watcher.close()
    return events / (time.perf_counter() - began)


async def _flow(stand: Stand, run: int, *, seconds: float) -> list[float]:
    """Commit events one by one at the steady rate; returns for each the seconds until its effect was seen."""
    service = build(stand.ground, "vacancy")
    watcher = await stand.connect("indicators")
    committed: dict[UUID, float] = {}
    said = published_vacancies(int(RATE * seconds), run=run)
    began = time.perf_counter()

    async def commit(number: int) -> None:
        await asyncio.sleep(began + number / RATE - time.perf_counter())
        one = said[number]
        async with service.database.transaction() as connection:
            tx = service.begin(connection, service.system)
            await outbox.record(tx, one.fact, aggregate_id=one.aggregate_id, sequence=one.sequence)
        committed[one.aggregate_id] = time.perf_counter()

    seeing = asyncio.create_task(_see(watcher, committed, len(said)))
    try:
        await asyncio.gather(*(commit(number) for number in range(len(said))))
        async with asyncio.timeout(PATIENCE_SECONDS):
            seen = await seeing
    finally:
        seeing.cancel()
        await service.database.close()
        await watcher.close()
    return [max(0.0, seen[one] - committed[one]) for one in committed]


async def _see(watcher: asyncpg.Connection, committed: dict[UUID, float], events: int) -> dict[UUID, float]:
    """When each committed event's effect could first be read, looked for every few milliseconds."""
    seen: dict[UUID, float] = {}
    while len(seen) < events:
        waiting = [one for one in committed if one not in seen]
        if waiting:
            rows = await watcher.fetch("SELECT unit_id FROM contribution WHERE unit_id = ANY($1)", waiting)
            now = time.perf_counter()
            seen |= {UUID(int=row["unit_id"].int): now for row in rows}
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    return seen


def _bare(servers: str, events: int) -> float:
    """Messages/s from a bare producer to a bare consumer, each a process, both at once."""
    consumer, producer = (
        subprocess.Popen(
            [sys.executable, "-m", "bench.peers.bare_kafka", role, servers, BARE_TOPIC, str(events)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for role in ("consume", "produce")
    )
    try:
        _expect(consumer, "ready")
        _expect(producer, "ready")
        began = time.perf_counter()
        assert producer.stdin is not None
        producer.stdin.write("go\n")
        producer.stdin.flush()
        _expect(consumer, "done")
        return events / (time.perf_counter() - began)
    finally:
        for process in (consumer, producer):
            process.kill()
            process.communicate()


def _expect(process: "subprocess.Popen[str]", word: str) -> None:
    assert process.stdout is not None
    if (said := process.stdout.readline().strip()) != word:
        raise NotMeasured(f"the bare client says {said!r} instead of {word!r}")


def _row(what: str, rate: float, latencies: Sequence[float], *, ratio: float | None) -> Row:
    shown = {f"p{percent}_s": _percentile(latencies, percent) if latencies else None for percent in (50, 99)}
    return {"what": what, "per_second": rate, **shown, "ratio": ratio}


def _percentile(values: Sequence[float], percent: int) -> float:
    return sorted(values)[len(values) * percent // 100]
