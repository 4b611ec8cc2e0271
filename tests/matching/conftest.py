"""The matching service over a real database, and the organisations that call it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx2 as httpx
import orjson
import pytest
from chassis.app import create_app
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.settings import Mode
from chassis.testing import FrozenClock, Platform, Signer, clean
from fastapi import FastAPI
from matching.adapters.codebook import load_codebook
from matching.main import build_service
from matching.models import TABLES
from matching.parts import MatchingService
from matching.service.live_snapshot import LiveSnapshot
from matching.settings import MatchingSettings
from pydantic import SecretStr
from sqlalchemy import select

from tests.conftest import StandUp
from tests.factories.youths import Caller

Anyone = Callable[..., Caller]
Said = Callable[[], Awaitable[list[tuple[str, int, dict[str, Any]]]]]
"""Every event recorded so far, oldest first: its short name, its number within its subject, and what it says."""


@pytest.fixture(scope="session")
async def stood_up(stand_up: StandUp, signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> MatchingService:
    uploads = f"file://{tmp_path_factory.mktemp('uploads')}"

    def build(url: str) -> Service:
        settings = MatchingSettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url), uploads_url=uploads)
        return build_service(settings, verifier=signer.verifier())

    built = await stand_up("matching", build)
    assert isinstance(built, MatchingService)
    return built


@pytest.fixture(scope="session")
def asgi(stood_up: MatchingService) -> FastAPI:
    """One for all tests: making its document takes longer than nearly any of them."""
    return create_app(stood_up)


@pytest.fixture
async def matching(stood_up: MatchingService, clock: FrozenClock) -> AsyncIterator[MatchingService]:
    stood_up.clock = clock
    stood_up.live = LiveSnapshot(load_codebook())
    yield stood_up
    await clean(stood_up)


@pytest.fixture
async def platform(matching: Service) -> AsyncIterator[Platform]:
    made = Platform([matching])
    yield made
    await made.close()


@pytest.fixture
async def http(matching: Service, asgi: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=asgi, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://matching") as opened:
        yield opened


@pytest.fixture
def anyone(http: httpx.AsyncClient, signer: Signer) -> Anyone:
    """A caller of any kind of organisation."""

    def call(kind: OrgKind, **traits: Any) -> Caller:
        return Caller(http, signer, kind, **traits)

    return call


@pytest.fixture
def university(anyone: Anyone) -> Caller:
    return anyone(OrgKind.UNIVERSITY, org="university-1")


@pytest.fixture
def office(anyone: Anyone) -> Caller:
    """A public employment office (公立就業服務機構) in Taipei."""
    return anyone(OrgKind.PUBLIC_EMPLOYMENT_OFFICE, org="office-1", region="north")


@pytest.fixture
def branch(anyone: Anyone) -> Caller:
    """The branch that serves Taipei."""
    return anyone(OrgKind.BRANCH, org="branch-north", region="north")


@pytest.fixture
def agency(anyone: Anyone) -> Caller:
    return anyone(OrgKind.WORKFORCE_AGENCY, org="wda")


@pytest.fixture
def mobile(anyone: Anyone) -> Caller:
    return anyone(OrgKind.MOBILE, org="mobile-1")


@pytest.fixture
def said(matching: Service) -> Said:
    """What was recorded for the other services."""

    async def read() -> list[tuple[str, int, dict[str, Any]]]:
        outbox = TABLES.outbox
        query = select(outbox.c.event_type, outbox.c.sequence, outbox.c.value).order_by(outbox.c.position)
        async with matching.database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [
            (row.event_type.removeprefix("tw.youthlink.").removesuffix(".v1"), row.sequence, orjson.loads(row.value))
            for row in rows
        ]

    return read
