"""Vacancies that two sources state: linked when screened, kept from publication, released and restored by officers."""

import asyncio
from typing import Any

import pytest
from chassis.service import Service
from sqlalchemy import update
from vacancy.models import DUPLICATE_LINK, VACANCY
from vacancy.service.link_duplicates import find_duplicates

from tests.factories.duplicates import an_opening, another, decide, twins
from tests.factories.vacancy import KAOHSIUNG, Caller, a_complete_statement
from tests.vacancy.conftest import Anyone
from tests.vacancy.test_upsert import rows_in

SOUTH = "kaohsiung-pingtung-penghu-taitung"


async def linked(office: Caller, **narrowed: Any) -> list[tuple[str, str]]:
    """The pairs that an office sees: kept and duplicate."""
    items = (await office.get("/v1/duplicates", **narrowed)).json()["items"]
    return [(one["kept"]["vacancy_id"], one["duplicate"]["vacancy_id"]) for one in items]


async def test_a_second_statement_of_one_opening_is_linked_to_the_better_documented(
    association: Caller, branch: Caller
) -> None:
    pair = await twins(association, branch, title="工程師 資安", employer={"name": "範例資訊 股份有限公司"})

    link = pair.link
    assert (link["state"], link["blocks_publication"], link["policy_version"]) == ("linked", True, "1")
    assert (link["kept"]["case_number"], link["duplicate"]["owner_org"]) == (pair.kept["case_number"], "org-2")
    assert 0.85 <= link["score"] < 1


async def test_a_later_statement_that_says_more_is_kept_instead(association: Caller, branch: Caller) -> None:
    plain = await an_opening(association)
    better = await an_opening(another(association), education="大學", working_time="日班")

    assert await linked(branch) == [(better["id"], plain["id"])]

    await association.attest(plain["id"], {"growth": {"promotion": True, "prospects": True}})
    await association.put(a_complete_statement(education="大學", experience="無"), source_id="twin")
    await association.screen(plain["id"])

    assert await linked(branch) == [(plain["id"], better["id"])]


async def test_a_duplicate_cannot_be_published_until_it_is_released(association: Caller, branch: Caller) -> None:
    pair = await twins(association, branch)
    duplicate = pair.duplicate["id"]
    await branch.review(duplicate)

    refused = await branch.publish(duplicate)
    released = await decide(branch, pair.link["id"], "release", etag='"1"')
    published = await branch.publish(duplicate)

    told = refused.json()
    assert (refused.status_code, told["code"], told["link"]) == (409, "duplicate-of-another", pair.link["id"])
    assert told["kept"] == {"id": pair.kept["id"], "number": pair.kept["case_number"]}
    assert (released.status_code, released.json()["state"], released.headers["ETag"]) == (200, "released", '"2"')
    assert (released.json()["officer"], released.json()["blocks_publication"]) == ("officer-17", False)
    assert published.status_code == 201


async def test_the_kept_one_is_published_and_stays_kept_whatever_the_other_says_later(
    association: Caller, branch: Caller
) -> None:
    pair = await twins(association, branch)
    for one in (pair.kept["id"],):
        await branch.review(one)
        assert (await branch.publish(one)).status_code == 201

    other = another(association)
    more = a_complete_statement(education="大學", experience="無", working_time="日班", description="弱點掃描")
    await other.put(more, source_id="twin")
    await other.screen(pair.duplicate["id"])

    assert await linked(branch) == [(pair.kept["id"], pair.duplicate["id"])]


async def test_a_released_pair_is_linked_again_only_when_it_says_another_thing(
    association: Caller, branch: Caller
) -> None:
    pair = await twins(association, branch)
    other = another(association)
    await decide(branch, pair.link["id"], "release")

    await other.put(a_complete_statement(openings=7), source_id="twin")
    await other.screen(pair.duplicate["id"])
    as_before = await linked(branch), await linked(branch, state="released")
    await other.put(a_complete_statement(title="資安 工程師"), source_id="twin")
    await other.screen(pair.duplicate["id"])

    assert as_before == ([], [(pair.kept["id"], pair.duplicate["id"])])
    assert await linked(branch) == [(pair.kept["id"], pair.duplicate["id"])]


