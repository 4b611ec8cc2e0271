"""One service as an object: its settings, database, routes, handlers and metrics hang here and nowhere else."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.envelope import Envelope, Fact
from fastapi import APIRouter
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.auth import Principal, TokenVerifier
from chassis.cursors import Cursors
from chassis.db import Clock, Database, Transaction
from chassis.domain import DomainError
from chassis.metrics import Metrics
from chassis.people.keys import People
from chassis.people.tables import Sealed
from chassis.settings import ServiceSettings
from chassis.tables import ChassisTables
from chassis.tracing import Tracer, tracer_of
from chassis.uploads import Uploads

if TYPE_CHECKING:
    from chassis.announce import Telling
    from chassis.jobs.job import JobKind, Schedule
    from chassis.rebuild import Projection


@dataclass(frozen=True, slots=True)
class Heard:
    """An event as a handler receives it: the fact and its envelope."""

    fact: Fact
    envelope: Envelope


Handler = Callable[[Heard, Transaction], Awaitable[None]]
"""Returning marks the event done. A DomainError parks the event's aggregate; a transient error is tried again; any
other error is tried three times and then parks the aggregate."""


@dataclass(frozen=True, slots=True)
class Together:
    """A handler that takes neighbouring events of its type at once, oldest first; there is always at least one.

    When it raises, the events come again one by one, and each is then treated as a Handler's.
    """

    handle: Callable[[Sequence[Heard], Transaction], Awaitable[None]]


Companion = Callable[["Service"], Coroutine[None, None, None]]
"""Runs until cancelled, and waits by itself for what may come back; an error ends it, and is said aloud."""


def utc_now() -> datetime:
    """The wall clock, read at the edge only."""
    return datetime.now(UTC)


async def _nothing_to_lock(tx: Transaction, heard: Sequence[Heard]) -> None:
    """A service whose handlers change one row at a time."""


async def _nothing_to_load(tx: Transaction) -> None:
    """A service without reference data."""


@dataclass(slots=True)
class Service:
    """Everything a process needs to play one of this service's roles."""

    name: str
    title: str
    settings: ServiceSettings
    metadata: MetaData
    tables: ChassisTables
    migrations: Path
    verifier: TokenVerifier
    routers: Sequence[APIRouter] = ()
    status_of: Mapping[type[DomainError], int] = field(default_factory=dict)
    handlers: Mapping[type[Fact], Handler | Together] = field(default_factory=dict)
    lock_heard: Callable[[Transaction, Sequence[Heard]], Awaitable[None]] = _nothing_to_lock
    """Lock what a batch of events will change, in the order in which every writer of this service locks it; called
    before the first of them is handled. Events come in any order between aggregates, requests lock in one."""
    jobs: "Mapping[str, JobKind]" = field(default_factory=dict)
    schedules: "Sequence[Schedule]" = ()
    tellings: "Sequence[Telling]" = ()
    """How this service's aggregates are announced, what others refer to first."""
    projections: "Sequence[Projection]" = ()
    """What this service made of others' events, and can drop."""
    load_reference: Callable[[Transaction], Awaitable[None]] = _nothing_to_load
    people: People | None = None
    sealed: Sequence[Sealed] = ()
    """Every column that holds sealed bytes: what a rotation of the data key walks."""
    companions: "Sequence[Companion]" = ()
    """What each api process does beside answering, from its start to its end."""
    clock: Clock = utc_now
    metrics: Metrics = field(default_factory=Metrics)
    tracer: Tracer | None = field(init=False)
    database: Database = field(init=False)
    cursors: Cursors = field(init=False)
    uploads: Uploads = field(init=False)

    def __post_init__(self) -> None:
        self.tracer = tracer_of(self.name, self.settings)
        self.database = Database(self.settings.database_url.get_secret_value(), pool=self.settings.database_pool)
        self.metrics.pool_in_use.set_function(self.database.in_use)
        self.metrics.pool_size.set(self.settings.database_pool)
        self.uploads = Uploads(self.settings.uploads_url)
        self.cursors = Cursors(self.settings.cursor_secret.get_secret_value())

    def begin(
        self, connection: AsyncConnection, principal: Principal, *, traceparent: str | None = None
    ) -> Transaction:
        """The transaction as use cases see it."""
        return Transaction(
            connection=connection,
            tables=self.tables,
            principal=principal,
            now=self.clock(),
            source=f"/{self.name}",
            traceparent=traceparent,
            people=self.people,
        )

    async def close(self) -> None:
        """Close the database's connections, and send the last spans."""
        await self.database.close()
        if self.tracer is not None:
            await self.tracer.close()

    @property
    def system(self) -> Principal:
        """The principal under which this service's own handlers and commands act."""
        return Principal.system(self.name)
