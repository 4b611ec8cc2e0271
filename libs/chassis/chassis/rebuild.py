"""Rebuilding: a consumer drops what it made of others' events, and their announcements fill it again.

How a service takes part: it declares which of its tables are made of which topics, ``Service(projections=…)``::

    PROJECTIONS = (Projection(tables=(HELD_VACANCY, HELD_SKILL), topics=frozenset({"youthlink.vacancy.v1"})),)

The order of an operator's work: ``rebuild`` at the consumer, then ``announce`` at every owner of those topics. Nothing
may depend on a projection by a foreign key from outside of it, nor hold what the events do not tell.

A projection that something else hangs on says how it goes on holding what it held, until that is told again
(``Projection(carried=…)``). What nobody tells again is let go of by ``conclude``, once the announcements are through.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Table, text

from chassis import telemetry
from chassis.db import Transaction
from chassis.inbox_store import InboxStore
from chassis.service import Service


@dataclass(frozen=True, slots=True)
class Carried:
    """How a projection's answers are carried over a drop. Each returns a number of rows."""

    set_aside: Callable[[Transaction], Awaitable[int]]
    """Set aside what is held; its tables are emptied next, in the same transaction."""
    untold: Callable[[Transaction], Awaitable[int]]
    """Count what is set aside and was not told again yet."""
    let_go: Callable[[Transaction], Awaitable[int]]
    """Forget some of it, and answer without it; nought when nothing is left."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Tables that hold nothing but what was heard on some topics; they are dropped and filled together."""

    tables: tuple[Table, ...]
    topics: frozenset[str]
    carried: Carried | None = None


async def rebuild(service: Service, *, why: str) -> Mapping[str, object]:
    """Empty every projection and forget how far its topics were heard, in one transaction; returns what was done.

    No event slips in meanwhile. What was heard before is not applied again; what is parked of these topics is settled,
    because the announcement tells its aggregate's present state.
    """
    tables = [table for one in service.projections for table in one.tables]
    topics = sorted({topic for one in service.projections for topic in one.topics})
    async with service.database.transaction() as connection:
        tx = service.begin(connection, service.system)
        store = InboxStore(tx, service.name)
        await store.lock(alone=True)
        carried = sum([await one.set_aside(tx) for one in _carried(service)])
        if tables:
            names = ", ".join(f'"{table.name}"' for table in tables)
            # in one statement: tables that refer to each other are emptied together
            await connection.execute(text(f"TRUNCATE {names}"))
        forgotten = await store.forget(topics)
        settled = await store.settle_all(topics, how="rebuilt", why=why)
    done = {"topics": topics, "forgotten": forgotten, "settled": settled, "carried": carried}
    return {"emptied": [table.name for table in tables], **done}


async def conclude(service: Service, *, why: str | None) -> Mapping[str, object]:
    """Let go of what a rebuild carried over and nobody told again; without a reason, only count it.

    For when the announcements are through and heard: what is let go of is answered for as if it had never been.
    """
    gone = 0
    if why is not None:
        for one in _carried(service):
            while some := await _alone(service, one.let_go):
                gone += some
        telemetry.log.warning("a rebuild was concluded", extra={"let_go": gone, "why": why})
    untold = sum([await _alone(service, one.untold) for one in _carried(service)])
    return {"let_go": gone, "untold": untold}


async def _alone(service: Service, work: Callable[[Transaction], Awaitable[int]]) -> int:
    async with service.database.transaction() as connection:
        tx = service.begin(connection, service.system)
        await InboxStore(tx, service.name).lock(alone=True)
        return await work(tx)


def _carried(service: Service) -> list[Carried]:
    return [one.carried for one in service.projections if one.carried is not None]
