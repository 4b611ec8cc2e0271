"""Associations that branches cooperate with, and the branches' execution plans."""

from typing import Any
from uuid import uuid4

import pytest
from chassis.service import Service
from vacancy.domain.plan import PLAN_LIFE_CYCLE, PlanState

from tests.factories.partners import OFFICER, a_cooperation, a_plan, acknowledge, amend, file, put, record
from tests.factories.vacancy import Caller
from tests.vacancy.conftest import Anyone
from tests.vacancy.test_screenings import announced

SOUTH = "kaohsiung-pingtung-penghu-taitung"


@pytest.fixture
def south(anyone: Anyone) -> Caller:
    """Another branch."""
    return anyone("branch", org="branch-south", region=SOUTH)


async def test_a_cooperation_is_recorded_changed_and_seen_by_both_sides(
    anyone: Anyone, association: Caller, branch: Caller, south: Caller, agency: Caller
) -> None:
    made = await record(branch)
    path = f"/v1/associations/{made.json()['id']}"
    changed = await put(branch, path, a_cooperation(mode="other", mode_note="備忘錄"), etag='"1"', **OFFICER)

    assert (made.status_code, made.json()["branch"], made.headers["ETag"]) == (201, "north", '"1"')
    assert (changed.status_code, changed.json()["mode"], changed.headers["ETag"]) == (200, "other", '"2"')
    for caller in (association, branch, agency):
        assert (await caller.get(path)).json() == changed.json()
    for caller in (south, anyone("association", org="org-2"), anyone("employer"), anyone("branch", region=None)):
        assert (await caller.get(path)).status_code == 404
        assert (await caller.get("/v1/associations")).json()["items"] == []


async def test_a_branch_records_an_organisation_once_and_another_branch_too(branch: Caller, south: Caller) -> None:
    answers = [await record(branch), await record(branch), await record(south)]

    assert [one.status_code for one in answers] == [201, 409, 201]
    assert answers[1].json()["code"] == "association-recorded"


async def test_the_agency_names_the_branch_and_a_branch_only_itself(branch: Caller, agency: Caller) -> None:
    named = await record(agency, branch=SOUTH)
    refused = [await record(agency), await record(agency, branch="nowhere"), await record(branch, branch=SOUTH)]

    assert (named.status_code, named.json()["branch"]) == (201, SOUTH)
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(422, "branch-missing")] * 3


@pytest.mark.parametrize(
    ("changes", "code", "rule"),
    [
        ({"legal_person": False}, "not_a_legal_person", "R000-016"),
        ({"mode": "other"}, "mode_note_missing", None),
        ({"kind": "union"}, "literal_error", None),
        ({"ends_on": "2025-12-31"}, "period-invalid", None),
    ],
)
async def test_what_is_no_employers_body_with_legal_personality_is_refused(
    branch: Caller, changes: dict[str, Any], code: str, rule: str | None
) -> None:
    answer = await record(branch, **changes)

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["code"], error.get("rule")) == (422, code, rule)


async def test_associations_are_listed_in_pages_and_narrowed(branch: Caller) -> None:
    for org, kind in (("a", "industrial"), ("b", "commercial"), ("c", "industrial")):
        await record(branch, org=org, kind=kind)

    first = (await branch.get("/v1/associations", limit=2)).json()
    rest = (await branch.get("/v1/associations", cursor=first["next_cursor"])).json()
    narrowed = (await branch.get("/v1/associations", kind="industrial")).json()

    assert [one["org"] for one in first["items"] + rest["items"]] == ["a", "b", "c"]
    assert [one["org"] for one in narrowed["items"]] == ["a", "c"]


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ('"2"', 412)])
async def test_changing_asks_for_the_version_that_was_seen(branch: Caller, etag: str | None, status: int) -> None:
    association = (await record(branch)).json()["id"]
    plan = (await file(branch)).json()["id"]

    answer = await put(branch, f"/v1/associations/{association}", a_cooperation(), etag=etag, **OFFICER)
    assert answer.status_code == status
    assert (await amend(branch, plan, etag=etag)).status_code == status


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ('"2"', 412)])
async def test_acknowledging_asks_for_the_version_that_was_seen(
    branch: Caller, agency: Caller, etag: str | None, status: int
) -> None:
    plan = (await file(branch)).json()["id"]

    assert (await acknowledge(agency, plan, etag=etag)).status_code == status


def test_the_life_cycle_of_a_plan_is_the_one_that_the_readme_shows() -> None:
    assert {state.value: PLAN_LIFE_CYCLE.allowed_from(state) for state in PlanState} == {
        "filed": ("acknowledge", "refile"),
        "acknowledged": ("amend",),
        "amended": ("acknowledge", "amend"),
    }


async def test_a_plan_is_filed_acknowledged_and_amended_and_each_is_said(
    branch: Caller, agency: Caller, vacancy: Service
) -> None:
    filed = await file(branch)
    plan = filed.json()["id"]
    acknowledged = await acknowledge(agency, plan, etag='"1"')
    amended = await amend(branch, plan, etag='"2"')
    again = await acknowledge(agency, plan, etag='"3"')

    told = [one.json() for one in (filed, acknowledged, amended, again)]
    assert [(one["state"], one["revision"], one["acknowledged_revision"]) for one in told] == [
        ("filed", 1, None),
        ("acknowledged", 1, 1),
        ("amended", 2, 1),
        ("acknowledged", 2, 2),
    ]
    said = await announced(vacancy)
    assert [(kind, sequence, value["revision"]) for kind, sequence, value in said] == [
        ("filed", 1, 1),
        ("acknowledged", 2, 1),
        ("filed", 3, 2),
        ("acknowledged", 4, 2),
    ]
    assert said[1][2] | {"targets": None} == {
        "branch": "north",
        "roc_year": 115,
        "revision": 1,
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "industries": ["112-10", "112-04"],
        "targets": None,
        "acknowledged_on": "2026-07-01",
        "document_number": "發就字第1150000123號",
    }
    assert said[1][2]["targets"]["youths"] == 2200
    revisions = (await branch.get(f"/v1/execution-plans/{plan}/revisions")).json()["items"]
    assert [(one["industries"], one["reason"], one["document_number"]) for one in revisions] == [
        (["112-10", "112-04"], None, "發就字第1150000123號"),
        (["112-10"], "配合產業需求調整辦理產業別。", "發就字第1150000123號"),
    ]


