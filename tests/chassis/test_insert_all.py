"""Many rows at once: written with their transaction, and undone with it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from chassis import changes
from chassis.changes import Entry
from chassis.db import COPY_FROM, insert_all
from sqlalchemy import func, select

from tests.chassis.toy import Keeper


def entries(many: int) -> list[Entry]:
    return [Entry("item", UUID(int=number), 1, owner_org="a", county=None) for number in range(many)]


async def written(toy: Keeper) -> int:
    async with toy.service.database.reading() as connection:
        return (await connection.execute(select(func.count()).select_from(toy.service.tables.change))).scalar_one()


@pytest.mark.parametrize("many", [0, 1, COPY_FROM - 1, COPY_FROM, 3 * COPY_FROM])
async def test_as_many_rows_are_written_as_were_given(toy: Keeper, many: int) -> None:
    async with toy.service.database.transaction() as connection:
        await changes.record_all(toy.service.begin(connection, toy.service.system), entries(many))

    assert await written(toy) == many


@pytest.mark.parametrize("many", [COPY_FROM - 1, COPY_FROM])
async def test_rows_are_undone_with_their_transaction_though_they_are_its_first_statement(
    toy: Keeper, many: int
) -> None:
    async def write_and_fail() -> None:
        async with toy.service.database.transaction() as connection:
            await changes.record_all(toy.service.begin(connection, toy.service.system), entries(many))
            raise LookupError

    with pytest.raises(LookupError):
        await write_and_fail()

    assert await written(toy) == 0


async def test_documents_are_kept_the_same_either_way(toy: Keeper) -> None:
    table = toy.service.tables.outbox
    rows = [
        {
            "event_id": UUID(int=number),
            "topic": "t",
            "event_type": "e",
            "aggregate_id": UUID(int=number),
            "sequence": 1,
            "bucket": 0,
            "headers": [["ce_id", "職缺"]],
            "value": b"{}",
            "recorded_at": datetime(2026, 7, 1, tzinfo=UTC),
        }
        for number in range(COPY_FROM + 1)
    ]
    async with toy.service.database.transaction() as connection:
        await insert_all(connection, table, rows[:1])
        await insert_all(connection, table, rows[1:])
        kept = (await connection.execute(select(table.c.headers).distinct())).scalars().all()

    assert kept == [[["ce_id", "職缺"]]]
