"""The background roles: relay (with the sequencer and housekeeping), worker and jobs. All crash-only.

A role that cannot go on ends the process with an error and whoever supervises it starts a fresh one: nothing is held in
memory that the database does not know.
"""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress

import uvicorn
from contracts.catalogue import TOPICS
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chassis import housekeeping, readings, telemetry
from chassis.app import readiness
from chassis.bus.kafka import KafkaPublisher, KafkaWorker, Lag
from chassis.bus.message import Publisher
from chassis.changes import Sequencer
from chassis.collector import spare_the_collector
from chassis.db import is_transient
from chassis.inbox import Inbox
from chassis.jobs import Runner
from chassis.relay import BUSY_SECONDS, IDLE_SECONDS, Relay
from chassis.service import Service

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
SWEEP_EVERY_SECONDS = 3600.0
SOON_SECONDS = 60.0
JOBS_AT_ONCE = 2
JOBS_IDLE_SECONDS = 1.0
Step = Callable[[], Awaitable[int]]


async def keep_stepping(name: str, step: Step, *, idle_seconds: float = IDLE_SECONDS) -> None:
    """Take steps for ever: at once while there is work, slower when idle, backing off with jitter in trouble."""
    pause = FIRST_PAUSE_SECONDS
    quiet = BUSY_SECONDS
    while True:
        try:
            moved = await step()
            pause = FIRST_PAUSE_SECONDS
            quiet = BUSY_SECONDS if moved else min(quiet * 2, idle_seconds)
            await asyncio.sleep(0 if moved else quiet)
        except Exception as error:
            if not is_transient(error):
                raise
            telemetry.log.warning("a role waits for what it needs", extra={"role": name, "error": type(error).__name__})
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


async def run_relay(service: Service, publisher: Publisher) -> None:
    """Relay, sequencer and housekeeping of one service, until cancelled."""
    relay, sequencer = Relay(service, publisher), Sequencer(service)

    async def sweep() -> int:
        await housekeeping.sweep(service)
        return 0

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(keep_stepping("relay", relay.step))
            group.create_task(keep_stepping("sequencer", sequencer.step))
            group.create_task(_every(SWEEP_EVERY_SECONDS, sweep))
    finally:
        with suppress(Exception):
            await relay.close()


async def run_jobs(service: Service) -> None:
    """The jobs of one service, until cancelled; several at once, so that a short one does not wait for a long one."""
    async with asyncio.TaskGroup() as group:
        for _ in range(JOBS_AT_ONCE):
            group.create_task(keep_stepping("jobs", Runner(service).step, idle_seconds=JOBS_IDLE_SECONDS))


async def _every(seconds: float, step: Step) -> None:
    while True:
        done = await keep_once("housekeeping", step)
        await asyncio.sleep(seconds if done else SOON_SECONDS)


async def keep_once(name: str, step: Step) -> bool:
    """Take one step; False when trouble that may pass was in the way."""
    try:
        await step()
    except Exception as error:
        if not is_transient(error):
            raise
        telemetry.log.warning("a role left its work for later", extra={"role": name, "error": type(error).__name__})
        return False
    return True


async def run_roles(service: Service, roles: Sequence[str]) -> None:
    """Play roles over Kafka with a health endpoint, until SIGTERM or SIGINT; raises what ends a role for good."""
    spare_the_collector()
    servers = service.settings.kafka_bootstrap_servers
    publisher = KafkaPublisher(servers, deadline_seconds=service.settings.relay_deadline_seconds)
    heard = [name for name, topic in TOPICS.items() if service.name in topic.consumers]
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    parts: list[Coroutine[object, object, object]] = [stop.wait(), readings.watch_loop(service)]
    progressing: list[Callable[[], bool]] = []
    if "relay" in roles:
        parts.append(run_relay(service, publisher))
        progressing.append(lambda: publisher.progressing)
    if "worker" in roles and heard:
        worker = KafkaWorker(
            servers,
            service.name,
            heard,
            Inbox(service),
            session_timeout_ms=service.settings.kafka_session_timeout_ms,
            lag=Lag(service.metrics, heard),
        )
        parts.append(worker.run())
        progressing.append(lambda: worker.progressing)
    if "jobs" in roles and (service.jobs or service.schedules):
        parts.append(run_jobs(service))
    parts.append(health_server(service, progressing).serve())
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        publisher.close()
        await service.close()


class Server(uvicorn.Server):
    """A server inside a process whose signals belong to somebody else."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process' signal handlers alone."""
        yield


def health_server(service: Service, progressing: Sequence[Callable[[], bool]]) -> Server:
    """/livez, /readyz and /metrics of a process that serves nothing else."""

    async def live(request: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(request: Request) -> Response:
        if not all(check() for check in progressing):
            return JSONResponse({"status": "not ready", "reason": "no progress"}, status_code=503)
        return await readiness(service)

    async def metrics(request: Request) -> Response:
        return await readings.shown(service)

    app = Starlette(routes=[Route("/livez", live), Route("/readyz", ready), Route("/metrics", metrics)])
    host, port = service.settings.host, service.settings.health_port
    # no lifespan: it would log an error whenever the role ends
    config = uvicorn.Config(app, host=host, port=port, lifespan="off", log_config=None, access_log=False)
    return Server(config)
