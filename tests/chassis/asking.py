"""Short words for what tests ask of the toy and look up in its database."""

from collections.abc import Mapping
from typing import Any

import httpx2
from chassis.service import Service
from sqlalchemy import Table, func, select

from tests.chassis.toy import Keeper

WRITTEN_TABLES = ("item", "outbox", "change", "idempotency")


async def rows_of(service: Service, table: Table) -> int:
    """How many rows a table holds."""
    async with service.database.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def written(toy: Keeper) -> dict[str, int]:
    """How many rows a creating request left in each of the tables it writes."""
    return {name: await rows_of(toy.service, toy.service.metadata.tables[name]) for name in WRITTEN_TABLES}


def checked_out(service: Service) -> int:
    """How many of the pool's connections are in use."""
    return int(service.database.engine.pool.checkedout())  # type: ignore[attr-defined]  # of the queue pool


async def create(client: httpx2.AsyncClient, headers: Mapping[str, str], key: str, **item: Any) -> httpx2.Response:
    """POST an item under an idempotency key."""
    return await client.post("/v1/items", headers={**headers, "Idempotency-Key": key}, json={"name": "a", **item})


async def publish(
    client: httpx2.AsyncClient, headers: Mapping[str, str], item_id: str, *, if_match: str | None = None, key: str = ""
) -> httpx2.Response:
    """Publish an item under a condition and, if given, a key."""
    sent = dict(headers)
    if if_match is not None:
        sent["If-Match"] = if_match
    if key:
        sent["Idempotency-Key"] = key
    return await client.post(f"/v1/items/{item_id}/publication", headers=sent)
