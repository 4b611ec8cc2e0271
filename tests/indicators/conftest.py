"""The indicators service over a real database, and its HTTP surface."""

from collections.abc import AsyncIterator

import httpx2 as httpx
import pytest
from chassis.app import create_app
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.settings import Mode
from chassis.testing import FrozenClock, Signer, clean
from indicators.main import build_service
from indicators.settings import IndicatorsSettings
from pydantic import SecretStr

from tests.conftest import StandUp


@pytest.fixture(scope="session")
async def stood_up(stand_up: StandUp, signer: Signer) -> Service:
    def build(url: str) -> Service:
        settings = IndicatorsSettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url))
        return build_service(settings, verifier=signer.verifier())

    return await stand_up("indicators", build)


@pytest.fixture
async def indicators(stood_up: Service, clock: FrozenClock) -> AsyncIterator[Service]:
    stood_up.clock = clock
    yield stood_up
    await clean(stood_up)


@pytest.fixture
async def client(indicators: Service, signer: Signer) -> AsyncIterator[httpx.AsyncClient]:
    headers = signer.headers(OrgKind.PLANNING, scopes=["indicators:read"])
    transport = httpx.ASGITransport(app=create_app(indicators), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://indicators", headers=headers) as opened:
        yield opened
