"""Applications: drafted with names sealed, handed in, withdrawn; each step kept, illegal ones refused."""

from typing import Any

import pytest
from chassis.service import Service
from sqlalchemy import select, update
from training.domain.application import APPLICATION_LIFE_CYCLE, ApplicationState
from training.models import APPLICATION, TRAINEE
from training.schemas.examples.applications import FACTS, NAMED

from tests.factories.training import Caller, a_call, an_application, made
from tests.training.conftest import MakeApplication, Row


async def test_names_are_sealed_and_shown_on_a_route_of_their_own_whose_reading_is_on_the_trail(
    employer: Caller, training: Service, apply_for: MakeApplication
) -> None:
    found = await apply_for("draft")

    assert not [name for name in NAMED if name in str(found)]
    async with training.database.reading() as connection:
        kept = [row.name for row in await connection.execute(select(TRAINEE))]
        content = str((await connection.execute(select(APPLICATION.c.content))).scalar_one())
    assert len(kept) == 2
    assert not [name for name in NAMED if name in content or any(name.encode() in one for one in kept)]
    names = (await employer.get(f"/v1/applications/{found['id']}/trainees")).json()["items"]
    assert [(one["number"], one["name"]) for one in names] == list(enumerate(NAMED, start=1))
    async with training.database.reading() as connection:
        audit = training.tables.audit
        acts = (await connection.execute(select(audit.c.action, audit.c.fields, audit.c.org))).all()
    assert ("read", ["trainees.name"], "org-1") in [tuple(one) for one in acts]


async def test_a_draft_is_restated_whole_with_other_people(employer: Caller, apply_for: MakeApplication) -> None:
    found = await apply_for("draft")
    path = f"/v1/applications/{found['id']}"
    person = {"name": "李大同", "university": "甲", "year_of_study": "3", "months": 2, "hours": 250}

    assert (await employer.put(path, FACTS, etag=None)).status_code == 428
    restated = await made(await employer.put(path, FACTS | {"trainees": [person]}, etag=f'"{found["version"]}"'))

    assert len(restated["trainees"]) == 1
    names = (await employer.get(f"{path}/trainees")).json()["items"]
    assert names == [{"number": 1, "name": "李大同"}]


async def test_what_was_handed_in_is_judged_by_what_the_call_said_then(
    employer: Caller, office: Caller, call: Row, apply_for: MakeApplication
) -> None:
    found = await apply_for("submitted")
    stated = {name: value for name, value in a_call().items() if name not in ("roc_year", "authority_org")}
    stated["parameters"]["own_share_percent"] = 90
    await made(await office.put(f"/v1/calls/{call['id']}", stated | {"reason": "提高自籌比率"}))
    later = await apply_for("submitted")

    outcomes = []
    for one in (found, later):
        path = f"/v1/applications/{one['id']}"
        await made(await office.post(f"{path}/eligibility-check"))
        outcomes.append((await made(await office.post(f"{path}/eligibility-decisions", {})))["outcome"])

    assert (found["call_revision"], later["call_revision"]) == (1, 2)
    assert outcomes == ["eligible", "returned"]


async def test_every_step_says_who_took_it(employer: Caller, office: Caller, apply_for: MakeApplication) -> None:
    found = await apply_for("eligible")

    steps = (await office.get(f"/v1/applications/{found['id']}/steps")).json()["items"]

    assert [one["transition"] for one in steps] == [
        *["attach_document"] * 4,
        "submit",
        "begin_check",
        "find_eligible",
    ]
    assert [one["version"] for one in steps] == list(range(2, 9))
    assert (steps[-1]["acting_person"], steps[-1]["taken_by"]) == ("officer-17", "programme_office-office-1")


async def test_a_case_number_is_each_ones_own(apply_for: MakeApplication) -> None:
    one, other = await apply_for("draft"), await apply_for("draft")

    assert one["case_number"].startswith("IPAS-115-")
    assert one["case_number"] != other["case_number"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"company": {"company_number": "12345678", "name": "範例"}}, "/company/company_number"),
        ({"budget": {"total": 0}}, "/budget/total"),
        ({"trainees": [{"name": "王", "year_of_study": "9"}]}, "/trainees/0/year_of_study"),
        ({"posts": [{"mode": "remote"}]}, "/posts/0/mode"),
        ({"unheard": 1}, "/unheard"),
    ],
)
async def test_what_an_application_cannot_state_is_pointed_at(
    employer: Caller, call: Row, changes: Row, pointer: str
) -> None:
    refused = await employer.post("/v1/applications", an_application(call["id"]) | changes)

    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]


async def test_a_refused_name_is_not_quoted(employer: Caller, call: Row) -> None:
    name = "王小明" * 40

    refused = await employer.post("/v1/applications", an_application(call["id"], trainees=[{"name": name}]))

    assert refused.status_code == 422
    assert "王小明" not in refused.text


async def test_contacts_in_a_plan_are_not_kept(employer: Caller, call: Row) -> None:
    plan = {"goals": "聯絡 0912345678 或 wang@example.org"}

    found = await made(await employer.post("/v1/applications", an_application(call["id"], plan=plan)))

    assert "0912345678" not in found["plan"]["goals"]
    assert "example.org" not in found["plan"]["goals"]


ROUTES: dict[str, tuple[str, str, Any]] = {
    "submission": ("submit", "employer", None),
    "withdrawal": ("withdraw", "employer", {}),
    "eligibility-check": ("begin_check", "office", None),
    "eligibility-decisions": ("find_eligible", "office", {}),
    "supplement": ("supplement", "employer", {}),
}


@pytest.mark.parametrize("state", ApplicationState)
@pytest.mark.parametrize("route", ROUTES)
async def test_a_step_that_the_life_cycle_does_not_allow_is_refused_with_what_it_does(
    employer: Caller,
    office: Caller,
    training: Service,
    apply_for: MakeApplication,
    state: ApplicationState,
    route: str,
) -> None:
    transition, who, body = ROUTES[route]
    if state in APPLICATION_LIFE_CYCLE.transitions[transition].origins:
        return
    found = await apply_for("submitted")
    async with training.database.transaction() as connection:
        await connection.execute(update(APPLICATION).values(state=state))

    caller = employer if who == "employer" else office
    refused = await caller.post(f"/v1/applications/{found['id']}/{route}", body)

    assert (refused.status_code, refused.json()["code"]) == (409, "transition-refused")
    assert refused.json()["allowed"] == list(APPLICATION_LIFE_CYCLE.allowed_from(state))


async def test_a_second_start_of_a_check_is_refused(office: Caller, apply_for: MakeApplication) -> None:
    found = await apply_for("eligibility_check")

    refused = await office.post(f"/v1/applications/{found['id']}/eligibility-check")

    assert (refused.status_code, refused.json()["state"]) == (409, "eligibility_check")


async def test_a_draft_is_not_the_offices_to_see(office: Caller, apply_for: MakeApplication) -> None:
    found = await apply_for("draft")

    assert (await office.get(f"/v1/applications/{found['id']}")).status_code == 404
    assert (await office.get("/v1/applications")).json()["items"] == []


async def test_a_draft_that_was_withdrawn_stays_its_makers(
    office: Caller, employer: Caller, apply_for: MakeApplication
) -> None:
    found = await apply_for("draft")
    path = f"/v1/applications/{found['id']}"

    assert (await made(await employer.post(f"{path}/withdrawal", {"reason": "暫不申請"})))["state"] == "withdrawn"
    assert (await office.get(path)).status_code == 404
