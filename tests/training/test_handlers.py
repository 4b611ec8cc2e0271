"""What training hears: referrals open enrolments, a youth that leaves ends them, erasure empties them; in any order."""

import asyncio
import itertools
from datetime import date
from uuid import UUID

import pytest
from chassis.bus.message import Message
from chassis.inbox import Inbox
from chassis.parking import waiting
from chassis.service import Service
from chassis.testing import FrozenClock, until_somebody_waits
from sqlalchemy import select, update
from training.models import ENROLMENT, HELD_YOUTH

from tests.factories.training import (
    REFERRAL,
    YOUTH,
    Caller,
    a_referral,
    a_session,
    a_withdrawal,
    a_youth,
    an_enrolment,
    an_erasure,
    made,
)
from tests.training.conftest import Row, Said

OTHER = UUID("019a0000-0000-7000-8000-0000000000c2")


async def hear(training: Service, *messages: Message) -> None:
    for message in messages:
        await Inbox(training).apply([message])


async def enrolments(branch: Caller) -> list[Row]:
    found: list[Row] = (await branch.get("/v1/enrolments")).json()["items"]
    return found


async def test_a_referral_opens_an_enrolment_once_however_often_it_is_heard(
    branch: Caller, course: Row, session: Row, training: Service
) -> None:
    heard = a_referral(REFERRAL, course_id=course["id"])
    announced = a_referral(REFERRAL, course_id=course["id"], sequence=2)

    await hear(training, heard, heard, announced)

    [opened] = await enrolments(branch)
    assert (opened["state"], opened["session_id"]) == ("enrolled", session["id"])
    assert (opened["youth_id"], opened["training_referral_id"]) == (str(YOUTH), str(REFERRAL))
    assert (opened["gender"], opened["age_band"], opened["requested_on"]) == ("female", "20-24", "2026-07-01")


async def test_referrals_fill_seats_then_the_waiting_list_then_wait_for_another_session(
    branch: Caller, course: Row, session: Row, training: Service
) -> None:
    referred = [
        a_referral(UUID(int=REFERRAL.int + number), course_id=course["id"], youth_id=a_youth(number))
        for number in range(4)
    ]
    await hear(training, *referred)
    assert [one["state"] for one in await enrolments(branch)] == ["enrolled", "enrolled", "waiting", "requested"]

    later = a_session(starts_on="2026-08-01", ends_on="2026-08-05")
    second = await made(await branch.post(f"/v1/courses/{course['id']}/sessions", later))

    asked = (await enrolments(branch))[3]
    assert (asked["state"], asked["session_id"]) == ("enrolled", second["id"])


async def test_a_referral_to_a_course_that_nobody_knows_waits_for_an_operator(training: Service) -> None:
    await hear(training, a_referral(REFERRAL, course_id=str(OTHER)))

    [parked] = await waiting(training)
    assert parked.reason == "CourseUnknown: course-unknown"


async def test_a_referral_of_somebody_who_is_enrolled_already_is_to_that_place(
    branch: Caller, course: Row, enrolment: Row, training: Service
) -> None:
    await hear(training, a_referral(REFERRAL, course_id=course["id"]), a_referral(OTHER, course_id=course["id"]))

    [only] = await enrolments(branch)
    assert (only["id"], only["training_referral_id"]) == (enrolment["id"], str(REFERRAL))


async def test_what_a_referral_opened_is_said_with_the_referral(
    branch: Caller, course: Row, session: Row, training: Service, said: Said
) -> None:
    await hear(training, a_referral(REFERRAL, course_id=course["id"]))
    [opened] = await enrolments(branch)

    await made(await branch.post(f"/v1/enrolments/{opened['id']}/start"))

    [(_, started)] = await said()
    assert started["training_referral_id"] == str(REFERRAL)


async def test_a_youth_that_leaves_gives_the_seat_to_who_waits(
    branch: Caller, course: Row, session: Row, enrolment: Row, training: Service
) -> None:
    await made(await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=a_youth(1))))
    await made(await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=a_youth(2))))

    await hear(training, a_withdrawal(), a_withdrawal())

    assert [(one["state"], one["end_reason"]) for one in await enrolments(branch)] == [
        ("dropped", "left_programme"),
        ("enrolled", None),
        ("enrolled", None),
    ]
    again = await branch.post("/v1/enrolments", an_enrolment(course["id"]))
    assert (again.status_code, again.json()["code"]) == (409, "youth-left")


