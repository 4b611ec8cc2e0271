"""Migrations: Alembic run under an advisory lock, with lock and statement time-outs, on a connection we hand it."""

import functools
from pathlib import Path

import alembic.command
from alembic import context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Database
from chassis.postgres import Postgres
from chassis.service import Service

LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "15min"
TAKE_LOCK = text("SELECT pg_advisory_xact_lock(7240001)")


def run_env(metadata: MetaData) -> None:
    """The body of every service's ``env.py``: use the connection it is handed, else render SQL offline."""
    configured = context.config.attributes.get("connection")
    if configured is None:
        context.configure(url="postgresql+asyncpg://", target_metadata=metadata, literal_binds=True)
        with context.begin_transaction():
            context.run_migrations()
        return
    context.configure(connection=configured, target_metadata=metadata, compare_server_default=True)
    with context.begin_transaction():
        configured.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        configured.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))
        context.run_migrations()


def config(migrations: Path, connection: Connection | None = None) -> Config:
    """Alembic's configuration for one service's tree."""
    made = Config()
    made.set_main_option("script_location", str(migrations).replace("%", "%%"))
    made.set_main_option("file_template", "%%(year)d-%%(month).2d-%%(day).2d-%%(hour).2d%%(minute).2d_%%(slug)s")
    made.attributes["connection"] = connection
    return made


async def upgrade(database: Database, migrations: Path) -> None:
    """Bring the database to the head revision."""
    async with database.transaction() as connection:
        # before Alembic and its time-outs: whoever comes second waits for the first, however long that takes, and
        # outside of Alembic, whose present context is one a process
        await connection.execute(TAKE_LOCK)
        await connection.run_sync(lambda sync: alembic.command.upgrade(config(migrations, sync), "head"))


async def migrate(service: Service) -> None:
    """Migrate a service's database and load the reference data its rules rest on."""
    await upgrade(service.database, service.migrations)
    async with service.database.transaction() as connection:
        await connection.execute(TAKE_LOCK)
        await service.load_reference(service.begin(connection, service.system))


async def revise(database: Database, migrations: Path, message: str) -> None:
    """Write a new migration from the difference between the models and a migrated database."""
    async with database.engine.connect() as connection:
        await connection.run_sync(
            lambda sync: alembic.command.revision(config(migrations, sync), message=message, autogenerate=True)
        )


async def revise_on(server: Postgres, name: str, migrations: Path, message: str) -> None:
    """Write a new migration on a throw-away server."""
    await server.create_database(name, owner_password=name)
    database = Database(server.url(name, user=name, password=name))
    try:
        if any((migrations / "versions").glob("*.py")):
            await upgrade(database, migrations)
        await revise(database, migrations, message)
    finally:
        await database.close()


async def check(database: Database, migrations: Path) -> None:
    """Raise when the models and the migrated database differ."""
    async with database.engine.connect() as connection:
        await connection.run_sync(lambda sync: alembic.command.check(config(migrations, sync)))


@functools.cache
def head_revision(migrations: Path) -> str | None:
    """The one head of a service's tree."""
    return ScriptDirectory.from_config(config(migrations)).get_current_head()


def is_behind(migrations: Path, current: str | None) -> bool:
    """Whether a database lacks what this build needs. A revision that this build never heard of was made by a newer
    one, which only expands: the older processes go on serving until they are replaced.
    """
    return current is None or (current != head_revision(migrations) and current in known_revisions(migrations))


@functools.cache
def known_revisions(migrations: Path) -> frozenset[str]:
    """Every revision of a service's tree as this build has it."""
    scripts = ScriptDirectory.from_config(config(migrations)).walk_revisions()
    return frozenset(script.revision for script in scripts)


async def current_revision(connection: AsyncConnection) -> str | None:
    """The revision a database is at."""
    return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
