"""Who is counted, in which unit, and that no order of arrival changes a figure."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx2 as httpx
import pytest
from chassis.bus.message import Message
from chassis.inbox import Inbox
from chassis.service import Service
from chassis.testing import clean
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from indicators.domain.contributions import DIMENSIONS, Series
from indicators.models import CONTRIBUTION, MONTH_TOTAL, TALLY
from indicators.service.load_series import definitions
from sqlalchemy import select

from tests.factories.events import an_erasure_requested
from tests.factories.figures import (
    OTHER_YOUTH,
    YOUTH,
    attended,
    completed,
    decided,
    enrolled,
    followed_up,
    placed,
    referred,
    registered,
)

LAST_DAY, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)
PEOPLE = ("assisted-youths", "employed-youths")


async def totals(client: httpx.AsyncClient, *series: str, **params: Any) -> list[int]:
    answers = [await client.get(f"/v1/contributions/{one}", params=params) for one in series]
    return [answer.json()["total"] for answer in answers]


async def cells(client: httpx.AsyncClient, series: str, by: str, **params: Any) -> dict[str | None, int]:
    answer = (await client.get(f"/v1/contributions/{series}", params={"by": by, **params})).json()
    return {cell["key"][by]: cell["count"] for cell in answer["cells"]}


async def hear(indicators: Service, *messages: Message) -> None:
    await Inbox(indicators).apply(messages)


async def test_a_second_placement_of_a_person_moves_what_happened_and_not_the_people(
    client: httpx.AsyncClient, indicators: Service
) -> None:
    await hear(indicators, placed(1))
    first = await totals(client, "youth-placements", "placements", *PEOPLE)
    await hear(indicators, placed(2, on=date(2026, 9, 1)))

    assert first == [1, 1, 1, 1]
    assert await totals(client, "youth-placements", "placements", *PEOPLE) == [2, 2, 1, 1]


@pytest.mark.parametrize(("band", "counted"), [("15-19", 1), ("20-24", 1), ("25-29", 1), ("30+", 0)])
async def test_the_placements_beside_8_6_2_are_of_people_of_15_to_29(
    client: httpx.AsyncClient, indicators: Service, band: str, counted: int
) -> None:
    await hear(indicators, placed(1, age_band=band))
    assert await totals(client, "youth-placements", "placements", *PEOPLE) == [counted, 1, 1, 1]


async def test_a_person_counts_once_a_year_and_again_in_the_next(
    client: httpx.AsyncClient, indicators: Service
) -> None:
    await hear(indicators, attended(1, on=LAST_DAY), referred(2, on=LAST_DAY), placed(3, on=NEW_YEAR))

    assert await totals(client, *PEOPLE, roc_year=115) == [1, 0]
    assert await totals(client, *PEOPLE, roc_year=116) == [1, 1]
    assert await totals(client, *PEOPLE) == [2, 1]


async def test_being_assisted_and_being_employed_are_two_series(client: httpx.AsyncClient, indicators: Service) -> None:
    await hear(indicators, registered(), attended(1), enrolled(2, OTHER_YOUTH), completed(2, OTHER_YOUTH))

    assert await totals(client, "registered-youths", "activity-attendances", "course-completions") == [1, 1, 1]
    assert await totals(client, *PEOPLE) == [2, 0]


@pytest.mark.parametrize("fact", [attended, referred, enrolled, placed])
async def test_each_of_four_facts_makes_a_person_assisted(
    client: httpx.AsyncClient, indicators: Service, fact: Any
) -> None:
    await hear(indicators, fact(1))
    assert await totals(client, "assisted-youths") == [1]


async def test_registering_alone_assists_nobody(client: httpx.AsyncClient, indicators: Service) -> None:
    await hear(indicators, registered())
    assert await totals(client, "registered-youths", "assisted-youths") == [1, 0]


async def test_a_person_counts_where_the_earliest_fact_of_the_year_was(
    client: httpx.AsyncClient, indicators: Service
) -> None:
    later, earlier = placed(1, on=date(2026, 7, 2), county="64000"), attended(2, on=date(2026, 7, 1), county="65000")
    await hear(indicators, later)
    assert await cells(client, "assisted-youths", "county") == {"64000": 1}

    await hear(indicators, earlier)

    assert await cells(client, "assisted-youths", "county") == {"65000": 1}
    assert await cells(client, "assisted-youths", "detail") == {"activity-attendances": 1}
    assert await cells(client, "employed-youths", "county") == {"64000": 1}


async def test_a_fact_that_is_told_otherwise_later_moves_its_cells_and_no_total(
    client: httpx.AsyncClient, indicators: Service
) -> None:
    await hear(indicators, placed(1), placed(1, sequence=2, county="64000", on=date(2027, 1, 4), age_band="30+"))

    assert await cells(client, "placements", "county") == {"64000": 1}
    assert await totals(client, "youth-placements", "placements") == [0, 1]
    assert await totals(client, *PEOPLE, roc_year=115) == [0, 0]
    assert await totals(client, *PEOPLE, roc_year=116) == [1, 1]


async def test_a_placement_is_stable_when_its_checkpoint_is_reached_in_work(
    client: httpx.AsyncClient, indicators: Service
) -> None:
    await hear(
        indicators,
        followed_up(1),
        followed_up(2, employed=False),
        followed_up(3, checkpoint="first-month"),
        followed_up(4, sequence=2),
        followed_up(4, sequence=3, employed=False),
    )
    assert await totals(client, "stable-placements") == [1]


async def test_an_application_counts_once_under_its_latest_decision(
    client: httpx.AsyncClient, indicators: Service
) -> None:
    await hear(indicators, decided(1, "supplement_requested"), decided(2, "returned"))
    await hear(indicators, decided(1, "eligible", sequence=2), decided(1, "approved", stage="decision", sequence=3))

    assert await cells(client, "decided-applications", "detail") == {"approved": 1, "returned": 1}


async def test_an_erased_person_stays_a_number_in_the_counts(client: httpx.AsyncClient, indicators: Service) -> None:
    await hear(indicators, registered(), placed(1))
    for sequence in (2, 3):
        await hear(indicators, an_erasure_requested(YOUTH, sequence=sequence))

    assert await totals(client, "registered-youths", "placements", *PEOPLE) == [1, 1, 1, 1]
    outbox = indicators.tables.outbox
    async with indicators.database.reading() as connection:
        said = (await connection.execute(select(outbox.c.event_type, outbox.c.aggregate_id))).all()
    assert [tuple(one) for one in said] == [("tw.youthlink.indicators-erasure.confirmed.v1", YOUTH)]


COUNTIES = st.sampled_from(["63000", "65000", None])
DAYS = st.sampled_from([date(2026, 1, 1), date(2026, 7, 1), LAST_DAY, NEW_YEAR])
YOUTHS = st.sampled_from([YOUTH, OTHER_YOUTH])


@st.composite
def stories(draw: st.DrawFn) -> list[list[Message]]:
    """Up to eight aggregates, each with what it said in its own order; some say it again, or otherwise, later."""
    told = []
    for subject in range(1, draw(st.integers(1, 8)) + 1):
        fact, youth = draw(st.sampled_from([attended, referred, enrolled, placed])), draw(YOUTHS)
        said = draw(st.lists(st.tuples(DAYS, COUNTIES, st.sampled_from(["20-24", "30+"])), min_size=1, max_size=2))
        told.append(
            [
                fact(subject, youth, on=on, county=county, age_band=band, sequence=sequence)
                for sequence, (on, county, band) in enumerate(said, start=1)
            ]
        )
    return told


def interleaved(draw: Callable[[st.SearchStrategy[Any]], Any], told: list[list[Message]]) -> list[Message]:
    """One order in which each aggregate's own messages keep theirs."""
    turns = draw(st.permutations([place for place, said in enumerate(told) for _ in said]))
    waiting = [iter(said) for said in told]
    return [next(waiting[place]) for place in turns]


