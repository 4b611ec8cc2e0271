"""What one service made of another's events is dropped, and the other's announcement makes it again, on either bus."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest
from chassis import announce
from chassis.app import create_app
from chassis.auth import OrgKind
from chassis.inbox import Inbox
from chassis.jobs import Runner
from chassis.rebuild import rebuild
from chassis.relay import Relay
from chassis.service import Service
from chassis.settings import Mode
from chassis.testing import FrozenClock, Signer, clean
from indicators.domain.contributions import DIMENSIONS
from indicators.main import build_service as build_indicators
from indicators.models import CONTRIBUTION, MONTH_TOTAL, TALLY
from indicators.settings import IndicatorsSettings
from pydantic import SecretStr
from sqlalchemy import delete, select
from vacancy.main import build_service as build_vacancy
from vacancy.settings import VacancySettings

from tests.chassis.buses import Bus, KafkaBus, MemoryBus
from tests.conftest import StandUp
from tests.factories.vacancy import VOUCHED, Caller, a_complete_statement

Move = Callable[[], Awaitable[None]]


@pytest.fixture(scope="module")
async def built(stand_up: StandUp, signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Service, Service]:
    uploads = f"file://{tmp_path_factory.mktemp('uploads')}"

    def vacancy(url: str) -> Service:
        settings = VacancySettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url), uploads_url=uploads)
        return build_vacancy(settings, verifier=signer.verifier())

    def indicators(url: str) -> Service:
        settings = IndicatorsSettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url))
        return build_indicators(settings, verifier=signer.verifier())

    return await stand_up("vacancy_told", vacancy), await stand_up("indicators_told", indicators)


@pytest.fixture
async def services(built: tuple[Service, Service], clock: FrozenClock) -> AsyncIterator[tuple[Service, Service]]:
    for one in built:
        one.clock = clock
    yield built
    for one in built:
        await clean(one)


@pytest.fixture(params=["memory", pytest.param("kafka", marks=pytest.mark.kafka)])
async def move(
    request: pytest.FixtureRequest, services: tuple[Service, Service], tmp_path: Path
) -> AsyncIterator[Move]:
    """Send what vacancy has recorded, and wait until indicators has heard it."""
    vacancy, indicators = services
    bus: Bus = MemoryBus(tmp_path)
    if request.param == "kafka":
        bus = KafkaBus(request.getfixturevalue("kafka").bootstrap_servers)
    await bus.hear(Inbox(indicators))
    relay = Relay(vacancy, bus.publisher())

    async def moved() -> None:
        while await relay.step():
            pass
        await bus.caught_up()

    yield moved
    await relay.close()
    await bus.close()


async def publish(services: tuple[Service, Service], signer: Signer) -> None:
    """Six vacancies: open ones in two counties, one closed, one restated and open again elsewhere, one restated only,
    and one that was never published."""
    transport = httpx.ASGITransport(app=create_app(services[0]), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://vacancy") as http:
        association = Caller(http, signer, OrgKind.ASSOCIATION)
        agency = Caller(http, signer, OrgKind.WORKFORCE_AGENCY, org="wda")

        async def open_up(source_id: str, **stated: Any) -> str:
            made = (await association.put(a_complete_statement(**stated), source_id=source_id)).json()
            assert (await association.attest(made["id"], dict(VOUCHED))).status_code == 201
            assert (await association.screen(made["id"])).status_code == 201
            assert (await agency.review(made["id"])).status_code == 200
            assert (await agency.publish(made["id"])).status_code == 201
            return str(made["id"])

        await open_up("one", title="資安工程師")
        await open_up("two", title="韌體工程師", county="64000")
        closed = await open_up("three", title="資料分析師")
        assert (await association.step(closed, "closure", {"outcome": "closed"})).status_code == 200
        await open_up("four", title="測試工程師")
        await open_up("four", title="測試工程師", county="65000")
        await open_up("five", title="網路工程師", industry="112-11")
        other = a_complete_statement(title="網路工程師", county="67000", industry="112-10")
        assert (await association.put(other, source_id="five")).status_code == 200
        assert (await association.put(a_complete_statement(title="雲端工程師"), source_id="six")).status_code == 201


async def figures(indicators: Service) -> dict[str, Any]:
    """All that was counted, without the events that told it."""
    names = ("series", "unit_id", "happened_on", *DIMENSIONS)
    async with indicators.database.reading() as connection:
        units = (await connection.execute(select(*(CONTRIBUTION.c[name] for name in names)))).all()
        tally = (await connection.execute(select(TALLY).where(TALLY.c.count != 0))).all()
        months = (await connection.execute(select(MONTH_TOTAL).where(MONTH_TOTAL.c.count != 0))).all()
    return {"units": {tuple(one) for one in units}, "cells": {*map(tuple, tally)}, "months": {*map(tuple, months)}}


async def announced(vacancy: Service) -> None:
    await announce.ask(vacancy)
    while await Runner(vacancy).step():
        pass


async def test_figures_are_the_same_after_a_rebuild_without_the_events_of_before(
    services: tuple[Service, Service], move: Move, signer: Signer
) -> None:
    vacancy, indicators = services
    await publish(services, signer)
    await move()
    before = await figures(indicators)
    # what was recorded is past its retention
    async with vacancy.database.transaction() as connection:
        await connection.execute(delete(vacancy.tables.outbox))

    await rebuild(indicators, why="a test")
    dropped = await figures(indicators)
    await announced(vacancy)
    await move()

    assert dropped == {"units": set(), "cells": set(), "months": set()}
    assert await figures(indicators) == before
    assert {(one[4], one[-1]) for one in before["cells"]} == {("63000", 2), ("64000", 1), ("65000", 1)} | {("63000", 1)}
    assert indicators.metrics.gaps._value.get() == 0


async def test_who_needs_no_rebuild_hears_the_announcement_and_nothing_moves(
    services: tuple[Service, Service], move: Move, signer: Signer
) -> None:
    vacancy, indicators = services
    await publish(services, signer)
    await move()
    before = await figures(indicators)

    for _ in range(2):
        await announced(vacancy)
        await move()

    assert await figures(indicators) == before
    assert len({one[1] for one in before["units"] if isinstance(one[1], UUID)}) == 5
