"""Up to 500 upserts in one request: each stands or falls alone."""

from typing import Any

import pytest
from chassis.auth import OrgKind

from tests.factories.vacancy import Caller, a_statement
from tests.vacancy.conftest import Anyone, InState


def item(source_id: str, **more: Any) -> dict[str, Any]:
    return {"source": "taiwanjobs", "source_id": source_id, "facts": a_statement(), **more}


async def send(caller: Caller, *items: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await caller.post("/v1/vacancies:batch", {"items": list(items)})
    assert answer.status_code == 207, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_every_item_is_answered_in_order_under_the_callers_own_id(association: Caller) -> None:
    await association.put(a_statement(), source_id="held")
    await association.put(a_statement(), source_id="same")

    answers = await send(
        association,
        item("new", id="a"),
        item("held", id="b", facts=a_statement(openings=5)),
        item("same", id="c"),
        item("bad", id="d", facts={"title": ""}),
        item("no-industry", id="e", facts=a_statement(industry="112-99")),
        item("draft", id="f", draft=True),
    )

    assert [(one["id"], one["status"]) for one in answers] == [
        ("a", 201),
        ("b", 200),
        ("c", 200),
        ("d", 422),
        ("e", 422),
        ("f", 201),
    ]
    assert [one["vacancy"] and one["vacancy"]["result"] for one in answers[:3]] == ["created", "changed", "unchanged"]
    assert {"/facts/title", "/facts/county"} <= {one["pointer"] for one in answers[3]["problem"]["errors"]}
    assert answers[4]["problem"]["code"] == "industry-unknown"
    assert answers[5]["vacancy"]["state"] == "draft"
    listed = (await association.get("/v1/vacancies")).json()["items"]
    assert {one["source_id"] for one in listed} == {"held", "same", "new", "draft"}


async def test_a_condition_holds_for_its_own_item(association: Caller) -> None:
    held = await association.put(a_statement(), source_id="1")
    etag = held.headers["ETag"]

    first, stale, absent = await send(
        association,
        item("1", if_match=etag, facts=a_statement(openings=3)),
        item("1", if_match=etag, facts=a_statement(openings=4)),
        item("2", if_match=etag),
    )

    assert (first["status"], stale["status"], absent["status"]) == (200, 412, 412)
    assert (await association.get(f"/v1/vacancies/{held.json()['id']}")).json()["openings"] == 3


@pytest.mark.parametrize("condition", ["zz", '"1', "1", "", " ", '*, "1"', '"1" "2"', 'w/"1"'])
async def test_a_condition_that_is_none_is_pointed_at_and_keeps_no_other_item(
    association: Caller, condition: str
) -> None:
    refused, taken = await send(association, item("1", if_match=condition), item("2"))

    assert (refused["status"], taken["status"]) == (422, 201)
    assert [one["pointer"] for one in refused["problem"]["errors"]] == ["/if_match"]


@pytest.mark.parametrize("condition", ['"1"', ' "0" , "1" ', 'W/"1", "1"', "*"])
async def test_a_well_formed_condition_is_compared(association: Caller, condition: str) -> None:
    await association.put(a_statement(), source_id="1")

    held, weak = await send(association, item("1", if_match=condition), item("1", if_match='W/"1"'))

    assert (held["status"], weak["status"]) == (200, 412)


async def test_an_item_that_the_vacancys_state_refuses_is_answered_409(association: Caller, in_state: InState) -> None:
    held = await in_state("suspended")

    refused, taken = await send(association, item(held["source_id"], facts=a_statement(openings=7)), item("other"))

    assert (refused["status"], refused["problem"]["code"], taken["status"]) == (409, "transition-refused", 201)


async def test_the_same_key_in_another_organisation_is_another_vacancy(anyone: Anyone, association: Caller) -> None:
    [mine] = await send(association, item("1"))
    [theirs] = await send(anyone(OrgKind.EMPLOYER, org="org-2"), item("1"))

    assert (mine["status"], theirs["status"]) == (201, 201)
    assert mine["vacancy"]["id"] != theirs["vacancy"]["id"]


@pytest.mark.parametrize(
    "body", [{"items": []}, {"items": [item("1")] * 501}, {"items": [{"source": "x"}]}, {"rows": []}, []]
)
async def test_a_batch_that_is_none_is_refused_as_a_whole(association: Caller, body: Any) -> None:
    assert (await association.post("/v1/vacancies:batch", body)).status_code == 422
    assert (await association.get("/v1/vacancies")).json()["items"] == []


async def test_a_repeated_batch_is_answered_from_the_first(association: Caller) -> None:
    sent = association.headers(key=True)
    body = {"items": [item("1")]}

    answers = [await association.http.post("/v1/vacancies:batch", json=body, headers=sent) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert answers[1].json()["items"][0]["status"] == 201


async def test_only_partners_hand_in(branch: Caller) -> None:
    answer = await branch.post("/v1/vacancies:batch", {"items": [item("1")]})

    assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")
