"""The officers' desk: the queue, and decisions in bulk."""

import asyncio
from typing import Any

import httpx2 as httpx
import pytest
from chassis.service import Service
from sqlalchemy import event, func, select
from vacancy.models import REVIEW

from tests.factories.vacancy import KAOHSIUNG, Caller, a_complete_statement
from tests.vacancy.conftest import Anyone, InState
from tests.vacancy.test_upsert import rows_in

SOUTH = "kaohsiung-pingtung-penghu-taitung"
SOME = "00000000-0000-0000-0000-000000000000"


async def waiting(association: Caller, *names: str, **changes: Any) -> list[str]:
    """Vacancies that a screening referred to an officer; returns their ids."""
    made = []
    for name in names:
        vacancy_id = (await association.submit(a_complete_statement(**changes), source_id=name)).json()["id"]
        assert (await association.screen(vacancy_id)).json()["outcome"] == "needs_review"
        made.append(vacancy_id)
    return made


def item(vacancy_id: str, outcome: str = "qualified", **changes: Any) -> dict[str, Any]:
    """One decision of a batch."""
    return {"vacancy_id": vacancy_id, "if_match": "*", "outcome": outcome, "reason": "經查證屬實"} | changes


async def decide(caller: Caller, *items: dict[str, Any]) -> httpx.Response:
    """Send a batch."""
    return await caller.post("/v1/reviews:batch", {"items": list(items)}, acting_person="officer-17")


async def test_the_queue_shows_what_waits_oldest_first_with_what_was_left_open(
    association: Caller, branch: Caller, in_state: InState
) -> None:
    first, second = await waiting(association, "first", "second")
    await in_state("needs_information")
    await association.put(a_complete_statement(openings=9), source_id="first")
    await association.screen(first)

    items = (await branch.get("/v1/review-queue")).json()["items"]

    assert [(one["vacancy_id"], one["waiting_for"]) for one in items] == [(first, "review"), (second, "review")]
    [wage] = items[0]["open_findings"]
    assert (wage["criterion"], wage["verdict"], wage["reason"]) == ("wage", "unknown", "no-entry-wage-known")
    assert (items[0]["version"], items[0]["appeal_id"]) == (5, None)


async def test_an_undecided_appeal_waits_in_the_queue_too(
    association: Caller, branch: Caller, in_state: InState
) -> None:
    rejected = await in_state("rejected")
    filed = (await association.step(rejected["id"], "appeals", {"grounds": "原處分有誤"})).json()
    [reviewed] = await waiting(association, "later")

    items = (await branch.get("/v1/review-queue")).json()["items"]
    path = f"appeals/{filed['id']}/decision"
    await branch.step(rejected["id"], path, {"outcome": "dismissed", "reason": "無違誤"})
    left = (await branch.get("/v1/review-queue")).json()["items"]

    assert [(one["vacancy_id"], one["waiting_for"], one["grounds"]) for one in items] == [
        (rejected["id"], "appeal", "原處分有誤"),
        (reviewed, "review", None),
    ]
    assert items[0]["appeal_id"] == filed["id"]
    assert [one["criterion"] for one in items[0]["open_findings"]] == ["not_dispatched", "wage"]
    assert [one["vacancy_id"] for one in left] == [reviewed]


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_the_queue_is_read_in_pages(association: Caller, branch: Caller, limit: int) -> None:
    ids = await waiting(association, "a", "b", "c")

    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await branch.get("/v1/review-queue", limit=limit, **cursor)).json()
        seen += [one["vacancy_id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    assert seen == ids


async def test_a_branch_sees_its_own_queue_and_the_agency_any(
    anyone: Anyone, association: Caller, branch: Caller, agency: Caller
) -> None:
    [north] = await waiting(association, "north")
    [south] = await waiting(association, "south", county=KAOHSIUNG)

    async def seen(caller: Caller, **parameters: str) -> list[str]:
        items = (await caller.get("/v1/review-queue", **parameters)).json()["items"]
        return [one["vacancy_id"] for one in items]

    assert await seen(branch) == [north]
    assert await seen(anyone("branch", region=SOUTH)) == [south]
    assert await seen(agency) == [north, south]
    assert await seen(agency, branch=SOUTH) == [south]
    other = await branch.get("/v1/review-queue", branch=SOUTH)
    assert (other.status_code, other.json()["code"]) == (422, "branch-missing")


@pytest.mark.parametrize("kind", ["association", "employer", "university"])
async def test_the_desk_is_the_offices_alone(anyone: Anyone, kind: str) -> None:
    caller = anyone(kind)
    answers = [
        await caller.get("/v1/review-queue"),
        await caller.get("/v1/screening-statistics"),
        await decide(caller, item(SOME)),
    ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "organisation-kind-refused")] * 3


async def test_each_decision_of_a_batch_stands_or_falls_alone(
    anyone: Anyone, association: Caller, branch: Caller, in_state: InState, vacancy: Service
) -> None:
    good, bad, stale = await waiting(association, "a", "b", "c")
    [south] = await waiting(association, "d", county=KAOHSIUNG)
    published = (await in_state("published"))["id"]
    before = await rows_in(vacancy, "review")

    answer = await decide(
        branch,
        item(good, id="row-1"),
        item(south, id="row-2"),
        item(bad, "rejected", id="row-3", if_match='"3"'),
        item(stale, id="row-4", if_match='"1"'),
        item(published, id="row-5"),
        item(good, "rejected", id="row-6"),
    )

    items = answer.json()["items"]
    assert answer.status_code == 207
    assert [(one["id"], one["status"]) for one in items] == [
        ("row-1", 200),
        ("row-2", 404),
        ("row-3", 200),
        ("row-4", 412),
        ("row-5", 409),
        ("row-6", 409),
    ]
    assert [one["vacancy"] and one["vacancy"]["state"] for one in items] == [
        "qualified",
        None,
        "rejected",
        None,
        None,
        None,
    ]
    codes = [one["problem"]["code"] for one in items if one["problem"]]
    assert codes == ["vacancy-unknown", "version-stale", "transition-refused", "transition-refused"]
    assert (await association.get(f"/v1/vacancies/{good}")).json() == items[0]["vacancy"]
    assert await rows_in(vacancy, "review") == [before[0] + 2]


async def test_a_batch_is_decided_once_under_one_key(association: Caller, branch: Caller, vacancy: Service) -> None:
    [one] = await waiting(association, "a")
    headers = branch.headers(key=True, acting_person="officer-17")

    answers = [
        await branch.http.post("/v1/reviews:batch", json={"items": [item(one)]}, headers=headers) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [207, 207]
    assert answers[0].json() == answers[1].json()
    async with vacancy.database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(REVIEW))).scalar_one() == 1


