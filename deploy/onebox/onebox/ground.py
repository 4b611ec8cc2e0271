"""The ground every kind of run stands on: the data folder, the database server, migrated databases, demo clients."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

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
from onebox.shell import DATABASES, HOST, Say

BUILDERS: Mapping[str, tuple[type[ServiceSettings], Callable[..., Service]]] = {
    "vacancy": (VacancySettings, build_vacancy),
    "matching": (MatchingSettings, build_matching),
    "indicators": (IndicatorsSettings, build_indicators),
    "training": (TrainingSettings, build_training),
    "gateway": (GatewaySettings, build_gateway),
}


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
