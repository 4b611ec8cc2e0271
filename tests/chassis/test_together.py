"""A handler that takes neighbouring events at once: each still has its effect once, and a bad one stops nobody else."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from chassis import parking
from chassis.bus.message import Message
from chassis.db import Transaction, new_id
from chassis.inbox import Inbox
from chassis.service import Heard, Together, utc_now
from contracts.envelope import Envelope, encode
from contracts.vacancy import VacancyPublished
from sqlalchemy import select

from tests.chassis.listener import Listener
from tests.chassis.toy import TOPIC, published, screened

Runs = list[list[UUID]]


def a_message(item: UUID, sequence: int, *, loud: bool = True) -> Message:
    fact = published() if loud else screened()
    envelope = Envelope(id=new_id(), type=fact.TYPE, source="/vacancy", subject=item, time=utc_now(), sequence=sequence)
    return Message(TOPIC, str(item).encode(), envelope.headers(), encode(fact))


@pytest.fixture
def runs(ear: Listener, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """The items of every run that the handler took; the listener takes its events together from here on."""
    taken: Runs = []

    async def count_all(heard: Sequence[Heard], tx: Transaction) -> None:
        taken.append([one.envelope.subject for one in heard])
        for one in heard:
            await ear.count_published(one, tx)

    monkeypatch.setattr(ear.service, "handlers", {VacancyPublished: Together(count_all)})
    return taken


async def effects(ear: Listener) -> list[tuple[UUID, int]]:
    async with ear.service.database.reading() as connection:
        rows = await connection.execute(
            select(ear.effect.c.aggregate_id, ear.effect.c.sequence).order_by(ear.effect.c.position)
        )
        return [(row.aggregate_id, row.sequence) for row in rows]


async def test_neighbouring_events_arrive_together_and_in_order(ear: Listener, runs: Runs) -> None:
    one, two = new_id(), new_id()
    said = [a_message(one, 1), a_message(two, 1), a_message(one, 2, loud=False), a_message(one, 3)]

    await Inbox(ear.service).apply(said)

    assert runs == [[one, two, one]]
    assert await effects(ear) == [(one, 1), (two, 1), (one, 3)]


async def test_events_heard_again_do_not_reach_the_handler(ear: Listener, runs: Runs) -> None:
    one, two = new_id(), new_id()
    first, second = a_message(one, 1), a_message(two, 1)

    await Inbox(ear.service).apply([first, first])
    await Inbox(ear.service).apply([first, second])

    assert runs == [[one], [two]]
    assert await effects(ear) == [(one, 1), (two, 1)]


async def test_a_refused_event_parks_its_own_item_only(ear: Listener, runs: Runs) -> None:
    good, bad = new_id(), new_id()
    ear.refuses.add(bad)

    await Inbox(ear.service).apply([a_message(good, 1), a_message(bad, 1), a_message(good, 2)])

    assert await effects(ear) == [(good, 1), (good, 2)]
    assert [event.aggregate_id for event in await parking.waiting(ear.service)] == [bad]


async def test_released_events_reach_the_handler_in_their_order(ear: Listener, runs: Runs) -> None:
    item = new_id()
    ear.refuses.add(item)
    await Inbox(ear.service).apply([a_message(item, 1), a_message(item, 2)])
    ear.refuses.clear()

    assert await parking.release(ear.service, item, why="mended") == 2
    assert await effects(ear) == [(item, 1), (item, 2)]
