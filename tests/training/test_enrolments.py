"""Enrolments: seats and waiting lists, attendance and assessment, and what completion asks for."""

from typing import Any

import pytest
from chassis.service import Service
from chassis.testing import FrozenClock
from training.domain.enrolment import ENROLMENT_LIFE_CYCLE, EnrolmentState
from training.models import ENROLMENT

from tests.factories.training import Caller, a_course, a_session, a_youth, an_enrolment, made
from tests.training.conftest import Row, Said


async def enrol(branch: Caller, course: Row, number: int, **changes: Any) -> Row:
    return await made(
        await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=a_youth(number), **changes))
    )


async def step(branch: Caller, enrolment: Row, name: str, body: Any = None) -> Row:
    return await made(await branch.post(f"/v1/enrolments/{enrolment['id']}/{name}", body))


async def state_of(branch: Caller, enrolment: Row) -> str:
    return str((await branch.get(f"/v1/enrolments/{enrolment['id']}")).json()["state"])


async def attend_all(branch: Caller, enrolment: Row, clock: FrozenClock, *, hours: float) -> None:
    """Attendance in days of six hours at most."""
    await step(branch, enrolment, "start")
    day = 1
    while hours > 0:
        if day > 1:
            clock.advance(days=1)
        await step(branch, enrolment, "attendances", {"day": f"2026-07-{day:02}", "hours": min(hours, 6)})
        hours -= 6
        day += 1


async def test_seats_come_first_then_the_waiting_list_then_nothing(branch: Caller, course: Row, session: Row) -> None:
    states = [(await enrol(branch, course, number))["state"] for number in range(3)]
    full = await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=a_youth(3)))

    assert states == ["enrolled", "enrolled", "waiting"]
    assert (full.status_code, full.json()["code"]) == (409, "session-full")
    shown = (await branch.get(f"/v1/course-sessions/{session['id']}")).json()
    assert (shown["taken"], shown["waiting"]) == (2, 1)


async def test_a_full_session_is_followed_by_the_next_one(branch: Caller, course: Row, session: Row) -> None:
    later = a_session(starts_on="2026-08-01", ends_on="2026-08-05", capacity=1, waiting_places=0)
    second = await made(await branch.post(f"/v1/courses/{course['id']}/sessions", later))
    placed = [await enrol(branch, course, number) for number in range(4)]

    assert [one["session_id"] for one in placed] == [session["id"]] * 2 + [second["id"], session["id"]]
    assert placed[3]["state"] == "waiting"


async def test_a_session_is_named_or_refused(branch: Caller, course: Row, session: Row, clock: FrozenClock) -> None:
    other = await made(await branch.post("/v1/courses", a_course()))
    refused = await branch.post("/v1/enrolments", an_enrolment(other["id"], session_id=session["id"]))
    assert (refused.status_code, refused.json()["code"]) == (404, "session-unknown")

    assert (await enrol(branch, course, 1, session_id=session["id"]))["state"] == "enrolled"
    clock.advance(days=1)
    late = await branch.post(
        "/v1/enrolments", an_enrolment(course["id"], youth_id=a_youth(2), session_id=session["id"])
    )
    assert (late.status_code, late.json()["code"]) == (409, "session-over")


async def test_a_youth_has_one_open_enrolment_in_a_course(branch: Caller, course: Row, enrolment: Row) -> None:
    again = await branch.post("/v1/enrolments", an_enrolment(course["id"]))
    assert (again.status_code, again.json()["code"]) == (409, "enrolment-open")

    await step(branch, enrolment, "drop", {"reason": "own_wish"})
    assert (await branch.post("/v1/enrolments", an_enrolment(course["id"]))).status_code == 201


async def test_a_dropped_seat_promotes_the_first_on_the_waiting_list(branch: Caller, course: Row, session: Row) -> None:
    await made(await branch.put(f"/v1/course-sessions/{session['id']}", a_session(capacity=1, waiting_places=2)))
    seated, first, second = [await enrol(branch, course, number) for number in range(3)]

    await step(branch, seated, "drop", {"reason": "employed"})

    assert [await state_of(branch, one) for one in (seated, first, second)] == ["dropped", "enrolled", "waiting"]


