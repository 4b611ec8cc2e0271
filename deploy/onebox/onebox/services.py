"""The services on a ground: their settings, themselves, and their databases, migrated and with the demo's clients."""

from collections.abc import Callable, Mapping

from chassis import migrate
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
from onebox.folder import DataFolder
from onebox.ground import Ground
from onebox.shell import DATABASES, HOST, Say

BUILDERS: Mapping[str, tuple[type[ServiceSettings], Callable[..., Service]]] = {
    "vacancy": (VacancySettings, build_vacancy),
    "matching": (MatchingSettings, build_matching),
    "indicators": (IndicatorsSettings, build_indicators),
    "training": (TrainingSettings, build_training),
    "gateway": (GatewaySettings, build_gateway),
}


def values_of(ground: Ground, name: str, **more: object) -> dict[str, object]:
    """The settings of one service on this ground, by field name."""
    password = ground.secrets.database_passwords[name]
    own: dict[str, object] = {
        "mode": Mode.PRODUCTION.value,
        "database_url": ground.postgres.url(name, user=name, password=password),
        "cursor_secret": ground.secrets.cursor_secret,
        "host": HOST,
        "uploads_url": f"file://{ground.folder.uploads / name}",
    }
    if name == "gateway":
        own["signing_key_file"] = str(ground.folder.signing_key)
    if issubclass(BUILDERS[name][0], PeopleSettings):
        own["people_master_keys"] = f"onebox:{ground.secrets.people_key}"
        own["people_index_key"] = ground.secrets.index_key
    return own | more


def build(ground: Ground, name: str, **more: object) -> Service:
    """One service on this ground, in this process."""
    settings, make = BUILDERS[name]
    return make(settings.model_validate(values_of(ground, name, **more)))


async def prepare(ground: Ground, *, say: Say) -> None:
    """Create and migrate the databases, load reference data, and make the demo's clients the first time."""
    for name in DATABASES:
        await ground.postgres.create_database(name, owner_password=ground.secrets.database_passwords[name])
    for name in DATABASES:
        say(f"migrating {name}")
        service = build(ground, name)
        try:
            await migrate.migrate(service)
            if name == "gateway":
                await _make_clients(ground.folder, service)
        finally:
            await service.database.close()


async def _make_clients(folder: DataFolder, gateway: Service) -> None:
    kept = folder.clients()
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
    folder.keep_clients(kept)