async def test_a_batch_takes_as_many_statements_as_one_decision(
    association: Caller, branch: Caller, vacancy: Service
) -> None:
    one, *many = await waiting(association, *"abcdef")
    statements: list[str] = []
    engine = vacancy.database.engine.sync_engine

    def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        await decide(branch, item(one))
        alone = len(statements)
        statements.clear()
        await decide(branch, *(item(each) for each in many))
    finally:
        event.remove(engine, "before_cursor_execute", count)

    assert len(statements) == alone


async def test_two_officers_who_decide_the_same_vacancies_do_not_cross(
    association: Caller, branch: Caller, agency: Caller
) -> None:
    ids = await waiting(association, *"abcd")

    mine, theirs = await asyncio.gather(
        decide(branch, *(item(one) for one in ids)), decide(agency, *(item(one) for one in reversed(ids)))
    )

    statuses = [sorted(one["status"] for one in answer.json()["items"]) for answer in (mine, theirs)]
    assert sorted(statuses) == [[200] * 4, [409] * 4]


@pytest.mark.parametrize("number", [0, 501])
async def test_a_batch_has_one_to_five_hundred_decisions(branch: Caller, number: int) -> None:
    answer = await decide(branch, *(item(SOME) for _ in range(number)))

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/items")


async def test_a_batch_names_its_officer_and_each_decision_its_reason(branch: Caller) -> None:
    nameless = await branch.post("/v1/reviews:batch", {"items": [item(SOME)]})
    reasonless = await decide(branch, item(SOME, reason=" "))

    assert (nameless.status_code, nameless.json()["code"]) == (400, "acting-person-missing")
    assert (reasonless.status_code, reasonless.json()["errors"][0]["pointer"]) == (422, "/items/0/reason")


async def test_a_condition_that_is_none_is_pointed_at_and_not_called_stale(branch: Caller) -> None:
    waiting = "00000000-0000-0000-0000-000000000000"
    body = {"items": [item(waiting), item(waiting, if_match="3")]}

    answer = await branch.post("/v1/reviews:batch", body, acting_person="officer-17")

    assert (answer.status_code, answer.json()["code"]) == (422, "payload-invalid")
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/items/1/if_match", "if_match_invalid")
    ]
