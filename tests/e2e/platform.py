"""A whole platform as its users start it: a process of its own over a data folder."""

import asyncio
import contextlib
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil
from fields.calendar import business_date
from localkafka.ports import free_ports
from onebox.story.persons import cast
from onebox.story.subsidy import TRAINEE

from tests.waiting import eventually

START_SECONDS = 150.0
STORY_SECONDS = 200.0
OPEN = "YouthLink is running"


class Platform:
    """``onebox run`` on a free port; what it says is kept in a file."""

    def __init__(self, folder: Path, *, bus: str, port: int | None = None) -> None:
        self.data = folder / "data"
        self.bus = bus
        self.port = port or free_ports(1)[0]
        self.said = folder / "said.txt"
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        with self.said.open("ab") as said:
            self._process = subprocess.Popen(self.command("run"), stderr=said, stdout=said, start_new_session=True)

    async def start(self) -> None:
        already = self.words().count(OPEN)
        self.launch()
        await eventually(lambda: self.opened_since(already), "the platform says that it runs", within=START_SECONDS)

    def opened_since(self, already: int) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.words()
        return self.words().count(OPEN) > already

    def command(self, name: str, *more: str, bus: str | None = None) -> list[str]:
        place = ["--port", str(self.port), "--data", str(self.data), "--bus", bus or self.bus]
        return [sys.executable, "-m", "onebox", name, *place, *more]

    def words(self) -> str:
        return self.said.read_text(encoding="utf-8") if self.said.exists() else ""

    def run(self, name: str, *more: str, bus: str | None = None) -> subprocess.CompletedProcess[str]:
        command = self.command(name, *more, bus=bus)
        return subprocess.run(command, capture_output=True, text=True, timeout=STORY_SECONDS, check=False)

    async def tell(self, doing: Mapping[int, Callable[[], Awaitable[None]]], *, run: str) -> str:
        """Tell the story; at the beginning of a step, do what is given for it. What was said, if it ended right."""
        story = await asyncio.create_subprocess_exec(
            *self.command("story", "--rows", "40", "--run", run),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert story.stdout is not None
        said = ""
        while line := (await story.stdout.readline()).decode():
            said += line
            step = re.match(r"\[(\d+)/", line)
            if step and int(step[1]) in doing:
                await doing[int(step[1])]()
        assert await story.wait() == 0, said
        return said

    def interrupt(self) -> int:
        """Ctrl-C, and the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(60)

    def kill(self) -> None:
        """SIGKILL to the process that was started, and to nothing else."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(30)

    def processes(self) -> list[psutil.Process]:
        """Every process of the platform, the one that was started included."""
        assert self._process is not None
        root = psutil.Process(self._process.pid)
        return [root, *root.children(recursive=True)]

    def process(self, *words: str) -> psutil.Process:
        """The platform's process whose command line holds all these words."""
        commands = list(self.commands())
        for found, line in commands:
            if all(any(word in part for part in line) for word in words):
                return found
        raise AssertionError(f"no process {words}: {[line for _, line in commands]}")

    def commands(self) -> Iterator[tuple[psutil.Process, list[str]]]:
        """Every process with its command line."""
        for found in self.processes():
            # it may have ended meanwhile, as what was killed before did
            with contextlib.suppress(psutil.Error):
                yield found, found.cmdline()

    def end(self) -> None:
        """Stop it however the test went."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)


@asynccontextmanager
async def running(folder: Path, *, bus: str) -> AsyncIterator[Platform]:
    """A started platform that is stopped at the end."""
    platform = Platform(folder, bus=bus)
    try:
        await platform.start()
        yield platform
    finally:
        platform.end()


def lives(process: psutil.Process) -> bool:
    """Whether a process runs; a child's child that nobody has collected does not."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def planted(run: str) -> list[str]:
    """Names, numbers, phones and addresses of the people of a telling: what nobody may find in the clear."""
    today = business_date(datetime.now(UTC))
    return [TRAINEE, *(word for person in cast(run, today) for word in person.planted)]
