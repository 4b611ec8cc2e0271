"""The database: metadata with named constraints, the bounded pool, and the transaction that the edge opens."""

import functools
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import orjson
import uuid_utils.compat
from sqlalchemy import JSON, Insert, MetaData, Table, Text, Update, bindparam, cast, column, func, insert, text, update
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from chassis.auth import Principal
from chassis.computing import in_turns
from chassis.tables import ChassisTables
from chassis.written import as_json

if TYPE_CHECKING:
    from chassis.people.keys import People

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
POOL_TIMEOUT_SECONDS = 10
TIES = frozenset({"40001", "40P01"})
"""Serialization failure, deadlock: PostgreSQL gave up one transaction for another."""
TRANSIENT_STATES = TIES | {"55P03", "57014", "57P01", "57P02", "57P03", "53300", "53100"}
"""Ties, lock or statement timeout, shutdown, start-up, too many connections, disk full."""


def metadata() -> MetaData:
    """A service's own metadata with the constraint naming convention."""
    return MetaData(naming_convention=NAMING)


def new_id() -> UUID:
    """A UUIDv7. Ids are names only: no order is ever read from one."""
    return uuid_utils.compat.uuid7()


@functools.cache
def insert_into(table: Table) -> Insert:
    """The plain insert of a table, built once; nothing is asked back, so a generated key costs no result."""
    return insert(table).inline()


COPY_FROM = 100
"""Rows from which COPY is the cheaper way: it costs a round trip more, and half the time a row."""


async def insert_all(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; nothing is asked back. Many go by COPY, inside the transaction."""
    if not rows:
        return
    if len(rows) < COPY_FROM:
        # a list of one would go the longer way of many
        await connection.execute(insert_into(table), list(rows) if len(rows) > 1 else rows[0])
        return
    names = list(rows[0])
    documents = [at for at, name in enumerate(names) if isinstance(table.c[name].type, JSON)]

    def record(row: Mapping[str, Any]) -> list[Any]:
        values = [row[name] for name in names]
        for at in documents:
            values[at] = as_json(values[at])
        return values

    records = await in_turns(record, rows)
    driver: Any = (await connection.get_raw_connection()).driver_connection
    if not driver.is_in_transaction():
        # SQLAlchemy begins with its first statement
        await connection.execute(text("SELECT 1"))
    await driver.copy_records_to_table(table.name, records=records, columns=names)


@functools.cache
def _update_of(table: Table, names: tuple[str, ...]) -> Update:
    sent = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
    said = sent.table_valued(*(column(name, table.c[name].type) for name in names))
    said = said.render_derived(name="said", with_types=True)
    return update(table).where(table.c.id == said.c.id).values({name: said.c[name] for name in names if name != "id"})


async def update_all(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write columns of rows that are known by their ``id``: one statement, planned once, that is sent one JSON list.

    All name the same columns (KeyError where one does not), none comes twice, and None is NULL in a JSON column too.
    """
    if not rows:
        return
    names = tuple(rows[0])
    if len({row["id"] for row in rows}) < len(rows):
        raise ValueError("a row is written twice")
    sent = orjson.dumps([{name: row[name] for name in names} for row in rows], default=_as_text).decode()
    await connection.execute(_update_of(table, names), {"rows": sent})


def _as_text(value: object) -> str:
    """Bytes as PostgreSQL reads them, and an id of the driver's own kind."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no value of a column that is sent as JSON")


@dataclass(slots=True)
class Transaction:
    """One transaction as everything below the edge sees it: where to write, who asks, when, and for which trace."""

    connection: AsyncConnection
    tables: ChassisTables
    principal: Principal
    now: datetime
    source: str
    traceparent: str | None = None
    people: "People | None" = None
    """The keys of people's data, in a service that holds any."""


class Repository:
    """Base of every repository: reads go through the transaction's connection and are bounded by its principal."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.connection = tx.connection
        self.principal = tx.principal


class Database:
    """A bounded pool on one PostgreSQL database."""

    def __init__(self, url: str, *, pool: int = 10) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool,
            max_overflow=0,
            pool_timeout=POOL_TIMEOUT_SECONDS,
            # an error's text goes to the logs, and a row's values are somebody's data
            hide_parameters=True,
            # JIT costs more than it gives on short statements; a session that sits in a transaction is ended
            connect_args={
                "server_settings": {"jit": "off", "idle_in_transaction_session_timeout": "60000"},
                "timeout": 10,
            },
            json_serializer=as_json,
            json_deserializer=orjson.loads,
        )
        self._autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Begin, and commit when the block ends without an error; the only commit there is."""
        async with self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reads, each its own transaction: saves BEGIN and ROLLBACK round trips."""
        async with self._autocommit.connect() as connection:
            yield connection

    def in_use(self) -> int:
        """How many connections are taken from the pool at present."""
        pool = self.engine.pool
        assert isinstance(pool, AsyncAdaptedQueuePool)  # noqa: S101 - narrows the type for the checker only
        return pool.checkedout()

    async def close(self) -> None:
        """Close every pooled connection."""
        await self.engine.dispose()


def is_transient(error: BaseException) -> bool:
    """Whether trying again later can help: the database is away, busy, or broke a tie between transactions."""
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout | ConnectionError | TimeoutError | OSError):
        return True
    if isinstance(error, asyncpg.PostgresConnectionError | asyncpg.InterfaceError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return sqlstate_of(error) in TRANSIENT_STATES


def is_tie(error: BaseException) -> bool:
    """Whether the transaction was given up for another one: nothing of it is left, and it may be tried at once."""
    return sqlstate_of(error) in TIES


def trouble(error: BaseException) -> str:
    """What the log says of a transient error."""
    return "a transaction was given up for another one" if is_tie(error) else "the database could not be reached"


def sqlstate_of(error: BaseException) -> str | None:
    """PostgreSQL's code of an error; None when PostgreSQL did not raise it."""
    state: str | None = getattr(getattr(error, "orig", error), "sqlstate", None)
    return state


Clock = Callable[[], datetime]
Row = Any
"""A Core row; repositories turn it into a named type before it leaves them."""
