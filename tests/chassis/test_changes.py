"""Feeds: a reader by number never misses a row, and an old cursor is told so."""

import asyncio
import random
from uuid import UUID

import httpx2
import pytest
from chassis import housekeeping
from chassis.changes import Change, Changes, Feed, Sequencer
from chassis.problems import CursorGone
from chassis.roles import keep_stepping
from chassis.testing import FrozenClock
from sqlalchemy import select, true

from tests.chassis.asking import create, publish
from tests.chassis.load import add_items, compete, running, speak
from tests.chassis.toy import Keeper, keeper
from tests.waiting import eventually


async def read(toy: Keeper, number: int | None, *, limit: int = 200) -> Feed:
    async with toy.service.database.reading() as connection:
        changes = Changes(toy.service.begin(connection, toy.service.system))
        return await changes.after("item", number, limit=limit, visible=true())


async def unnumbered(toy: Keeper) -> int:
    change = toy.service.tables.change
    async with toy.service.database.reading() as connection:
        return len((await connection.execute(select(change.c.position).where(change.c.number.is_(None)))).all())


async def number_all(toy: Keeper) -> None:
    sequencer = Sequencer(toy.service)
    while await sequencer.step():
        pass


async def test_readers_by_number_miss_nothing_while_writers_commit_out_of_order(toy: Keeper, keeper_url: str) -> None:
    other = keeper(keeper_url)
    items = await add_items(toy, 10)
    written = asyncio.create_task(compete(keeper_url, items, writers=12, transactions=25, seed=5))

    async def follow(limit: int) -> list[Change]:
        seen: list[Change] = []
        number: int | None = None
        while True:
            over = written.done() and not await unnumbered(toy)
            feed = await read(toy, number, limit=limit)
            seen += feed.entries
            number = feed.next_number
            if over and not feed.entries:
                return seen
            await asyncio.sleep(random.uniform(0, 0.005))

    sequencers = [keep_stepping("sequencer", Sequencer(one.service).step, idle_seconds=0.02) for one in (toy, other)]
    async with running(*sequencers):
        followed = await asyncio.gather(*(follow(limit) for limit in (1, 7, 200)))
    await other.service.database.close()

    everything = (await read(toy, None, limit=100_000)).entries
    assert len(everything) == len(items) + 12 * 25
    assert [entry.number for entry in everything] == list(range(1, len(everything) + 1))
    assert followed == [everything] * 3
    assert all(versions_of(everything, item) == sorted(versions_of(everything, item)) for item in items)


def versions_of(entries: list[Change], item: UUID) -> list[int]:
    return [entry.version for entry in entries if entry.resource_id == item]


async def test_a_change_is_numbered_after_its_commit_only(toy: Keeper) -> None:
    (item,) = await add_items(toy, 1)
    async with toy.service.database.transaction() as connection:
        await toy.speak(toy.service.begin(connection, toy.service.system), item)
        await number_all(toy)
        before = await read(toy, None)
    await number_all(toy)
    after = await read(toy, None)

    assert [entry.version for entry in before.entries] == [1]
    assert [entry.version for entry in after.entries] == [1, 2]


async def test_a_reader_with_few_entries_of_his_own_moves_on_with_the_counter(toy: Keeper) -> None:
    await add_items(toy, 5)
    await number_all(toy)
    async with toy.service.database.reading() as connection:
        changes = Changes(toy.service.begin(connection, toy.service.system))
        nothing = toy.service.tables.change.c.owner_org == "nobody"
        empty = await changes.after("item", None, limit=3, visible=nothing)
        full = await changes.after("item", None, limit=3, visible=true())

    assert (empty.entries, empty.next_number) == ([], 5)
    assert (len(full.entries), full.next_number) == (3, 3)


async def test_an_empty_feed_can_be_followed_from_its_beginning(toy: Keeper) -> None:
    first = await read(toy, None)
    await add_items(toy, 2)
    await number_all(toy)

    assert first == Feed([], 0)
    assert len((await read(toy, first.next_number)).entries) == 2


async def test_a_cursor_older_than_the_sweep_is_gone_and_a_younger_one_goes_on(
    toy: Keeper, clock: FrozenClock, client: httpx2.AsyncClient, writer: dict[str, str]
) -> None:
    item_id = (await create(client, writer, "k")).json()["id"]
    await number_all(toy)
    old = (await client.get("/v1/items/changes", headers=writer)).json()["next"]
    await publish(client, writer, item_id, if_match="*")
    await number_all(toy)
    young = (await client.get("/v1/items/changes", headers=writer)).json()["next"]
    clock.advance(days=91)
    await create(client, writer, "recent")
    await number_all(toy)

    await housekeeping.sweep(toy.service)

    gone = await client.get("/v1/items/changes", headers=writer, params={"cursor": old})
    goes_on = await client.get("/v1/items/changes", headers=writer, params={"cursor": young})
    afresh = await client.get("/v1/items/changes", headers=writer)
    assert (gone.status_code, gone.json()["code"]) == (410, "cursor-gone")
    assert [len(answer.json()["entries"]) for answer in (goes_on, afresh)] == [1, 1]


async def test_a_sweep_never_forgets_how_far_an_earlier_one_went(toy: Keeper, clock: FrozenClock) -> None:
    """Where clocks differ, a higher number may carry an earlier time and be swept first."""
    (item,) = await add_items(toy, 1)
    clock.advance(days=-2)
    await speak(toy, item)
    await number_all(toy)
    clock.advance(days=91)
    await housekeeping.sweep(toy.service)
    clock.advance(days=2)
    await housekeeping.sweep(toy.service)

    with pytest.raises(CursorGone):
        await read(toy, 1)


async def test_a_reader_who_races_the_sweep_is_told_or_gets_everything(toy: Keeper, clock: FrozenClock) -> None:
    (item,) = await add_items(toy, 1)
    for _ in range(20):
        await speak(toy, item)
    await number_all(toy)
    clock.advance(days=91)
    outcomes: set[int | str] = set()

    async def look() -> bool:
        try:
            outcomes.add(len((await read(toy, 10)).entries))
        except CursorGone:
            outcomes.add("gone")
        return "gone" in outcomes

    sweeping = asyncio.create_task(housekeeping.sweep(toy.service))
    await eventually(look, "the sweep is noticed")
    await sweeping

    assert outcomes <= {11, "gone"}
