"""Rebuilding: a consumer drops what it made of others' events, and their announcements fill it again.

How a service takes part: it declares which of its tables are made of which topics, ``Service(projections=…)``::

    PROJECTIONS = (Projection(tables=(HELD_VACANCY, HELD_SKILL), topics=frozenset({"youthlink.vacancy.v1"})),)

The order of an operator's work: ``rebuild`` at the consumer, then ``announce`` at every owner of those topics. Nothing
may depend on a projection by a foreign key from outside of it, nor hold what the events do not tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Table, text

from chassis.inbox_store import InboxStore
from chassis.service import Service


@dataclass(frozen=True, slots=True)
class Projection:
    """Tables that hold nothing but what was heard on some topics; they are dropped and filled together."""

    tables: tuple[Table, ...]
    topics: frozenset[str]


async def rebuild(service: Service, *, why: str) -> Mapping[str, object]:
    """Empty every projection and forget how far its topics were heard, in one transaction; returns what was done.

    No event slips in meanwhile. What was heard before is not applied again; what is parked of these topics is settled,
    because the announcement tells its aggregate's present state.
    """
    tables = [table for one in service.projections for table in one.tables]
    topics = sorted({topic for one in service.projections for topic in one.topics})
    async with service.database.transaction() as connection:
        store = InboxStore(service.begin(connection, service.system), service.name)
        await store.lock(alone=True)
        if tables:
            names = ", ".join(f'"{table.name}"' for table in tables)
            # in one statement: tables that refer to each other are emptied together
            await connection.execute(text(f"TRUNCATE {names}"))
        forgotten = await store.forget(topics)
        settled = await store.settle_all(topics, how="rebuilt", why=why)
    return {"emptied": [table.name for table in tables], "topics": topics, "forgotten": forgotten, "settled": settled}
