"""What training says again when it is asked to announce what is, and what it forgets and hears again."""

from typing import Any

import pytest
from chassis import announce, rebuild
from chassis.inbox import Inbox
from chassis.jobs import Runner
from chassis.service import Service
from chassis.testing import FrozenClock

from tests.factories.training import Caller, a_course, a_plan_acknowledged, a_session, an_enrolment, an_erasure, made
from tests.training.conftest import MakeApplication, Row, Said


async def announce_all(training: Service, said: Said) -> list[tuple[str, Row]]:
    """Announce, and return what was said by it."""
    before = len(await said())
    await announce.ask(training)
    while await Runner(training).step():
        pass
    assert (await announce.look(training))["state"] == "succeeded"
    return (await said())[before:]


async def step(caller: Caller, path: str, body: Any = None) -> Row:
    return await made(await caller.post(path, body))


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (None, ["enrolment.started.v1"]),
        ("completion", ["enrolment.started.v1", "enrolment.completed.v1"]),
        ("failure", ["enrolment.started.v1"]),
        ("drop", ["enrolment.started.v1"]),
    ],
)
async def test_an_enrolment_that_has_begun_is_told_as_it_was(
    branch: Caller,
    course: Row,
    enrolment: Row,
    training: Service,
    clock: FrozenClock,
    said: Said,
    end: str | None,
    told: list[str],
) -> None:
    if end == "completion":
        await made(await branch.put(f"/v1/courses/{course['id']}", a_course(attendance_percent=0, pass_mark=None)))
    own = f"/v1/enrolments/{enrolment['id']}"
    await step(branch, f"{own}/start")
    clock.advance(days=3)
    if end:
        await step(branch, f"{own}/{end}", {"reason": "employed"} if end == "drop" else None)
    first = await said()
    clock.advance(days=30)

    again = await announce_all(training, said)

    assert [name for name, _ in again] == told
    assert again == first


async def test_a_course_that_was_restated_since_taught_what_it_taught(
    branch: Caller, course: Row, session: Row, enrolment: Row, training: Service, said: Said
) -> None:
    path = f"/v1/courses/{course['id']}"
    await made(await branch.put(path, a_course(attendance_percent=0, pass_mark=None)))
    await step(branch, f"/v1/enrolments/{enrolment['id']}/start")
    await step(branch, f"/v1/enrolments/{enrolment['id']}/completion")
    first = await said()
    await made(await branch.put(path, a_course(kind="digital", skills=[])))
    await made(await branch.put(f"/v1/course-sessions/{session['id']}", a_session(county="65000")))

    assert await announce_all(training, said) == first


async def test_what_was_only_asked_for_is_nobodys_news(enrolment: Row, training: Service, said: Said) -> None:
    assert await announce_all(training, said) == []


@pytest.mark.parametrize(
    ("state", "told"),
    [("submitted", []), ("eligible", ["eligible"]), ("supplement_requested", ["supplement_requested"])],
)
async def test_an_application_is_told_as_it_was_decided_last(
    apply_for: MakeApplication,
    training: Service,
    clock: FrozenClock,
    said: Said,
    state: str,
    told: list[str],
) -> None:
    without = ("cooperation",) if state == "supplement_requested" else ()
    await apply_for(state, without=without)
    first = await said()
    clock.advance(days=30)

    again = await announce_all(training, said)

    assert [value["outcome"] for _, value in again] == told
    assert again == first


async def test_what_was_returned_because_nothing_came_is_told_as_returned_on_that_day(
    employer: Caller, office: Caller, apply_for: MakeApplication, training: Service, clock: FrozenClock, said: Said
) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))
    own = f"/v1/applications/{found['id']}"
    [request] = (await employer.get(f"{own}/supplement-requests")).json()["items"]
    await step(employer, f"{own}/supplement-requests/{request['id']}/receipt", {})
    clock.advance(days=11)
    await step(office, f"{own}/supplement-requests/{request['id']}/return", {"reason": "逾期"})
    *_, last = await said()
    clock.advance(days=30)

    [again] = await announce_all(training, said)

    assert again == last
    assert (again[1]["outcome"], again[1]["decided_on"]) == ("returned", "2026-07-12")


async def test_an_erasure_is_confirmed_again(training: Service, said: Said) -> None:
    await Inbox(training).apply([an_erasure(sequence=1)])
    first = await said()

    assert await announce_all(training, said) == first


async def test_plans_are_forgotten_and_heard_again_when_they_are_announced(
    branch: Caller, course: Row, training: Service
) -> None:
    path = f"/v1/courses/{course['id']}/sessions"
    await rebuild.rebuild(training, why="a test")
    assert (await branch.post(path, a_session())).json()["code"] == "plan-missing"

    await Inbox(training).apply([a_plan_acknowledged(sequence=9)])

    assert (await branch.post(path, a_session())).status_code == 201


async def test_who_was_erased_stays_erased_through_a_rebuild(
    branch: Caller, course: Row, session: Row, training: Service
) -> None:
    await Inbox(training).apply([an_erasure(sequence=1)])

    await rebuild.rebuild(training, why="a test")

    assert (await branch.post("/v1/enrolments", an_enrolment(course["id"]))).json()["code"] == "youth-left"


async def test_a_course_is_told_as_it_stands(
    branch: Caller, course: Row, training: Service, said: Said, said_of_courses: Said
) -> None:
    await step(branch, f"/v1/courses/{course['id']}/closing")
    first = await said_of_courses()

    await announce_all(training, said)

    assert (await said_of_courses())[len(first) :] == first[-1:]
