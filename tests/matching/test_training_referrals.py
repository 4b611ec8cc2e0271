"""Referrals to courses, and what a completed course leaves."""

import itertools
from typing import Any
from uuid import UUID

import pytest
from chassis import announce, rebuild
from chassis.auth import OrgKind
from chassis.jobs import Runner
from chassis.service import Service
from contracts.matching import TrainingReferralOpened
from matching.domain.held_course import HeldCourse
from matching.models import HELD_COURSE, YOUTH
from matching.repository.held_courses import HeldCourses
from sqlalchemy import delete, select

from tests.factories.work import LAST_BUT_ONE, WORK_SCOPES, a_youth, course_completed, course_stated, hear
from tests.factories.youths import Caller
from tests.matching.conftest import Anyone
from tests.matching.said import said

COURSE, ENROLMENT = UUID(int=99), UUID(int=98)


@pytest.fixture
def school(anyone: Anyone) -> Caller:
    return anyone(OrgKind.UNIVERSITY, org="university-1", scopes=WORK_SCOPES)


@pytest.fixture(autouse=True)
async def course(matching: Service) -> None:
    """The course that everybody here is sent to was heard of."""
    await hear(matching, course_stated(COURSE))


async def refer(caller: Caller, youth_id: UUID, course_id: UUID = COURSE) -> Any:
    return await caller.post(f"/v1/youths/{youth_id}/training-referrals", {"course_id": str(course_id)})


async def states(caller: Caller, youth_id: UUID) -> list[str]:
    found = (await caller.get(f"/v1/youths/{youth_id}/training-referrals")).json()
    return [one["state"] for one in found["items"]]


async def test_a_final_year_student_is_sent_to_a_course_and_training_is_told(matching: Service, school: Caller) -> None:
    youth = await a_youth(matching, wanted={"industries": ["112-10"]})

    first, again = await refer(school, youth.id), await refer(school, youth.id)

    assert (first.status_code, first.json()["state"]) == (201, "opened")
    assert (again.status_code, again.json()["code"]) == (409, "training-referral-open")
    [fact] = await said(matching, TrainingReferralOpened)
    assert (fact.youth_id, fact.course_id, fact.industry) == (youth.person_id, COURSE, "112-10")


async def test_nobody_learns_that_another_organisation_sent_the_same_person_who_is_counted_once(
    matching: Service, school: Caller, anyone: Anyone
) -> None:
    other = anyone(OrgKind.UNIVERSITY, org="university-2", scopes=WORK_SCOPES)
    youth = await a_youth(matching)
    elsewhere = await a_youth(matching, org="university-2", person=youth.person_id)
    stranger = await a_youth(matching, org="university-2")

    first = await refer(school, youth.id)
    second, of_a_stranger, again = [await refer(other, one.id) for one in (elsewhere, stranger, elsewhere)]

    assert [one.status_code for one in (first, second, of_a_stranger)] == [201] * 3
    differing = {"id", "youth_id"}
    assert {k: v for k, v in second.json().items() if k not in differing} == {
        k: v for k, v in of_a_stranger.json().items() if k not in differing
    }
    assert (again.status_code, again.json()["code"]) == (409, "training-referral-open")
    told = [fact.youth_id for fact in await said(matching, TrainingReferralOpened)]
    assert told == [youth.person_id, stranger.person_id]

    await announce.ask(matching)
    while await Runner(matching).step():
        pass
    assert [fact.youth_id for fact in await said(matching, TrainingReferralOpened)] == told * 2

    await hear(matching, course_completed(ENROLMENT, person_id=youth.person_id, course_id=COURSE, skills={"sql": 2}))
    assert await states(school, youth.id) == await states(other, elsewhere.id) == ["completed"]
    assert await states(other, stranger.id) == ["opened"]


async def test_a_course_once_completed_ends_its_referral_and_teaches_once(matching: Service, school: Caller) -> None:
    youth = await a_youth(matching)
    await refer(school, youth.id)
    done = course_completed(ENROLMENT, person_id=youth.person_id, course_id=COURSE, skills={"python": 4})
    # the same course by another enrolment says nothing new
    twin = course_completed(UUID(int=97), person_id=youth.person_id, course_id=COURSE, skills={"python": 4})

    await hear(matching, done, done, twin)

    assert await states(school, youth.id) == ["completed"]
    assert (await refer(school, youth.id)).status_code == 201


