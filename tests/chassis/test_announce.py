"""A service says again what is, and a consumer that has dropped everything ends up where it was."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from chassis import announce, erasure, parking
from chassis.announce import ANNOUNCEMENT, Telling, announcement
from chassis.db import Transaction, new_id
from chassis.inbox import Inbox
from chassis.jobs import Runner
from chassis.rebuild import Projection, rebuild
from chassis.relay import Relay
from contracts.envelope import Fact
from contracts.erasure import VacancyErasureConfirmed
from sqlalchemy import func, select

from tests.chassis.buses import Bus
from tests.chassis.listener import Listener, heard
from tests.chassis.test_together import a_message
from tests.chassis.toy import TOPIC, Keeper, published

WHY = "a new count"
Move = Callable[[], Awaitable[None]]


@pytest.fixture
def telling(toy: Keeper, ear: Listener, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    """The keeper tells an item that was published as published; the listener's two tables are made of that."""

    async def tell(tx: Transaction, items: Sequence[UUID]) -> Mapping[UUID, Sequence[Fact]]:
        rows = await tx.connection.execute(select(toy.item).where(toy.item.c.id.in_(items)))
        return {row.id: [published()] for row in rows if row.state == "published"}

    service = toy.service
    monkeypatch.setattr(
        service,
        "tellings",
        (Telling(toy.item, tell, walk="id"), erasure.telling(service.tables, VacancyErasureConfirmed)),
    )
    monkeypatch.setattr(service, "jobs", {ANNOUNCEMENT: announcement})
    made = Projection(tables=(ear.effect, ear.count), topics=frozenset({TOPIC}))
    monkeypatch.setattr(ear.service, "projections", (made,))
    return toy


@pytest.fixture
async def move(bus: Bus, telling: Keeper, ear: Listener) -> AsyncIterator[Move]:
    """Send everything and wait until it is heard."""
    await bus.hear(Inbox(ear.service))
    relay = Relay(telling.service, bus.publisher())

    async def moved() -> None:
        while await relay.step():
            pass
        await bus.caught_up()

    yield moved
    await relay.close()


async def items(toy: Keeper, many: int, *, state: str = "published") -> list[UUID]:
    """Items that have said one thing nobody hears, and that they are published."""
    made = []
    async with toy.service.database.transaction() as connection:
        tx = toy.service.begin(connection, toy.service.system)
        for _ in range(many):
            made.append(await toy.add(tx))
            if state == "published":
                await toy.publish(tx, made[-1], None)
    return made


async def counts(ear: Listener) -> dict[UUID, int]:
    async with ear.service.database.reading() as connection:
        return {row.aggregate_id: row.events for row in await connection.execute(select(ear.count))}


async def progress(ear: Listener) -> dict[UUID, tuple[int, int]]:
    table = ear.service.tables.inbox_aggregate
    async with ear.service.database.reading() as connection:
        rows = await connection.execute(select(table.c.aggregate_id, table.c.last_sequence, table.c.gaps))
        return {row.aggregate_id: (row.last_sequence, row.gaps) for row in rows}


async def test_a_dropped_projection_is_filled_again_by_what_is_announced(
    move: Move, telling: Keeper, ear: Listener
) -> None:
    shown, drafts = await items(telling, 7), await items(telling, 2, state="draft")
    await move()
    before = await counts(ear)

    done = await rebuild(ear.service, why=WHY)
    assert (await counts(ear), done["topics"]) == ({}, [TOPIC])
    await announce.ask(telling.service)
    await Runner(telling.service).step()
    await move()

    assert await counts(ear) == before == dict.fromkeys(shown, 1)
    assert await heard(ear, *shown) == [3] * len(shown)
    assert await progress(ear) == dict.fromkeys(shown, (3, 0)) | dict.fromkeys(drafts, (0, 0))
    assert ear.service.metrics.gaps._value.get() == 0


