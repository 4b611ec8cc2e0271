"""Eligibility decisions as they are stored, read, replayed, and what branches decide beside them."""

from typing import Any

import pytest
from chassis.service import Service
from matching.models import TABLES
from sqlalchemy import select, text, update

from tests.factories.youths import Caller, number

GRANT = {"granted": True, "reason": "計畫期程內，服務量能足夠"}


async def test_a_decision_gives_a_reason_for_every_criterion(office: Caller) -> None:
    made = await office.registered(situation__willing=None)

    decision = (await office.get(f"/v1/eligibility-decisions/{made['decision_id']}")).json()

    assert (decision["outcome"], decision["missing"]) == ("needs_information", ["situation.willing"])
    assert [(one["criterion"], one["verdict"], one["reason"]) for one in decision["findings"]] == [
        ("national", "pass", "national"),
        ("age", "pass", "within-age"),
        ("neither_in_school_nor_in_work", "pass", "neither"),
        ("registered_in_person", "pass", "registered-in-person"),
        ("willing_and_in_need", "unknown", "not-stated"),
    ]
    assert decision["findings"][1]["evidence"] == {"age": 24}
    assert (decision["rule_set_version"], decision["reference_date"]) == ("2023-08", "2026-07-01")


async def test_a_decision_is_asked_for_and_listed(office: Caller) -> None:
    made = await office.registered()

    decided = await office.step(made["id"], "eligibility-decisions", etag='"1"')

    assert (decided.status_code, decided.json()["outcome"], decided.headers["etag"]) == (201, "eligible", '"2"')
    assert decided.headers["location"] == f"/v1/eligibility-decisions/{decided.json()['id']}"
    listed = (await office.get(f"/v1/youths/{made['id']}/eligibility-decisions")).json()["items"]
    assert [one["id"] for one in listed] == [made["decision_id"], decided.json()["id"]]


@pytest.mark.parametrize("group", ["in_school", "unemployed"])
async def test_a_replay_reaches_the_same_answer_years_later(
    office: Caller, university: Caller, clock: Any, group: str
) -> None:
    if group == "unemployed":
        caller, decision = office, (await office.registered())["decision_id"]
    else:
        caller, youth = university, await university.sent()
        decision = (await university.read(youth))["decision_id"]
    clock.advance(days=3 * 365)

    replayed = (await caller.post(f"/v1/eligibility-decisions/{decision}/replay")).json()

    assert replayed == {
        "decision_id": decision,
        "erased": False,
        "same": True,
        "outcome": "eligible",
        "facts_intact": True,
        "differences": [],
    }


async def test_an_altered_outcome_is_noticed(office: Caller, matching: Service) -> None:
    made = await office.registered()
    table = TABLES.decision
    async with matching.database.transaction() as connection:
        altered = text("""jsonb_set(findings, '{age,reason}', '"too-old"')""")
        await connection.execute(update(table).values(findings=altered, facts_digest=b"\x00" * 32))

    replayed = (await office.post(f"/v1/eligibility-decisions/{made['decision_id']}/replay")).json()

    assert (replayed["same"], replayed["facts_intact"]) == (False, False)
    assert [one["criterion"] for one in replayed["differences"]] == ["age"]


async def test_facts_and_evidence_of_a_decision_are_sealed(office: Caller, matching: Service) -> None:
    await office.registered()

    async with matching.database.reading() as connection:
        row = (await connection.execute(select(TABLES.decision))).one()

    assert set(row.facts) == {"sealed"}
    assert {name: finding["evidence"] for name, finding in row.findings.items()} == {name: {} for name in row.findings}


async def test_a_branch_decides_what_it_spends_and_why(office: Caller, branch: Caller) -> None:
    made = await office.registered()

    decided = await branch.step(made["id"], "resource-decision", GRANT)

    assert (decided.status_code, decided.json()["officer"]) == (201, "officer-17")
    shown = await office.read(made["id"])
    assert shown["offered"] == [{"measure": "recommendations", "mode": "offered", "rules": ["R000-033"]}]
    [listed] = (await office.get(f"/v1/youths/{made['id']}/resource-decision")).json()["items"]
    assert listed["reason"] == GRANT["reason"]


async def test_the_last_decision_of_a_branch_counts(office: Caller, branch: Caller) -> None:
    made = await office.registered()
    await branch.step(made["id"], "resource-decision", {**GRANT, "measures": ["courses", "recommendations"]})
    assert [one["measure"] for one in (await office.read(made["id"]))["offered"]] == ["courses", "recommendations"]

    await branch.step(made["id"], "resource-decision", {"granted": False, "reason": "量能已滿"})

    assert (await office.read(made["id"]))["offered"] == []


async def test_a_branch_decides_nothing_of_the_kind_about_students(university: Caller, branch: Caller) -> None:
    student = await university.sent()

    answer = await branch.step(student, "resource-decision", GRANT)

    assert (answer.status_code, answer.json()["code"]) == (409, "measures-for-unemployed")


@pytest.mark.parametrize("of_kind", ["office", "agency"])
async def test_only_a_branch_decides_what_it_spends(office: Caller, agency: Caller, of_kind: str) -> None:
    made = await office.registered()

    answer = await {"office": office, "agency": agency}[of_kind].step(made["id"], "resource-decision", GRANT)

    assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")


async def test_a_branchs_decision_names_the_officer(office: Caller, branch: Caller) -> None:
    made = await office.registered()

    answer = await branch.post(f"/v1/youths/{made['id']}/resource-decision", GRANT, etag="*")

    assert (answer.status_code, answer.json()["code"]) == (400, "acting-person-missing")


@pytest.mark.parametrize("path", ["eligibility-decisions", "resource-decision"])
async def test_deciding_names_the_version_that_was_seen(office: Caller, branch: Caller, path: str) -> None:
    made = await office.registered(person_number=number(5))
    body = GRANT if path == "resource-decision" else None
    caller = branch if path == "resource-decision" else office

    missing = await caller.step(made["id"], path, body, etag=None)
    stale = await caller.step(made["id"], path, body, etag='"7"')

    assert (missing.status_code, stale.status_code) == (428, 412)
