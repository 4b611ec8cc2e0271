"""The parts of a distributed platform on one machine, and the small supervisor that keeps them running."""

import asyncio
import ctypes
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from chassis import telemetry
from chassis.postgres import Postgres
from localkafka.cluster import LocalKafka

from onebox.settings import HandedDown

LOOK_EVERY_SECONDS = 0.2
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
STEADY_SECONDS = 30.0
STOP_SECONDS = 25.0
PR_SET_PDEATHSIG = 1


class Part(Protocol):
    """Something that runs beside us and can be started again."""

    name: str

    def start(self) -> None:
        """Start it, or start it again after it died."""

    def alive(self) -> bool:
        """Whether it runs."""

    def stop(self) -> None:
        """End it cleanly."""


class PostgresPart:
    """The embedded database server."""

    name = "postgres"

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self.start = server.start
        self.alive = server.alive
        self.stop = server.stop


class BrokerPart:
    """The local broker."""

    name = "kafka"

    def __init__(self, cluster: LocalKafka) -> None:
        self._cluster = cluster
        self._started = False

    def start(self) -> None:
        """Start the cluster the first time, the dead broker after that."""
        if self._started:
            self._cluster.restart()
        else:
            self._cluster.start()
            self._started = True

    def alive(self) -> bool:
        """Whether the broker's process runs."""
        return self._cluster.alive()

    def stop(self) -> None:
        """End the broker."""
        self._cluster.stop()


def _die_with_parent() -> None:
    """In the child: end when the supervisor is killed, so that the next start finds no strays (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class RolePart:
    """One role of one service as a process of its own."""

    def __init__(self, name: str, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._arguments = list(arguments)
        self._environment = dict(environment)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id of the running role."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process; its log is appended to its own file."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._arguments],
                env=HandedDown().environment() | self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent,
                start_new_session=True,
            )

    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """SIGTERM, and SIGKILL when it does not drain in time."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@dataclass(slots=True)
class _Watched:
    part: Part
    started_at: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS


@dataclass(slots=True)
class Supervisor:
    """Starts parts in order, restarts what dies with growing pauses, stops them in the opposite order."""

    say: Callable[[str], None]
    watched: list[_Watched] = field(default_factory=list)

    def add(self, part: Part) -> None:
        """Start a part now and watch it from now on."""
        self.adopt(part)
        part.start()

    def adopt(self, part: Part) -> None:
        """Watch a part that runs already."""
        self.watched.append(_Watched(part, started_at=time.monotonic()))

    async def watch(self) -> None:
        """Keep every part running until cancelled."""
        async with asyncio.TaskGroup() as group:
            for one in self.watched:
                group.create_task(self._keep(one))

    async def _keep(self, one: _Watched) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            if one.part.alive():
                continue
            if time.monotonic() - one.started_at > STEADY_SECONDS:
                one.pause = FIRST_PAUSE_SECONDS
            self.say(f"{one.part.name} ended; starting it again")
            await asyncio.sleep(one.pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
            one.pause = min(one.pause * 2, LONGEST_PAUSE_SECONDS)
            one.started_at = time.monotonic()
            try:
                # a broker takes seconds to answer; the other parts are watched meanwhile
                await asyncio.to_thread(one.part.start)
            except (OSError, RuntimeError) as error:
                telemetry.log.warning("a part did not start", extra={"part": one.part.name, "error": str(error)})

    def stop(self) -> None:
        """Stop the roles together, then the broker and the database in the opposite order of their start."""
        roles = [one.part for one in self.watched if isinstance(one.part, RolePart)]
        if roles:
            with ThreadPoolExecutor(len(roles)) as threads:
                list(threads.map(RolePart.stop, roles))
        for one in reversed(self.watched):
            if not isinstance(one.part, RolePart):
                one.part.stop()