async def test_what_was_acknowledged_is_not_acknowledged_again(
    branch: Caller, agency: Caller, vacancy: Service
) -> None:
    plan = (await file(branch)).json()["id"]
    await acknowledge(agency, plan)

    answer = await acknowledge(agency, plan)

    assert (answer.status_code, answer.json()["code"]) == (409, "transition-refused")
    assert (answer.json()["state"], answer.json()["allowed"]) == ("acknowledged", ["amend"])
    assert len(await announced(vacancy)) == 2


async def test_a_plan_that_nobody_has_acknowledged_is_filed_anew(branch: Caller, agency: Caller) -> None:
    plan = (await file(branch)).json()["id"]

    refiled = (await amend(branch, plan)).json()
    amended_twice = [(await acknowledge(agency, plan)).json(), (await amend(branch, plan)).json()]
    amended_twice.append((await amend(branch, plan)).json())

    assert (refiled["state"], refiled["revision"]) == ("filed", 2)
    assert [(one["state"], one["acknowledged_revision"]) for one in amended_twice] == [
        ("acknowledged", 2),
        ("amended", 2),
        ("amended", 2),
    ]


async def test_a_branch_has_one_plan_a_year_and_sees_its_own(
    branch: Caller, south: Caller, agency: Caller, association: Caller
) -> None:
    mine = (await file(branch)).json()
    again = await file(branch)
    theirs = (await file(south)).json()

    assert (again.status_code, again.json()["code"]) == (409, "execution-plan-filed")
    assert (await south.get(f"/v1/execution-plans/{mine['id']}")).status_code == 404
    assert (await amend(south, mine["id"])).status_code == 404
    assert (await association.get("/v1/execution-plans")).json()["items"] == []
    first = (await agency.get("/v1/execution-plans", limit=1)).json()
    rest = (await agency.get("/v1/execution-plans", cursor=first["next_cursor"])).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == [mine["id"], theirs["id"]]
    assert [one["id"] for one in (await agency.get("/v1/execution-plans", branch=SOUTH)).json()["items"]] == [
        theirs["id"]
    ]


@pytest.mark.parametrize(
    ("changes", "pointer", "rule"),
    [
        ({"starts_on": "2025-12-31"}, "/starts_on", "R000-003"),
        ({"ends_on": "2027-01-01"}, "/ends_on", "R000-004"),
        ({"starts_on": "2026-06-02", "ends_on": "2026-06-01"}, "/ends_on", "R000-004"),
        ({"roc_year": 112, "starts_on": "2023-04-30", "ends_on": "2023-12-31"}, "/starts_on", "R000-003"),
        ({"roc_year": 111}, "/roc_year", None),
        ({"roc_year": 116}, "/roc_year", None),
        ({"industries": []}, "/industries", None),
        ({"industries": ["112-10", "112-99"]}, "/industries/1", None),
        ({"targets": {}}, "/targets/youths", None),
        ({"targets": {"youths": 0}}, "/targets/youths", None),
    ],
)
async def test_a_plan_keeps_to_its_year_the_programme_and_the_list(
    branch: Caller, changes: dict[str, Any], pointer: str, rule: str | None
) -> None:
    answer = await file(branch, **changes)

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error.get("rule")) == (422, pointer, rule)


async def test_a_plan_of_the_first_year_begins_with_the_programme(branch: Caller) -> None:
    answer = await file(branch, roc_year=112, starts_on="2023-05-01", ends_on="2023-12-31")

    assert answer.status_code == 201


async def test_a_plan_names_associations_of_its_own_branch_only(branch: Caller, south: Caller) -> None:
    own, other = (await record(branch)).json()["id"], (await record(south)).json()["id"]

    refused = [await file(branch, associations=[own, one]) for one in (other, str(uuid4()))]
    filed = await file(branch, associations=[own])

    assert [(one.status_code, one.json()["code"]) for one in refused] == [(404, "association-unknown")] * 2
    assert filed.json()["content"]["associations"] == [own]


async def test_only_a_branch_files_only_the_agency_acknowledges_and_both_by_name(
    association: Caller, branch: Caller, agency: Caller
) -> None:
    plan = (await file(branch)).json()["id"]
    refused = [await file(agency), await file(association), await amend(agency, plan), await acknowledge(branch, plan)]
    refused += [await record(association)]
    nameless = [
        await branch.post("/v1/execution-plans", a_plan()),
        await branch.post("/v1/associations", {**a_cooperation(), "org": "org-1"}),
    ]

    assert [(one.status_code, one.json()["code"]) for one in refused] == [(403, "organisation-kind-refused")] * 5
    assert [(one.status_code, one.json()["code"]) for one in nameless] == [(400, "acting-person-missing")] * 2
