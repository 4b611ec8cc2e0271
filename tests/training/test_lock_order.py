"""Whoever changes several enrolments or applications locks them in one order: two such writers wait, and never for one
another."""

from uuid import UUID

import pytest
from chassis.bus.message import Message
from chassis.inbox import Inbox
from chassis.service import Service
from chassis.testing import FrozenClock
from training.models import APPLICATION, COURSE
from training.service.watch_due_dates import watch_due_dates

from tests.factories.training import Caller, a_course, a_session, a_withdrawal, an_enrolment, an_erasure, made
from tests.locking import takes_in_order
from tests.training.conftest import MakeApplication, Row


@pytest.mark.parametrize("leaving", [a_withdrawal(sequence=1), an_erasure(sequence=1)])
async def test_who_leaves_two_courses_leaves_them_in_the_order_of_the_courses(
    branch: Caller, course: Row, training: Service, leaving: Message
) -> None:
    other = await made(await branch.post("/v1/courses", a_course()))
    for one in (other, course):
        await made(await branch.post(f"/v1/courses/{one['id']}/sessions", a_session()))
        await made(await branch.post("/v1/enrolments", an_enrolment(one["id"])))
    first, second = sorted(UUID(one["id"]) for one in (course, other))

    await takes_in_order(training, COURSE, first, second, lambda: Inbox(training).apply([leaving]))


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
