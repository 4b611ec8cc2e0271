"""``python -m onebox run|story|token|migrate|migration``."""

import argparse
import asyncio
import contextlib
import importlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
from chassis.postgres import Postgres, PostgresUnavailable
from localkafka.errors import LocalKafkaError

from onebox.client import Client, StepFailed
from onebox.folder import DataFolder, FolderUnusable
from onebox.ground import Ground
from onebox.shell import DATABASES, HOST, Interrupts, PortTaken, check_port
from onebox.story import tell

RUNNERS = {"memory": "onebox.memory", "kafka": "onebox.distributed"}
"""What runs a platform on a bus; imported by who runs one, since it brings every service along."""
OWN_PLATFORM_SECONDS = 180.0
OWN_WORDS = (FolderUnusable, PortTaken, PostgresUnavailable, LocalKafkaError, StepFailed, TimeoutError)
"""Errors whose message is a sentence for the person at the terminal."""


def say(line: str) -> None:
    """Speak to the person at the terminal."""
    # the terminal may be gone; what has to be stopped is stopped all the same
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Carry out one command; 1 with one clear sentence when it cannot be."""
    wanted = _parser().parse_args()
    # before a loop takes the signals over both clean up, also where a shell's background job ignores Ctrl-C
    interrupts = Interrupts()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupts)
    try:
        return int(COMMANDS[wanted.command](wanted) or 0)
    except KeyboardInterrupt:
        return 130
    except SystemExit:
        # the web server's way to say that it could not take its port
        say(f"The platform ended: port {wanted.port} could not be served, see the logs in {wanted.data}.")
        return 1
    except Exception as error:  # noqa: BLE001 - whatever it is, the person at the terminal gets a sentence
        say(sentence_of(error))
        return 1


def sentence_of(error: BaseException) -> str:
    """One line about an error: our own words where they are ours, else what it was and what it said."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, OWN_WORDS) and str(error):
        return str(error)
    first, *_ = str(error).splitlines() or [""]
    return f"YouthLink cannot go on: {type(error).__name__}: {first}".rstrip(": ")


@contextlib.contextmanager
def laid(path: Path, *, bus: str | None = None) -> Iterator[Ground]:
    """The ground while the block runs; raises FolderUnusable or PostgresUnavailable."""
    ground = Ground.lay(path, bus=bus, say=say)
    try:
        yield ground
    finally:
        say("stopping PostgreSQL")
        ground.clear()


def _run(wanted: argparse.Namespace) -> None:
    check_port(wanted.port)
    with laid(wanted.data, bus=wanted.bus) as ground:
        importlib.import_module(RUNNERS[wanted.bus]).run(ground, port=wanted.port, say=say)


def _token(wanted: argparse.Namespace) -> None:
    async def ask() -> str:
        async with aiohttp.ClientSession() as session:
            clients = DataFolder(wanted.data).clients()
            return await Client(session, f"http://{HOST}:{wanted.port}", clients, patience=5).token(wanted.kind)

    print(asyncio.run(ask()))


def _story(wanted: argparse.Namespace) -> int:
    if asyncio.run(_answers(wanted.port)):
        folder = DataFolder(wanted.data)
        clients = folder.clients()
        if not clients:
            say(f"Port {wanted.port} answers, but {wanted.data} holds no demo clients: give the platform's DATA=...")
            return 1
        bus = folder.bus()
        if wanted.bus == "kafka" != bus:
            say(
                f"BUS=kafka was asked for, but the platform on port {wanted.port} runs on the {bus} bus: stop it first."
            )
            return 1
        say(f"telling the story on the platform that runs on port {wanted.port} ({bus} bus, data in {folder.path})")
        return not asyncio.run(tell(f"http://{HOST}:{wanted.port}", clients, rows=wanted.rows, run=wanted.run))
    check_port(wanted.port)
    say(f"nothing answers on port {wanted.port}: telling the story on a platform of its own ({wanted.bus} bus)")
    with tempfile.TemporaryDirectory(prefix="youthlink-story-") as own:
        return _story_on_its_own(Path(own), wanted)


def _story_on_its_own(folder: Path, wanted: argparse.Namespace) -> int:
    port, bus = wanted.port, wanted.bus
    command = [sys.executable, "-m", "onebox", "run", "--port", str(port), "--data", str(folder), "--bus", bus]
    platform = subprocess.Popen(command, start_new_session=True)
    try:
        deadline = time.monotonic() + OWN_PLATFORM_SECONDS
        while not ((folder / "sample-loaded").exists() and asyncio.run(_answers(port))):
            if platform.poll() is not None or time.monotonic() > deadline:
                say("The platform did not start; what it said is above.")
                return 1
            time.sleep(0.2)
        clients = DataFolder(folder).clients()
        return not asyncio.run(tell(f"http://{HOST}:{port}", clients, rows=wanted.rows, run=wanted.run))
    finally:
        if platform.poll() is None:
            os.kill(platform.pid, signal.SIGTERM)
            platform.wait()


async def _answers(port: int) -> bool:
    try:
        async with aiohttp.ClientSession() as session, session.get(f"http://{HOST}:{port}/readyz") as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


def _migrate(wanted: argparse.Namespace) -> None:
    with laid(wanted.data) as ground:
        asyncio.run(importlib.import_module("onebox.services").prepare(ground, say=say))


def _migration(wanted: argparse.Namespace) -> None:
    """Write the difference between a service's models and its migrations, on a throw-away database."""
    migrate = importlib.import_module("chassis.migrate")
    migrations = Path(str(importlib.import_module(wanted.service).__file__)).parent / "migrations"
    with tempfile.TemporaryDirectory(prefix="youthlink-migration-") as folder:
        server = Postgres(Path(folder), durable=False)
        server.start()
        try:
            asyncio.run(migrate.revise_on(server, wanted.service, migrations, wanted.message))
        finally:
            server.stop()


COMMANDS = {"run": _run, "token": _token, "story": _story, "migrate": _migrate, "migration": _migration}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="onebox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in COMMANDS:
        command = commands.add_parser(name)
        command.add_argument("--port", type=int, default=8080)
        command.add_argument("--data", type=Path, default=Path(".youthlink"))
        command.add_argument("--bus", choices=sorted(RUNNERS), default="memory")
        command.add_argument("--kind", default="association")
        command.add_argument("--service", choices=DATABASES, default="vacancy")
        command.add_argument("--message", default="change")
        command.add_argument("--rows", type=int, help="tell the story with so many rows of the sample")
        command.add_argument("--run", help="the name of this telling, which its made-up people are drawn from")
    return parser


if __name__ == "__main__":
    sys.exit(main())
