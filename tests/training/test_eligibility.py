"""The eligibility check as the office makes it: outcomes said to others, decisions that replay."""

from typing import Any

import pytest
from chassis.service import Service
from sqlalchemy import update
from training.models import RULE_SET

from tests.factories.training import Caller, made
from tests.training.conftest import MakeApplication, Row, Said

PART_TIME = [{"mode": "part_time", "count": 1, "monthly_pay": 18_000, "job_type": "big-data"}]
JUDGED = {"criterion": "pay", "verdict": "pass", "reason": "時薪換算優於基本工資"}


async def decide(office: Caller, application: Row, *judgements: Row) -> Any:
    path = f"/v1/applications/{application['id']}/eligibility-decisions"
    return await office.post(path, {"judgements": list(judgements)})


async def test_a_complete_application_is_eligible_and_others_hear_it(
    office: Caller, employer: Caller, call: Row, apply_for: MakeApplication, said: Said
) -> None:
    found = await apply_for()
    answer = await decide(office, found)
    decision = await made(answer)

    assert decision["outcome"] == "eligible"
    assert {one["verdict"] for one in decision["findings"]} == {"pass"}
    assert (await employer.get(f"/v1/applications/{found['id']}")).json()["state"] == "eligible"
    assert answer.headers["Location"] == f"/v1/application-decisions/{decision['id']}"
    assert await said() == [
        (
            "application.decided.v1",
            {
                "decision_id": decision["id"],
                "call_id": call["id"],
                "roc_year": 115,
                "stage": "eligibility",
                "outcome": "eligible",
                "rule_set_version": "2023-01",
                "decided_on": "2026-07-01",
            },
        )
    ]


async def test_a_fail_returns_it_and_it_is_over(
    office: Caller, employer: Caller, apply_for: MakeApplication, said: Said
) -> None:
    found = await apply_for(budget={"total": 1_000, "own_share": 499})

    decision = await made(await decide(office, found))

    assert decision["outcome"] == "returned"
    assert [one["criterion"] for one in decision["findings"] if one["verdict"] == "fail"] == ["own_share"]
    assert (await decide(office, found)).status_code == 409
    assert [value["outcome"] for _, value in await said()] == ["returned"]


async def test_a_missing_document_is_asked_for(office: Caller, employer: Caller, apply_for: MakeApplication) -> None:
    found = await apply_for(without=("cooperation",))

    decision = await made(await decide(office, found))

    assert (decision["outcome"], decision["missing"]) == ("supplement_requested", ["/documents/cooperation"])
    [request] = (await employer.get(f"/v1/applications/{found['id']}/supplement-requests")).json()["items"]
    assert request["items"] == [
        {"kind": "document", "name": "cooperation", "criterion": "documents", "reason": "not-there"}
    ]
    assert (request["round"], request["days"], request["due_on"]) == (1, 10, None)


async def test_what_is_not_comparable_waits_for_an_officers_word(
    office: Caller, apply_for: MakeApplication, said: Said
) -> None:
    found = await apply_for(posts=PART_TIME)

    refused = await decide(office, found)
    assert (refused.status_code, refused.json()["code"]) == (409, "judgement-needed")
    assert refused.json()["criteria"] == ["pay"]
    assert await said() == []

    decision = await made(await decide(office, found, JUDGED))
    assert decision["outcome"] == "eligible"
    [pay] = [one for one in decision["findings"] if one["criterion"] == "pay"]
    assert (pay["verdict"], pay["reason"], pay["evidence"]["judgement"]) == (
        "pass",
        "judged-by-officer",
        "時薪換算優於基本工資",
    )


async def test_an_officer_does_not_overrule_a_rule(office: Caller, apply_for: MakeApplication) -> None:
    found = await apply_for(budget={"total": 1_000, "own_share": 499})

    refused = await decide(office, found, {"criterion": "own_share", "verdict": "pass", "reason": "從寬"})

    assert (refused.status_code, refused.json()["code"]) == (409, "judgement-refused")


@pytest.mark.parametrize(
    "judgement",
    [
        {"criterion": "weather", "verdict": "pass", "reason": "晴"},
        {"criterion": "pay", "verdict": "maybe", "reason": "未定"},
        {"criterion": "pay", "verdict": "pass"},
        {"criterion": "pay", "verdict": "unknown", "reason": "補", "missing": ["/case_number"]},
    ],
)
async def test_a_judgement_that_is_none_is_pointed_at(
    office: Caller, apply_for: MakeApplication, judgement: Row
) -> None:
    refused = await decide(office, await apply_for(), judgement)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"].startswith("/judgements/0/")


@pytest.mark.parametrize(
    ("changes", "judgements", "outcome"),
    [
        ({}, [], "eligible"),
        ({"budget": {"total": 1_000, "own_share": 499}}, [], "returned"),
        ({"universities": []}, [], "supplement_requested"),
        ({"posts": PART_TIME}, [JUDGED], "eligible"),
    ],
)
async def test_a_decision_replays_to_the_same_answer_whatever_rules_came_since(
    office: Caller,
    training: Service,
    apply_for: MakeApplication,
    changes: Row,
    judgements: list[Row],
    outcome: str,
) -> None:
    decision = await made(await decide(office, await apply_for(**changes), *judgements))
    async with training.database.transaction() as connection:
        newer = {"name": "ipas-subsidy-eligibility", "version": "2026-07", "effective_from": "2026-07-01"}
        [held] = (await connection.execute(RULE_SET.select())).all()
        stricter = dict(held.parameters) | {"least_universities": 9}
        row = dict(held._mapping) | newer | {"parameters": stricter, "effective_from": held.effective_from}
        await connection.execute(RULE_SET.insert(), row)
    try:
        replay = await made(await office.post(f"/v1/application-decisions/{decision['id']}/replay"))
    finally:
        async with training.database.transaction() as connection:
            await connection.execute(RULE_SET.delete().where(RULE_SET.c.version == "2026-07"))

    assert replay == {
        "decision_id": decision["id"],
        "same": True,
        "facts_intact": True,
        "outcome": outcome,
        "replayed_outcome": outcome,
        "differences": [],
    }


async def test_a_decision_whose_facts_were_altered_does_not_replay_as_the_same(
    office: Caller, training: Service, apply_for: MakeApplication
) -> None:
    decision = await made(await decide(office, await apply_for()))
    table = training.tables.decision
    async with training.database.transaction() as connection:
        [row] = (await connection.execute(table.select())).all()
        altered = dict(row.facts) | {"universities": []}
        await connection.execute(update(table).values(facts=altered))

    replay = await made(await office.post(f"/v1/application-decisions/{decision['id']}/replay"))

    assert (replay["same"], replay["facts_intact"], replay["replayed_outcome"]) == (
        False,
        False,
        "supplement_requested",
    )
    assert [one["criterion"] for one in replay["differences"]] == ["universities"]


async def test_decisions_are_read_one_by_one_and_together(
    office: Caller, employer: Caller, apply_for: MakeApplication
) -> None:
    found = await apply_for()
    decision = await made(await decide(office, found))

    assert (await employer.get(f"/v1/application-decisions/{decision['id']}")).json() == decision
    listed = (await employer.get(f"/v1/applications/{found['id']}/eligibility-decisions")).json()
    assert listed == {"items": [decision]}


async def test_nobodys_name_is_in_a_decision(office: Caller, apply_for: MakeApplication) -> None:
    decided = await decide(office, await apply_for())

    assert "王小明" not in decided.text
    assert "陳美玲" not in decided.text
