"""Whoever changes several enrolments or applications locks them in one order: two such writers wait, and never for one
another."""

from uuid import UUID

import pytest
from chassis.bus.message import Message
from chassis.inbox import Inbox
from chassis.service import Service
from chassis.testing import FrozenClock
from training.models import APPLICATION, COURSE, HELD_YOUTH
from training.service.watch_due_dates import watch_due_dates

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
    an_erasure,
    made,
)
from tests.locking import takes_in_order
from tests.training.conftest import MakeApplication, Row


@pytest.fixture
async def pair(branch: Caller, course: Row, training: Service) -> tuple[UUID, UUID]:
    """Two courses with a session each, in the order of locking."""
    other = await made(await branch.post("/v1/courses", a_course()))
    for one in (other, course):
        await made(await branch.post(f"/v1/courses/{one['id']}/sessions", a_session()))
    first, second = sorted(UUID(one["id"]) for one in (course, other))
    return first, second


@pytest.mark.parametrize("leaving", [a_withdrawal(sequence=1), an_erasure(sequence=1)])
async def test_who_leaves_two_courses_leaves_them_in_the_order_of_the_courses(
    branch: Caller, pair: tuple[UUID, UUID], training: Service, leaving: Message
) -> None:
    first, second = pair
    for course_id in (second, first):
        await made(await branch.post("/v1/enrolments", an_enrolment(str(course_id))))

    await takes_in_order(training, COURSE, first, second, lambda: Inbox(training).apply([leaving]))


async def test_who_leaves_a_course_that_was_a_strangers_leaves_both_in_the_order_of_the_courses(
    branch: Caller, pair: tuple[UUID, UUID], training: Service
) -> None:
    first, second = pair
    for course_id, youth in ((first, YOUTH), (second, a_youth(1))):
        await made(await branch.post("/v1/enrolments", an_enrolment(str(course_id), youth_id=youth)))

    leaving = a_withdrawal(sequence=1, registrations=[YOUTH, a_youth(1)])
    await takes_in_order(training, COURSE, first, second, lambda: Inbox(training).apply([leaving]))


async def test_what_is_heard_of_several_is_taken_up_by_courses(
    branch: Caller, pair: tuple[UUID, UUID], training: Service
) -> None:
    first, second = pair
    stranger = a_youth(1)
    for course_id, youth in ((second, stranger), (first, a_youth(2))):
        await made(await branch.post("/v1/enrolments", an_enrolment(str(course_id), youth_id=youth)))

    heard = [a_registration(sequence=1, registrations=[YOUTH, stranger]), a_withdrawal(a_youth(2), sequence=1)]
    await takes_in_order(training, COURSE, first, second, lambda: Inbox(training).apply(heard))


async def test_referrals_are_taken_up_by_courses(pair: tuple[UUID, UUID], training: Service) -> None:
    first, second = pair
    heard = [a_referral(a_youth(9), course_id=str(second)), a_referral(REFERRAL, course_id=str(first))]

    await takes_in_order(training, COURSE, first, second, lambda: Inbox(training).apply(heard))


@pytest.mark.parametrize("registrations", [False, True])
async def test_what_is_heard_of_several_is_taken_up_by_people(
    branch: Caller, session: Row, course: Row, training: Service, *, registrations: bool
) -> None:
    first, second = a_youth(1), a_youth(2)
    for youth in (first, second):
        await made(await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=youth)))
    persons = (a_youth(3), a_youth(4)) if registrations else (first, second)
    heard = [
        a_withdrawal(person, sequence=1, registrations=[person, known_as])
        for person, known_as in zip(reversed(persons), (second, first), strict=True)
    ]

    await takes_in_order(training, HELD_YOUTH, first, second, lambda: Inbox(training).apply(heard))


async def test_overdue_applications_are_taken_up_in_the_order_of_their_drafts(
    employer: Caller, apply_for: MakeApplication, training: Service, clock: FrozenClock
) -> None:
    first, second = [await apply_for("supplement_requested", without=("cooperation",)) for _ in range(2)]
    for one in (second, first):
        # the one that was drafted last is overdue first
        path = f"/v1/applications/{one['id']}/supplement-requests"
        [request] = (await employer.get(path)).json()["items"]
        await made(await employer.post(f"{path}/{request['id']}/receipt", {}))
        clock.advance(days=1)
    clock.advance(days=30)

    await takes_in_order(
        training, APPLICATION, UUID(first["id"]), UUID(second["id"]), lambda: watch_due_dates(training)
    )