async def test_who_gives_a_waiting_place_up_promotes_nobody(branch: Caller, course: Row, session: Row) -> None:
    one, other, waiting = [await enrol(branch, course, number) for number in range(3)]

    await step(branch, waiting, "cancellation", {"reason": "own_wish"})

    assert [await state_of(branch, who) for who in (one, other, waiting)] == ["enrolled", "enrolled", "cancelled"]


async def test_who_still_waits_when_the_session_begins_gets_a_place_in_the_next_one(
    branch: Caller, course: Row, session: Row, clock: FrozenClock
) -> None:
    waiting = [await enrol(branch, course, number) for number in range(3)][2]
    clock.advance(days=1)

    later = a_session(starts_on="2026-08-01", ends_on="2026-08-05")
    second = await made(await branch.post(f"/v1/courses/{course['id']}/sessions", later))

    found = (await branch.get(f"/v1/enrolments/{waiting['id']}")).json()
    assert (found["state"], found["session_id"]) == ("enrolled", second["id"])


async def test_it_starts_no_earlier_than_its_session(branch: Caller, course: Row) -> None:
    later = a_session(starts_on="2026-07-02")
    await made(await branch.post(f"/v1/courses/{course['id']}/sessions", later))
    enrolled = await enrol(branch, course, 1)

    refused = await branch.post(f"/v1/enrolments/{enrolled['id']}/start")

    assert (refused.status_code, refused.json()["code"]) == (409, "session-not-begun")


async def test_starting_and_completing_is_said_with_what_it_is_counted_by_and_the_skills(
    branch: Caller, course: Row, session: Row, enrolment: Row, clock: FrozenClock, said: Said
) -> None:
    await attend_all(branch, enrolment, clock, hours=12)
    await step(branch, enrolment, "assessment", {"score": 60, "remarks": "優"})
    done = await step(branch, enrolment, "completion")

    assert (done["state"], done["ended_on"]) == ("completed", "2026-07-02")
    started, completed = await said()
    assert started[0] == "enrolment.started.v1"
    counted = {
        "youth_id": enrolment["youth_id"],
        "target_group": "in_school",
        "gender": "female",
        "age_band": "20-24",
        "county": "63000",
        "industry": "112-10",
        "course_id": course["id"],
        "session_id": session["id"],
        "kind": "key_competency",
        "training_referral_id": None,
    }
    assert started[1] == counted | {"started_on": "2026-07-01"}
    skills = [{"code": "security-operations", "level": 3}]
    assert completed == ("enrolment.completed.v1", counted | {"completed_on": "2026-07-02", "skills": skills})


STEPS = {"start": "start", "completion": "complete", "failure": "fail", "drop": "drop", "cancellation": "cancel"}


@pytest.mark.parametrize("state", EnrolmentState)
@pytest.mark.parametrize("route", STEPS)
async def test_a_step_that_the_life_cycle_does_not_allow_is_refused_with_what_it_does(
    branch: Caller, enrolment: Row, training: Service, state: EnrolmentState, route: str
) -> None:
    if state in ENROLMENT_LIFE_CYCLE.transitions[STEPS[route]].origins:
        return
    async with training.database.transaction() as connection:
        await connection.execute(ENROLMENT.update().values(state=state))
    body = {"reason": "other"} if route in ("drop", "cancellation") else None

    refused = await branch.post(f"/v1/enrolments/{enrolment['id']}/{route}", body)

    assert (refused.status_code, refused.json()["code"]) == (409, "transition-refused")
    assert refused.json()["allowed"] == list(ENROLMENT_LIFE_CYCLE.allowed_from(state))


async def test_a_list_is_narrowed_and_paged_in_the_order_of_requests(branch: Caller, course: Row, session: Row) -> None:
    asked = [(await enrol(branch, course, number))["id"] for number in range(3)]

    first = (await branch.get("/v1/enrolments", limit=2)).json()
    rest = (await branch.get("/v1/enrolments", limit=2, cursor=first["next_cursor"])).json()
    waiting = (await branch.get("/v1/enrolments", state="waiting", course_id=course["id"])).json()

    assert [one["id"] for one in first["items"] + rest["items"]] == asked
    assert [one["id"] for one in waiting["items"]] == [asked[2]]
