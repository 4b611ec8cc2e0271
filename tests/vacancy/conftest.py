"""The vacancy service over a real database, and the organisations that call it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx2 as httpx
import pytest
from chassis.app import create_app
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.settings import Mode
from chassis.testing import FrozenClock, Platform, Signer, clean
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import delete
from vacancy.domain.registry import NoRegistry
from vacancy.main import build_service
from vacancy.models import ENTRY_WAGE, RULE_SET
from vacancy.parts import VacancyService
from vacancy.service.expire_vacancies import expire
from vacancy.settings import VacancySettings

from tests.conftest import StandUp
from tests.factories.partners import load_wage
from tests.factories.vacancy import VOUCHED, Caller, a_complete_statement

Anyone = Callable[..., Caller]
InState = Callable[[str], Awaitable[dict[str, Any]]]


@pytest.fixture(scope="session")
async def stood_up(stand_up: StandUp, signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> VacancyService:
    uploads = f"file://{tmp_path_factory.mktemp('uploads')}"

    def build(url: str) -> VacancyService:
        settings = VacancySettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url), uploads_url=uploads)
        return build_service(settings, verifier=signer.verifier())

    built = await stand_up("vacancy", build)
    assert isinstance(built, VacancyService)
    return built


@pytest.fixture(scope="session")
def asgi(stood_up: VacancyService) -> FastAPI:
    """One for all tests: making its document takes longer than nearly any of them."""
    return create_app(stood_up)


@pytest.fixture
async def vacancy(stood_up: VacancyService, clock: FrozenClock) -> AsyncIterator[Service]:
    stood_up.clock = clock
    stood_up.registry = NoRegistry()
    yield stood_up
    await clean(stood_up)


@pytest.fixture
async def platform(vacancy: Service) -> AsyncIterator[Platform]:
    made = Platform([vacancy])
    yield made
    await made.close()


@pytest.fixture
async def http(vacancy: Service, asgi: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=asgi, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://vacancy") as opened:
        yield opened


@pytest.fixture
def anyone(http: httpx.AsyncClient, signer: Signer) -> Anyone:
    """A caller of any kind of organisation."""

    def call(kind: OrgKind, **traits: Any) -> Caller:
        return Caller(http, signer, kind, **traits)

    return call


@pytest.fixture
def association(anyone: Anyone) -> Caller:
    return anyone(OrgKind.ASSOCIATION)


@pytest.fixture
def branch(anyone: Anyone) -> Caller:
    """The branch that serves Taipei."""
    return anyone(OrgKind.BRANCH, org="branch-north", region="north")


@pytest.fixture
def agency(anyone: Anyone) -> Caller:
    return anyone(OrgKind.WORKFORCE_AGENCY, org="wda")


@pytest.fixture
async def own_figures(vacancy: Service) -> AsyncIterator[None]:
    """Entry wages of industries, which reference data keeps, are gone after the test."""
    yield
    async with vacancy.database.transaction() as connection:
        await connection.execute(delete(ENTRY_WAGE).where(ENTRY_WAGE.c.industry.is_not(None)))


@pytest.fixture
async def own_rules(vacancy: Service) -> AsyncIterator[None]:
    """Released rules, which reference data keeps, are gone after the test."""
    yield
    async with vacancy.database.transaction() as connection:
        await connection.execute(delete(RULE_SET).where(RULE_SET.c.officer.is_not(None)))


@pytest.fixture
def load_industry_wage(branch: Caller, own_figures: None) -> Callable[[], Awaitable[int]]:
    """An officer loads the entry wage of the industry itself."""

    async def load() -> int:
        assert (await load_wage(branch, monthly=41_000, valid_from="2026-07-01")).status_code == 201
        return 41_000

    return load


@pytest.fixture
async def industry_wage(load_industry_wage: Callable[[], Awaitable[int]]) -> int:
    """An entry wage of the industry itself, known from the start."""
    return await load_industry_wage()


@pytest.fixture
def in_state(association: Caller, branch: Caller, vacancy: Service, clock: FrozenClock) -> InState:
    """A vacancy brought to a state the way people bring it there; returns its view."""
    opened = {"published", "suspended", "filled", "closed", "expired"}
    after = {
        "suspended": (branch, "suspension", {"reason": "查證中"}),
        "filled": (association, "closure", {"outcome": "filled"}),
        "closed": (association, "closure", {"outcome": "closed", "reason": "停止招募"}),
        "withdrawn": (association, "withdrawal", {"reason": "不再增補"}),
    }

    async def bring(state: str) -> dict[str, Any]:
        stated, vouched = a_complete_statement(closing_date="2026-07-01"), dict(VOUCHED)
        if state == "needs_information":
            del stated["insurance"], vouched["insurance"]
        if state == "rejected":
            stated["direct_employment"] = False
            del vouched["direct_employment"]
        answer = await association.put(stated, source_id=f"in-{state}", draft=state == "draft")
        found: dict[str, Any] = answer.json()
        if state not in ("draft", "submitted", "withdrawn"):
            assert (await association.attest(found["id"], vouched)).status_code == 201
            assert (await association.screen(found["id"])).status_code == 201
        if state in opened | {"qualified"}:
            assert (await branch.review(found["id"])).status_code == 200
        if state in opened:
            assert (await branch.publish(found["id"])).status_code == 201
        if state in after:
            caller, step, body = after[state]
            assert (await caller.step(found["id"], step, body)).status_code == 200
        if state == "expired":
            clock.advance(days=1)
            await expire(vacancy)
            clock.advance(days=-1)
        found = (await association.get(f"/v1/vacancies/{found['id']}")).json()
        assert found["state"] == state
        return found

    return bring
