"""The database goes away and comes back: callers get a problem they may try again, and nothing is left hanging."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from chassis.app import create_app
from chassis.edge import Edge
from chassis.postgres import Postgres
from chassis.testing import Signer
from sqlalchemy import text

from tests.chassis.asking import checked_out, create, rows_of
from tests.chassis.toy import Keeper, keeper
from tests.waiting import eventually

pytestmark = pytest.mark.faults


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Postgres]:
    """A server of this test's own, to be killed."""
    server = Postgres(tmp_path, durable=True)
    server.start()
    await server.create_database("toy", owner_password="test")
    yield server
    server.stop()


@pytest.fixture
async def lonely(own: Postgres, signer: Signer) -> AsyncIterator[Keeper]:
    made = keeper(own.url("toy", user="toy", password="test"), signer=signer)
    async with made.service.database.transaction() as connection:
        await connection.run_sync(made.service.metadata.create_all)
    yield made
    await made.service.database.close()


async def test_while_the_database_is_away_every_answer_is_503_and_afterwards_all_is_well(
    own: Postgres, lonely: Keeper, writer: dict[str, str]
) -> None:
    transport = httpx2.ASGITransport(create_app(lonely.service), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://toy") as client:
        await asyncio.gather(*(create(client, writer, f"before-{nth}") for nth in range(10)))
        own.kill()
        away = [await create(client, writer, "away"), await client.get("/v1/items", headers=writer)]
        readiness = await client.get("/readyz")
        liveness = await client.get("/livez")
        own.start()

        async def served() -> bool:
            return (await create(client, writer, "away")).status_code == 201

        await eventually(served, "the service takes requests again")

        assert [(answer.status_code, answer.json()["code"]) for answer in away] == [(503, "unavailable")] * 2
        assert all(answer.headers["Retry-After"] == "1" for answer in away)
        assert (readiness.status_code, liveness.status_code) == (503, 200)
        assert await rows_of(lonely.service, lonely.item) == 11
        assert checked_out(lonely.service) == 0


async def test_a_connection_that_dies_in_mid_request_is_503_and_nothing_is_stored(
    client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str], postgres: Postgres
) -> None:
    async def die(edge: Edge) -> None:
        mine = (await edge.tx.connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        axe = await postgres.connect("toy_keeper")
        await axe.execute("SELECT pg_terminate_backend($1, 5000)", mine)
        await axe.close()

    toy.interrupt = die
    answer = await create(client, writer, "k")
    toy.interrupt = None
    again = await create(client, writer, "k")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert again.status_code == 201
    assert "Idempotency-Replayed" not in again.headers
    assert await rows_of(toy.service, toy.item) == 1
    assert checked_out(toy.service) == 0
