"""Attendance, assessment and satisfaction: what completion rests on, and what is written about a person."""

import pytest
from chassis.service import Service
from chassis.testing import FrozenClock
from sqlalchemy import select
from training.models import ENROLMENT

from tests.factories.training import Caller, a_course, a_session, made
from tests.training.conftest import Row
from tests.training.test_enrolments import attend_all, enrol, step


@pytest.mark.parametrize(
    ("hours", "score", "lacking"),
    [
        (9.5, 60, ["attendance"]),
        (10.0, 59, ["assessment"]),
        (9.5, None, ["attendance", "assessment"]),
        (10.0, 60, []),
    ],
)
async def test_completion_asks_for_the_hours_and_the_mark_that_the_course_states(
    branch: Caller,
    enrolment: Row,
    clock: FrozenClock,
    hours: float,
    score: int | None,
    lacking: list[str],
) -> None:
    await attend_all(branch, enrolment, clock, hours=hours)
    if score is not None:
        await step(branch, enrolment, "assessment", {"score": score})

    answer = await branch.post(f"/v1/enrolments/{enrolment['id']}/completion")
    failing = await branch.post(f"/v1/enrolments/{enrolment['id']}/failure")

    if lacking:
        assert (answer.status_code, answer.json()["code"]) == (409, "completion-not-earned")
        assert answer.json()["lacking"] == lacking
        assert failing.json()["state"] == "failed"
    else:
        assert answer.json()["state"] == "completed"
        assert failing.status_code == 409


async def test_nobody_fails_who_has_what_the_course_asks_for(
    branch: Caller, enrolment: Row, clock: FrozenClock
) -> None:
    await attend_all(branch, enrolment, clock, hours=12)
    await step(branch, enrolment, "assessment", {"score": 61})

    refused = await branch.post(f"/v1/enrolments/{enrolment['id']}/failure")

    assert (refused.status_code, refused.json()["code"]) == (409, "completion-earned")


async def test_a_day_stated_twice_counts_once(branch: Caller, enrolment: Row) -> None:
    await step(branch, enrolment, "start")
    await step(branch, enrolment, "attendances", {"day": "2026-07-01", "hours": 6})
    again = await step(branch, enrolment, "attendances", {"day": "2026-07-01", "hours": 4.5})

    assert again["attended_hours"] == 4.5


@pytest.mark.parametrize("day", ["2026-06-30", "2026-07-02"])
async def test_attendance_is_stated_for_days_of_the_session_that_have_come(
    branch: Caller, enrolment: Row, day: str
) -> None:
    await step(branch, enrolment, "start")

    refused = await branch.post(f"/v1/enrolments/{enrolment['id']}/attendances", {"day": day, "hours": 1})

    assert refused.status_code == 422
    assert refused.json()["errors"][0] == {
        "pointer": "/day",
        "code": "attendance-invalid",
        "received": day,
        "allowed": "2026-07-01 to 2026-07-01",
    }


async def test_a_course_without_a_mark_has_no_assessment(office: Caller, clock: FrozenClock) -> None:
    course = await made(await office.post("/v1/courses", a_course(pass_mark=None, attendance_percent=50)))
    await made(await office.post(f"/v1/courses/{course['id']}/sessions", a_session()))
    enrolled = await enrol(office, course, 1)
    await attend_all(office, enrolled, clock, hours=6)

    refused = await office.post(f"/v1/enrolments/{enrolled['id']}/assessment", {"score": 60})

    assert (refused.status_code, refused.json()["code"]) == (409, "not-assessed")
    assert (await step(office, enrolled, "completion"))["state"] == "completed"


@pytest.mark.parametrize("route", ["attendances", "assessment", "satisfaction"])
async def test_nothing_is_recorded_of_who_has_not_started(branch: Caller, enrolment: Row, route: str) -> None:
    bodies = {
        "attendances": {"day": "2026-07-01", "hours": 1},
        "assessment": {"score": 1},
        "satisfaction": {"satisfaction": 1},
    }

    refused = await branch.post(f"/v1/enrolments/{enrolment['id']}/{route}", bodies[route])

    assert (refused.status_code, refused.json()["code"]) == (409, "not-taking-part")


async def test_what_is_written_about_a_person_is_sealed_shown_to_its_provider_and_its_reading_is_on_the_trail(
    branch: Caller, enrolment: Row, training: Service
) -> None:
    await step(branch, enrolment, "start")
    await step(branch, enrolment, "assessment", {"score": 50, "remarks": "王小明需加強實作。"})
    rated = await step(branch, enrolment, "satisfaction", {"satisfaction": 5, "comment": "謝謝林老師"})

    assert "remarks" not in rated
    async with training.database.reading() as connection:
        row = (await connection.execute(select(ENROLMENT))).one()
    assert "王小明".encode() not in row.remarks
    assert "林老師".encode() not in row.comment
    shown = (await branch.get(f"/v1/enrolments/{enrolment['id']}")).json()
    assert (shown["remarks"], shown["comment"]) == ("王小明需加強實作。", "謝謝林老師")
    async with training.database.reading() as connection:
        audit = training.tables.audit
        acts = (await connection.execute(select(audit).order_by(audit.c.position))).all()
    assert [(one.action, one.fields, str(one.subject_id)) for one in acts] == [
        ("write", ["remarks"], enrolment["id"]),
        ("write", ["comment"], enrolment["id"]),
        ("read", ["remarks", "comment"], enrolment["id"]),
    ]


@pytest.mark.parametrize("route", ["assessment", "completion", "failure"])
async def test_a_judgement_names_who_made_it(branch: Caller, enrolment: Row, route: str) -> None:
    await step(branch, enrolment, "start")
    headers = branch.headers(etag="*")
    body = {"score": 1} if route == "assessment" else None

    refused = await branch.http.post(f"/v1/enrolments/{enrolment['id']}/{route}", json=body, headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (400, "acting-person-missing")
