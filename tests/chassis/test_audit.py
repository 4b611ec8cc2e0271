"""The audit trail: every committed act once and in one chain, and no alteration goes unnoticed."""

import asyncio
import uuid

import pytest
from chassis import audit
from chassis.audit import Act, AuditBroken
from chassis.changes import Sequencer
from sqlalchemy import delete, event, select, update
from sqlalchemy.exc import DBAPIError

from tests.chassis.test_changes import number_all
from tests.chassis.toy import Keeper


async def act(toy: Keeper, *acts: Act, details: bytes | None = None) -> None:
    async with toy.service.database.transaction() as connection:
        await audit.record_all(toy.service.begin(connection, toy.service.system), acts, details=details)


def a_read(*fields: str) -> Act:
    return Act("read", "youth", uuid.uuid4(), fields)


async def test_an_empty_trail_holds(toy: Keeper) -> None:
    assert await audit.verify(toy.service) == {"checked": 0, "last_hash": audit.GENESIS.hex()}


async def test_committed_acts_are_chained_in_the_order_of_their_positions(toy: Keeper) -> None:
    await act(toy, a_read("name"), a_read("name", "phone"))
    await act(toy, Act("erase", "youth", uuid.uuid4()), details=b"sealed")
    await number_all(toy)
    found = await audit.verify(toy.service)
    assert found["checked"] == 3
    table = toy.service.tables.audit
    async with toy.service.database.reading() as connection:
        rows = (await connection.execute(select(table).order_by(table.c.position))).all()
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.fields for row in rows] == [["name"], ["name", "phone"], []]
    assert rows[-1].hash.hex() == found["last_hash"]
    assert {row.client_id for row in rows} == {toy.service.system.client_id}


async def test_an_act_whose_transaction_fails_leaves_no_trace(toy: Keeper) -> None:
    async def fail() -> None:
        async with toy.service.database.transaction() as connection:
            await audit.record(toy.service.begin(connection, toy.service.system), a_read("name"))
            raise RuntimeError("on the way")

    with pytest.raises(RuntimeError, match="on the way"):
        await fail()
    await number_all(toy)
    assert (await audit.verify(toy.service))["checked"] == 0


async def test_an_act_stands_when_what_was_computed_meanwhile_is_done(toy: Keeper) -> None:
    async with toy.service.database.reading() as connection:
        async with audit.recording(toy.service.begin(connection, toy.service.system), a_read("name")):
            pass
        async with toy.service.database.reading() as another:
            kept = (await another.execute(select(toy.service.tables.audit.c.fields))).scalars().all()

    assert kept == [["name"]]


async def test_an_act_is_under_way_while_something_is_computed(toy: Keeper) -> None:
    sent: list[str] = []

    def listen(conn: object, cursor: object, statement: str, *more: object) -> None:
        sent.append(statement)

    engine = toy.service.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        async with (
            toy.service.database.reading() as connection,
            audit.recording(toy.service.begin(connection, toy.service.system), a_read("name")),
        ):
            meanwhile = list(sent)
    finally:
        event.remove(engine, "before_cursor_execute", listen)

    assert any(one.startswith("INSERT INTO audit") for one in meanwhile)


async def test_an_act_stands_although_whoever_asked_gave_up(toy: Keeper) -> None:
    begun = asyncio.Event()

    async def compute() -> None:
        async with (
            toy.service.database.reading() as connection,
            audit.recording(toy.service.begin(connection, toy.service.system), a_read("name")),
        ):
            begun.set()
            await asyncio.Event().wait()

    asked = asyncio.create_task(compute())
    await begun.wait()
    asked.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asked
    await number_all(toy)
    assert (await audit.verify(toy.service))["checked"] == 1


async def test_an_act_stands_although_what_was_computed_meanwhile_failed(toy: Keeper) -> None:
    async def fail() -> None:
        async with toy.service.database.reading() as connection:
            tx = toy.service.begin(connection, toy.service.system)
            async with audit.recording(tx, a_read("name")):
                raise RuntimeError("on the way")

    with pytest.raises(RuntimeError, match="on the way"):
        await fail()
    await number_all(toy)
    assert (await audit.verify(toy.service))["checked"] == 1


async def test_an_act_that_cannot_be_written_is_told_when_the_block_ends(toy: Keeper) -> None:
    computed: list[str] = []

    async def compute() -> None:
        async with toy.service.database.reading() as connection:
            tx = toy.service.begin(connection, toy.service.system)
            async with audit.recording(tx, a_read("a name that ends in \0")):
                computed.append("the list")

    with pytest.raises(DBAPIError):
        await compute()
    assert computed == ["the list"]


async def test_writers_that_commit_out_of_order_end_in_one_chain(toy: Keeper) -> None:
    sequencer = Sequencer(toy.service)

    async def write(n: int) -> None:
        async with toy.service.database.transaction() as connection:
            await audit.record(toy.service.begin(connection, toy.service.system), a_read(f"field-{n}"))
            await asyncio.sleep(0.002 * (n % 3))

    async def chain() -> None:
        for _ in range(20):
            await sequencer.step()

    await asyncio.gather(*(write(n) for n in range(40)), chain())
    await number_all(toy)
    assert (await audit.verify(toy.service))["checked"] == 40


@pytest.mark.parametrize("altered", ["acting_person", "fields", "hash", "details"])
async def test_a_row_that_is_altered_breaks_the_chain_from_there_on(toy: Keeper, altered: str) -> None:
    await act(toy, *(a_read("name") for _ in range(5)), details=b"sealed")
    await number_all(toy)
    value = {"acting_person": "somebody else", "fields": ["nothing"], "hash": bytes(32), "details": b"other"}[altered]
    table = toy.service.tables.audit
    async with toy.service.database.transaction() as connection:
        await connection.execute(update(table).where(table.c.number == 3).values({altered: value}))
    with pytest.raises(AuditBroken, match="number 3"):
        await audit.verify(toy.service)


async def test_a_row_that_is_taken_out_breaks_the_chain(toy: Keeper) -> None:
    await act(toy, *(a_read("name") for _ in range(5)))
    await number_all(toy)
    table = toy.service.tables.audit
    async with toy.service.database.transaction() as connection:
        await connection.execute(delete(table).where(table.c.number == 2))
    with pytest.raises(AuditBroken, match="number 2"):
        await audit.verify(toy.service)


async def test_a_trail_that_is_cut_off_at_its_end_is_noticed(toy: Keeper) -> None:
    await act(toy, *(a_read("name") for _ in range(5)))
    await number_all(toy)
    table = toy.service.tables.audit
    async with toy.service.database.transaction() as connection:
        await connection.execute(delete(table).where(table.c.number == 5))
    with pytest.raises(AuditBroken, match="ends at number 4"):
        await audit.verify(toy.service)


async def test_a_read_outside_of_a_transaction_is_written_down_at_once(toy: Keeper) -> None:
    async with toy.service.database.reading() as connection:
        await audit.record(toy.service.begin(connection, toy.service.system), a_read("phone"))
    await number_all(toy)
    assert (await audit.verify(toy.service))["checked"] == 1
