"""A role of the toy platform as a process of its own, made to die at a named step.

The steps lie between any two things a relay or a worker does. Dying is SIGKILL: nothing is flushed, nothing closed.
"""

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from chassis.bus.kafka import KafkaPublisher, KafkaWorker
from chassis.bus.message import Message, Publisher, Subscriber
from chassis.db import Transaction
from chassis.inbox import Inbox
from chassis.relay import Relay
from chassis.roles import keep_stepping
from chassis.service import Heard
from contracts.vacancy import VacancyPublished

from tests.chassis.buses import MemoryBus
from tests.chassis.listener import listener
from tests.chassis.toy import TOPIC, keeper

SESSION_MS = 6_000
RELAY_STEPS = ("before the send", "between send and mark", "after the mark")
WORKER_STEPS = ("before the batch", "inside a handler", "between commit and offset")


@dataclass(frozen=True)
class Part:
    """What a process plays. ``folder`` is the in-process bus's log; ``servers`` and ``group`` are Kafka's."""

    roles: Sequence[str]
    keeper_url: str
    listener_url: str
    folder: str = ""
    servers: str = ""
    group: str = ""
    die_at: str = ""

    def spawn(self) -> ForkServerProcess:
        """Start it; it ends by itself when this process does. Forked where everything is imported already."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        process = context.Process(target=run, args=(self,), daemon=True)
        process.start()
        return process


class Fuse:
    """Kills this process when the named step is reached."""

    def __init__(self, die_at: str) -> None:
        self._die_at = die_at

    def reach(self, step: str) -> None:
        """Die here if this is the step."""
        if step == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)


class FusedPublisher:
    """A publisher with steps around it."""

    def __init__(self, inner: Publisher, fuse: Fuse) -> None:
        self._inner, self._fuse = inner, fuse

    async def publish(self, messages: Sequence[Message]) -> list[str | None]:
        """Publish between two steps."""
        self._fuse.reach("before the send")
        outcomes = await self._inner.publish(messages)
        self._fuse.reach("between send and mark")
        return outcomes


class FusedSubscriber:
    """A subscriber with steps around it."""

    def __init__(self, inner: Subscriber, fuse: Fuse) -> None:
        self._inner, self._fuse = inner, fuse

    async def apply(self, messages: Sequence[Message]) -> None:
        """Apply between two steps."""
        self._fuse.reach("before the batch")
        await self._inner.apply(messages)
        self._fuse.reach("between commit and offset")


async def play(part: Part) -> None:
    """Play the roles until killed."""
    fuse = Fuse(part.die_at)
    toy, ear = keeper(part.keeper_url, pool=4), listener(part.listener_url, pool=4)

    async def count_and_reach(heard: Heard, tx: Transaction) -> None:
        await ear.count_published(heard, tx)
        fuse.reach("inside a handler")

    ear.service.handlers = {VacancyPublished: count_and_reach}
    subscriber = FusedSubscriber(Inbox(ear.service), fuse)
    work: list[Coroutine[Any, Any, Any]] = []
    publisher: Publisher
    if part.servers:
        publisher = KafkaPublisher(part.servers)
        if "worker" in part.roles:
            worker = KafkaWorker(part.servers, part.group, [TOPIC], subscriber, session_timeout_ms=SESSION_MS)
            work.append(worker.run())
    else:
        bus = MemoryBus(Path(part.folder))
        await bus.hear(subscriber)
        publisher = bus.publisher()
    if "relay" in part.roles:
        relay = Relay(toy.service, FusedPublisher(publisher, fuse))

        async def step() -> int:
            sent = await relay.step()
            if sent:
                fuse.reach("after the mark")
            return sent

        work.append(keep_stepping("relay", step, idle_seconds=0.05))
    await asyncio.gather(*work)


def run(part: Part) -> None:
    """The body of the process."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    logging.disable()
    asyncio.run(play(part))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(0)
