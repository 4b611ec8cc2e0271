"""Migrations run once however many start them, in whole or not at all, and a process knows what it waits for."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from alembic.util import CommandError
from chassis import migrate
from chassis.app import create_app
from chassis.db import Transaction
from chassis.postgres import Postgres
from chassis.service import Service
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tests.chassis.toy import keeper

ENV = """
from chassis.migrate import run_env
from sqlalchemy import MetaData

run_env(MetaData())
"""
REVISION = """
from alembic import op

revision = "{revision}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in {statements}:
        op.execute(statement)
"""
FIRST = ["CREATE TABLE kind (name text)", "SELECT pg_sleep(0.3)", "CREATE TABLE log (n int)"]
Tree = Callable[..., None]
Build = Callable[[], Service]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "migrations of 100% 青年"


@pytest.fixture
def tree(folder: Path) -> Tree:
    """Writes revisions: tree(a=[...], b=[...]) makes b follow a."""

    def write(**revisions: list[str]) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "versions").mkdir(parents=True)
        (folder / "env.py").write_text(ENV)
        down: str | None = None
        for revision, statements in revisions.items():
            content = REVISION.format(revision=revision, down=repr(down), statements=statements)
            (folder / "versions" / f"{revision}.py").write_text(content)
            down = revision

    return write


@pytest.fixture
async def build(postgres: Postgres, folder: Path) -> AsyncIterator[Build]:
    """Builds services over one empty database, as several processes would."""
    await postgres.create_database("toy_migrated", owner_password="test")
    built: list[Service] = []

    def make() -> Service:
        service = keeper(postgres.url("toy_migrated", user="toy_migrated", password="test"), pool=2).service
        service.migrations = folder
        service.load_reference = load_kinds
        built.append(service)
        return service

    yield make
    for service in built:
        await service.database.close()
    axe = await postgres.connect()
    await axe.execute('DROP DATABASE "toy_migrated" WITH (FORCE)')
    await axe.close()
    forget_the_tree()


def forget_the_tree() -> None:
    """What a process reads of its own build once: the next one is another build."""
    migrate.head_revision.cache_clear()
    migrate.known_revisions.cache_clear()


async def load_kinds(tx: Transaction) -> None:
    """A loader that is sound only when nobody else loads at the same time."""
    held = (await tx.connection.execute(text("SELECT count(*) FROM kind"))).scalar_one()
    await asyncio.sleep(0.05)
    if not held:
        await tx.connection.execute(text("INSERT INTO kind VALUES ('only')"))


async def ask(service: Service, query: str) -> Any:
    async with service.database.reading() as connection:
        return (await connection.execute(text(query))).scalar_one()


async def test_several_migrations_at_once_run_each_revision_once(tree: Tree, build: Build) -> None:
    tree(a=FIRST, b=["INSERT INTO log VALUES (1)"])

    await asyncio.gather(*(migrate.migrate(build()) for _ in range(4)))

    service = build()
    assert await ask(service, "SELECT version_num FROM alembic_version") == "b"
    assert await ask(service, "SELECT count(*) FROM log") == 1
    assert await ask(service, "SELECT count(*) FROM kind") == 1


async def test_migrations_that_fail_leave_the_database_as_it_was(tree: Tree, build: Build) -> None:
    tree(a=FIRST)
    await migrate.migrate(build())
    tree(a=FIRST, b=["CREATE TABLE half (n int)"], c=["SELECT no_such_function()"])

    with pytest.raises(ProgrammingError):
        await migrate.migrate(build())

    service = build()
    assert await ask(service, "SELECT version_num FROM alembic_version") == "a"
    assert await ask(service, "SELECT to_regclass('half') IS NULL")


async def test_migrating_again_changes_nothing(tree: Tree, build: Build) -> None:
    tree(a=FIRST, b=["INSERT INTO log VALUES (1)"])
    service = build()

    for _ in range(2):
        await migrate.migrate(service)

    assert await ask(service, "SELECT count(*) FROM log") == 1
    assert await ask(service, "SELECT count(*) FROM kind") == 1


async def test_a_database_of_a_newer_build_is_refused_aloud(tree: Tree, build: Build) -> None:
    tree(a=FIRST, b=["INSERT INTO log VALUES (1)"])
    await migrate.migrate(build())
    tree(a=FIRST)

    with pytest.raises(CommandError, match="b"):
        await migrate.migrate(build())


async def test_a_process_is_not_ready_before_the_revision_it_expects(tree: Tree, build: Build) -> None:
    tree(a=FIRST, b=["INSERT INTO log VALUES (1)"])
    service = build()
    transport = httpx2.ASGITransport(create_app(service))
    async with httpx2.AsyncClient(transport=transport, base_url="http://toy") as client:
        before = await client.get("/readyz")
        await migrate.migrate(service)
        after = await client.get("/readyz")

    assert (before.status_code, before.json()["revision"], before.json()["expected"]) == (503, None, "b")
    assert (after.status_code, after.json()["revision"]) == (200, "b")


async def test_an_older_build_stays_ready_while_a_newer_one_takes_over_and_not_the_other_way_round(
    tree: Tree, build: Build
) -> None:
    answers = {}
    for migrated, running in (("a", "ab"), ("ab", "a")):
        revisions = {"a": FIRST, "b": ["INSERT INTO log VALUES (1)"]}
        tree(**{name: revisions[name] for name in migrated})
        forget_the_tree()
        await migrate.migrate(build())
        tree(**{name: revisions[name] for name in running})
        forget_the_tree()
        transport = httpx2.ASGITransport(create_app(build()))
        async with httpx2.AsyncClient(transport=transport, base_url="http://toy") as client:
            answers[running] = (await client.get("/readyz")).status_code

    assert answers == {"ab": 503, "a": 200}