async def test_what_was_opened_after_a_youth_came_back_stands(
    branch: Caller, course: Row, session: Row, training: Service, clock: FrozenClock
) -> None:
    left = a_withdrawal(on=date(2026, 6, 30))
    back = a_referral(REFERRAL, course_id=course["id"], opened_on=date(2026, 7, 1))

    await hear(training, back, left)

    assert [one["state"] for one in await enrolments(branch)] == ["enrolled"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
async def test_whatever_is_heard_first_a_youth_that_left_holds_no_seat(
    branch: Caller, course: Row, session: Row, training: Service, order: tuple[int, ...], said: Said
) -> None:
    messages = [
        a_referral(REFERRAL, course_id=course["id"]),
        a_withdrawal(sequence=order.index(1) + 1),
        an_erasure(sequence=order.index(2) + 1),
    ]

    await hear(training, *(messages[number] for number in order))

    [opened] = await enrolments(branch)
    assert opened["state"] in ("dropped", "cancelled")
    assert opened["end_reason"] == "left_programme"
    assert [name for name, _ in await said()] == ["training-erasure.confirmed.v1"]


async def test_erasure_empties_what_was_written_keeps_what_is_counted_and_is_confirmed_once(
    branch: Caller, course: Row, enrolment: Row, training: Service, said: Said
) -> None:
    path = f"/v1/enrolments/{enrolment['id']}"
    await made(await branch.post(f"{path}/start"))
    await made(await branch.post(f"{path}/assessment", {"score": 70, "remarks": "王小明表現良好"}))
    await made(await branch.post(f"{path}/satisfaction", {"satisfaction": 4, "comment": "很好"}))

    await hear(training, an_erasure(sequence=1), an_erasure(sequence=2))

    shown = (await branch.get(path)).json()
    assert (shown["remarks"], shown["comment"]) == (None, None)
    assert (shown["state"], shown["gender"], shown["score"], shown["satisfaction"]) == ("dropped", "female", 70, 4)
    confirmed = [value for name, value in await said() if name == "training-erasure.confirmed.v1"]
    assert confirmed == [{"erased_on": "2026-07-01", "rows": 1}]
    async with training.database.reading() as connection:
        held = (await connection.execute(select(HELD_YOUTH))).one()
        row = (await connection.execute(select(ENROLMENT))).one()
    assert (held.youth_id, held.erased_on) == (YOUTH, date(2026, 7, 1))
    assert (row.remarks, row.comment) == (None, None)


async def test_whoever_was_enrolled_by_a_registration_is_erased_with_the_person(
    branch: Caller, course: Row, session: Row, training: Service, said: Said
) -> None:
    known_as = a_youth(1)
    enrolled = await made(await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=known_as)))
    path = f"/v1/enrolments/{enrolled['id']}"
    await made(await branch.post(f"{path}/start"))
    await made(await branch.post(f"{path}/satisfaction", {"satisfaction": 4, "comment": "很好"}))

    await hear(training, an_erasure(sequence=1, registrations=[YOUTH, known_as]))

    shown = (await branch.get(path)).json()
    assert (shown["state"], shown["comment"]) == ("dropped", None)
    again = await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=known_as))
    assert (again.status_code, again.json()["code"]) == (409, "youth-left")
    confirmed = [value for name, value in await said() if name == "training-erasure.confirmed.v1"]
    assert confirmed == [{"erased_on": "2026-07-01", "rows": 1}]


async def test_nothing_is_written_about_who_is_erased(
    branch: Caller, course: Row, enrolment: Row, training: Service
) -> None:
    path = f"/v1/enrolments/{enrolment['id']}"
    await made(await branch.post(f"{path}/start"))
    await made(await branch.post(f"{path}/failure"))
    await hear(training, an_erasure(sequence=1))

    refused = await branch.post(f"{path}/satisfaction", {"satisfaction": 4, "comment": "王小明說很好"})
    counted = await branch.post(f"{path}/satisfaction", {"satisfaction": 4})

    assert (refused.status_code, refused.json()["code"]) == (409, "youth-left")
    assert (counted.status_code, (await branch.get(path)).json()["comment"]) == (200, None)


async def test_what_is_being_written_when_an_erasure_comes_is_emptied_too(
    branch: Caller, course: Row, enrolment: Row, training: Service
) -> None:
    path = f"/v1/enrolments/{enrolment['id']}"
    await made(await branch.post(f"{path}/start"))
    await made(await branch.post(f"{path}/failure"))

    async with asyncio.timeout(30), asyncio.TaskGroup() as group, training.database.transaction() as connection:
        await connection.execute(update(ENROLMENT).values(comment=b"sealed"))
        erasing = group.create_task(hear(training, an_erasure(sequence=1)))
        await until_somebody_waits(training, erasing)

    async with training.database.reading() as connection:
        assert (await connection.execute(select(ENROLMENT.c.comment))).scalar_one() is None


async def test_erasure_of_somebody_whom_nobody_trained_is_confirmed_too(training: Service, said: Said) -> None:
    await hear(training, an_erasure(sequence=1))

    assert await said() == [("training-erasure.confirmed.v1", {"erased_on": "2026-07-01", "rows": 0})]
