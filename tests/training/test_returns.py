"""A youth who left comes back: enrolled again, whatever is heard first and however often."""

import itertools
from datetime import date

import pytest
from chassis.auth import OrgKind
from chassis.bus.message import Message
from chassis.service import Heard, Service
from chassis.testing import FrozenClock
from contracts.catalogue import EVENTS
from contracts.envelope import Envelope, decode
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert
from training.domain.enrolment import HeldYouth
from training.handlers import HANDLERS
from training.models import HELD_YOUTH

from tests.factories.training import (
    ON,
    REFERRAL,
    YOUTH,
    Caller,
    a_referral,
    a_registration,
    a_withdrawal,
    an_enrolment,
    an_erasure,
    made,
)
from tests.training.conftest import Anyone, Row
from tests.training.test_handlers import enrolments, hear

DAY_BEFORE = date(2026, 6, 30)


async def handle(training: Service, *messages: Message) -> None:
    """Each event by its handler alone, as an operator releases what was parked: the inbox keeps no order here."""
    for message in messages:
        envelope = Envelope.of(message.headers)
        fact = decode(EVENTS[envelope.type], message.value)
        async with training.database.transaction() as connection:
            handler = HANDLERS[type(fact)]
            await handler(Heard(fact, envelope), training.begin(connection, training.system))


async def test_whoever_registers_again_is_enrolled_again(
    branch: Caller, course: Row, enrolment: Row, training: Service, clock: FrozenClock
) -> None:
    await hear(training, a_registration(), a_withdrawal(sequence=2))
    clock.advance(days=2)
    refused = await branch.post("/v1/enrolments", an_enrolment(course["id"]))

    await hear(training, a_registration(sequence=3), a_registration(sequence=4, county="65000"))
    later = {"starts_on": "2026-08-01", "ends_on": "2026-08-02", "county": "63000", "capacity": 1, "waiting_places": 0}
    await made(await branch.post(f"/v1/courses/{course['id']}/sessions", later))

    assert (refused.status_code, refused.json()["code"]) == (409, "youth-left")
    assert (await branch.post("/v1/enrolments", an_enrolment(course["id"]))).status_code == 201
    await hear(training, a_withdrawal(sequence=5, on=date(2026, 7, 3)))
    assert [one["end_reason"] for one in await enrolments(branch)] == ["left_programme"] * 2
    assert (await branch.post("/v1/enrolments", an_enrolment(course["id"]))).json()["code"] == "youth-left"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
async def test_a_referral_after_the_return_is_placed_whatever_is_heard_first(
    branch: Caller, course: Row, session: Row, training: Service, order: tuple[int, ...]
) -> None:
    messages = [
        a_withdrawal(on=DAY_BEFORE, sequence=2),
        a_registration(sequence=3),
        a_referral(REFERRAL, course_id=course["id"], opened_on=ON),
    ]

    await handle(training, *(messages[number] for number in order), *messages)

    assert [one["state"] for one in await enrolments(branch)] == ["enrolled"]
    assert (await branch.post("/v1/enrolments", an_enrolment(course["id"]))).json()["code"] == "enrolment-open"


async def test_whoever_was_enrolled_before_a_withdrawal_that_is_heard_late_has_left_that_seat(
    branch: Caller, course: Row, enrolment: Row, training: Service
) -> None:
    await handle(training, a_registration(sequence=3), a_withdrawal(on=date(2026, 7, 2), sequence=2))

    assert [one["end_reason"] for one in await enrolments(branch)] == ["left_programme"]


async def test_nobody_comes_back_after_an_erasure(branch: Caller, course: Row, session: Row, training: Service) -> None:
    await handle(training, an_erasure(sequence=3), a_registration(sequence=4))

    assert (await branch.post("/v1/enrolments", an_enrolment(course["id"]))).json()["code"] == "youth-left"


async def test_who_comes_back_is_no_other_providers_news(anyone: Anyone, course: Row, training: Service) -> None:
    await hear(training, a_registration())
    stranger = anyone(OrgKind.BRANCH, org="branch-2", region="taoyuan-hsinchu-miaoli")

    assert (await stranger.get("/v1/enrolments")).json()["items"] == []


async def test_a_leaving_that_a_process_of_before_heard_is_one(
    branch: Caller, course: Row, session: Row, training: Service
) -> None:
    async with training.database.transaction() as connection:
        await connection.execute(insert(HELD_YOUTH).values(youth_id=YOUTH, withdrawn_on=ON))

    assert (await branch.post("/v1/enrolments", an_enrolment(course["id"]))).json()["code"] == "youth-left"
    await hear(training, a_registration())
    assert (await branch.post("/v1/enrolments", an_enrolment(course["id"]))).status_code == 201


@given(left=st.integers(0, 9), back=st.integers(0, 9), day=st.integers(1, 9), on=st.integers(1, 9))
def test_what_was_opened_before_the_leaving_is_over_and_later_stands(left: int, back: int, day: int, on: int) -> None:
    held = HeldYouth(YOUTH, date(2026, 7, day), None, left, back)

    # processes of before number nothing: a leaving that one of them heard is one
    assert held.gone == (left >= back)
    if on != day:
        assert held.had_left(date(2026, 7, on)) == (on < day)
    else:
        assert held.had_left(date(2026, 7, on)) == held.gone
