"""What others are told a vacancy offers and asks, and whose it is."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from chassis.inbox import Inbox
from chassis.service import Service
from sqlalchemy import insert, select
from vacancy.domain.offer import offer_of
from vacancy.models import SEAT

from tests.factories.events import an_erasure_requested
from tests.factories.vacancy import VOUCHED, Caller, a_complete_statement
from tests.vacancy.conftest import InState

PERSON = UUID(int=7)
BARE = {"title": "工程師"}


async def told(vacancy: Service, kind: str) -> list[dict[str, Any]]:
    outbox = vacancy.tables.outbox
    query = select(outbox.c.value).where(outbox.c.event_type == f"tw.youthlink.{kind}.v1").order_by(outbox.c.position)
    async with vacancy.database.reading() as connection:
        return [json.loads(value) for value in (await connection.execute(query)).scalars()]


async def published(association: Caller, branch: Caller, **stated: Any) -> str:
    made = (await association.put(a_complete_statement(**stated), source_id="offered")).json()
    assert (await association.attest(made["id"], dict(VOUCHED))).status_code == 201
    assert (await association.screen(made["id"])).status_code == 201
    assert (await branch.review(made["id"])).status_code == 200
    assert (await branch.publish(made["id"])).status_code == 201
    return str(made["id"])


async def test_a_publication_tells_the_offer_and_who_submitted_it(
    association: Caller, branch: Caller, vacancy: Service
) -> None:
    await published(
        association,
        branch,
        title="Python 工程師",
        education="大學",
        description="熟悉 Docker",
        growth={"training": True, "promotion": False},
        key_competencies=[{"code": "KC-SEC-3", "level": 3}, {"code": "python", "level": 4}],
        closing_date="2026-12-31",
    )

    [fact] = await told(vacancy, "vacancy.published")
    assert fact["owner_org"] == "org-1"
    assert fact["offer"] == {
        "occupation": "080203",
        "education": "bachelor",
        "wage_minimum": 45_000,
        "skills": [
            {"code": "KC-SEC-3", "level": 3},
            {"code": "containers", "level": None},
            {"code": "python", "level": 4},
        ],
        "attributes": ["training", "two_days_off"],
        "closes_on": "2026-12-31",
    }


async def test_publishing_again_tells_the_new_offer_under_the_first_date(
    association: Caller, branch: Caller, vacancy: Service
) -> None:
    await published(association, branch, pay={"basis": "monthly", "minimum": 45_000})
    await published(association, branch, pay={"basis": "monthly", "minimum": 48_000})

    first, second = await told(vacancy, "vacancy.published")
    assert (first["offer"]["wage_minimum"], second["offer"]["wage_minimum"]) == (45_000, 48_000)
    assert first["published_on"] == second["published_on"]


@pytest.mark.parametrize(
    ("pay", "minimum"),
    [
        ({"basis": "monthly", "minimum": 1}, 1),
        ({"basis": "monthly"}, None),
        ({"basis": "negotiable", "minimum": 40_000}, None),
        ({"basis": "hourly", "minimum": 200}, None),
        ({"basis": "part_time_monthly", "minimum": 20_000}, None),
        ({}, None),
    ],
)
def test_only_a_monthly_basis_has_a_monthly_minimum(pay: dict[str, Any], minimum: int | None) -> None:
    assert offer_of({**BARE, "pay": pay}, (), closes_on=None).wage_minimum == minimum


@pytest.mark.parametrize(
    ("word", "least"),
    [
        ("不拘", None),
        ("國小", None),
        ("國中", "junior_high"),
        ("高職", "senior_high"),
        ("專科", "junior_college"),
        ("大學", "bachelor"),
        ("碩士", "graduate"),
        ("博士", "graduate"),
        ("看情況", None),
        (None, None),
    ],
)
def test_the_least_education_is_a_code_and_absent_where_any_will_do(word: str | None, least: str | None) -> None:
    stated = BARE if word is None else {**BARE, "education": word}
    assert offer_of(stated, (), closes_on=None).education == least


@pytest.mark.parametrize(("days", "offered"), [(1.5, ()), (2, ("two_days_off",)), (None, ())])
def test_two_days_off_are_offered_from_two_on_and_only_where_stated(days: float | None, offered: tuple[str]) -> None:
    stated = {**BARE, "working_conditions": {} if days is None else {"days_off_per_week": days}}
    assert offer_of(stated, (), closes_on=None).attributes == offered


def test_a_growth_path_that_is_denied_or_not_stated_is_not_offered() -> None:
    stated = {**BARE, "growth": {"training": False, "prospects": True}}
    assert offer_of(stated, (), closes_on=date(2026, 7, 1)).attributes == ("prospects",)


def test_of_a_competency_stated_twice_the_higher_level_is_asked_and_words_are_no_code() -> None:
    competencies = [{"code": "KC-1", "level": 2}, {"code": "KC-1", "level": 5}, {"code": "請電洽王先生", "level": 1}]
    assert offer_of({**BARE, "key_competencies": competencies}, (), closes_on=None).skills == (("KC-1", 5),)


async def test_an_erasure_is_confirmed_with_nothing_dropped_and_once(in_state: InState, vacancy: Service) -> None:
    there = UUID((await in_state("published"))["id"])
    async with vacancy.database.transaction() as connection:
        await connection.execute(insert(SEAT), {"placement_id": UUID(int=9), "vacancy_id": there})

    for sequence in (4, 5):
        await Inbox(vacancy).apply([an_erasure_requested(PERSON, sequence=sequence)])

    assert await told(vacancy, "vacancy-erasure.confirmed") == [{"erased_on": "2026-07-01", "rows": 0}]


def test_a_seat_has_no_column_for_anything_personal() -> None:
    assert {column.name for column in SEAT.c} == {"placement_id", "vacancy_id", "taken_on", "given_back_on"}