async def test_a_restored_link_blocks_again_and_neither_step_is_taken_twice(
    association: Caller, branch: Caller
) -> None:
    pair = await twins(association, branch)
    link = pair.link["id"]
    await branch.review(pair.duplicate["id"])

    too_early = await decide(branch, link, "restore")
    await decide(branch, link, "release")
    again = await decide(branch, link, "release")
    restored = await decide(branch, link, "restore")

    assert (too_early.status_code, too_early.json()["code"], too_early.json()["allowed"]) == (
        409,
        "transition-refused",
        ["release"],
    )
    assert (again.status_code, again.json()["allowed"]) == (409, ["restore"])
    assert (restored.json()["state"], restored.json()["version"]) == ("linked", 3)
    assert (await branch.publish(pair.duplicate["id"])).status_code == 409


@pytest.mark.parametrize("end", ["withdrawal", "closure"])
async def test_the_end_of_the_kept_one_frees_the_duplicate(association: Caller, branch: Caller, end: str) -> None:
    pair = await twins(association, branch)
    kept, duplicate = pair.kept["id"], pair.duplicate["id"]
    await branch.review(duplicate)
    if end == "closure":
        await branch.review(kept)
        await branch.publish(kept)
    body = {"outcome": "closed"} if end == "closure" else {"reason": "不再增補"}

    before = await branch.publish(duplicate)
    assert (await association.step(kept, end, body)).status_code == 200

    [freed] = (await branch.get("/v1/duplicates")).json()["items"]
    assert (before.status_code, freed["blocks_publication"], freed["kept"]["state"] in ("withdrawn", "closed")) == (
        409,
        False,
        True,
    )
    assert (await branch.publish(duplicate)).status_code == 201
    assert await linked(branch) == []


@pytest.mark.parametrize(
    "changes",
    [{"title": "法務專員"}, {"employer": {"name": "別家公司"}}, {"county": KAOHSIUNG}, {"title": "資安工程師 2店"}],
)
async def test_another_job_employer_or_county_is_no_duplicate_and_makes_a_link_lapse(
    association: Caller, agency: Caller, changes: dict[str, Any]
) -> None:
    pair = await twins(association, agency)
    other = another(association)

    await other.put(a_complete_statement(**changes), source_id="twin")
    await other.screen(pair.duplicate["id"])
    lapsed = await linked(agency), await linked(agency, state="lapsed")
    await other.put(a_complete_statement(), source_id="twin")
    await other.screen(pair.duplicate["id"])

    assert lapsed == ([], [(pair.kept["id"], pair.duplicate["id"])])
    assert await linked(agency) == [(pair.kept["id"], pair.duplicate["id"])]


async def test_two_openings_of_one_source_are_not_linked(association: Caller, branch: Caller) -> None:
    for source_id in ("site-1", "site-2"):
        await an_opening(association, source_id=source_id)

    assert await linked(branch) == []


async def test_a_partner_learns_that_there_is_another_and_not_whose(association: Caller, branch: Caller) -> None:
    pair = await twins(association, branch)

    [told] = (await association.get(f"/v1/vacancies/{pair.kept['id']}/duplicates")).json()["items"]
    [to_the_other] = (await another(association).get(f"/v1/vacancies/{pair.duplicate['id']}/duplicates")).json()[
        "items"
    ]

    assert (told["kept"]["vacancy_id"], told["duplicate"]) == (pair.kept["id"], None)
    assert (to_the_other["kept"], to_the_other["duplicate"]["vacancy_id"]) == (None, pair.duplicate["id"])
    assert pair.kept["case_number"] not in str(to_the_other)
    assert pair.kept["id"] not in str(to_the_other)


async def test_a_partner_of_both_sees_both(association: Caller, branch: Caller) -> None:
    first = await an_opening(association, education="大學")
    path = "/v1/vacancies/by-source/own-feed/1"
    sent = a_complete_statement()
    second = (await association.http.put(path, json=sent, headers=association.headers())).json()
    await association.screen(second["id"])

    [told] = (await association.get(f"/v1/vacancies/{second['id']}/duplicates")).json()["items"]

    assert (told["kept"]["vacancy_id"], told["duplicate"]["vacancy_id"]) == (first["id"], second["id"])


