"""Placements: the seat, the follow-ups at their boundaries, and the end."""

import asyncio
from datetime import date
from typing import Any

import pytest
from chassis.service import Service
from chassis.testing import FrozenClock, Platform
from contracts.matching import PlacementCheckpointReached, PlacementEnded, PlacementStarted

from tests.factories.work import a_youth, closed, hear, published, vacancy_id
from tests.factories.youths import Caller
from tests.matching.conftest import Anyone
from tests.matching.said import said
from tests.matching.walking import Walk

VACANCY = vacancy_id(1)
YES = {"checkpoint": "stable-3-months", "employed": True, "evidence": "insurance_record"}


@pytest.fixture
async def walk(matching: Service, anyone: Anyone) -> Walk:
    await hear(matching, published(VACANCY))
    return Walk.of(matching, anyone)


@pytest.fixture
async def working(walk: Walk, matching: Service) -> dict[str, Any]:
    """Somebody who started on 1 July 2026, and turns 25 the day after."""
    return await walk.started((await a_youth(matching, birth_date="2001-07-02")).id, VACANCY)


async def answer(caller: Caller, placement: dict[str, Any], **changes: Any) -> Any:
    return await caller.post(f"/v1/placements/{placement['id']}/checkpoints", YES | changes, etag="*")


async def test_the_first_day_is_followed_up_on_it_and_again_after_three_calendar_months(
    working: dict[str, Any],
) -> None:
    [arrival, checkpoint] = working["checkpoints"]
    assert (arrival["code"], arrival["due_on"], arrival["grace_until"]) == ("arrival", "2026-07-01", "2026-07-15")
    assert (checkpoint["code"], checkpoint["due_on"]) == ("stable-3-months", "2026-10-01")
    assert (checkpoint["grace_until"], checkpoint["state"]) == ("2026-10-15", "open")
    assert (working["age_band"], working["state"]) == ("20-24", "working")


@pytest.mark.parametrize(
    ("days", "status", "late"), [(91, 409, None), (92, 200, False), (106, 200, False), (107, 200, True)]
)
async def test_a_follow_up_is_answered_from_its_due_day_on_and_late_after_its_grace(
    walk: Walk,
    working: dict[str, Any],
    clock: FrozenClock,
    matching: Service,
    days: int,
    status: int,
    late: bool | None,
) -> None:
    clock.advance(days=days)

    answered = await answer(walk.school, working)

    assert answered.status_code == status
    facts = await said(matching, PlacementCheckpointReached)
    if late is None:
        assert (answered.json()["code"], facts) == ("checkpoint-not-due", [])
        return
    [_, checkpoint] = answered.json()["checkpoints"]
    assert (checkpoint["state"], checkpoint["employed"], checkpoint["late"]) == ("answered", True, late)
    # what it is counted by is the first day's, as the placement was
    assert [(one.employed, one.due_on, one.age_band) for one in facts] == [(True, date(2026, 10, 1), "20-24")]


async def test_a_follow_up_is_answered_once(walk: Walk, working: dict[str, Any], clock: FrozenClock) -> None:
    clock.advance(days=95)
    await answer(walk.school, working)
    again = await answer(walk.office_of_branch, working, employed=False)
    unheard_of = await answer(walk.school, working, checkpoint="stable-1-year")
    somebody = await answer(walk.school, working, checkpoint="王小明")

    assert (again.status_code, again.json()["code"]) == (409, "checkpoint-settled")
    assert (unheard_of.status_code, unheard_of.json()["code"]) == (422, "checkpoint-unknown")
    assert [one.json()["checkpoint"] for one in (unheard_of, somebody)] == ["stable-1-year", "?"]


async def test_an_officer_is_shown_what_is_overdue(walk: Walk, working: dict[str, Any], clock: FrozenClock) -> None:
    async def overdue(caller: Caller) -> list[str]:
        return [one["id"] for one in (await caller.get("/v1/placements", overdue=True)).json()["items"]]

    arrived = await answer(walk.school, working, checkpoint="arrival")
    assert arrived.status_code == 200
    clock.advance(days=106)
    on_the_last_day = await overdue(walk.office_of_branch)
    clock.advance(days=1)

    assert (on_the_last_day, await overdue(walk.office_of_branch)) == ([], [working["id"]])
    assert await overdue(walk.south) == []
    await answer(walk.office_of_branch, working)
    assert await overdue(walk.office_of_branch) == []


async def test_an_officer_may_judge_six_further_months_necessary(
    walk: Walk, working: dict[str, Any], clock: FrozenClock
) -> None:
    path, body = f"/v1/placements/{working['id']}/extension", {"checkpoint": "stable-9-months"}

    nobody = await walk.office_of_branch.post(path, body, etag="*")
    school = await walk.school.post(path, body, etag="*", acting_person="t-1")
    extended = await walk.office_of_branch.post(path, body, etag='"1"', acting_person="officer-17")
    again = await walk.office_of_branch.post(path, body, etag="*", acting_person="officer-17")

    assert (nobody.status_code, nobody.json()["code"]) == (400, "acting-person-missing")
    assert (school.status_code, school.json()["code"]) == (403, "organisation-kind-refused")
    assert [one["due_on"] for one in extended.json()["checkpoints"]] == [
        "2026-07-01",
        "2026-10-01",
        "2027-04-01",
    ]
    assert (again.status_code, again.json()["code"]) == (409, "checkpoint-settled")
    clock.advance(days=274)
    assert (await answer(walk.school, working, checkpoint="stable-9-months")).status_code == 200


