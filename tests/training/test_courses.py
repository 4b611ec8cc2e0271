"""Courses and sessions: an acknowledged plan opens a branch's, and who waits is placed first."""

from datetime import date
from typing import Any

import pytest
from chassis.auth import OrgKind
from chassis.inbox import Inbox
from chassis.service import Service
from training.service.load_skills import known_skills
from vacancy.service.load_lexicon import load_lexicon

from tests.factories.training import (
    REFERRAL,
    Caller,
    a_course,
    a_plan_acknowledged,
    a_referral,
    a_session,
    a_youth,
    an_enrolment,
    made,
)
from tests.training.conftest import Anyone, Row, Said


async def plan(branch: Caller, course: Row, **changes: Any) -> Any:
    return await branch.post(f"/v1/courses/{course['id']}/sessions", a_session(**changes))


async def test_a_branch_states_no_course_without_an_acknowledged_plan(branch: Caller) -> None:
    refused = await branch.post("/v1/courses", a_course())

    assert refused.status_code == 409
    assert refused.json()["code"] == "plan-missing"
    assert refused.json()["rule"] == "R000-034"


async def test_a_plan_opens_courses_of_its_own_industries_only(branch: Caller, training: Service) -> None:
    await Inbox(training).apply([a_plan_acknowledged()])

    assert (await branch.post("/v1/courses", a_course(industry="112-11"))).json()["code"] == "plan-missing"
    assert (await branch.post("/v1/courses", a_course(industry=None))).json()["code"] == "plan-missing"
    assert (await branch.post("/v1/courses", a_course())).status_code == 201


async def test_a_plan_of_another_branch_opens_nothing(anyone: Anyone, training: Service) -> None:
    await Inbox(training).apply([a_plan_acknowledged()])
    other = anyone(OrgKind.BRANCH, org="branch-south", region="kaohsiung-pingtung-penghu-taitung")

    assert (await other.post("/v1/courses", a_course())).json()["code"] == "plan-missing"


async def test_a_programme_office_needs_no_branchs_plan(office: Caller) -> None:
    stated = await made(await office.post("/v1/courses", a_course(kind="digital", industry=None)))

    assert stated["branch"] is None
    session = await made(await office.post(f"/v1/courses/{stated['id']}/sessions", a_session()))
    assert session["plan_id"] is None


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "status"),
    [
        ("2026-01-01", "2026-12-31", 201),
        ("2025-12-31", "2026-01-02", 409),
        ("2026-12-31", "2027-01-01", 409),
    ],
)
async def test_a_session_lies_within_its_plan(
    branch: Caller, course: Row, starts_on: str, ends_on: str, status: int
) -> None:
    assert (await plan(branch, course, starts_on=starts_on, ends_on=ends_on)).status_code == status


async def test_of_two_revisions_of_a_plan_the_later_holds_whichever_is_heard_first(
    branch: Caller, course: Row, training: Service
) -> None:
    later = a_plan_acknowledged(sequence=2, revision=3, ends_on=date(2026, 6, 30))
    earlier = a_plan_acknowledged(sequence=3, revision=2)
    for heard in (later, later, earlier):
        await Inbox(training).apply([heard])

    assert (await plan(branch, course)).status_code == 409
    assert (await plan(branch, course, starts_on="2026-06-29", ends_on="2026-06-30")).status_code == 201


async def test_a_session_ends_no_earlier_than_it_begins(branch: Caller, course: Row) -> None:
    refused = await plan(branch, course, starts_on="2026-07-02", ends_on="2026-07-01")

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/ends_on"


async def test_a_course_teaches_skills_of_the_lexicon(branch: Caller, course: Row) -> None:
    refused = await branch.post("/v1/courses", a_course(skills=[{"code": "no-such-skill", "level": 1}]))

    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"pointer": "/skills/0/code", "code": "skill-unknown", "received": "no-such-skill"}
    ]


def test_the_codes_are_those_that_vacancies_ask_for() -> None:
    assert known_skills() == set(load_lexicon().skills)


async def test_only_a_provider_states_courses(anyone: Anyone) -> None:
    for kind in (OrgKind.EMPLOYER, OrgKind.UNIVERSITY, OrgKind.ASSOCIATION):
        refused = await anyone(kind).post("/v1/courses", a_course())
        assert (refused.status_code, refused.json()["code"]) == (403, "organisation-kind-refused")


