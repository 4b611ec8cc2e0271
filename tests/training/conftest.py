"""The training service over a real database, and the organisations that call it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx2 as httpx
import orjson
import pytest
from chassis.app import create_app
from chassis.auth import OrgKind
from chassis.inbox import Inbox
from chassis.service import Service
from chassis.settings import Mode
from chassis.testing import FrozenClock, Platform, Signer, clean
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select
from training.domain.document import NoScanner
from training.main import build_service
from training.parts import TrainingService
from training.settings import TrainingSettings

from tests.conftest import StandUp
from tests.factories.training import (
    REQUIRED,
    Caller,
    a_call,
    a_course,
    a_plan_acknowledged,
    a_session,
    an_application,
    an_enrolment,
    made,
)

Anyone = Callable[..., Caller]
Row = dict[str, Any]
MakeApplication = Callable[..., Awaitable[Row]]
Said = Callable[[], Awaitable[list[tuple[str, Row]]]]


@pytest.fixture(scope="session")
async def stood_up(stand_up: StandUp, signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> TrainingService:
    uploads = f"file://{tmp_path_factory.mktemp('documents')}"

    def build(url: str) -> TrainingService:
        settings = TrainingSettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url), uploads_url=uploads)
        return build_service(settings, verifier=signer.verifier())

    built = await stand_up("training", build)
    assert isinstance(built, TrainingService)
    return built


@pytest.fixture(scope="session")
def asgi(stood_up: TrainingService) -> FastAPI:
    """One for all tests: making its document takes longer than nearly any of them."""
    return create_app(stood_up)


@pytest.fixture
async def training(stood_up: TrainingService, clock: FrozenClock) -> AsyncIterator[TrainingService]:
    stood_up.clock = clock
    stood_up.scanner = NoScanner()
    yield stood_up
    await clean(stood_up)


@pytest.fixture
async def platform(training: Service) -> AsyncIterator[Platform]:
    made_of = Platform([training])
    yield made_of
    await made_of.close()


@pytest.fixture
async def http(training: Service, asgi: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=asgi, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://training") as opened:
        yield opened


@pytest.fixture
def anyone(http: httpx.AsyncClient, signer: Signer) -> Anyone:
    """A caller of any kind of organisation."""

    def call(kind: OrgKind, **traits: Any) -> Caller:
        return Caller(http, signer, kind, **traits)

    return call


@pytest.fixture
def branch(anyone: Anyone) -> Caller:
    """The branch that serves Taipei."""
    return anyone(OrgKind.BRANCH, org="branch-north", region="north")


@pytest.fixture
def office(anyone: Anyone) -> Caller:
    """The programme office of the calls here; ``ida`` is their funding authority."""
    return anyone(OrgKind.PROGRAMME_OFFICE, org="office-1")


@pytest.fixture
def employer(anyone: Anyone) -> Caller:
    return anyone(OrgKind.EMPLOYER)


async def everything_said(training: Service) -> list[tuple[str, Row]]:
    """What the service has said so far: short type and value, in order."""
    outbox = training.tables.outbox
    async with training.database.reading() as connection:
        rows = await connection.execute(select(outbox.c.event_type, outbox.c.value).order_by(outbox.c.position))
        return [(row.event_type.removeprefix("tw.youthlink."), orjson.loads(row.value)) for row in rows]


@pytest.fixture
def said(training: Service) -> Said:
    """What the service has said so far of people and applications."""

    async def listen() -> list[tuple[str, Row]]:
        return [one for one in await everything_said(training) if not one[0].startswith("course.")]

    return listen


@pytest.fixture
def said_of_courses(training: Service) -> Said:
    """What the service has said so far of courses."""

    async def listen() -> list[tuple[str, Row]]:
        return [one for one in await everything_said(training) if one[0].startswith("course.")]

    return listen


@pytest.fixture
async def course(branch: Caller, training: Service) -> Row:
    """A key-competency course under an acknowledged plan."""
    await Inbox(training).apply([a_plan_acknowledged()])
    return await made(await branch.post("/v1/courses", a_course()))


@pytest.fixture
async def session(branch: Caller, course: Row) -> Row:
    """Its session, which begins today and has two seats and one place to wait."""
    stated = a_session(capacity=2, waiting_places=1)
    return await made(await branch.post(f"/v1/courses/{course['id']}/sessions", stated))


@pytest.fixture
async def enrolment(branch: Caller, course: Row, session: Row) -> Row:
    """One youth who has a seat."""
    return await made(await branch.post("/v1/enrolments", an_enrolment(course["id"])))


@pytest.fixture
async def call(office: Caller) -> Row:
    """An open call."""
    drafted = await made(await office.post("/v1/calls", a_call()))
    return await made(await office.post(f"/v1/calls/{drafted['id']}/opening"))


@pytest.fixture
def apply_for(employer: Caller, office: Caller, call: Row) -> MakeApplication:
    """An application brought to a state the way people bring it there; ``without`` names documents left out."""

    async def bring(state: str = "eligibility_check", *, without: tuple[str, ...] = (), **changes: Any) -> Row:
        found = await made(await employer.post("/v1/applications", an_application(call["id"], **changes)))
        path = f"/v1/applications/{found['id']}"
        for item in REQUIRED:
            if item not in without:
                assert (await employer.send(found["id"], item)).status_code == 201
        if state != "draft":
            await made(await employer.post(f"{path}/submission"))
        if state not in ("draft", "submitted", "withdrawn"):
            await made(await office.post(f"{path}/eligibility-check"))
        if state in ("eligible", "supplement_requested", "returned"):
            await made(await office.post(f"{path}/eligibility-decisions", {}))
        if state == "withdrawn":
            await made(await employer.post(f"{path}/withdrawal", {}))
        found = await made(await employer.get(path))
        assert found["state"] == state
        return found

    return bring
