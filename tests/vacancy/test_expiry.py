"""What is past its closing day ends by itself, once, in batches."""

import asyncio
import json

import pytest
from chassis.commands import run
from chassis.service import Service
from chassis.settings import Mode
from chassis.testing import FrozenClock
from vacancy.main import build_service
from vacancy.service.expire_vacancies import expire, expire_batch
from vacancy.settings import VacancySettings

from tests.factories.vacancy import Caller, a_statement
from tests.vacancy.conftest import InState
from tests.vacancy.test_screenings import announced


async def test_what_is_past_its_closing_day_expires_once(
    association: Caller, in_state: InState, vacancy: Service, clock: FrozenClock
) -> None:
    expiring = {state: (await in_state(state))["id"] for state in ("submitted", "qualified", "published", "suspended")}
    staying = {state: (await in_state(state))["id"] for state in ("draft", "rejected", "withdrawn", "filled")}
    endless = (await association.put(a_statement(), source_id="endless")).json()["id"]
    before = len(await announced(vacancy))

    assert await expire(vacancy) == {"expired": 0}
    clock.advance(days=1)
    assert await expire(vacancy) == {"expired": 4}
    assert await expire(vacancy) == {"expired": 0}

    async def state_of(one: str) -> str:
        return str((await association.get(f"/v1/vacancies/{one}")).json()["state"])

    assert {await state_of(one) for one in expiring.values()} == {"expired"}
    assert {state: await state_of(one) for state, one in staying.items()} == {state: state for state in staying}
    assert await state_of(endless) == "submitted"
    said = (await announced(vacancy))[before:]
    assert [(kind, value["reason"], value["closed_on"]) for kind, _, value in said] == [
        ("closed", "expired", "2026-07-02"),
        ("closed", "expired", "2026-07-02"),
    ]
    steps = (await association.get(f"/v1/vacancies/{expiring['published']}/steps")).json()["items"]
    assert (steps[-1]["transition"], steps[-1]["taken_by"], steps[-1]["acting_person"]) == ("expire", "vacancy", None)


async def test_the_schedule_calls_expiry_from_the_command_line(
    association: Caller, vacancy: Service, clock: FrozenClock, capsys: pytest.CaptureFixture[str]
) -> None:
    await association.put(a_statement(closing_date="2026-06-30"))

    def build() -> Service:
        return build_service(VacancySettings(mode=Mode.DEVELOPMENT, database_url=vacancy.settings.database_url))

    await asyncio.to_thread(run, build, ["expire"], commands={"expire": expire})

    assert json.loads(capsys.readouterr().out) == {"expired": 1}


async def test_expiry_goes_in_batches_the_oldest_closing_day_first(
    association: Caller, vacancy: Service, clock: FrozenClock
) -> None:
    days = ("2026-07-03", "2026-07-01", "2026-07-02")
    for day in days:
        await association.put(a_statement(closing_date=day), source_id=day)
    clock.advance(days=5)

    async with vacancy.database.transaction() as connection:
        assert await expire_batch(vacancy.begin(connection, vacancy.system), limit=2) == 2

    left = (await association.get("/v1/vacancies", state="submitted")).json()["items"]
    assert [one["source_id"] for one in left] == ["2026-07-03"]
