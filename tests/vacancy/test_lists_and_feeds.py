"""Lists, conditional reads, and the change feed."""

import base64
from typing import Any

import pytest
from chassis import housekeeping
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.testing import FrozenClock, Platform

from tests.factories.vacancy import KAOHSIUNG, VOUCHED, Caller, a_complete_statement, a_statement
from tests.vacancy.conftest import Anyone

SOUTH = "kaohsiung-pingtung-penghu-taitung"


async def follow(caller: Caller, cursor: str | None = None, *, limit: int = 50) -> tuple[list[Any], str]:
    """Read a feed until nothing comes; returns (version, operation) of every entry and the last cursor."""
    seen: list[Any] = []
    while True:
        parameters = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        page = (await caller.get("/v1/vacancies/changes", **parameters)).json()
        seen += [(one["id"], one["version"], one["operation"]) for one in page["items"]]
        cursor = str(page["next_cursor"])
        if not page["items"]:
            return seen, cursor


async def test_a_held_version_is_answered_304(association: Caller) -> None:
    made = (await association.put(a_statement())).json()
    path = f"/v1/vacancies/{made['id']}"

    held = await association.http.get(path, headers=association.headers() | {"If-None-Match": '"1"'})
    other = await association.http.get(path, headers=association.headers() | {"If-None-Match": '"2"'})

    assert (held.status_code, held.content, held.headers["ETag"]) == (304, b"", '"1"')
    assert (other.status_code, other.headers["ETag"]) == (200, '"1"')


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
async def test_pages_show_every_vacancy_once_in_the_order_of_submission(association: Caller, limit: int) -> None:
    for number in range(6):
        await association.put(a_statement(), source_id=str(number))

    seen: list[str] = []
    cursor: dict[str, str] = {}
    pages = 0
    while True:
        page = (await association.get("/v1/vacancies", limit=limit, **cursor)).json()
        seen += [one["source_id"] for one in page["items"]]
        pages += 1
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    assert seen == ["0", "1", "2", "3", "4", "5"]
    assert pages == -(-6 // limit)


async def test_a_vacancy_submitted_while_somebody_pages_comes_last(association: Caller) -> None:
    for number in range(2):
        await association.put(a_statement(), source_id=str(number))
    page = (await association.get("/v1/vacancies", limit=1)).json()
    await association.put(a_statement(openings=9), source_id="0")
    await association.put(a_statement(), source_id="2")

    rest = (await association.get("/v1/vacancies", cursor=page["next_cursor"])).json()

    assert [one["source_id"] for one in rest["items"]] == ["1", "2"]


async def test_a_list_can_be_narrowed(association: Caller) -> None:
    await association.put(a_statement(), source_id="plain")
    await association.put(a_complete_statement(county=KAOHSIUNG), source_id="complete")
    screened = (await association.submit(a_complete_statement(industry="112-04"), source_id="screened")).json()
    await association.screen(screened["id"])

    async def found(**filters: str) -> set[str]:
        return {one["source_id"] for one in (await association.get("/v1/vacancies", **filters)).json()["items"]}

    assert await found(state="submitted") == {"plain", "complete"}
    assert await found(outcome="needs_review") == {"screened"}
    assert await found(county=KAOHSIUNG) == {"complete"}
    assert await found(industry="112-04") == {"screened"}
    assert await found(source="taiwanjobs", state="needs_review") == {"screened"}
    assert await found(source="elsewhere") == set()


@pytest.mark.parametrize(
    "parameters",
    [{"limit": 0}, {"limit": 201}, {"state": "lost"}, {"outcome": "x"}, {"county": "1"}, {"industry": "x"}],
)
async def test_a_filter_that_means_nothing_is_refused(association: Caller, parameters: dict[str, Any]) -> None:
    answer = await association.get("/v1/vacancies", **parameters)

    assert (answer.status_code, answer.json()["errors"][0]["query"]) == (422, next(iter(parameters)))


@pytest.mark.parametrize("path", ["/v1/vacancies", "/v1/vacancies/changes"])
async def test_a_cursor_that_we_did_not_make_is_refused(association: Caller, path: str) -> None:
    for number in range(2):
        await association.put(a_statement(), source_id=str(number))
    good = (await association.get(path, limit=1)).json()["next_cursor"]
    forged = [good[:-1] + ("A" if good[-1] != "A" else "B"), "MQ", "not base64 %%%", "é", good + "AAAA"]

    for cursor in forged:
        answer = await association.get(path, cursor=cursor)
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor-invalid")


async def test_a_cursor_fits_only_the_filters_it_was_made_for(association: Caller) -> None:
    for number in range(2):
        await association.put(a_statement(), source_id=str(number))
    cursor = (await association.get("/v1/vacancies", limit=1)).json()["next_cursor"]

    assert (await association.get("/v1/vacancies", cursor=cursor, state="submitted")).status_code == 400
    assert (await association.get("/v1/vacancies/changes", cursor=cursor)).status_code == 400


async def test_the_feed_shows_every_version_exactly_once(
    association: Caller, branch: Caller, platform: Platform
) -> None:
    made = (await association.put(a_complete_statement())).json()
    await platform.settle()
    first, cursor = await follow(association)
    await association.attest(made["id"], VOUCHED)
    await association.screen(made["id"])
    await branch.review(made["id"])
    await branch.publish(made["id"])
    await platform.settle()

    rest, _ = await follow(association, cursor, limit=1)

    assert first + rest == [(made["id"], version, "upsert") for version in (1, 2, 3, 4, 5)]


async def test_a_change_that_has_no_number_yet_waits_for_it(association: Caller, platform: Platform) -> None:
    made = (await association.put(a_statement())).json()

    before, cursor = await follow(association)
    await platform.settle()

    assert before == []
    assert (await follow(association, cursor))[0] == [(made["id"], 1, "upsert")]


async def test_a_feed_tells_nobody_what_others_do(anyone: Anyone, association: Caller, platform: Platform) -> None:
    other = anyone(OrgKind.ASSOCIATION, org="org-2")
    for number in range(3):
        await other.put(a_statement(), source_id=str(number))
    mine = (await association.put(a_statement())).json()
    await platform.settle()

    seen, cursor = await follow(association, limit=1)

    assert seen == [(mine["id"], 1, "upsert")]
    opened = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert not opened.endswith(b"4")


async def test_a_branch_hears_that_a_vacancy_has_left_its_region(
    anyone: Anyone, association: Caller, branch: Caller, agency: Caller, platform: Platform
) -> None:
    made = (await association.put(a_statement())).json()["id"]
    await association.put(a_statement(county=KAOHSIUNG))
    await association.put(a_statement(county="10013"))
    await platform.settle()
    south = anyone(OrgKind.BRANCH, org="branch-south", region=SOUTH)

    assert (await follow(branch))[0] == [(made, 1, "upsert"), (made, 2, "delete")]
    assert (await follow(south))[0] == [(made, 2, "upsert"), (made, 3, "upsert")]
    everything = [(made, 1, "upsert"), (made, 2, "upsert"), (made, 3, "upsert")]
    assert (await follow(association))[0] == everything
    assert (await follow(agency))[0] == everything


async def test_an_organisation_with_few_changes_is_not_overtaken_by_the_sweep(
    anyone: Anyone, association: Caller, vacancy: Service, platform: Platform, clock: FrozenClock
) -> None:
    busy = anyone(OrgKind.ASSOCIATION, org="org-2")
    await association.put(a_statement())
    await platform.settle()
    _, early = await follow(association)
    for openings in range(3, 6):
        await busy.put(a_statement(openings=openings))
    await platform.settle()
    _, current = await follow(association)
    clock.advance(days=91)
    await housekeeping.sweep(vacancy)

    assert (await association.get("/v1/vacancies/changes", cursor=current)).status_code == 200
    assert (await association.get("/v1/vacancies/changes")).status_code == 200
    gone = await association.get("/v1/vacancies/changes", cursor=early)
    assert (gone.status_code, gone.json()["code"]) == (410, "cursor-gone")
