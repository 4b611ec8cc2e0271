"""What operators rely on: health, migrations, settings and keys."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from chassis import roles
from chassis.settings import Mode
from gateway.auth import KeyUnusable, load_key
from gateway.main import build_service, create_app, http_upstreams
from gateway.settings import GatewaySettings
from gateway.state import Gateway
from gateway.upstreams import HttpUpstream
from joserfc.jwk import ECKey, RSAKey
from localkafka.ports import free_ports
from pydantic import SecretStr, ValidationError
from starlette.types import ASGIApp, Message

from tests.gateway.conftest import client_of
from tests.gateway.echo import TABLE
from tests.waiting import eventually


async def test_the_gateway_is_ready_while_every_service_is_down(own: httpx2.AsyncClient) -> None:
    assert (await own.get("/livez")).json() == {"status": "live"}
    assert (await own.get("/readyz")).status_code == 200


async def test_the_metrics_are_at_the_health_port_and_not_at_the_public_one(gateway: Gateway) -> None:
    health_port, *_ = free_ports(1)
    gateway.settings = gateway.settings.model_copy(update={"health_port": health_port})
    app = create_app(gateway, {}, TABLE, health=roles.health_server(gateway, []))
    async with client_of(app) as public, living(app), httpx2.AsyncClient() as operator:

        async def answered() -> bool:
            try:
                return (await operator.get(f"http://127.0.0.1:{health_port}/livez")).status_code == 200
            except httpx2.ConnectError:
                return False

        await eventually(answered, "the health port answers")
        shown = await operator.get(f"http://127.0.0.1:{health_port}/metrics")
        hidden = await public.get("/metrics")

    assert "http_requests_total" in shown.text
    assert hidden.status_code == 404


@asynccontextmanager
async def living(app: ASGIApp) -> AsyncIterator[None]:
    """Open an application as a server would, and close it."""
    asked: asyncio.Queue[Message] = asyncio.Queue()
    said: asyncio.Queue[Message] = asyncio.Queue()
    asked.put_nowait({"type": "lifespan.startup"})
    task = asyncio.ensure_future(app({"type": "lifespan", "asgi": {"version": "3.0"}}, asked.get, said.put))
    assert (await said.get())["type"] == "lifespan.startup.complete"
    try:
        yield
    finally:
        asked.put_nowait({"type": "lifespan.shutdown"})
        await task


async def test_the_gateway_is_not_ready_without_its_database(key_file: Path) -> None:
    settings = GatewaySettings(
        mode=Mode.DEVELOPMENT,
        database_url=SecretStr("postgresql+asyncpg://nobody@127.0.0.1:1/none"),
        signing_key_file=key_file,
    )
    async with client_of(create_app(build_service(settings), {}, TABLE)) as client:
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get("/readyz")).status_code == 503
        token = await client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=("a", "b"))

    assert (token.status_code, token.json()["code"]) == (503, "unavailable")


def test_there_is_no_signing_key_by_default(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="signing_key_file"):
        GatewaySettings(mode=Mode.DEVELOPMENT)
    with pytest.raises(ValidationError, match="signing_key_file"):
        GatewaySettings(mode=Mode.DEVELOPMENT, signing_key_file=tmp_path / "missing.pem")


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"not a key",
        ECKey.generate_key("P-384", private=True).as_pem(private=True),
        ECKey.generate_key("P-256", private=True).as_pem(private=False),
        RSAKey.generate_key(2048, private=True).as_pem(private=True),
    ],
    ids=["empty", "text", "another curve", "public", "another kind"],
)
def test_a_file_that_holds_no_p_256_private_key_is_refused_by_name(tmp_path: Path, pem: bytes) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(pem)

    with pytest.raises(KeyUnusable, match=r"key\.pem"):
        load_key(file)


def test_a_service_has_an_upstream_when_it_has_an_address(key_file: Path) -> None:
    settings = GatewaySettings(
        mode=Mode.DEVELOPMENT, signing_key_file=key_file, vacancy_url="http://vacancy:8000", indicators_url=""
    )

    (name, upstream), *others = http_upstreams(settings).items()

    assert (name, others) == ("vacancy", [])
    assert isinstance(upstream, HttpUpstream)
