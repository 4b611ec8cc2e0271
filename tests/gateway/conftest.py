"""A gateway over a real database, in front of a small service reached both ways."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.settings import Mode
from chassis.testing import FrozenClock, clean
from gateway.clients.administration import add_client
from gateway.main import build_service, create_app
from gateway.settings import GatewaySettings
from gateway.state import Gateway
from gateway.upstreams import HttpUpstream, InProcessUpstream, Upstream
from joserfc.jwk import ECKey
from pydantic import SecretStr
from starlette.types import ASGIApp

from tests.gateway.echo import TABLE, Echo, serving

StandUp = Callable[[str, Callable[[str], Service]], Awaitable[Service]]


@dataclass(slots=True)
class Ticks:
    """A monotonic clock that moves only when told to."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = Path(tmp_path_factory.mktemp("keys")) / "signing.pem"
    file.write_bytes(ECKey.generate_key("P-256", private=True).as_pem(private=True))
    return file


@pytest.fixture(scope="session")
async def migrated(stand_up: StandUp, key_file: Path) -> Service:
    return await stand_up("gateway", lambda url: build_service(settings_of(url, key_file)))


def settings_of(url: str, key_file: Path) -> GatewaySettings:
    return GatewaySettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url), signing_key_file=key_file)


@pytest.fixture
async def gateway(migrated: Service) -> AsyncIterator[Gateway]:
    """A gateway as a fresh process would be, over an empty database, by a clock that stands still at this moment."""
    assert isinstance(migrated.settings, GatewaySettings)
    await clean(migrated)
    built = build_service(migrated.settings)
    built.clock = FrozenClock(datetime.now(UTC))
    yield built
    await built.database.close()


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture(params=["http", "in_process"])
async def upstream(request: pytest.FixtureRequest, echo: Echo) -> AsyncIterator[Upstream]:
    async with AsyncExitStack() as stack:
        if request.param == "in_process":
            yield InProcessUpstream(echo.app)
            return
        over_http = HttpUpstream(await stack.enter_async_context(serving(echo.app)))
        stack.push_async_callback(over_http.close)
        yield over_http


@pytest.fixture
def app(gateway: Gateway, upstream: Upstream) -> ASGIApp:
    return create_app(gateway, {"echo": upstream}, TABLE)


@pytest.fixture
async def client(app: ASGIApp) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(app) as made:
        yield made


@pytest.fixture
async def own(gateway: Gateway) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the gateway's own routes, where no service is needed."""
    async with client_of(create_app(gateway, {}, TABLE)) as made:
        yield made


@pytest.fixture
async def token(gateway: Gateway) -> str:
    """A good token of a client that may read indicators."""
    found = await a_token(gateway)
    return found


def client_of(app: ASGIApp) -> httpx2.AsyncClient:
    """A client that speaks to an application without a port."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://gateway")


async def register(gateway: Gateway, client_id: str = "tku", **changed: object) -> str:
    """Register a client and return its secret."""
    wanted: dict[str, object] = {"name": "職涯發展組", "org": "tku", "org_kind": OrgKind.UNIVERSITY, **changed}
    async with gateway.database.transaction() as connection:
        tx = gateway.begin(connection, gateway.system)
        return await add_client(tx, client_id=client_id, **wanted)  # type: ignore[arg-type]


async def a_token(gateway: Gateway, client_id: str = "tku") -> str:
    """Register a client and ask for its token."""
    secret = await register(gateway, client_id)
    async with client_of(create_app(gateway, {}, TABLE)) as asking:
        return str((await ask(asking, client_id, secret)).json()["access_token"])


async def ask(client: httpx2.AsyncClient, client_id: str, secret: str, **form: str) -> httpx2.Response:
    """Ask for a token by HTTP Basic."""
    data = {"grant_type": "client_credentials", **form}
    return await client.post("/oauth/token", data=data, auth=(client_id, secret))


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}
