"""Every service that exists, side by side in one process, and its migrations."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from chassis import migrate
from chassis.app import create_app
from chassis.service import Service
from chassis.settings import Mode
from gateway.main import build_service as build_gateway
from gateway.main import create_app as create_gateway
from gateway.settings import GatewaySettings
from gateway.upstreams import InProcessUpstream
from indicators.main import build_service as build_indicators
from indicators.settings import IndicatorsSettings
from joserfc.jwk import ECKey
from matching.main import build_service as build_matching
from matching.settings import MatchingSettings
from pydantic import SecretStr
from training.main import build_service as build_training
from training.settings import TrainingSettings
from vacancy.main import build_service as build_vacancy
from vacancy.settings import VacancySettings

from tests.architecture.source import SERVICES
from tests.conftest import StandUp

NAMES = ("vacancy", "matching", "indicators", "training", "gateway")
NOWHERE = "postgresql+asyncpg://nobody@127.0.0.1:1/none"


@dataclass(frozen=True)
class Builder:
    """Builds any service over a database."""

    key_file: Path

    def __call__(self, name: str, url: str = NOWHERE) -> Service:
        address = SecretStr(url)
        builders: dict[str, Callable[[], Service]] = {
            "vacancy": lambda: build_vacancy(VacancySettings(mode=Mode.DEVELOPMENT, database_url=address)),
            "matching": lambda: build_matching(MatchingSettings(mode=Mode.DEVELOPMENT, database_url=address)),
            "indicators": lambda: build_indicators(IndicatorsSettings(mode=Mode.DEVELOPMENT, database_url=address)),
            "training": lambda: build_training(TrainingSettings(mode=Mode.DEVELOPMENT, database_url=address)),
            "gateway": lambda: build_gateway(
                GatewaySettings(mode=Mode.DEVELOPMENT, database_url=address, signing_key_file=self.key_file)
            ),
        }
        return builders[name]()


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    file = Path(tmp_path_factory.mktemp("keys")) / "signing.pem"
    file.write_bytes(ECKey.generate_key("P-256", private=True).as_pem(private=True))
    return Builder(file)


def test_these_are_all_the_services_there_are() -> None:
    assert {*NAMES} - {"gateway"} == {*SERVICES}


async def test_every_application_lives_in_one_process_and_shares_nothing(build: Builder) -> None:
    services = {name: build(name) for name in NAMES}
    apps = {name: create_app(service) for name, service in services.items() if name != "gateway"}
    gateway = services["gateway"]
    create_gateway(gateway, {name: InProcessUpstream(app) for name, app in apps.items()})  # type: ignore[arg-type]

    for one, other in combinations(services.values(), 2):
        assert one.metadata is not other.metadata
        assert not {id(table) for table in one.metadata.tables.values()} & {
            id(table) for table in other.metadata.tables.values()
        }
        assert one.tables is not other.tables
        assert one.metrics.registry is not other.metrics.registry
        assert one.verifier is not other.verifier
        assert one.database is not other.database
        assert one.settings is not other.settings
    for service in services.values():
        await service.database.close()


async def test_two_of_the_same_service_share_no_registry_verifier_or_database(build: Builder) -> None:
    for name in NAMES:
        one, other = build(name), build(name)
        assert one.metrics.registry is not other.metrics.registry
        assert one.verifier is not other.verifier
        assert one.database is not other.database


@pytest.mark.parametrize("name", NAMES)
async def test_the_migrations_make_what_the_models_say(stand_up: StandUp, build: Builder, name: str) -> None:
    # a database of its own: the service's own tests fill and empty theirs
    service = await stand_up(f"{name}_migrated", lambda url: build(name, url))

    await migrate.check(service.database, service.migrations)


@pytest.mark.parametrize("name", NAMES)
def test_the_migrations_have_one_head(build: Builder, name: str) -> None:
    assert len(ScriptDirectory.from_config(migrate.config(build(name).migrations)).get_heads()) == 1