async def test_everybody_reads_courses_and_finds_them_by_skill(anyone: Anyone, branch: Caller, course: Row) -> None:
    await made(await branch.post("/v1/courses", a_course(skills=[{"code": "machine-learning", "level": 2}])))
    reader = anyone(OrgKind.MOBILE, org="app")

    found = (await reader.get("/v1/courses", skill="security-operations")).json()

    assert [one["id"] for one in found["items"]] == [course["id"]]
    assert len((await reader.get("/v1/courses")).json()["items"]) == 2
    first = (await reader.get("/v1/courses", limit=1)).json()
    second = (await reader.get("/v1/courses", limit=1, cursor=first["next_cursor"])).json()
    assert [first["items"][0]["id"], second["items"][0]["id"]] == [course["id"], second["items"][0]["id"]]
    assert second["next_cursor"] is None


async def test_a_course_is_restated_by_who_saw_it(branch: Caller, course: Row) -> None:
    path = f"/v1/courses/{course['id']}"

    assert (await branch.put(path, a_course(hours=18), etag=None)).status_code == 428
    assert (await branch.put(path, a_course(hours=18), etag='"9"')).status_code == 412
    restated = await made(await branch.put(path, a_course(hours=18), etag='"1"'))
    assert (restated["hours"], restated["version"]) == (18, 2)


async def test_a_session_keeps_at_least_the_seats_that_are_taken(
    branch: Caller, course: Row, session: Row, enrolment: Row
) -> None:
    await made(await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=a_youth(1))))
    path = f"/v1/course-sessions/{session['id']}"

    refused = await branch.put(path, a_session(capacity=1))

    assert (refused.status_code, refused.json()["code"]) == (409, "capacity-taken")
    assert (await branch.put(path, a_session(capacity=2))).status_code == 200


async def test_more_seats_go_to_who_waits(branch: Caller, course: Row, session: Row, enrolment: Row) -> None:
    await made(await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=a_youth(1))))
    waits = await made(await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=a_youth(2))))
    assert waits["state"] == "waiting"

    shown = await made(await branch.put(f"/v1/course-sessions/{session['id']}", a_session(capacity=3)))

    assert (shown["taken"], shown["waiting"]) == (3, 0)
    assert (await branch.get(f"/v1/enrolments/{waits['id']}")).json()["state"] == "enrolled"


async def test_training_tells_its_courses_whenever_they_are_stated_closed_or_opened_again(
    branch: Caller, course: Row, said_of_courses: Said
) -> None:
    path = f"/v1/courses/{course['id']}"

    await made(await branch.put(path, a_course(kind="digital")))
    closed = await made(await branch.post(f"{path}/closing"))
    reopened = await made(await branch.post(f"{path}/reopening"))

    assert ([closed["state"], reopened["state"]], reopened["version"]) == (["closed", "open"], 4)
    assert await said_of_courses() == [
        ("course.stated.v1", {"kind": kind, "industry": "112-10", "open": is_open})
        for kind, is_open in (("key_competency", True), ("digital", True), ("digital", False), ("digital", True))
    ]


async def test_a_closed_course_takes_nobody_new_and_keeps_who_is_there(
    branch: Caller, course: Row, enrolment: Row, training: Service
) -> None:
    await made(await branch.post(f"/v1/courses/{course['id']}/closing"))

    refused = await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=a_youth(1)))
    await made(await branch.post(f"/v1/enrolments/{enrolment['id']}/start"))

    assert (refused.status_code, refused.json()["code"]) == (409, "course-closed")
    # sent there before the closing was heard of: somebody holds an open referral
    await Inbox(training).apply([a_referral(REFERRAL, course_id=course["id"], youth_id=a_youth(2))])
    found = (await branch.get("/v1/enrolments")).json()["items"]
    assert [one["state"] for one in found] == ["attending", "enrolled"]


@pytest.mark.parametrize(("first", "second"), [("closing", "closing"), (None, "reopening")])
async def test_a_course_is_closed_or_opened_again_once(
    branch: Caller, course: Row, first: str | None, second: str
) -> None:
    path = f"/v1/courses/{course['id']}"
    if first:
        await made(await branch.post(f"{path}/{first}"))

    refused = await branch.post(f"{path}/{second}")
    stale = await branch.post(f"{path}/{second}", etag='"99"')

    assert (refused.status_code, refused.json()["code"]) == (409, "transition-refused")
    assert stale.status_code == 412
