"""The embedded server: it starts over whatever a former life left, and nobody but its owner gets in."""

import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
from chassis.postgres import Postgres, PostgresUnavailable

from tests.waiting import eventually

pytestmark = pytest.mark.faults


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What people call folders, and longer than any socket's address may be."""
    return tmp_path / "青年就業 連結 平台" / ("long " * 40).strip() / "it's 100% here"


@pytest.fixture
async def server(folder: Path) -> AsyncIterator[Postgres]:
    made = Postgres(folder)
    made.start()
    await made.create_database("toy", owner_password="it's")
    yield made
    made.stop()


async def count(server: Postgres) -> int:
    connection = await server.connect("toy")
    try:
        await connection.execute("CREATE TABLE IF NOT EXISTS seen (n int)")
        await connection.execute("INSERT INTO seen VALUES (1)")
        return int(await connection.fetchval("SELECT count(*) FROM seen"))
    finally:
        await connection.close()


def postmaster(server: Postgres, folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "data" / "postmaster.pid").read_text().splitlines()[0]))


async def test_a_server_that_was_killed_starts_again_with_its_data(server: Postgres) -> None:
    assert await count(server) == 1
    server.kill()
    assert not server.alive()

    server.start()

    assert server.alive()
    assert await count(server) == 2


async def test_a_postmaster_killed_alone_leaves_no_children_to_write_beside_its_successor(
    server: Postgres, folder: Path
) -> None:
    assert await count(server) == 1
    busy = await server.connect("toy")
    running = busy.fetchval("SELECT pg_sleep(600)")
    first = postmaster(server, folder)
    children = first.children(recursive=True)
    first.send_signal(signal.SIGKILL)
    first.wait(30)

    server.start()

    assert await count(server) == 2
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)
    running.close()
    busy.terminate()


async def test_a_server_whose_owner_was_killed_is_adopted_and_can_be_stopped(server: Postgres, folder: Path) -> None:
    before = postmaster(server, folder)
    heir = Postgres(folder)

    heir.start()
    counted = await count(heir)
    heir.stop()

    assert counted == 1
    assert not before.is_running()
    assert not heir.alive()
    assert not heir.socket_folder.exists()
    server.start()
    assert await count(server) == 2


def own_until_killed(folder: Path) -> None:
    """Start a server and die without a word."""
    Postgres(folder).start()
    os.kill(os.getpid(), signal.SIGKILL)


async def test_a_killed_owner_leaves_a_server_that_the_next_one_takes_over(folder: Path) -> None:
    owner = multiprocessing.get_context("spawn").Process(target=own_until_killed, args=(folder,))
    owner.start()
    await eventually(lambda: not owner.is_alive(), "the owner is dead")
    server = Postgres(folder)

    try:
        assert owner.exitcode == -signal.SIGKILL
        assert server.alive()
        server.start()
        await server.create_database("toy", owner_password="test")
        assert await count(server) == 1
    finally:
        server.stop()
    assert not server.alive()


async def test_a_recycled_pid_in_the_pid_files_does_not_keep_the_server_from_starting(
    server: Postgres, folder: Path
) -> None:
    server.kill()
    for file in [folder / "data" / "postmaster.pid", *server.socket_folder.glob("*.lock")]:
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join([f"{os.getppid()}\n", *lines[1:]]))
    assert not server.alive()

    server.start()

    assert await count(server) == 1


async def test_a_locale_that_is_not_installed_does_no_harm(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANG", "LC_ALL", "LC_COLLATE"):
        monkeypatch.setenv(name, "tlh_XX.UTF-8")
    server = Postgres(folder, durable=False)

    server.start()
    connection = await server.connect()
    encoding = await connection.fetchval("SHOW server_encoding")
    await connection.close()
    server.stop()

    assert encoding == "UTF8"


async def test_a_role_enters_its_own_database_only(server: Postgres) -> None:
    await server.create_database("other", owner_password="theirs")
    await server.create_database("toy", owner_password="changed")

    async def enter(database: str, user: str, password: str) -> None:
        place = str(server.socket_folder)
        await (await asyncpg.connect(host=place, database=database, user=user, password=password)).close()

    await enter("toy", "toy", "changed")
    for user, database, password in [("other", "toy", "theirs"), ("toy", "other", "changed"), ("toy", "toy", "it's")]:
        with pytest.raises((asyncpg.InvalidPasswordError, asyncpg.InsufficientPrivilegeError)):
            await enter(database, user, password)


def break_it(data: Path) -> None:
    (data / "global" / "pg_control").unlink()


def empty_it(data: Path) -> None:
    (data / "postgresql.conf").unlink()


@pytest.fixture
def stopped(folder: Path) -> Iterator[Postgres]:
    server = Postgres(folder, durable=False)
    server.start()
    server.stop()
    yield server
    server.stop()


@pytest.mark.parametrize("damage", [break_it, empty_it])
def test_a_broken_data_folder_is_named_in_one_sentence(
    damage: Callable[[Path], None], stopped: Postgres, folder: Path
) -> None:
    damage(folder / "data")

    with pytest.raises(PostgresUnavailable, match="did not start over"):
        stopped.start()
