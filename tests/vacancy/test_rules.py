"""The agency changes the rules: drafts decide nothing, trials say who would flip, activation announces what changed."""

import asyncio
from typing import Any

import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.testing import FrozenClock, Platform
from sqlalchemy import select
from vacancy.schemas.examples.rules import DRAFT

from tests.factories.vacancy import Caller, a_complete_statement
from tests.vacancy.conftest import Anyone, InState

pytestmark = pytest.mark.usefixtures("own_rules")

STRICTER = {
    "based_on": "2023-08",
    "parameters": {"max_hours_per_week": 38},
    "notes": {"max_hours_per_week": "a shorter week"},
}
TODAY = "2026-07-01"


async def draft(agency: Caller, written: dict[str, Any], version: str = "2026-08", etag: str | None = None) -> Any:
    headers = agency.headers(etag=etag, acting_person="officer-17")
    return await agency.http.put(f"/v1/rule-set-drafts/{version}", json=written, headers=headers)


async def activate(agency: Caller, *, since: str = TODAY, version: str = "2026-08", etag: str = "*") -> Any:
    body = {"effective_from": since}
    return await agency.post(f"/v1/rule-sets/{version}/activation", body, etag=etag, acting_person="officer-17")


async def trial(agency: Caller, platform: Platform, version: str = "2026-08", **part: str) -> dict[str, Any]:
    asked = await agency.post(f"/v1/rule-sets/{version}/trial", part)
    assert asked.status_code == 202, asked.text
    await platform.settle()
    found: dict[str, Any] = (await agency.get(asked.headers["Location"])).json()
    assert found["state"] == "succeeded", found
    return found


async def everything(vacancy: Service) -> dict[str, list[Any]]:
    """Every row of every table but those a trial writes its own findings to."""
    own = {"job", "trial_flip", "schedule", "idempotency"}
    async with vacancy.database.reading() as connection:
        return {
            table.name: sorted(map(repr, (await connection.execute(select(table))).all()))
            for table in vacancy.metadata.sorted_tables
            if table.name not in own
        }


async def test_a_draft_holds_the_base_and_what_differs(agency: Caller) -> None:
    written = await draft(agency, DRAFT)
    read = await agency.get("/v1/rule-set-drafts/2026-08")

    assert (written.status_code, written.headers["ETag"]) == (201, read.headers["ETag"])
    assert read.json()["parameters"]["key_competency_level"] == 2
    assert read.json()["parameters"]["max_hours_per_week"] == 40
    assert read.json()["notes"]["key_competency_level"] == DRAFT["notes"]["key_competency_level"]
    assert [one["version"] for one in (await agency.get("/v1/rule-set-drafts")).json()["items"]] == ["2026-08"]
    assert [one["version"] for one in (await agency.get("/v1/rule-sets")).json()["items"]] == ["2023-08"]