async def test_a_course_that_a_second_registration_took_is_the_persons(matching: Service, school: Caller) -> None:
    youth = await a_youth(matching)
    office = await a_youth(matching, org="office-1", kind=OrgKind.PUBLIC_EMPLOYMENT_OFFICE, person=youth.person_id)
    assert office.id != youth.person_id
    await refer(school, youth.id)

    await hear(matching, course_completed(ENROLMENT, person_id=office.id, course_id=COURSE, skills={"python": 4}))

    assert await states(school, youth.id) == ["completed"]
    async with matching.database.reading() as connection:
        taught = (await connection.execute(select(YOUTH.c.course_skills))).scalars().all()
    assert [[one["code"] for one in skills] for skills in taught] == [["python"], ["python"]]


async def test_a_course_heard_before_its_referral_teaches_all_the_same(matching: Service, school: Caller) -> None:
    youth = await a_youth(matching)
    await hear(matching, course_completed(ENROLMENT, person_id=youth.person_id, course_id=COURSE, skills={"sql": 2}))

    assert await states(school, youth.id) == []


async def test_courses_are_for_those_one_year_before_graduation(matching: Service, school: Caller) -> None:
    youth = await a_youth(matching, study={"expected_graduation": LAST_BUT_ONE})
    refused = await refer(school, youth.id)
    assert (refused.status_code, refused.json()["code"]) == (409, "not-offered")


@pytest.mark.parametrize(
    ("kind", "org", "status"),
    [
        (OrgKind.UNIVERSITY, "university-2", 404),
        (OrgKind.PUBLIC_EMPLOYMENT_OFFICE, "office-1", 404),
        (OrgKind.EMPLOYER, "employer-1", 403),
    ],
)
async def test_others_send_nobody(matching: Service, anyone: Anyone, kind: OrgKind, org: str, status: int) -> None:
    youth = await a_youth(matching)
    stranger = anyone(kind, org=org, scopes=WORK_SCOPES)
    assert (await refer(stranger, youth.id)).status_code == status
    assert (await stranger.get(f"/v1/youths/{youth.id}/training-referrals")).status_code == 404


async def test_nobody_is_sent_to_a_course_that_was_never_heard_of(matching: Service, school: Caller) -> None:
    youth = await a_youth(matching)

    refused = await refer(school, youth.id, UUID(int=1))
    await hear(matching, course_stated(UUID(int=1)))

    assert (refused.status_code, refused.json()["code"]) == (404, "course-unknown")
    assert await said(matching, TrainingReferralOpened) == []
    assert (await refer(school, youth.id, UUID(int=1))).status_code == 201


async def test_nobody_is_sent_to_a_closed_course_until_it_is_open_again(matching: Service, school: Caller) -> None:
    youth = await a_youth(matching)
    await hear(matching, course_stated(COURSE, sequence=2, open_=False))

    refused = await refer(school, youth.id)
    await hear(matching, course_stated(COURSE, sequence=3))

    assert (refused.status_code, refused.json()["code"]) == (409, "course-closed")
    assert (await refer(school, youth.id)).status_code == 201


async def test_a_course_is_the_same_in_whatever_order_and_however_often_its_events_are_heard(matching: Service) -> None:
    stated = [HeldCourse(UUID(int=1), "digital", None, number != 2, number) for number in (1, 2, 3)]

    for order in itertools.permutations(stated + stated[:1]):
        async with matching.database.transaction() as connection:
            await connection.execute(delete(HELD_COURSE))
            courses = HeldCourses(matching.begin(connection, matching.system))
            for one in order:
                await courses.put(one)
            assert await courses.get(UUID(int=1)) == stated[2]


async def test_courses_are_dropped_and_heard_again_as_they_are_announced(matching: Service, school: Caller) -> None:
    youth = await a_youth(matching)

    await rebuild.rebuild(matching, why="a test")
    refused = await refer(school, youth.id)
    await hear(matching, course_stated(COURSE, sequence=9))

    assert refused.json()["code"] == "course-unknown"
    assert (await refer(school, youth.id)).status_code == 201
