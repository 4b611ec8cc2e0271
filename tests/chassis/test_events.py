"""Events over either bus: nothing is lost, nothing counts twice, and each aggregate keeps its order."""

import asyncio

import pytest
from chassis.inbox import Inbox

from tests.chassis.buses import Bus
from tests.chassis.listener import Listener, listener
from tests.chassis.load import add_items, compete, history_of, quiet, relay_for_ever, running, speak
from tests.chassis.toy import Keeper, keeper

WRITERS = 12
TRANSACTIONS = 30
WINDOW = 500


@pytest.mark.parametrize("seed", [1, 2])
async def test_twelve_writers_with_skewed_clocks_and_two_relays_lose_nothing_and_keep_order(
    seed: int, toy: Keeper, ear: Listener, bus: Bus, keeper_url: str
) -> None:
    other = keeper(keeper_url)
    items = await add_items(toy, 16)
    await bus.hear(Inbox(ear.service))

    async with running(relay_for_ever(toy.service, bus), relay_for_ever(other.service, bus)):
        told = await compete(keeper_url, items, writers=WRITERS, transactions=TRANSACTIONS, seed=seed)
        await quiet(toy, bus)
    history = await history_of(toy, ear, bus, told)
    await other.service.database.close()

    assert len(told) >= WRITERS * TRANSACTIONS
    assert history.violations(duplicates_allowed=0) == []


async def test_a_replayed_topic_is_harmless(toy: Keeper, ear: Listener, bus: Bus) -> None:
    items = await add_items(toy, 8)
    await bus.hear(Inbox(ear.service))
    async with running(relay_for_ever(toy.service, bus)):
        told = [(item, sequence) for item in items * 3 for sequence in await speak(toy, item, True, False)]
        await quiet(toy, bus)
    before = await history_of(toy, ear, bus, told)

    await bus.replay(Inbox(ear.service))
    after = await history_of(toy, ear, bus, told)

    assert before.violations(duplicates_allowed=0) == []
    assert after.effects == before.effects
    assert ear.service.metrics.duplicates._value.get() >= len(before.published)


async def test_overlapping_workers_on_the_same_messages_have_one_effect(
    toy: Keeper, ear: Listener, bus: Bus, listener_url: str
) -> None:
    items = await add_items(toy, 8)
    told = [(item, sequence) for item in items * 3 for sequence in await speak(toy, item)]
    async with running(relay_for_ever(toy.service, bus)):
        await quiet(toy, bus)
    other = listener(listener_url)

    await asyncio.gather(*(bus.replay(Inbox(one.service)) for one in (ear, other)))
    history = await history_of(toy, ear, bus, told)
    await other.service.database.close()

    assert history.violations(duplicates_allowed=0) == []


async def test_events_said_before_anybody_listens_are_heard_later(toy: Keeper, ear: Listener, bus: Bus) -> None:
    (item,) = await add_items(toy, 1)
    told = [(item, sequence) for _ in range(3) for sequence in await speak(toy, item)]
    async with running(relay_for_ever(toy.service, bus)):
        await quiet(toy, bus)

    await bus.replay(Inbox(ear.service))

    assert (await history_of(toy, ear, bus, told)).violations(duplicates_allowed=0) == []