async def test_a_draft_is_rewritten_by_whoever_saw_its_last_version(agency: Caller) -> None:
    first = await draft(agency, DRAFT)
    second = await draft(agency, STRICTER, etag=first.headers["ETag"])
    stale = await draft(agency, DRAFT, etag=first.headers["ETag"])

    assert (second.status_code, second.json()["revision"]) == (200, 2)
    assert second.json()["parameters"]["key_competency_level"] == 3
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"parameters": {"hours": 3}, "notes": {"hours": "why"}}, "/parameters/hours", "parameter-unknown"),
        ({"parameters": {"max_hours_per_week": 0}}, "/parameters/max_hours_per_week", "parameter-invalid"),
        ({"parameters": {"max_hours_per_week": True}}, "/parameters/max_hours_per_week", "parameter-invalid"),
        ({"parameters": {"max_hours_per_week": "40"}}, "/parameters/max_hours_per_week", "parameter-invalid"),
        ({"notes": {}}, "/notes/max_hours_per_week", "note-missing"),
        ({"notes": {"max_hours_per_week": "why", "hours": "why"}}, "/notes/hours", "note-unknown"),
        ({"based_on": "2020-01"}, "/based_on", "version-unknown"),
    ],
)
async def test_a_draft_that_the_criteria_could_not_read_is_refused(
    agency: Caller, change: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await draft(agency, STRICTER | change)

    assert (answer.status_code, answer.json()["code"]) == (422, "rule-set-invalid")
    assert (pointer, code) in {(one["pointer"], one["code"]) for one in answer.json()["errors"]}
    assert (await agency.get("/v1/rule-set-drafts")).json()["items"] == []


async def test_a_released_version_is_never_edited(agency: Caller) -> None:
    assert (await draft(agency, STRICTER, version="2023-08")).status_code == 409
    assert (await activate(agency, version="2023-08")).status_code == 409


@pytest.mark.parametrize("kind", [OrgKind.ASSOCIATION, OrgKind.BRANCH])
async def test_only_the_agency_changes_the_rules(anyone: Anyone, agency: Caller, kind: OrgKind) -> None:
    await draft(agency, STRICTER)
    other = anyone(kind, region="north")

    assert (await draft(other, STRICTER, version="2026-09")).status_code == 403
    assert (await activate(other)).status_code == 403
    assert (await other.post("/v1/rule-sets/2026-08/trial", {})).status_code == 403


async def test_a_trial_says_who_would_flip_both_ways_and_changes_nothing(
    agency: Caller, association: Caller, in_state: InState, vacancy: Service, platform: Platform
) -> None:
    waiting = await in_state("needs_review")
    await association.submit(a_complete_statement(openings=3), source_id="never-screened")
    looser = {
        "based_on": "2023-08",
        "parameters": {"max_hours_per_week": 38, "accept_all_industry_entry_wage": True},
        "notes": {"max_hours_per_week": "a shorter week", "accept_all_industry_entry_wage": "until there are more"},
    }
    await draft(agency, looser, version="2026-08-b")
    await draft(agency, STRICTER)
    await platform.settle()
    before = await everything(vacancy)

    found = await trial(agency, platform)
    both = await trial(agency, platform, "2026-08-b")

    assert await everything(vacancy) == before
    report = found["report"]
    assert (report["vacancies"], report["better"], report["worse"]) == (2, 0, 2)
    assert report["moves"] == [{"before": "needs_review", "after": "rejected", "vacancies": 2}]
    assert report["criteria"] == {"working_conditions": 2}
    assert report["by_county"] == [{"key": "63000", "vacancies": 2, "better": 0, "worse": 2}]
    assert report["by_industry"] == [{"key": "112-10", "vacancies": 2, "better": 0, "worse": 2}]
    assert report["by_tier"] == [{"key": "ndc_selected", "vacancies": 2, "better": 0, "worse": 2}]
    assert both["report"]["worse"] == 2
    flips = (await agency.get(f"/v1/rule-set-trials/{found['id']}/flips", direction="worse")).json()["items"]
    assert {one["vacancy_id"] for one in flips} >= {waiting["id"]}
    assert all(one["criteria"] == ["working_conditions"] for one in flips)
    assert (await agency.get(f"/v1/rule-set-trials/{found['id']}/flips", direction="better")).json()["items"] == []


async def test_a_trial_of_one_county_looks_at_that_county(
    agency: Caller, in_state: InState, platform: Platform
) -> None:
    await in_state("needs_review")
    await draft(agency, STRICTER)

    assert (await trial(agency, platform, county="64000"))["report"]["vacancies"] == 0
    assert (await trial(agency, platform, county="63000"))["report"]["vacancies"] == 1


async def test_a_trial_tries_the_draft_as_it_was_when_it_was_asked_for(
    agency: Caller, in_state: InState, platform: Platform
) -> None:
    await in_state("needs_review")
    written = await draft(agency, STRICTER)
    asked = await agency.post("/v1/rule-sets/2026-08/trial", {})
    await draft(agency, DRAFT, etag=written.headers["ETag"])

    await platform.settle()

    found = (await agency.get(asked.headers["Location"])).json()
    assert (found["report"]["worse"], found["parameters"]) == (
        1,
        {"version": "2026-08", "county": None, "industry": None},
    )


async def test_flips_are_paged_in_the_order_of_submission(
    agency: Caller, association: Caller, platform: Platform
) -> None:
    for number in range(3):
        await association.submit(a_complete_statement(), source_id=str(number))
    await draft(agency, STRICTER)
    found = await trial(agency, platform)

    path = f"/v1/rule-set-trials/{found['id']}/flips"
    first = (await agency.get(path, limit=2)).json()
    rest = (await agency.get(path, limit=2, cursor=first["next_cursor"])).json()

    numbers = [one["case_number"] for one in first["items"] + rest["items"]]
    assert (len(numbers), numbers) == (3, sorted(numbers))
    assert rest["next_cursor"] is None


async def test_rules_of_a_later_day_take_over_on_that_day(
    agency: Caller, association: Caller, platform: Platform, clock: FrozenClock
) -> None:
    flipping = (await association.submit(a_complete_statement())).json()
    assert (await association.screen(flipping["id"])).status_code == 201
    await draft(agency, STRICTER)
    answer = (await activate(agency, since="2026-07-03")).json()
    await platform.settle()
    assert answer["rescreening_id"] is None

    clock.advance(days=1)
    await platform.settle()
    assert (await agency.get(f"/v1/vacancies/{flipping['id']}")).json()["state"] == "needs_review"

    clock.advance(days=1)
    await platform.settle()
    rules = (await agency.get("/v1/rule-sets")).json()
    assert rules["in_force"] == "2026-08"
    assert (await agency.get(f"/v1/vacancies/{flipping['id']}")).json()["state"] == "rejected"


@pytest.mark.parametrize("since", ["2026-06-30", "2023-08-07"])
async def test_rules_do_not_begin_before_today_or_before_those_they_replace(agency: Caller, since: str) -> None:
    await draft(agency, STRICTER)

    answer = await activate(agency, since=since)

    assert (answer.status_code, answer.json()["code"]) == (422, "period-invalid")


async def test_two_versions_never_begin_on_one_day(agency: Caller) -> None:
    for version in ("2026-08", "2026-08-b"):
        await draft(agency, STRICTER, version=version)

    answers = await asyncio.gather(*(activate(agency, version=version) for version in ("2026-08", "2026-08-b")))

    assert sorted(one.status_code for one in answers) == [201, 422]


async def test_a_version_is_released_once(agency: Caller) -> None:
    for version in ("2026-08", "2026-08-b"):
        await draft(agency, STRICTER, version=version)

    assert (await activate(agency)).status_code == 201
    assert (await activate(agency, version="2026-08-b")).status_code == 422
    assert (await activate(agency)).status_code == 409
