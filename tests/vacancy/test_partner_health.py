"""How partners' sources are doing: what came when, what became of it, and who is silent."""

from typing import Any

import pytest
from chassis.testing import FrozenClock

from tests.factories.reports import decide, report
from tests.factories.vacancy import KAOHSIUNG, Caller, a_complete_statement, a_statement
from tests.vacancy.conftest import Anyone, InState

SOUTH = "kaohsiung-pingtung-penghu-taitung"


async def health(caller: Caller) -> list[dict[str, Any]]:
    """The sources that a caller reads about."""
    found: list[dict[str, Any]] = (await caller.get("/v1/partner-health")).json()["items"]
    return found


async def test_a_source_shows_what_became_of_what_it_sent(
    anyone: Anyone, association: Caller, branch: Caller, in_state: InState
) -> None:
    for state in ("needs_information", "rejected", "draft"):
        await in_state(state)
    found = await in_state("published")
    for org, outcome in (("u-1", "upheld"), ("u-2", "dismissed"), ("u-3", None)):
        made = (await report(anyone("university", org=org), found["id"])).json()
        if outcome:
            await decide(branch, made["id"], outcome)

    [told] = await health(branch)

    assert (told["owner_org"], told["source"], told["vacancies"]) == ("org-1", "taiwanjobs", 4)
    assert told["outcomes"] == {"qualified": 0, "needs_information": 1, "needs_review": 1, "rejected": 1}
    assert told["reject_rate"] == 0.3333
    assert told["failing"] == [{"criterion": "not_dispatched", "reason": "dispatched", "vacancies": 1}]
    assert {"path": "insurance.labour", "vacancies": 1} in told["missing"]
    assert len(told["missing"]) <= 5
    assert told["reports"] == {"open": 1, "upheld": 1, "dismissed": 1, "precision": 0.5}
    assert await health(association) == [told]


@pytest.mark.parametrize(("days", "silent"), [(0, False), (7, False), (8, True)])
async def test_a_source_is_silent_when_nothing_came_for_longer_than_the_policy_says(
    association: Caller, clock: FrozenClock, days: int, silent: bool
) -> None:
    await association.put(a_statement())
    clock.advance(days=days)

    [told] = await health(association)

    assert (told["days_since_received"], told["silent"], told["last_received_on"]) == (days, silent, "2026-07-01")
    assert (told["reject_rate"], told["reports"]["precision"]) == (None, None)


@pytest.mark.parametrize(
    ("again", "version"), [(a_statement(), 1), (a_statement(openings=9), 2)], ids=["unchanged", "changed"]
)
async def test_what_comes_again_is_received_whether_it_changed_or_not(
    association: Caller, branch: Caller, clock: FrozenClock, again: dict[str, Any], version: int
) -> None:
    await association.put(a_statement())
    clock.advance(days=9)
    restated = (await association.put(again)).json()
    clock.advance(days=3)

    [told] = await health(branch)

    assert (told["days_since_received"], told["silent"], restated["version"]) == (3, False, version)


async def test_what_only_an_office_touches_is_not_received(
    association: Caller, branch: Caller, clock: FrozenClock
) -> None:
    made = (await association.submit(a_complete_statement())).json()
    await association.screen(made["id"])
    clock.advance(days=9)
    assert (await branch.review(made["id"])).status_code == 200

    [told] = await health(branch)

    assert told["days_since_received"] == 9


async def test_screenings_of_before_the_window_are_not_counted(
    association: Caller, branch: Caller, clock: FrozenClock
) -> None:
    made = (await association.submit(a_complete_statement())).json()
    await association.screen(made["id"])

    clock.advance(days=29)
    [last_day] = await health(branch)
    clock.advance(days=1)
    [after] = await health(branch)

    assert (last_day["outcomes"]["needs_review"], after["outcomes"]["needs_review"]) == (1, 0)


async def test_offices_read_about_their_region_and_a_partner_about_itself(
    anyone: Anyone, association: Caller, branch: Caller, agency: Caller
) -> None:
    other = anyone("association", org="org-2")
    await association.put(a_statement(), source_id="1")
    await other.put(a_statement(county=KAOHSIUNG), source_id="2")
    south = anyone("branch", org="branch-south", region=SOUTH)

    seen = {
        caller.org: [one["owner_org"] for one in await health(caller)]
        for caller in (association, other, branch, south, agency)
    }

    assert seen == {
        "org-1": ["org-1"],
        "org-2": ["org-2"],
        "branch-north": ["org-1"],
        "branch-south": ["org-2"],
        "wda": ["org-1", "org-2"],
    }


@pytest.mark.parametrize("kind", ["mobile", "university", "reviewer", "planning"])
async def test_nobody_else_reads_about_partners(anyone: Anyone, kind: str) -> None:
    answer = await anyone(kind).get("/v1/partner-health")

    assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")


async def test_sources_are_read_in_pages(anyone: Anyone, agency: Caller) -> None:
    for org in ("org-3", "org-1", "org-2"):
        await anyone("association", org=org).put(a_statement())

    seen: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await agency.get("/v1/partner-health", limit=2, **cursor)).json()
        seen.append([one["owner_org"] for one in page["items"]])
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    assert seen == [["org-1", "org-2"], ["org-3"]]
