"""Other rules in force: what was judged before is judged again, and only what changed is said."""

import pytest
from chassis.service import Service
from chassis.testing import Platform

from tests.factories.vacancy import Caller, a_complete_statement
from tests.vacancy.conftest import InState
from tests.vacancy.test_rules import STRICTER, activate, draft, everything

pytestmark = pytest.mark.usefixtures("own_rules")


async def test_activated_rules_screen_the_stock_again_and_say_only_what_changed(
    agency: Caller, association: Caller, in_state: InState, vacancy: Service, platform: Platform
) -> None:
    published = await in_state("published")
    flipping = await in_state("needs_review")
    shorter = {"hours_per_week": 36.0, "days_off_per_week": 2.0, "leave_stated": True}
    stated = (await association.submit(a_complete_statement(working_conditions=shorter), source_id="short")).json()
    assert (await association.screen(stated["id"])).status_code == 201
    staying = (await agency.get(f"/v1/vacancies/{stated['id']}")).json()
    await draft(agency, STRICTER)
    await platform.settle()
    before = await everything(vacancy)

    activated = await activate(agency)
    assert activated.status_code == 201
    await platform.settle()

    seen = {
        one["id"]: (await agency.get(f"/v1/vacancies/{one['id']}")).json() for one in (published, flipping, staying)
    }
    assert seen[flipping["id"]]["state"] == "rejected"
    assert seen[staying["id"]] == staying
    assert seen[published["id"]] == published
    after = await everything(vacancy)
    said = set(after["outbox"]) - set(before["outbox"])
    assert len(said) == 1
    assert "vacancy.screened" in said.pop()
    job = (await agency.get(f"/v1/rescreenings/{activated.json()['rescreening_id']}")).json()
    assert job["counts"] == {
        "needs_review>rejected": 1,
        "unchanged": 1,
        "published: needs_review>rejected": 1,
    }
    [screening, *_] = reversed((await agency.get(f"/v1/vacancies/{flipping['id']}/screenings")).json()["items"])
    assert (screening["rule_set_version"], screening["outcome"]) == ("2026-08", "rejected")
    replay = (await agency.post(f"/v1/screenings/{screening['id']}/replay")).json()
    assert replay["same"] is True


async def test_a_vacancy_that_lacks_something_else_under_other_rules_is_told_so(
    agency: Caller, in_state: InState, platform: Platform
) -> None:
    lacking = await in_state("needs_information")
    words = {"parameters": {"part_time_words": ["工程師"]}, "notes": {"part_time_words": "a word of this test"}}
    await draft(agency, {"based_on": "2023-08", **words})

    activated = (await activate(agency)).json()
    await platform.settle()

    job = (await agency.get(f"/v1/rescreenings/{activated['rescreening_id']}")).json()
    assert job["counts"] == {"needs_information>needs_information": 1}
    screenings = (await agency.get(f"/v1/vacancies/{lacking['id']}/screenings")).json()["items"]
    assert ["title" in one["missing"] for one in screenings] == [False, True]


async def test_what_an_officer_refused_or_somebody_appeals_against_is_not_screened_again(
    agency: Caller, association: Caller, branch: Caller, in_state: InState, platform: Platform
) -> None:
    refused = await in_state("needs_review")
    assert (await branch.review(refused["id"], "rejected")).status_code == 200
    appealed = await in_state("rejected")
    assert (await association.step(appealed["id"], "appeals", {"grounds": "原處分有誤"})).status_code == 201
    await draft(agency, STRICTER)

    activated = (await activate(agency)).json()
    await platform.settle()

    job = (await agency.get(f"/v1/rescreenings/{activated['rescreening_id']}")).json()
    assert (job["state"], job["done"]) == ("succeeded", 0)


async def test_what_an_officer_approved_stays_approved_while_the_rules_leave_it_to_judgement(
    agency: Caller, in_state: InState, platform: Platform
) -> None:
    approved = await in_state("qualified")
    other_list = {"parameters": {"technical_occupations": ["99"]}, "notes": {"technical_occupations": "another list"}}
    await draft(agency, {"based_on": "2023-08", **other_list})

    activated = (await activate(agency)).json()
    await platform.settle()

    job = (await agency.get(f"/v1/rescreenings/{activated['rescreening_id']}")).json()
    assert job["counts"] == {"unchanged": 1}
    assert (await agency.get(f"/v1/vacancies/{approved['id']}")).json() == approved
