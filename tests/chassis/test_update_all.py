"""Columns of many rows, written by one statement."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from chassis.db import update_all
from sqlalchemy import Column, Date, DateTime, Integer, LargeBinary, MetaData, Table, Text, Uuid, insert, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.chassis.toy import Keeper

NOTED = Table(
    "noted",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("number", Integer),
    Column("title", Text),
    Column("sealed", LargeBinary),
    Column("words", ARRAY(Text)),
    Column("day", Date),
    Column("at", DateTime(timezone=True)),
    Column("facts", JSONB(none_as_null=True)),
    prefixes=["TEMPORARY"],
)
FIRST: dict[str, Any] = {
    "id": UUID(int=1),
    "number": 3,
    "title": '職缺 "一" \\ {x}',
    "sealed": b"\x00\xff\\x",
    "words": ["a,b", 'c"d', "雲端", "{}"],
    "day": date(2026, 7, 1),
    "at": datetime(2026, 7, 1, 8, 30, tzinfo=UTC),
    "facts": {"b": [1, 1.5, None, "職"], "a": {"c": True}},
}
ABSENT: dict[str, Any] = dict.fromkeys(FIRST) | {"id": UUID(int=2)}


@pytest.fixture
async def connection(toy: Keeper) -> AsyncIterator[AsyncConnection]:
    """A connection that sees two rows of every kind of column, one of them with nothing in it."""
    async with toy.service.database.engine.connect() as opened:
        await opened.run_sync(NOTED.create)
        await opened.execute(insert(NOTED), [FIRST, ABSENT])
        yield opened


async def held(connection: AsyncConnection) -> list[dict[str, Any]]:
    return [dict(row) for row in (await connection.execute(select(NOTED).order_by(NOTED.c.id))).mappings()]


async def test_every_kind_of_value_is_written_as_it_was_given_and_nothing_too(connection: AsyncConnection) -> None:
    swapped = [FIRST | {"id": ABSENT["id"]}, ABSENT | {"id": FIRST["id"]}]

    await update_all(connection, NOTED, swapped)

    assert await held(connection) == [swapped[1], swapped[0]]


async def test_what_is_not_named_stays(connection: AsyncConnection) -> None:
    await update_all(connection, NOTED, [{"id": FIRST["id"], "number": 5}])
    await update_all(connection, NOTED, [])

    assert await held(connection) == [FIRST | {"number": 5}, ABSENT]


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([{"id": UUID(int=1), "number": 5, "title": "a"}, {"id": UUID(int=2), "title": "b"}], KeyError),
        ([{"id": UUID(int=1), "title": "a"}, {"id": UUID(int=1), "title": "b"}], ValueError),
        ([{"id": UUID(int=1), "title": {"a", "b"}}], TypeError),
    ],
    ids=["a column that one row does not name", "a row twice", "a value that is no column's"],
)
async def test_rows_that_would_be_written_otherwise_than_meant_are_refused_and_nothing_is_written(
    connection: AsyncConnection, rows: list[dict[str, Any]], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await update_all(connection, NOTED, rows)

    assert await held(connection) == [FIRST, ABSENT]
