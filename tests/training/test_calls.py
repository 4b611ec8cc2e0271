"""Calls: drafted, opened, amended with a reason, closed; every content is kept with its day."""

from typing import Any

import pytest
from chassis.auth import OrgKind
from chassis.testing import FrozenClock

from tests.factories.training import Caller, a_call, an_application, made
from tests.training.conftest import Anyone, Row


def content(**changes: Any) -> Row:
    stated = a_call(**changes)
    return {name: value for name, value in stated.items() if name not in ("roc_year", "authority_org")}


async def test_a_draft_is_its_offices_and_authoritys_and_an_open_call_everybodys(
    anyone: Anyone, office: Caller
) -> None:
    drafted = await made(await office.post("/v1/calls", a_call()))
    path = f"/v1/calls/{drafted['id']}"
    strangers = [
        anyone(OrgKind.PROGRAMME_OFFICE, org="office-2"),
        anyone(OrgKind.FUNDING_AUTHORITY, org="other"),
        anyone(OrgKind.EMPLOYER),
    ]

    assert [(await one.get(path)).status_code for one in strangers] == [404, 404, 404]
    assert (await anyone(OrgKind.FUNDING_AUTHORITY, org="ida").get(path)).json()["state"] == "draft"
    await made(await office.post(f"{path}/opening"))
    assert [(await one.get(path)).status_code for one in strangers] == [200, 200, 200]
    assert [one["id"] for one in (await strangers[2].get("/v1/calls", state="open")).json()["items"]] == [drafted["id"]]


async def test_its_figures_are_the_programmes_unless_it_states_others(office: Caller) -> None:
    stated = a_call()
    stated["parameters"] = {"supplement_days": 7, "supplement_rounds": 2}

    drafted = await made(await office.post("/v1/calls", stated))

    assert drafted["parameters"] == {
        "average_pay_above": 30_000,
        "own_share_percent": 50,
        "supplement_days": 7,
        "supplement_rounds": 2,
        "return_when_overdue": False,
        "review_weights": {"goals_and_strategy": 35, "training_content": 30, "expected_results": 25, "budget": 10},
    }


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"closes_on": "2026-05-31"}, "/closes_on", "period-invalid"),
        ({"job_types": []}, "/job_types", "too_short"),
        (
            {
                "parameters": {
                    "review_weights": {
                        "goals_and_strategy": 35,
                        "training_content": 30,
                        "expected_results": 25,
                        "budget": 11,
                    }
                }
            },
            "/parameters/review_weights",
            "weights_not_whole",
        ),
        ({"documents": [{"code": "a", "name": "甲", "required": True}] * 2}, "", "code_repeated"),
    ],
)
async def test_what_a_call_cannot_say_is_pointed_at(office: Caller, changes: Row, pointer: str, code: str) -> None:
    refused = await office.post("/v1/calls", a_call(**changes))

    assert refused.status_code == 422
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [(pointer, code)]


async def test_an_open_call_is_amended_with_a_reason_and_a_draft_without(office: Caller) -> None:
    drafted = await made(await office.post("/v1/calls", a_call()))
    path = f"/v1/calls/{drafted['id']}"
    restated = await made(await office.put(path, content(budget=1)))
    assert (restated["revision"], restated["state"], restated["budget"]) == (2, "draft", 1)
    await made(await office.post(f"{path}/opening"))

    refused = await office.put(path, content())
    amended = await made(await office.put(path, content() | {"reason": "延長受理"}))

    assert (refused.status_code, refused.json()["code"]) == (422, "reason-missing")
    assert (amended["revision"], amended["state"], amended["reason"]) == (3, "open", "延長受理")


@pytest.mark.parametrize(
    ("state", "step"),
    [("draft", "closing"), ("open", "opening"), ("closed", "opening"), ("closed", "closing"), ("closed", "put")],
)
async def test_a_step_that_the_life_cycle_does_not_allow_is_refused(office: Caller, state: str, step: str) -> None:
    drafted = await made(await office.post("/v1/calls", a_call()))
    path = f"/v1/calls/{drafted['id']}"
    for done in {"draft": [], "open": ["opening"], "closed": ["opening", "closing"]}[state]:
        await made(await office.post(f"{path}/{done}"))

    refused = await (office.put(path, content()) if step == "put" else office.post(f"{path}/{step}"))

    assert (refused.status_code, refused.json()["code"]) == (409, "transition-refused")


async def test_a_call_whose_window_is_over_is_not_opened(office: Caller, clock: FrozenClock) -> None:
    drafted = await made(await office.post("/v1/calls", a_call(closes_on="2026-07-01")))
    path = f"/v1/calls/{drafted['id']}"
    clock.advance(days=1)

    refused = await office.post(f"{path}/opening")

    assert (refused.status_code, refused.json()["code"]) == (409, "call-not-open")


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "status"),
    [
        ("2026-07-01", "2026-07-01", 200),
        ("2026-07-02", "2026-07-31", 409),
        ("2026-06-01", "2026-07-01", 200),
    ],
)
async def test_applications_are_handed_in_on_the_days_of_the_window(
    office: Caller, employer: Caller, opens_on: str, closes_on: str, status: int
) -> None:
    drafted = await made(await office.post("/v1/calls", a_call(opens_on=opens_on, closes_on=closes_on)))
    await made(await office.post(f"/v1/calls/{drafted['id']}/opening"))
    found = await made(await employer.post("/v1/applications", an_application(drafted["id"])))

    assert (await employer.post(f"/v1/applications/{found['id']}/submission")).status_code == status


async def test_a_closed_call_takes_nothing_and_what_was_handed_in_goes_on(
    office: Caller, employer: Caller, call: Row
) -> None:
    handed_in = await made(await employer.post("/v1/applications", an_application(call["id"])))
    draft = await made(await employer.post("/v1/applications", an_application(call["id"])))
    await made(await employer.post(f"/v1/applications/{handed_in['id']}/submission"))

    await made(await office.post(f"/v1/calls/{call['id']}/closing"))

    assert (await employer.post("/v1/applications", an_application(call["id"]))).json()["code"] == "call-not-open"
    assert (await employer.post(f"/v1/applications/{draft['id']}/submission")).json()["code"] == "call-not-open"
    assert (await office.post(f"/v1/applications/{handed_in['id']}/eligibility-check")).status_code == 200
