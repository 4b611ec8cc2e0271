"""Careers activities: under an acknowledged plan, for whom they are offered to, counted once a person."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.testing import FrozenClock
from contracts.matching import ActivityAttended
from matching.domain.activity import HeldPlan, PlanNotCovering, covering

from tests.factories.work import LAST_BUT_ONE, MACHINERY, SECURITY, TAIPEI, WORK_SCOPES, a_youth, acknowledged, hear
from tests.factories.youths import Caller
from tests.matching.conftest import Anyone
from tests.matching.said import said

VISIT: dict[str, Any] = {
    "kind": "company_visit",
    "title": "資安產業企業參訪",
    "industry": SECURITY,
    "county": TAIPEI,
    "held_on": "2026-07-01",
    "capacity": 2,
}


@pytest.fixture
def north(anyone: Anyone) -> Caller:
    return anyone(OrgKind.BRANCH, org="branch-north", region="north", scopes=WORK_SCOPES)


@pytest.fixture
def school(anyone: Anyone) -> Caller:
    return anyone(OrgKind.UNIVERSITY, org="university-1", scopes=WORK_SCOPES)


async def planned(caller: Caller, **changes: Any) -> dict[str, Any]:
    answer = await caller.post("/v1/activities", VISIT | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def attend(caller: Caller, activity: dict[str, Any], youth_id: UUID) -> Any:
    return await caller.post(f"/v1/activities/{activity['id']}/attendances", {"youth_id": str(youth_id)})


@pytest.mark.parametrize(
    ("on", "industry", "covered"),
    [
        (date(2026, 1, 1), SECURITY, True),
        (date(2026, 12, 31), None, True),
        (date(2025, 12, 31), SECURITY, False),
        (date(2027, 1, 1), SECURITY, False),
        (date(2026, 7, 1), MACHINERY, False),
    ],
)
def test_a_plan_covers_its_days_and_its_industries(on: date, industry: str | None, covered: bool) -> None:
    plan = HeldPlan(UUID(int=1), "north", 1, date(2026, 1, 1), date(2026, 12, 31), (SECURITY,), 2)
    if covered:
        assert covering([plan], branch="north", on=on, industry=industry) is plan
        return
    with pytest.raises(PlanNotCovering):
        covering([plan], branch="north", on=on, industry=industry)


async def test_nothing_is_held_before_the_plan_is_acknowledged(matching: Service, north: Caller) -> None:
    before = await north.post("/v1/activities", VISIT)
    await hear(matching, acknowledged())
    after = await north.post("/v1/activities", VISIT)

    assert (before.status_code, before.json()["code"]) == (409, "plan-not-covering")
    assert after.status_code == 201
    assert after.json()["plan_id"] == str(UUID(int=77))


async def test_an_older_revision_heard_late_changes_nothing(matching: Service, north: Caller) -> None:
    newer = acknowledged(sequence=4, industries=[SECURITY])
    await hear(matching, newer, newer, acknowledged(UUID(int=78), branch="kaohsiung-pingtung-penghu-taitung"))
    await hear(matching, acknowledged(sequence=2, industries=[MACHINERY]))

    assert (await north.post("/v1/activities", VISIT)).status_code == 201
    assert (await north.post("/v1/activities", VISIT | {"industry": MACHINERY})).status_code == 409


async def test_a_university_holds_activities_under_its_branchs_plan(
    matching: Service, school: Caller, north: Caller, anyone: Anyone
) -> None:
    await hear(matching, acknowledged())
    own = await planned(school)

    other = anyone(OrgKind.UNIVERSITY, org="university-2", scopes=WORK_SCOPES)
    assert own["branch"] == "north"
    for caller, seen in ((school, 1), (north, 1), (other, 0)):
        assert len((await caller.get("/v1/activities")).json()["items"]) == seen
    assert (await other.get(f"/v1/activities/{own['id']}")).status_code == 404
    assert (await school.post("/v1/activities", VISIT | {"county": "64000"})).json()["code"] == "plan-not-covering"


async def test_who_attended_is_counted_once_with_what_held_that_day(matching: Service, north: Caller) -> None:
    await hear(matching, acknowledged())
    activity = await planned(north)
    youth = await a_youth(matching, study={"expected_graduation": LAST_BUT_ONE}, birth_date="2006-07-02")

    first, again = await attend(north, activity, youth.id), await attend(north, activity, youth.id)

    assert (first.status_code, again.status_code, again.json()["code"]) == (201, 409, "attendance-recorded")
    [fact] = await said(matching, ActivityAttended)
    assert (fact.youth_id, fact.age_band, fact.kind, fact.county) == (youth.person_id, "15-19", "company_visit", TAIPEI)
    assert (await north.get(f"/v1/activities/{activity['id']}")).json()["attended"] == 1
    listed = (await north.get(f"/v1/activities/{activity['id']}/attendances")).json()["items"]
    assert [one["youth_id"] for one in listed] == [str(youth.id)]


async def test_a_person_of_two_registrations_attends_once(matching: Service, north: Caller) -> None:
    await hear(matching, acknowledged())
    activity = await planned(north)
    study = {"expected_graduation": LAST_BUT_ONE}
    first = await a_youth(matching, study=study)
    second = await a_youth(matching, org="university-2", person=first.person_id, study=study)

    answers = [await attend(north, activity, one.id) for one in (first, second)]

    assert [one.status_code for one in answers] == [201, 409]
    assert answers[1].json()["code"] == "attendance-recorded"
    assert (await north.get(f"/v1/activities/{activity['id']}")).json()["attended"] == 1
    assert len(await said(matching, ActivityAttended)) == 1


async def test_activities_are_for_those_two_years_before_graduation(matching: Service, north: Caller) -> None:
    await hear(matching, acknowledged())
    activity = await planned(north)
    final_year = await a_youth(matching)
    not_decided = await a_youth(matching, outcome=None, study={"expected_graduation": LAST_BUT_ONE})

    for youth in (final_year, not_decided):
        refused = await attend(north, activity, youth.id)
        assert (refused.status_code, refused.json()["code"]) == (409, "not-offered")
        assert refused.json()["wanted"] == "activities"


async def test_nobody_attends_beyond_the_capacity(matching: Service, north: Caller) -> None:
    await hear(matching, acknowledged())
    activity = await planned(north, capacity=1)
    youths = [await a_youth(matching, study={"expected_graduation": LAST_BUT_ONE}) for _ in range(2)]

    answers = [await attend(north, activity, youth.id) for youth in youths]

    assert [one.status_code for one in answers] == [201, 409]
    assert answers[1].json()["code"] == "activity-full"


async def test_attendance_is_recorded_from_the_day_on(matching: Service, north: Caller, clock: FrozenClock) -> None:
    await hear(matching, acknowledged())
    activity = await planned(north, held_on="2026-07-02")
    youth = await a_youth(matching, study={"expected_graduation": LAST_BUT_ONE})

    early = await attend(north, activity, youth.id)
    clock.advance(days=1)
    on_the_day = await attend(north, activity, youth.id)

    assert (early.status_code, early.json()["code"]) == (409, "activity-not-held-yet")
    assert on_the_day.status_code == 201


async def test_what_was_cancelled_is_not_attended_nor_cancelled_again(matching: Service, north: Caller) -> None:
    await hear(matching, acknowledged())
    activity = await planned(north)
    path = f"/v1/activities/{activity['id']}/cancellation"
    youth = await a_youth(matching, study={"expected_graduation": LAST_BUT_ONE})

    assert (await north.post(path)).status_code == 428
    assert (await north.post(path, etag='"7"')).status_code == 412
    assert (await north.post(path, etag='"1"')).json()["state"] == "cancelled"
    for refused in (await north.post(path, etag="*"), await attend(north, activity, youth.id)):
        assert (refused.status_code, refused.json()["code"]) == (409, "transition-refused")


async def test_what_somebody_attended_is_not_cancelled(matching: Service, north: Caller) -> None:
    await hear(matching, acknowledged())
    activity = await planned(north)
    youth = await a_youth(matching, study={"expected_graduation": LAST_BUT_ONE})
    await attend(north, activity, youth.id)

    refused = await north.post(f"/v1/activities/{activity['id']}/cancellation", etag="*")

    assert (refused.status_code, refused.json()["code"]) == (409, "attendance-recorded")


async def test_the_young_people_of_others_cannot_be_recorded(matching: Service, school: Caller) -> None:
    await hear(matching, acknowledged())
    activity = await planned(school)
    stranger = await a_youth(matching, org="university-2", study={"expected_graduation": LAST_BUT_ONE})

    refused = await attend(school, activity, stranger.id)

    assert (refused.status_code, refused.json()["code"]) == (404, "youth-unknown")


@pytest.mark.parametrize("kind", [OrgKind.EMPLOYER, OrgKind.MOBILE, OrgKind.PUBLIC_EMPLOYMENT_OFFICE])
async def test_others_hold_no_activities(matching: Service, anyone: Anyone, kind: OrgKind) -> None:
    await hear(matching, acknowledged())
    refused = await anyone(kind, region="north", scopes=WORK_SCOPES).post("/v1/activities", VISIT)
    assert (refused.status_code, refused.json()["code"]) == (403, "organisation-kind-refused")


@pytest.mark.parametrize("title", ["\x00", "資安\x00", " ", ""])
async def test_a_title_says_something_that_can_be_kept(school: Caller, matching: Service, title: str) -> None:
    await hear(matching, acknowledged())

    refused = await school.post("/v1/activities", VISIT | {"title": title})

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/title")


async def test_a_title_holds_nobodys_number(school: Caller, matching: Service) -> None:
    await hear(matching, acknowledged())

    activity = await planned(school, title="企業參訪，報名 0912-345-678，A123456789")

    assert "0912" not in activity["title"]
    assert "A123456789" not in activity["title"]
