"""The toy services over the real database, and both buses behind one fixture."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from chassis.app import create_app
from chassis.auth import OrgKind
from chassis.postgres import Postgres
from chassis.service import Service
from chassis.testing import FrozenClock, Platform, Signer, clean

from tests.chassis.buses import Bus, KafkaBus, MemoryBus
from tests.chassis.listener import Listener, listener
from tests.chassis.toy import READ, WRITE, Keeper, keeper


async def stand_up(service: Service) -> None:
    """Create the database of a service from its models."""
    async with service.database.transaction() as connection:
        await connection.run_sync(service.metadata.create_all)
    await service.database.close()


@pytest.fixture(scope="session")
async def keeper_url(postgres: Postgres) -> str:
    await postgres.create_database("toy_keeper", owner_password="test")
    url = postgres.url("toy_keeper", user="toy_keeper", password="test")
    await stand_up(keeper(url).service)
    return url


@pytest.fixture(scope="session")
async def listener_url(postgres: Postgres) -> str:
    await postgres.create_database("toy_listener", owner_password="test")
    url = postgres.url("toy_listener", user="toy_listener", password="test")
    await stand_up(listener(url).service)
    return url


@pytest.fixture
async def toy(keeper_url: str, signer: Signer, clock: FrozenClock) -> AsyncIterator[Keeper]:
    made = keeper(keeper_url, signer=signer, clock=clock)
    yield made
    await clean(made.service)
    await made.service.database.close()


@pytest.fixture
async def ear(listener_url: str) -> AsyncIterator[Listener]:
    made = listener(listener_url)
    yield made
    await clean(made.service)
    await made.service.database.close()


@pytest.fixture
async def client(toy: Keeper) -> AsyncIterator[httpx2.AsyncClient]:
    """Speaks to the app in this process; an unexpected exception is an answer, as it is behind a server."""
    transport = httpx2.ASGITransport(create_app(toy.service), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://toy") as speaking:
        yield speaking


@pytest.fixture(params=["memory", pytest.param("kafka", marks=pytest.mark.kafka)])
async def bus(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bus]:
    """Either bus; a test that asks for it runs over both, unchanged."""
    made: Bus = MemoryBus(tmp_path)
    if request.param == "kafka":
        made = KafkaBus(request.getfixturevalue("kafka").bootstrap_servers)
    yield made
    await made.close()


@pytest.fixture
def writer(signer: Signer) -> dict[str, str]:
    """The headers of a client that may write and read."""
    return signer.headers(OrgKind.ASSOCIATION, scopes=[WRITE, READ])


@pytest.fixture
async def platform(toy: Keeper, ear: Listener) -> AsyncIterator[Platform]:
    """Both services over the in-process bus, moved by hand."""
    made = Platform([toy.service, ear.service])
    yield made
    await made.close()
