"""One person under several registrations: enrolled once, told once, and gone everywhere when gone."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from chassis import announce
from chassis.inbox import Inbox
from chassis.jobs import Runner
from chassis.service import Service
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from training.domain.enrolment import Demographics, Enrolment, EnrolmentState, one_too_many
from training.models import ENROLMENT

from tests.factories.training import (
    REFERRAL,
    YOUTH,
    Caller,
    a_course,
    a_referral,
    a_registration,
    a_session,
    a_withdrawal,
    a_youth,
    an_enrolment,
    made,
)
from tests.training.conftest import Row, Said
from tests.training.test_handlers import enrolments, hear

OFFICES = a_youth(1)
"""The same person as an employment office registered her."""
BOTH = [YOUTH, OFFICES]


async def enrol(branch: Caller, course: Row, youth: Any) -> Any:
    return await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=youth))


def an_open_enrolment(state: str, on: date, number: UUID) -> Enrolment:
    """One of somebody in a course."""
    written = datetime(2026, 7, 1, tzinfo=UTC)
    return Enrolment(
        id=number,
        owner_org="branch-north",
        course_id=UUID(int=9),
        session_id=None,
        youth_id=YOUTH,
        person_id=YOUTH,
        training_referral_id=None,
        demographics=Demographics("in_school", None, "20-24", None, None),
        state=EnrolmentState(state),
        version=1,
        seq=0,
        requested_on=on,
        created_at=written,
        updated_at=written,
    )


async def people(training: Service) -> list[Any]:
    person = func.coalesce(ENROLMENT.c.person_id, ENROLMENT.c.youth_id)
    async with training.database.reading() as connection:
        return list((await connection.execute(select(person).order_by(ENROLMENT.c.position))).scalars())


async def test_a_person_is_enrolled_once_under_whichever_registration(
    branch: Caller, course: Row, enrolment: Row, training: Service
) -> None:
    await hear(training, a_registration(registrations=BOTH))

    again = await enrol(branch, course, OFFICES)

    assert (again.status_code, again.json()["code"]) == (409, "enrolment-open")


async def test_what_a_second_registration_does_is_told_of_the_person(
    branch: Caller, course: Row, session: Row, training: Service, said: Said
) -> None:
    await hear(training, a_registration(registrations=BOTH))
    opened = await made(await enrol(branch, course, OFFICES))

    await made(await branch.post(f"/v1/enrolments/{opened['id']}/start"))

    assert opened["youth_id"] == str(OFFICES)
    assert [fact["youth_id"] for _, fact in await said()] == [str(YOUTH)]


async def test_a_withdrawal_ends_what_was_opened_under_either_registration(
    branch: Caller, course: Row, session: Row, training: Service
) -> None:
    other = await made(await branch.post("/v1/courses", a_course()))
    await made(await branch.post(f"/v1/courses/{other['id']}/sessions", a_session()))
    await made(await enrol(branch, course, OFFICES))
    await hear(training, a_referral(REFERRAL, course_id=other["id"]))

    await hear(training, a_withdrawal(registrations=BOTH), a_withdrawal(sequence=3, registrations=BOTH))

    assert [one["end_reason"] for one in await enrolments(branch)] == ["left_programme"] * 2
    for youth in BOTH:
        assert (await enrol(branch, course, youth)).json()["code"] == "youth-left"


async def test_what_was_told_of_a_stranger_is_told_again_of_the_person_once(
    branch: Caller, course: Row, session: Row, training: Service, said: Said
) -> None:
    await made(await branch.put(f"/v1/courses/{course['id']}", a_course(attendance_percent=0, pass_mark=None)))
    opened = await made(await enrol(branch, course, OFFICES))
    for step in ("start", "completion"):
        await made(await branch.post(f"/v1/enrolments/{opened['id']}/{step}"))
    before = await said()

    await hear(training, *(a_registration(sequence=number, registrations=BOTH) for number in (1, 2)))

    again = (await said())[len(before) :]
    assert [(name, fact) for name, fact in again] == [(name, fact | {"youth_id": str(YOUTH)}) for name, fact in before]
    await announce.ask(training)
    while await Runner(training).step():
        pass
    assert (await said())[-2:] == again


@pytest.mark.parametrize(("started", "stays"), [(None, 0), (0, 0), (1, 1)])
async def test_of_two_open_enrolments_of_one_person_one_ends_and_the_seat_goes_on(
    branch: Caller, course: Row, session: Row, training: Service, started: int | None, stays: int
) -> None:
    opened = [await made(await enrol(branch, course, youth)) for youth in (*BOTH, a_youth(2))]
    if started is not None:
        await made(await branch.post(f"/v1/enrolments/{opened[started]['id']}/start"))

    await hear(training, a_registration(registrations=BOTH), a_registration(sequence=2, registrations=BOTH))

    found = await enrolments(branch)
    assert [one["end_reason"] for one in found] == [
        *(None if number == stays else "enrolled_twice" for number in range(2)),
        None,
    ]
    assert found[2]["state"] == "enrolled"
    assert await people(training) == [YOUTH, YOUTH, a_youth(2)]


async def test_a_seat_stays_although_the_same_person_waited_for_one_before(
    branch: Caller, course: Row, training: Service
) -> None:
    path = f"/v1/courses/{course['id']}/sessions"
    full = await made(await branch.post(path, a_session(capacity=1, waiting_places=1)))
    in_session = {"session_id": full["id"]}
    await made(await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=a_youth(2), **in_session)))
    waits = await made(await branch.post("/v1/enrolments", an_enrolment(course["id"], **in_session)))
    await made(await branch.post(path, a_session(starts_on="2026-08-01", ends_on="2026-08-05")))
    seated = await made(await enrol(branch, course, OFFICES))
    assert (waits["state"], seated["state"]) == ("waiting", "enrolled")

    await hear(training, a_registration(registrations=BOTH))

    assert [one["end_reason"] for one in await enrolments(branch)] == [None, "enrolled_twice", None]


FURTHEST_FIRST = ("attending", "enrolled", "waiting", "requested")
OPEN = st.tuples(st.sampled_from(FURTHEST_FIRST), st.integers(1, 3), st.integers(1, 3))


@given(one=OPEN, other=OPEN)
def test_who_has_come_less_far_ends_and_of_equals_the_later(
    one: tuple[str, int, int], other: tuple[str, int, int]
) -> None:
    first, second = (
        an_open_enrolment(state, date(2026, 7, day), UUID(int=number)) for state, day, number in (one, other)
    )

    over = one_too_many(first, second)

    kept = second if over is first else first
    assert FURTHEST_FIRST.index(kept.state) <= FURTHEST_FIRST.index(over.state)
    if kept.state is over.state:
        assert (kept.requested_on, kept.id) <= (over.requested_on, over.id)
    assert one_too_many(second, first) == over


async def test_a_registration_heard_of_twice_or_late_is_the_same_persons(
    branch: Caller, course: Row, session: Row, training: Service
) -> None:
    await Inbox(training).apply([a_registration(sequence=5, registrations=BOTH)])
    await Inbox(training).apply([a_registration(sequence=6)])

    await made(await enrol(branch, course, OFFICES))

    assert await people(training) == [YOUTH]
