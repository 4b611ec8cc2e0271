"""What the vacancy service says again when it is asked to announce what is."""

from typing import Any
from uuid import UUID

import pytest
from chassis import announce
from chassis.inbox import Inbox
from chassis.jobs import Runner
from chassis.service import Service
from chassis.testing import FrozenClock
from sqlalchemy import delete
from vacancy.models import PUBLICATION

from tests.factories.events import a_placement_ended, a_placement_started, an_erasure_requested
from tests.factories.partners import acknowledge, amend, file, register
from tests.factories.vacancy import Caller, a_complete_statement
from tests.vacancy.conftest import InState
from tests.vacancy.test_screenings import announced

SINCE: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "published": [],
    "suspended": [("changed", {"change": "suspended", "open": False})],
    "filled": [("closed", {"reason": "filled", "closed_on": "2026-07-01"})],
    "closed": [("closed", {"reason": "closed", "closed_on": "2026-07-01"})],
    "expired": [("closed", {"reason": "expired", "closed_on": "2026-07-02"})],
}
Told = list[tuple[str, int, dict[str, Any]]]


async def announce_all(vacancy: Service) -> Told:
    """Announce, and return what was said by it."""
    before = len(await announced(vacancy))
    await announce.ask(vacancy)
    while await Runner(vacancy).step():
        pass
    assert (await announce.look(vacancy))["state"] == "succeeded"
    return (await announced(vacancy))[before:]


@pytest.mark.parametrize("state", SINCE)
async def test_a_vacancy_is_told_as_it_was_published_and_as_it_stands(
    in_state: InState, vacancy: Service, state: str
) -> None:
    await in_state(state)
    before = await announced(vacancy)
    [first] = [fact for kind, _, fact in before if kind == "published"]

    published, *since = await announce_all(vacancy)

    said, expected = before[-1][1], SINCE[state]
    assert published == ("published", said + 1, first)
    assert [(kind, sequence) for kind, sequence, _ in since] == [(kind, said + 2) for kind, _ in expected]
    assert [one.items() >= other.items() for (_, _, one), (_, other) in zip(since, expected, strict=True)] == [
        True
    ] * len(since)


@pytest.mark.parametrize("state", ["draft", "submitted", "needs_information", "rejected", "qualified", "withdrawn"])
async def test_what_was_never_published_is_nobodys_news(in_state: InState, vacancy: Service, state: str) -> None:
    await in_state(state)
    assert await announce_all(vacancy) == []


async def test_a_restated_vacancy_is_told_as_published_before_and_not_open(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    await in_state("published")
    [first] = [fact for kind, _, fact in await announced(vacancy) if kind == "published"]
    other = a_complete_statement(county="64000", pay={"basis": "monthly", "minimum": 60_000})
    assert (await association.put(other, source_id="in-published")).status_code == 200

    (_, _, published), (_, _, changed) = await announce_all(vacancy)

    assert published == first
    assert (changed["change"], changed["open"], changed["county"]) == ("restated", False, "64000")


async def test_a_seat_that_moves_after_the_end_does_not_move_the_end(
    in_state: InState, vacancy: Service, clock: FrozenClock
) -> None:
    there = UUID((await in_state("closed"))["id"])
    clock.advance(days=3)
    await Inbox(vacancy).apply([a_placement_started(UUID(int=1), vacancy_id=there)])

    _, (_, _, closed) = await announce_all(vacancy)

    assert closed["closed_on"] == "2026-07-01"


async def test_a_publication_of_before_they_were_kept_is_told_as_the_vacancy_stands(
    in_state: InState, vacancy: Service
) -> None:
    await in_state("published")
    async with vacancy.database.transaction() as connection:
        await connection.execute(delete(PUBLICATION))

    [(kind, _, fact)] = await announce_all(vacancy)

    assert (kind, fact["openings"], fact["owner_org"]) == ("published", 2, "org-1")
    assert fact["offer"]["attributes"] == ["training", "two_days_off"]


async def test_an_amended_plan_is_told_as_what_holds_and_what_waits(
    branch: Caller, agency: Caller, vacancy: Service
) -> None:
    plan = (await file(branch)).json()["id"]
    assert [kind for kind, _, _ in await announce_all(vacancy)] == ["filed"]
    assert (await acknowledge(agency, plan)).status_code == 200
    holds = await announce_all(vacancy)
    assert (await amend(branch, plan, targets={"youths": 90})).status_code == 200

    (held, _, one), (filed, _, two) = await announce_all(vacancy)

    assert [(kind, fact) for kind, _, fact in holds] == [(held, one)]
    assert (held, one["revision"]) == ("acknowledged", 1)
    assert (filed, two["revision"], two["targets"]["youths"]) == ("filed", 2, 90)


async def test_employers_and_confirmed_erasures_are_told_too(association: Caller, vacancy: Service) -> None:
    assert (await register(association, head_count=12)).status_code == 201
    await Inbox(vacancy).apply([an_erasure_requested(UUID(int=7))])

    (one, _, employer), (other, sequence, confirmed) = await announce_all(vacancy)

    assert (one, employer["company_number"], employer["head_count"]) == ("registered", "22099131", 12)
    assert (other, sequence, confirmed) == ("confirmed", 2, {"erased_on": "2026-07-01", "rows": 0})


async def test_announcing_twice_moves_nothing_but_the_sequences(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    there = UUID((await in_state("published"))["id"])
    placed = [a_placement_started(UUID(int=n), vacancy_id=there) for n in (1, 2)]
    await Inbox(vacancy).apply([*placed, a_placement_ended(UUID(int=1), vacancy_id=there)])
    etag = (await association.get(f"/v1/vacancies/{there}")).headers["ETag"]

    first, second = await announce_all(vacancy), await announce_all(vacancy)

    assert [fact for _, _, fact in first] == [fact for _, _, fact in second]
    assert [sequence for _, sequence, _ in second] == [first[-1][1] + n for n in range(1, len(second) + 1)]
    assert (await association.get(f"/v1/vacancies/{there}")).headers["ETag"] == etag