async def test_a_branch_decides_in_its_region_only_and_a_partner_nowhere(
    anyone: Anyone, association: Caller, branch: Caller, agency: Caller
) -> None:
    pair = await twins(association, branch)
    south = anyone("branch", org="branch-south", region=SOUTH)

    for decision in ("release", "restore"):
        elsewhere = await decide(south, pair.link["id"], decision)
        partner = await decide(association, pair.link["id"], decision)
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "duplicate-link-unknown")
        assert (partner.status_code, partner.json()["code"]) == (403, "organisation-kind-refused")
    nameless = await branch.post(f"/v1/duplicates/{pair.link['id']}/release", {"reason": "查證"}, etag="*")
    queue = await association.get("/v1/duplicates")
    assert (nameless.status_code, nameless.json()["code"]) == (400, "acting-person-missing")
    assert (queue.status_code, queue.json()["code"]) == (403, "organisation-kind-refused")
    assert await linked(south) == []
    assert await linked(agency, branch="north") == await linked(branch) != []
    assert await linked(agency, branch=SOUTH) == []


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ('"2"', 412)])
async def test_a_release_asks_for_the_version_that_was_seen(
    association: Caller, branch: Caller, etag: str | None, status: int
) -> None:
    pair = await twins(association, branch)

    assert (await decide(branch, pair.link["id"], "release", etag=etag)).status_code == status


async def test_links_are_read_in_pages(anyone: Anyone, branch: Caller) -> None:
    for org in ("org-1", "org-2", "org-3"):
        await an_opening(anyone("association", org=org))

    first = (await branch.get("/v1/duplicates", limit=2)).json()
    rest = (await branch.get("/v1/duplicates", limit=2, cursor=first["next_cursor"])).json()

    assert len({one["id"] for one in first["items"] + rest["items"]}) == 3
    assert rest["next_cursor"] is None


async def test_two_screened_at_one_moment_are_told_apart_when_one_is_published(
    association: Caller, branch: Caller, vacancy: Service
) -> None:
    other = another(association)
    made = [(await one.submit(a_complete_statement(), source_id="twin")).json()["id"] for one in (association, other)]
    screened = await asyncio.gather(association.screen(made[0]), other.screen(made[1]))
    assert [one.status_code for one in screened] == [201, 201]
    async with vacancy.database.transaction() as connection:
        await connection.execute(DUPLICATE_LINK.delete())
    for one in made:
        await branch.review(one)

    refused = await branch.publish(made[1])
    named = [one["id"] for one in (await branch.get("/v1/duplicates")).json()["items"]]
    published = await branch.publish(made[0])

    assert (refused.status_code, published.status_code) == (409, 201)
    assert named == [refused.json()["link"]]
    assert await linked(branch) == [(made[0], made[1])]
    # found by the refused publication itself, and an officer may release it at once
    assert (await decide(branch, named[0], "release")).status_code == 200
    assert (await branch.publish(made[1])).status_code == 201


async def test_the_command_finds_what_was_stored_before_and_changes_nothing_the_second_time(
    association: Caller, branch: Caller, vacancy: Service
) -> None:
    pair = await twins(association, branch)
    async with vacancy.database.transaction() as connection:
        await connection.execute(DUPLICATE_LINK.delete())

    found = await find_duplicates(vacancy)
    again = await find_duplicates(vacancy)

    assert (found, again) == ({"compared": 2, "written": 1}, {"compared": 2, "written": 0})
    assert await linked(branch) == [(pair.kept["id"], pair.duplicate["id"])]
    assert await rows_in(vacancy, "duplicate_link") == [1]


async def test_a_vacancy_that_is_not_indexed_yet_is_compared_with_nobody(
    association: Caller, branch: Caller, vacancy: Service
) -> None:
    first = await an_opening(association)
    async with vacancy.database.transaction() as connection:
        await connection.execute(update(VACANCY).values(employer_key=None, documented=None, search_tokens=None))

    await an_opening(another(association))

    assert await linked(branch) == []
    assert (await association.get(f"/v1/vacancies/{first['id']}/duplicates")).json() == {"items": []}