async def test_an_announcement_takes_the_next_sequence_and_no_version(telling: Keeper) -> None:
    [shown] = await items(telling, 1)
    async with telling.service.database.transaction() as connection:
        tx = telling.service.begin(connection, telling.service.system)
        await erasure.confirm(tx, VacancyErasureConfirmed, person_id=UUID(int=7), rows=1)
    await announce.ask(telling.service)
    await Runner(telling.service).step()

    outbox = telling.service.tables.outbox
    async with telling.service.database.reading() as connection:
        said = await connection.execute(select(outbox.c.aggregate_id, outbox.c.sequence).order_by(outbox.c.position))
        row = (await connection.execute(select(telling.item).where(telling.item.c.id == shown))).one()
    assert [tuple(one) for one in said] == [(shown, 1), (shown, 2), (UUID(int=7), 1), (shown, 3), (UUID(int=7), 2)]
    assert (row.seq, row.version) == (3, 2)


async def test_what_is_announced_while_it_is_worked_on_goes_on_in_order(telling: Keeper) -> None:
    [shown] = await items(telling, 1)
    await announce.ask(telling.service)
    await Runner(telling.service).step()
    async with telling.service.database.transaction() as connection:
        tx = telling.service.begin(connection, telling.service.system)
        assert await telling.speak(tx, shown) == [4]


async def test_an_announcement_is_resumed_where_it_stopped_and_tells_everybody_once(
    telling: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announce, "BATCH", 3)
    shown = await items(telling, 8)
    whole, real = telling.service.tellings, telling.service.tellings[0]
    chunks = 0

    async def broken(tx: Transaction, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Fact]]:
        nonlocal chunks
        chunks += 1
        if chunks == 2:
            raise ConnectionResetError("the database went away")
        return await real.tell(tx, ids)

    monkeypatch.setattr(telling.service, "tellings", (replace(real, tell=broken), *whole[1:]))
    await announce.ask(telling.service)
    with pytest.raises(ConnectionResetError):
        await Runner(telling.service).step()
    halfway = await announce.look(telling.service)
    await let_lease_pass(telling)
    await Runner(telling.service).step()

    assert (halfway["state"], halfway["done"], halfway["percent"]) == ("running", 3, 37)
    done = await announce.look(telling.service)
    assert (done["state"], done["counts"]) == ("succeeded", {"item": 8, "events": 8})
    outbox = telling.service.tables.outbox
    async with telling.service.database.reading() as connection:
        said = select(outbox.c.aggregate_id, func.count()).group_by(outbox.c.aggregate_id)
        assert {row[0]: row[1] for row in await connection.execute(said)} == dict.fromkeys(shown, 3)


async def test_a_second_request_joins_the_announcement_that_is_under_way(telling: Keeper) -> None:
    first, second = await announce.ask(telling.service), await announce.ask(telling.service)
    assert first["announcement"] == second["announcement"]
    await Runner(telling.service).step()
    assert (await announce.ask(telling.service))["announcement"] != first["announcement"]


async def test_a_service_that_tells_nothing_asks_for_nothing(ear: Listener) -> None:
    assert await announce.ask(ear.service) == {"announcement": None}


async def test_a_rebuild_settles_what_was_parked_and_what_was_heard_stays_heard(ear: Listener) -> None:
    good, bad = new_id(), new_id()
    ear.refuses.add(bad)
    told, refused = a_message(good, 1), a_message(bad, 1)
    await Inbox(ear.service).apply([told, refused])
    ear.refuses.clear()
    projection = Projection(tables=(ear.effect, ear.count), topics=frozenset({TOPIC}))
    ear.service.projections = (projection,)

    done = await rebuild(ear.service, why=WHY)
    await Inbox(ear.service).apply([told, a_message(bad, 2), a_message(good, 2)])

    assert (done["forgotten"], done["settled"]) == (1, 1)
    assert await parking.waiting(ear.service) == []
    assert await counts(ear) == {bad: 1, good: 1}
    # a jump that comes after an aggregate is known again is one
    await Inbox(ear.service).apply([a_message(good, 5)])
    assert (await progress(ear))[good] == (5, 1)


async def let_lease_pass(toy: Keeper) -> None:
    job = toy.service.tables.job
    async with toy.service.database.transaction() as connection:
        await connection.execute(job.update().values(lease_until=func.now()))
