"""The indicators service over a real database, and its HTTP surface."""

from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest
from chassis.app import create_app
from chassis.auth import OrgKind
from chassis.bus.message import Message
from chassis.inbox import Inbox
from chassis.service import Service
from chassis.settings import Mode
from chassis.testing import FrozenClock, Signer, clean
from fastapi import FastAPI
from indicators.main import build_service
from indicators.settings import IndicatorsSettings
from pydantic import SecretStr

from tests.conftest import StandUp
from tests.factories.figures import placed

Ask = Callable[..., Any]


@pytest.fixture(scope="session")
async def stood_up(stand_up: StandUp, signer: Signer) -> Service:
    def build(url: str) -> Service:
        settings = IndicatorsSettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url))
        return build_service(settings, verifier=signer.verifier())

    return await stand_up("indicators", build)


@pytest.fixture(scope="session")
def asgi(stood_up: Service) -> FastAPI:
    """One for all tests: making its document takes longer than nearly any of them."""
    return create_app(stood_up)


@pytest.fixture
async def indicators(stood_up: Service, clock: FrozenClock) -> AsyncIterator[Service]:
    stood_up.clock = clock
    yield stood_up
    await clean(stood_up)


@pytest.fixture
async def client(indicators: Service, asgi: FastAPI, signer: Signer) -> AsyncIterator[httpx.AsyncClient]:
    headers = signer.headers(OrgKind.PLANNING, scopes=["indicators:read"])
    transport = httpx.ASGITransport(app=asgi, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://indicators", headers=headers) as opened:
        yield opened


@pytest.fixture
def ask(client: httpx.AsyncClient, signer: Signer) -> Ask:
    """Read as an organisation of some kind."""

    async def read(path: str, *, kind: OrgKind = OrgKind.PLANNING, **params: Any) -> httpx.Response:
        headers = signer.headers(kind, scopes=["indicators:read"])
        return await client.get(path, headers=headers, params=params or None)

    return read


@pytest.fixture
async def counted(indicators: Service) -> list[Message]:
    """Placements of ROC year 115: nine in Taipei, four in New Taipei, twelve nobody knows where, and one of 114."""
    where = ["63000"] * 9 + ["65000"] * 4 + [None] * 12
    said = [
        placed(number, UUID(int=number), county=county, gender="female" if number % 2 else "male")
        for number, county in enumerate(where, start=1)
    ]
    said.append(placed(99, UUID(int=99), on=date(2025, 12, 31)))
    await Inbox(indicators).apply(said)
    return said
