"""Seats taken and given back: what placements do to the vacancy they are in."""

from typing import Any
from uuid import UUID

import pytest
from chassis.inbox import Inbox
from chassis.parking import waiting
from chassis.service import Service
from chassis.testing import FrozenClock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories.events import a_placement_ended, a_placement_started
from tests.factories.vacancy import Caller, a_complete_statement
from tests.vacancy.conftest import InState

ONE, TWO, THREE = (UUID(f"019a0000-0000-7000-8000-00000000000{number}") for number in (1, 2, 3))


async def look(caller: Caller, vacancy_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await caller.get(f"/v1/vacancies/{vacancy_id}")).json()
    return found


async def standing(caller: Caller, vacancy_id: str) -> tuple[str, int]:
    found = await look(caller, vacancy_id)
    return found["state"], found["seats_taken"]


async def said(vacancy: Service) -> list[str]:
    outbox = vacancy.tables.outbox
    async with vacancy.database.reading() as connection:
        return list((await connection.execute(select(outbox.c.event_type).order_by(outbox.c.position))).scalars())


async def test_the_last_seat_fills_the_vacancy_and_its_return_opens_it_again(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    there = UUID((await in_state("published"))["id"])
    before = len(await said(vacancy))
    seen = []
    for heard in (
        a_placement_started(ONE, vacancy_id=there),
        a_placement_started(TWO, vacancy_id=there),
        a_placement_ended(ONE, vacancy_id=there),
    ):
        await Inbox(vacancy).apply([heard])
        seen.append(await standing(association, str(there)))

    assert seen == [("published", 1), ("filled", 2), ("published", 1)]
    assert (await said(vacancy))[before:] == ["tw.youthlink.vacancy.closed.v1", "tw.youthlink.vacancy.changed.v1"]
    steps = (await association.get(f"/v1/vacancies/{there}/steps")).json()["items"]
    assert [one["transition"] for one in steps][-2:] == ["fill", "reopen"]


async def test_a_seat_given_back_after_the_closing_date_opens_nothing(
    association: Caller, in_state: InState, vacancy: Service, clock: FrozenClock
) -> None:
    there = UUID((await in_state("published"))["id"])
    await Inbox(vacancy).apply([a_placement_started(one, vacancy_id=there) for one in (ONE, TWO)])
    clock.advance(days=1)

    await Inbox(vacancy).apply([a_placement_ended(ONE, vacancy_id=there)])

    assert await standing(association, str(there)) == ("filled", 1)


async def test_more_people_than_openings_are_still_counted(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    there = UUID((await in_state("published"))["id"])
    await Inbox(vacancy).apply([a_placement_started(one, vacancy_id=there) for one in (ONE, TWO, THREE)])
    assert await standing(association, str(there)) == ("filled", 3)

    await Inbox(vacancy).apply([a_placement_ended(THREE, vacancy_id=there)])
    assert await standing(association, str(there)) == ("filled", 2)


@pytest.mark.parametrize(("state", "step"), [("qualified", "publication"), ("suspended", "resumption")])
async def test_a_vacancy_without_a_seat_left_is_not_opened(
    branch: Caller, in_state: InState, vacancy: Service, state: str, step: str
) -> None:
    there = UUID((await in_state(state))["id"])
    await Inbox(vacancy).apply([a_placement_started(one, vacancy_id=there) for one in (ONE, TWO)])

    refused = await branch.step(str(there), step, {"reason": "續辦"} if step == "resumption" else None)
    await Inbox(vacancy).apply([a_placement_ended(ONE, vacancy_id=there)])
    opened = await branch.step(str(there), step, {"reason": "續辦"} if step == "resumption" else None)

    assert (refused.status_code, refused.json()["code"]) == (409, "no-seat-left")
    assert opened.status_code in (200, 201)


@pytest.mark.parametrize("state", ["closed", "expired", "withdrawn", "suspended", "needs_review"])
async def test_a_seat_in_a_vacancy_that_is_not_open_is_counted_and_moves_nothing(
    association: Caller, in_state: InState, vacancy: Service, state: str
) -> None:
    there = UUID((await in_state(state))["id"])
    await Inbox(vacancy).apply([a_placement_started(one, vacancy_id=there) for one in (ONE, TWO)])

    assert await standing(association, str(there)) == (state, 2)


async def test_a_closed_vacancy_that_a_partner_called_filled_is_not_opened_by_a_seat(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    there = UUID((await in_state("filled"))["id"])
    await Inbox(vacancy).apply([a_placement_started(ONE, vacancy_id=there)])
    assert await standing(association, str(there)) == ("filled", 1)
    await Inbox(vacancy).apply([a_placement_ended(ONE, vacancy_id=there)])
    assert await standing(association, str(there)) == ("filled", 0)


async def test_a_placement_in_a_vacancy_nobody_knows_waits_for_an_operator(vacancy: Service) -> None:
    await Inbox(vacancy).apply([a_placement_started(ONE, vacancy_id=UUID(int=1))])

    assert [(one.aggregate_id, one.reason) for one in await waiting(vacancy)] == [
        (ONE, "VacancyUnknown: vacancy-unknown")
    ]


# the vacancy is made anew in each example; the database is the same on purpose
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(data=st.data())
async def test_any_order_between_placements_and_any_repeat_ends_in_the_same_seats(
    association: Caller, vacancy: Service, data: st.DataObject
) -> None:
    key = str(data.draw(st.uuids(version=4)))
    made = (await association.put(a_complete_statement(openings=9), source_id=key)).json()
    there = UUID(made["id"])
    own = [UUID(int=there.int ^ one.int) for one in (ONE, TWO, THREE)]
    starts = [a_placement_started(one, vacancy_id=there) for one in own]
    ends = [a_placement_ended(one, vacancy_id=there) for one in own[:2]]
    # an order in which each placement's own events keep theirs, with repeats anywhere
    order = data.draw(st.permutations(starts))
    for end in ends:
        start = next(n for n, one in enumerate(order) if one.key == end.key)
        order.insert(data.draw(st.integers(start + 1, len(order))), end)
    repeats = data.draw(st.lists(st.sampled_from(order), max_size=4))

    await Inbox(vacancy).apply([*order, *repeats])

    assert (await look(association, made["id"]))["seats_taken"] == 1
