"""The ground every kind of run stands on: the data folder, the database server, migrated databases, demo clients."""

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from chassis import migrate
from chassis.postgres import Postgres
from chassis.service import Service
from chassis.settings import Mode, PeopleSettings, ServiceSettings
from gateway.clients import administration
from gateway.main import build_service as build_gateway
from gateway.settings import GatewaySettings
from indicators.main import build_service as build_indicators
from indicators.settings import IndicatorsSettings
from matching.main import build_service as build_matching
from matching.settings import MatchingSettings
from training.main import build_service as build_training
from training.settings import TrainingSettings
from vacancy.main import build_service as build_vacancy
from vacancy.settings import VacancySettings

from onebox.demo import DEMO_CLIENTS
from onebox.folder import DataFolder, Secrets

HOST = "127.0.0.1"
SERVICES = ("vacancy", "matching", "indicators", "training")
DATABASES = (*SERVICES, "gateway")
BUILDERS: Mapping[str, tuple[type[ServiceSettings], Callable[..., Service]]] = {
    "vacancy": (VacancySettings, build_vacancy),
    "matching": (MatchingSettings, build_matching),
    "indicators": (IndicatorsSettings, build_indicators),
    "training": (TrainingSettings, build_training),
    "gateway": (GatewaySettings, build_gateway),
}
Say = Callable[[str], None]


class PortTaken(RuntimeError):
    """The port that was asked for is in use."""


def check_port(port: int) -> None:
    """Raise PortTaken with what to do, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                raise PortTaken(f"Port {port} is not free; choose another one: make run PORT={port + 1}") from error
            raise


@dataclass(slots=True)
class Ground:
    """An open data folder and its database server."""

    folder: DataFolder
    postgres: Postgres
    secrets: Secrets

    @classmethod
    def lay(cls, path: Path, *, say: Say, bus: str | None = None) -> "Ground":
        """Open the folder and start its database server; raises FolderUnusable or PostgresUnavailable."""
        folder = DataFolder(path)
        folder.open()
        postgres = Postgres(folder.postgres)
        try:
            kept = folder.secrets(DATABASES)
            if bus is not None:
                folder.keep_bus(bus)
            say("starting PostgreSQL")
            postgres.start()
        except BaseException:
            # Ctrl-C or a time-out may have come when the server runs already
            try:
                postgres.stop()
            finally:
                folder.close()
            raise
        return cls(folder, postgres, kept)

    def clear(self) -> None:
        """Stop the server and let the folder go; another Ctrl-C waits until that is done."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        try:
            self.postgres.stop()
        finally:
            self.folder.close()

    def values(self, name: str, **more: object) -> dict[str, object]:
        """The settings of one service on this ground, by field name."""
        password = self.secrets.database_passwords[name]
        values: dict[str, object] = {
            "mode": Mode.PRODUCTION.value,
            "database_url": self.postgres.url(name, user=name, password=password),
            "cursor_secret": self.secrets.cursor_secret,
            "host": HOST,
            "uploads_url": f"file://{self.folder.uploads / name}",
        }
        if name == "gateway":
            values["signing_key_file"] = str(self.folder.signing_key)
        if issubclass(BUILDERS[name][0], PeopleSettings):
            values["people_master_keys"] = f"onebox:{self.secrets.people_key}"
            values["people_index_key"] = self.secrets.index_key
        return values | more

    def build(self, name: str, **more: object) -> Service:
        """One service on this ground, in this process."""
        settings, build = BUILDERS[name]
        return build(settings.model_validate(self.values(name, **more)))

    async def prepare(self, *, say: Say) -> None:
        """Create and migrate the databases, load reference data, and make the demo's clients the first time."""
        for name in DATABASES:
            await self.postgres.create_database(name, owner_password=self.secrets.database_passwords[name])
        for name in DATABASES:
            say(f"migrating {name}")
            service = self.build(name)
            try:
                await migrate.migrate(service)
                if name == "gateway":
                    await self._make_clients(service)
            finally:
                await service.database.close()

    async def _make_clients(self, gateway: Service) -> None:
        kept = self.folder.clients()
        async with gateway.database.transaction() as connection:
            tx = gateway.begin(connection, gateway.system)
            registered = {client.client_id for client in await administration.list_clients(tx)}
            for client in DEMO_CLIENTS:
                if client.client_id not in registered:
                    secret = await administration.add_client(
                        tx,
                        client_id=client.client_id,
                        name=client.name,
                        org=client.org,
                        org_kind=client.kind,
                        region=client.region,
                    )
                elif client.kind not in kept:
                    secret = await administration.rotate_secret(tx, client_id=client.client_id)
                else:
                    continue
                kept[client.kind.value] = {"client_id": client.client_id, "client_secret": secret}
        # after the commit: a crash in between leaves clients whose secret nobody has, and the next start rotates it
        self.folder.keep_clients(kept)


class Interrupts:
    """Ctrl-C before a loop takes the signals over: raises KeyboardInterrupt, and remembers that it came.

    One that arrives where Python drops errors, as in what runs after a fork, would be lost otherwise.
    """

    def __init__(self) -> None:
        self.came = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """The handler of a signal."""
        self.came = True
        # where logging releases its locks after a fork, an error is printed and dropped; what came is asked for later
        if frame is None or frame.f_globals.get("__name__") != "logging":
            raise KeyboardInterrupt


async def until_told_to_stop(work: Coroutine[object, object, None]) -> None:
    """Run until the work ends, raising what it raises, or until Ctrl-C or SIGTERM: then cancel it and let it clean up.

    A second Ctrl-C does not disturb the cleaning up. Raises KeyboardInterrupt for one that came before and was dropped.
    """
    before = signal.getsignal(signal.SIGINT)
    if isinstance(before, Interrupts) and before.came:
        work.close()
        raise KeyboardInterrupt
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (working, stopping):
        task.cancel()
    await asyncio.wait({working, stopping})
    if not working.cancelled():
        working.result()


async def until(condition: Callable[[], object], *, seconds: float, otherwise: str) -> None:
    """Wait until an awaitable condition holds; raises TimeoutError with ``otherwise``."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await condition():  # type: ignore[misc]  # conditions are coroutine functions
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(otherwise)
        await asyncio.sleep(0.1)