async def test_an_end_frees_the_seat_and_voids_what_was_due_later(
    walk: Walk, working: dict[str, Any], matching: Service, clock: FrozenClock
) -> None:
    clock.advance(days=30)
    body = {"ended_on": "2026-07-20", "reason": "resigned"}
    path = f"/v1/placements/{working['id']}/ending"

    ended = await walk.employer.post(path, body, etag='"1"')
    again = await walk.employer.post(path, body, etag="*")

    assert (ended.json()["state"], ended.json()["end_reason"]) == ("ended", "resigned")
    # that the person came may still be said
    assert [one["state"] for one in ended.json()["checkpoints"]] == ["open", "void"]
    assert (again.status_code, again.json()["code"]) == (409, "transition-refused")
    [fact] = await said(matching, PlacementEnded)
    [started] = await said(matching, PlacementStarted)
    assert (fact.vacancy_id, fact.youth_id, fact.ended_on) == (VACANCY, started.youth_id, date(2026, 7, 20))
    clock.advance(days=100)
    assert (await answer(walk.school, working)).json()["code"] == "checkpoint-settled"


async def test_who_left_before_the_due_day_was_not_employed_on_it(
    walk: Walk, working: dict[str, Any], clock: FrozenClock
) -> None:
    clock.advance(days=100)
    body = {"ended_on": "2026-10-01", "reason": "agreed"}
    await walk.employer.post(f"/v1/placements/{working['id']}/ending", body, etag="*")

    # on the very day of the follow-up the person still worked there
    assert (await answer(walk.school, working)).status_code == 200


@pytest.mark.parametrize("day", ["2026-06-30", "2026-07-02"])
async def test_a_last_day_lies_between_the_first_and_today(walk: Walk, working: dict[str, Any], day: str) -> None:
    body = {"ended_on": day, "reason": "other"}
    refused = await walk.employer.post(f"/v1/placements/{working['id']}/ending", body, etag="*")
    assert (refused.status_code, refused.json()["code"]) == (422, "ending-day-invalid")


async def test_the_last_seat_takes_the_vacancy_out_of_the_search_and_its_return_brings_it_back(
    walk: Walk, matching: Service, platform: Platform, clock: FrozenClock
) -> None:
    there = vacancy_id(9)
    await hear(matching, published(there, openings=1))
    looking = await a_youth(matching)

    async def found() -> bool:
        await platform.settle()
        page = (await walk.school.get(f"/v1/youths/{looking.id}/recommendations")).json()
        return str(there) in [one["vacancy_id"] for one in page["items"]]

    before = await found()
    placement = await walk.started((await a_youth(matching)).id, there)
    taken = await found()
    body = {"ended_on": "2026-07-01", "reason": "resigned"}
    await walk.employer.post(f"/v1/placements/{placement['id']}/ending", body, etag="*")

    assert (before, taken, await found()) == (True, False, True)


async def test_of_two_who_start_at_once_one_has_the_last_seat(walk: Walk, matching: Service) -> None:
    there = vacancy_id(9)
    await hear(matching, published(there, openings=1))
    hired = [await walk.hired((await a_youth(matching)).id, there) for _ in range(2)]
    for one in hired:
        await walk.excepted(one)
    body = {"started_on": "2026-07-01"}

    answers = await asyncio.gather(
        *(walk.employer.post(f"/v1/referrals/{one['id']}/start", body, etag="*") for one in hired)
    )

    assert sorted(one.status_code for one in answers) == [200, 409]
    [refused] = [one.json() for one in answers if one.status_code == 409]
    assert (refused["code"], refused["openings"], refused["taken"]) == ("vacancy-not-open", 1, 1)


async def test_who_was_hired_starts_although_the_vacancy_takes_nobody_else(walk: Walk, matching: Service) -> None:
    there = vacancy_id(9)
    await hear(matching, published(there, openings=1))
    hired = await walk.hired((await a_youth(matching)).id, there)
    await walk.excepted(hired)
    await hear(matching, closed(there, sequence=2, openings=1))

    started = await walk.step(walk.employer, hired["id"], "start", {"started_on": "2026-07-01"})

    assert started["state"] == "started"


async def test_strangers_know_no_placement(walk: Walk, working: dict[str, Any]) -> None:
    for stranger in (walk.other_school, walk.other_employer, walk.south, walk.office):
        assert (await stranger.get(f"/v1/placements/{working['id']}")).json()["code"] == "placement-unknown"
        assert (await stranger.get("/v1/placements")).json()["items"] == []
        if stranger is not walk.other_employer:
            assert (await answer(stranger, working)).status_code == 404
    for caller in (walk.school, walk.employer, walk.office_of_branch, walk.agency):
        assert (await caller.get(f"/v1/placements/{working['id']}")).status_code == 200


async def test_an_employer_follows_nobody_up(walk: Walk, working: dict[str, Any], clock: FrozenClock) -> None:
    clock.advance(days=95)
    refused = await answer(walk.employer, working)
    assert (refused.status_code, refused.json()["code"]) == (403, "organisation-kind-refused")


async def test_writes_ask_for_the_version(walk: Walk, working: dict[str, Any], clock: FrozenClock) -> None:
    clock.advance(days=95)
    path = f"/v1/placements/{working['id']}"
    ending = {"ended_on": "2026-07-20", "reason": "resigned"}
    for step, body in (("checkpoints", YES), ("ending", ending), ("extension", {"checkpoint": "stable-9-months"})):
        for etag, status in ((None, 428), ('"9"', 412)):
            refused = await walk.office_of_branch.post(f"{path}/{step}", body, etag=etag, acting_person="officer-17")
            assert refused.status_code == status
