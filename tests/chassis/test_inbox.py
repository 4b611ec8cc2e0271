"""What a consumer does with bad events: one item waits for an operator, everything else flows."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from uuid import UUID

import pytest
from chassis import parking
from chassis.bus.message import Message
from chassis.db import new_id
from chassis.inbox import BEHIND, Inbox
from chassis.service import utc_now
from contracts.catalogue import dead_letter_topic
from contracts.envelope import Envelope, encode
from sqlalchemy import select

from tests.chassis.asking import rows_of
from tests.chassis.buses import Bus
from tests.chassis.listener import Listener, heard
from tests.chassis.load import add_items, quiet, relay_for_ever, running, speak
from tests.chassis.toy import TOPIC, Keeper, published, screened
from tests.waiting import eventually


@pytest.fixture
async def hearing(ear: Listener, bus: Bus, toy: Keeper) -> AsyncIterator[Bus]:
    """The bus with the listener on it, and with relays of both services."""
    await bus.hear(Inbox(ear.service))
    async with running(relay_for_ever(toy.service, bus), relay_for_ever(ear.service, bus)):
        yield bus


def a_message(item: UUID, sequence: int, *, event_id: UUID | None = None, loud: bool = True) -> Message:
    """A well-formed event that no outbox knows."""
    fact = published() if loud else screened()
    envelope = Envelope(
        id=event_id or new_id(), type=fact.TYPE, source="/vacancy", subject=item, time=utc_now(), sequence=sequence
    )
    return Message(TOPIC, str(item).encode(), envelope.headers(), encode(fact))


def with_header(message: Message, name: str, value: bytes) -> Message:
    others = [(key, old) for key, old in message.headers if key != name]
    return replace(message, headers=(*others, (name, value)))


DAMAGED: dict[str, Callable[[Message], Message]] = {
    "no headers": lambda good: replace(good, headers=()),
    "value is no JSON": lambda good: replace(good, value=b"\xff\x00{"),
    "value does not fit": lambda good: replace(good, value=b'{"openings": "many"}'),
    "key of another item": lambda good: replace(good, key=str(uuid.uuid4()).encode()),
    "empty": lambda good: replace(good, key=b"", value=b"", headers=()),
    "header is no text": lambda good: with_header(good, "ce_source", b"\xff\xfe"),
    "header holds NUL": lambda good: with_header(good, "ce_source", b"/\x00"),
    "sequence is none": lambda good: with_header(good, "ce_sequence", b"0"),
    "sequence beyond a bigint": lambda good: with_header(good, "ce_sequence", str(2**63).encode()),
    "time is none": lambda good: with_header(good, "ce_time", b"noon"),
}


async def test_undecodable_messages_are_dead_lettered_once_and_stop_nobody(
    hearing: Bus, ear: Listener, toy: Keeper
) -> None:
    (item,) = await add_items(toy, 1)
    bad = [damage(a_message(item, 1)) for damage in DAMAGED.values()]

    await hearing.put(bad)
    await speak(toy, item)
    await quiet(toy, hearing)
    await hearing.replay(Inbox(ear.service))
    dead_letters = dead_letter_topic(TOPIC, "indicators")

    async def all_there() -> bool:
        return len(await hearing.messages(dead_letters)) >= len(bad)

    await eventually(all_there, "every undecodable message is in the dead-letter topic")
    kept = await hearing.messages(dead_letters)
    assert sorted(message.value for message in kept) == sorted(message.value for message in bad)
    assert all(dict(message.headers)["dlt_consumer"] == b"indicators" for message in kept)
    assert {dict(message.headers)["dlt_key"] for message in kept} == {message.key for message in bad}
    assert await rows_of(ear.service, ear.service.tables.outbox) == len(bad)
    assert await heard(ear, item) == [2]


async def test_a_strangers_header_of_any_bytes_costs_no_event_and_is_no_reason_to_lose_a_parked_one(
    hearing: Bus, ear: Listener, toy: Keeper
) -> None:
    (item,) = await add_items(toy, 1)
    ear.refuses.add(item)
    await quiet(toy, hearing)
    await Inbox(ear.service).apply([with_header(a_message(item, 2), "x-agent", b"\xff\x00\xfe")])

    (waiting,) = await parking.waiting(ear.service)
    assert waiting.sequence == 2
    ear.refuses.clear()
    assert await parking.release(ear.service, item, why="the rule was wrong") == 1
    assert await heard(ear, item) == [2]


@pytest.mark.parametrize("how", ["refuses", "has a bug"])
async def test_a_handler_that_fails_for_good_parks_its_item_and_no_other(
    how: str, hearing: Bus, ear: Listener, toy: Keeper
) -> None:
    sick, *sound = await add_items(toy, 4)
    if how == "refuses":
        ear.refuses.add(sick)
    else:
        ear.breaks_on = {sick: 2}
    for _ in range(3):
        for item in (sick, *sound):
            await speak(toy, item)
    await quiet(toy, hearing)

    waiting = await parking.waiting(ear.service)
    assert [(event.aggregate_id, event.sequence) for event in waiting] == [(sick, 2), (sick, 3), (sick, 4)]
    assert [event.reason for event in waiting] == [
        "Unbearable: unbearable" if how == "refuses" else "KeyError",
        BEHIND,
        BEHIND,
    ]
    assert await heard(ear, sick) == []
    assert [await heard(ear, item) for item in sound] == [[2, 3, 4]] * 3


async def test_released_events_are_applied_in_order_and_later_ones_follow(
    hearing: Bus, ear: Listener, toy: Keeper
) -> None:
    (sick,) = await add_items(toy, 1)
    ear.refuses.add(sick)
    for _ in range(3):
        await speak(toy, sick)
    await quiet(toy, hearing)

    ear.refuses.clear()
    released = await parking.release(ear.service, sick, why="the rule was wrong")
    await speak(toy, sick)
    await quiet(toy, hearing)
    await hearing.replay(Inbox(ear.service))

    assert released == 3
    assert await heard(ear, sick) == [2, 3, 4, 5]
    assert await parking.waiting(ear.service) == []


async def test_a_release_that_fails_changes_nothing(hearing: Bus, ear: Listener, toy: Keeper) -> None:
    (sick,) = await add_items(toy, 1)
    ear.refuses.add(sick)
    for _ in range(3):
        await speak(toy, sick)
    await quiet(toy, hearing)
    before = await parking.waiting(ear.service)

    ear.refuses.clear()
    ear.breaks_on = {sick: 4}
    with pytest.raises(KeyError):
        await parking.release(ear.service, sick, why="too early")

    assert await parking.waiting(ear.service) == before
    assert await heard(ear, sick) == []


async def test_a_discarded_event_lets_the_others_of_its_item_be_released(
    hearing: Bus, ear: Listener, toy: Keeper
) -> None:
    (sick,) = await add_items(toy, 1)
    ear.breaks_on = {sick: 2}
    for _ in range(3):
        await speak(toy, sick)
    await quiet(toy, hearing)
    first = (await parking.waiting(ear.service))[0]

    assert await parking.discard(ear.service, first.position, why="void")
    assert not await parking.discard(ear.service, first.position, why="again")
    assert await parking.release(ear.service, sick, why="the rest is sound") == 2
    await speak(toy, sick)
    await quiet(toy, hearing)

    assert await heard(ear, sick) == [3, 4, 5]
    assert ear.service.metrics.gaps._value.get() == 0


async def test_a_lower_sequence_with_an_unseen_id_is_parked_and_never_dropped(
    hearing: Bus, ear: Listener, toy: Keeper
) -> None:
    item = new_id()
    await hearing.put([a_message(item, sequence) for sequence in (1, 2)])
    await hearing.put([late := a_message(item, 1), a_message(item, 2), a_message(item, 3)])
    await hearing.put([late])
    await hearing.caught_up()

    waiting = await parking.waiting(ear.service)
    assert [(event.sequence, event.reason) for event in waiting] == [
        (1, "sequence-conflict: 1 after 2"),
        (2, BEHIND),
        (3, BEHIND),
    ]
    assert await heard(ear, item) == [1, 2]


async def test_a_jump_is_applied_and_counted_and_an_unheard_type_is_no_jump(
    hearing: Bus, ear: Listener, toy: Keeper
) -> None:
    jumping, steady = new_id(), new_id()
    await hearing.put([a_message(jumping, sequence) for sequence in (1, 2, 5, 6, 9)])
    await hearing.put([a_message(steady, sequence, loud=sequence % 2 == 0) for sequence in range(1, 7)])
    await hearing.caught_up()

    progress = ear.service.tables.inbox_aggregate
    async with ear.service.database.reading() as connection:
        rows = (
            await connection.execute(select(progress.c.aggregate_id, progress.c.last_sequence, progress.c.gaps))
        ).all()
    found = {row.aggregate_id: (row.last_sequence, row.gaps) for row in rows}
    assert (found[jumping], found[steady]) == ((9, 2), (6, 0))
    assert await heard(ear, jumping) == [1, 2, 5, 6, 9]
    assert await heard(ear, steady) == [2, 4, 6]


async def test_events_that_arrive_during_a_release_stay_behind_it(ear: Listener) -> None:
    item = new_id()
    inbox = Inbox(ear.service)
    ear.refuses.add(item)
    await inbox.apply([a_message(item, sequence) for sequence in range(1, 6)])
    ear.refuses.clear()

    await asyncio.gather(
        parking.release(ear.service, item, why="mended"),
        *(inbox.apply([a_message(item, sequence)]) for sequence in (6,)),
    )
    await parking.release(ear.service, item, why="whatever slipped in before")

    assert await heard(ear, item) == [1, 2, 3, 4, 5, 6]
