"""The figures that officers load, and what the screening makes of them."""

from typing import Any

import pytest
from chassis.testing import FrozenClock

from tests.factories.partners import a_projection, load_projection, load_wage, put
from tests.factories.vacancy import Caller, a_complete_statement

pytestmark = pytest.mark.usefixtures("own_figures")
NO_PATH = {"training": False, "promotion": False, "prospects": False}


def finding(screening: dict[str, Any], criterion: str) -> Any:
    """One finding of a screening."""
    return next(one for one in screening["findings"] if one["criterion"] == criterion)


async def screened(association: Caller, **changes: Any) -> dict[str, Any]:
    """The screening of a fresh vacancy."""
    made = (await association.put(a_complete_statement(**changes), source_id=str(len(changes)))).json()
    answer: dict[str, Any] = (await association.screen(made["id"])).json()
    return answer


@pytest.mark.parametrize(("monthly", "verdict"), [(44_999, "pass"), (45_000, "fail")])
async def test_a_loaded_entry_wage_lets_the_wage_pass_or_fail(
    association: Caller, branch: Caller, monthly: int, verdict: str
) -> None:
    loaded = await load_wage(branch, monthly=monthly)

    wage = finding(await screened(association), "wage")

    assert (loaded.status_code, loaded.headers["ETag"], loaded.json()["officer"]) == (201, '"1"', "officer-17")
    assert (wage["verdict"], wage["evidence"]["entry_wage"]) == (verdict, monthly)


async def test_an_entry_wage_counts_from_its_first_day_on(
    association: Caller, branch: Caller, clock: FrozenClock
) -> None:
    await load_wage(branch, valid_from="2026-07-02")
    before = finding(await screened(association), "wage")
    clock.advance(days=1)
    after = finding(await screened(association, openings=3), "wage")

    assert (before["reason"], after["verdict"]) == ("no-entry-wage-known", "pass")


async def test_a_corrected_entry_wage_leaves_what_was_decided(association: Caller, branch: Caller) -> None:
    await load_wage(branch, monthly=41_000)
    decision = await screened(association)
    corrected = await load_wage(branch, monthly=50_000, etag='"1"')
    stale = await load_wage(branch, monthly=51_000, etag='"1"')

    replay = (await association.post(f"/v1/screenings/{decision['id']}/replay", key=False)).json()

    assert (corrected.status_code, corrected.headers["ETag"], stale.status_code) == (200, '"2"', 412)
    assert (replay["same"], finding(decision, "wage")["evidence"]["entry_wage"]) == (True, 41_000)
    listed = (await association.get("/v1/entry-wages")).json()["items"]
    assert [(one["industry"], one["monthly"], one["version"]) for one in listed] == [
        (None, 39_000, 1),
        ("112-10", 50_000, 2),
    ]


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({}, "pass", "positive-outlook"),
        ({"demand": [1, 1, 1], "supply": [1, 1, 1]}, "unknown", "no-profile-known"),
        ({"valid_from": "2026-07-02"}, "unknown", "no-projection-known"),
        ({"first_roc_year": 112}, "unknown", "no-projection-known"),
        ({"first_roc_year": 113}, "pass", "positive-outlook"),
    ],
)
async def test_a_projection_counts_for_growth_while_it_holds(
    association: Caller, agency: Caller, changes: dict[str, Any], verdict: str, reason: str
) -> None:
    assert (await load_projection(agency, **changes)).status_code == 201

    growth = finding(await screened(association, growth=NO_PATH), "growth")

    assert (growth["verdict"], growth["reason"]) == (verdict, reason)


async def test_the_newest_edition_of_a_projection_counts(association: Caller, agency: Caller) -> None:
    await load_projection(agency, edition="114-116", first_roc_year=114, valid_from="2025-01-01")
    await load_projection(agency, edition="115-117", demand=[0, 0, 0])

    growth = finding(await screened(association, growth=NO_PATH), "growth")
    items = (await association.get("/v1/key-industries/112-10/projections")).json()["items"]

    assert (growth["verdict"], growth["evidence"]["edition"]) == ("unknown", "115-117")
    assert [(one["edition"], one["positive"]) for one in items] == [("114-116", True), ("115-117", False)]


@pytest.mark.parametrize("years", [[1, 2], [1, 2, 3, 4], [1, 2, -3]])
async def test_a_projection_covers_three_years(agency: Caller, years: list[int]) -> None:
    answer = await load_projection(agency, demand=years)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/demand")


async def test_a_partner_loads_nothing_a_branch_no_projection_and_nobody_without_a_name(
    association: Caller, branch: Caller, agency: Caller
) -> None:
    refused = [await load_wage(association), await load_projection(association), await load_projection(branch)]
    path = "/v1/key-industries/112-10/projections/115-117"
    nameless = await put(agency, path, a_projection())

    assert [(one.status_code, one.json()["code"]) for one in refused] == [(403, "organisation-kind-refused")] * 3
    assert (nameless.status_code, nameless.json()["code"]) == (400, "acting-person-missing")