# the database is emptied in each example; the service is the same on purpose
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(data=st.data())
async def test_any_order_and_any_repeat_ends_in_the_same_figures(indicators: Service, data: st.DataObject) -> None:
    told = data.draw(stories())
    found = []
    for _ in range(2):
        await clean(indicators)
        order = interleaved(data.draw, told)
        size = data.draw(st.integers(1, len(order)))
        for start in range(0, len(order), size):
            await hear(indicators, *order[start : start + size])
            await hear(indicators, *data.draw(st.lists(st.sampled_from(order[: start + size]), max_size=2)))
        found.append(await kept(indicators))

    assert found[0] == found[1]
    assert found[0]["cells"] == found[0]["recounted"]
    assert sum(found[0]["cells"].values()) == sum(found[0]["months"].values())
    assert all(month.day == 1 for _, month, *_ in found[0]["cells"])


async def kept(indicators: Service) -> dict[str, Any]:
    """The cells and totals as kept, the cells counted anew from the units, and the people in the units."""
    async with indicators.database.reading() as connection:
        units = (await connection.execute(select(CONTRIBUTION))).all()
        tally = (await connection.execute(select(TALLY).where(TALLY.c.count != 0))).all()
        months = (await connection.execute(select(MONTH_TOTAL).where(MONTH_TOTAL.c.count != 0))).all()
    values = [(one, tuple(getattr(one, name) for name in DIMENSIONS)) for one in units]
    people = {(one.series, one.person, one.happened_on.year) for one in units if one.series in PEOPLE}
    assert len(people) == sum(one.series in PEOPLE for one in units)
    return {
        "cells": {tuple(row)[:-1]: row[-1] for row in tally},
        "months": {tuple(row)[:-1]: row[-1] for row in months},
        "recounted": Counter((one.series, one.happened_on.replace(day=1), *cell) for one, cell in values),
        "units": {(one.series, one.unit_id, one.happened_on, one.person, cell) for one, cell in values},
    }


def test_every_series_is_told_by_an_event_or_made_of_those_that_are() -> None:
    assert list(definitions()) == list(Series)
    made = {one.series: one.made_of for one in definitions().values() if one.made_of}
    assert set(made) == {Series.ASSISTED_YOUTHS, Series.EMPLOYED_YOUTHS}
