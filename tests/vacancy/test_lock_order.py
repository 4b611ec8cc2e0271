"""Whoever changes several vacancies locks them in one order, however they come: two such writers wait, and never for
one another."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import pytest
from chassis import announce
from chassis.inbox import Inbox
from chassis.jobs import Runner
from chassis.service import Service
from vacancy.models import VACANCY

from tests.factories.events import a_placement_ended, a_placement_started
from tests.factories.vacancy import Caller, a_statement
from tests.locking import takes_in_order
from tests.vacancy.test_batches import item, send

Work = Callable[[], Coroutine[Any, Any, object]]
SOURCES = ("taiwanjobs", "an-association")
"""The vacancy that was created first is of the source that comes last."""
TITLE = "後來的"


@pytest.fixture
async def pair(association: Caller) -> tuple[UUID, UUID]:
    """Two vacancies in the order of locking, which is neither that of their keys nor the one in which they are sent."""
    made = [(await send(association, item(source, source=source)))[0]["vacancy"] for source in SOURCES]
    return UUID(made[0]["id"]), UUID(made[1]["id"])


def works(association: Caller, vacancy: Service, pair: tuple[UUID, UUID]) -> dict[str, Work]:
    """Everybody who changes several, and names the second vacancy first."""
    first, second = pair
    one, two = UUID(int=1), UUID(int=2)
    items = [item(source, source=source, facts=a_statement(title=TITLE)) for source in reversed(SOURCES)]

    async def announced() -> None:
        await announce.ask(vacancy)
        await Runner(vacancy).step()

    return {
        "a batch of several sources": lambda: send(association, *items),
        "placements that begin": lambda: Inbox(vacancy).apply(
            [a_placement_started(one, vacancy_id=second), a_placement_started(two, vacancy_id=first)]
        ),
        "one that begins and one that ends": lambda: Inbox(vacancy).apply(
            [a_placement_started(one, vacancy_id=second), a_placement_ended(two, vacancy_id=first, sequence=1)]
        ),
        "an announcement": announced,
    }


@pytest.mark.parametrize(
    "name",
    [
        "a batch of several sources",
        "placements that begin",
        "one that begins and one that ends",
        "an announcement",
    ],
)
async def test_who_waits_for_a_vacancy_holds_none_that_comes_after_it(
    association: Caller, vacancy: Service, pair: tuple[UUID, UUID], name: str
) -> None:
    await takes_in_order(vacancy, VACANCY, *pair, works(association, vacancy, pair)[name])
