"""A service as small as the chassis allows: it keeps items and speaks of them.

The catalogue of events is fixed, so an item speaks as a vacancy does.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from uuid import UUID

from chassis import changes, outbox, tables
from chassis.changes import Changes
from chassis.conditional import check_version
from chassis.db import Clock, Transaction, metadata, new_id
from chassis.domain import DomainError, LifeCycle, Transition, TransitionRefused
from chassis.edge import Edge, EdgeRoute, Requires
from chassis.outbox import Said
from chassis.service import Service, utc_now
from chassis.settings import Mode, ServiceSettings
from chassis.testing import Signer
from contracts.vacancy import VacancyPublished, VacancyScreened
from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from sqlalchemy import (
    BigInteger,
    Column,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    insert,
    select,
    true,
    update,
)

TOPIC = "youthlink.vacancy.v1"
WRITE, READ = "items:write", "items:read"
LIFE = LifeCycle([Transition("publish", frozenset({"draft"}), "published")])


class ItemUnknown(DomainError):
    """There is no such item."""

    code = "item-unknown"
    title_en = "There is no such item"
    title_zh = "查無此項目"


class NewItem(BaseModel):
    """What a client sends. ``slot`` is unique, and the database looks at it at commit only."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1)
    slot: int | None = None


class ItemView(BaseModel):
    """An item as clients see it."""

    id: UUID
    name: str
    state: str


class ItemPage(BaseModel):
    """One page of items."""

    items: list[ItemView]
    next: str | None


class FeedEntry(BaseModel):
    """One entry of the feed."""

    id: UUID
    version: int
    operation: str


class FeedPage(BaseModel):
    """One page of the feed; ``next`` is sent back to go on."""

    entries: list[FeedEntry]
    next: str


class ToySettings(ServiceSettings):
    """No knobs of its own."""


def item_table(owner: MetaData) -> Table:
    """The one aggregate."""
    return Table(
        "item",
        owner,
        Column("id", Uuid, primary_key=True),
        Column("name", Text, nullable=False),
        Column("slot", BigInteger),
        Column("state", Text, nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("owner_org", Text, nullable=False),
        UniqueConstraint("slot", deferrable=True, initially="DEFERRED"),
    )


def settings_for(url: str, pool: int) -> ToySettings:
    """Settings of a test."""
    return ToySettings(
        mode=Mode.DEVELOPMENT, database_url=SecretStr(url), database_pool=pool, max_body_bytes=10_000, health_port=0
    )


@dataclass(slots=True)
class Keeper:
    """The service that keeps items."""

    item: Table
    service: Service
    interrupt: Callable[[Edge], Awaitable[Response | None]] | None = None
    """Called in a creating request when all is written and nothing committed; may raise, wait or answer instead."""

    async def add(self, tx: Transaction, name: str = "a", slot: int | None = None) -> UUID:
        """Insert an item and say so."""
        item_id = new_id()
        row = {"id": item_id, "name": name, "slot": slot, "state": "draft", "version": 1, "seq": 1}
        await tx.connection.execute(insert(self.item), row | {"owner_org": tx.principal.org})
        await outbox.record(tx, screened(), aggregate_id=item_id, sequence=1)
        await self._say_changed(tx, item_id, 1)
        return item_id

    async def speak(self, tx: Transaction, item_id: UUID, *, heard: Sequence[bool] = (True,)) -> list[int]:
        """Lock an item, let it say one event per entry (of a heard or an unheard type), return the sequences."""
        row = (await tx.connection.execute(select(self.item).where(self.item.c.id == item_id).with_for_update())).one()
        sequences = [row.seq + nth for nth in range(1, len(heard) + 1)]
        said = [
            Said(published() if loud else screened(), item_id, sequence)
            for loud, sequence in zip(heard, sequences, strict=True)
        ]
        values = {"version": row.version + 1, "seq": sequences[-1]}
        await tx.connection.execute(update(self.item).where(self.item.c.id == item_id).values(values))
        await outbox.record_all(tx, said)
        await self._say_changed(tx, item_id, row.version + 1)
        return sequences

    async def publish(self, tx: Transaction, item_id: UUID, expected: frozenset[str] | None) -> ItemView:
        """Move an item on; raises ItemUnknown, VersionStale, TransitionRefused."""
        query = select(self.item).where(self.item.c.id == item_id, self.item.c.owner_org == tx.principal.org)
        row = (await tx.connection.execute(query.with_for_update())).one_or_none()
        if row is None:
            raise ItemUnknown(id=str(item_id))
        check_version(row.version, expected)
        state = LIFE.after(row.state, "publish")
        values = {"version": row.version + 1, "seq": row.seq + 1, "state": state}
        await tx.connection.execute(update(self.item).where(self.item.c.id == item_id).values(values))
        await outbox.record(tx, published(), aggregate_id=item_id, sequence=row.seq + 1)
        await self._say_changed(tx, item_id, row.version + 1)
        return ItemView(id=item_id, name=row.name, state=state)

    async def _say_changed(self, tx: Transaction, item_id: UUID, version: int) -> None:
        org = tx.principal.org
        await changes.record(tx, resource="item", resource_id=item_id, version=version, owner_org=org, county=None)


def keeper(url: str, *, signer: Signer | None = None, clock: Clock = utc_now, pool: int = 10) -> Keeper:
    """Build the service that keeps items, as if it were the vacancy service."""
    owner = metadata()
    item = item_table(owner)
    router = APIRouter(route_class=EdgeRoute)
    service = Service(
        name="vacancy",
        title="Toy",
        settings=settings_for(url, pool),
        metadata=owner,
        tables=tables.declare(owner),
        migrations=Path("none"),
        verifier=(signer or Signer()).verifier(),
        routers=[router],
        status_of={ItemUnknown: 404, TransitionRefused: 409},
        clock=clock,
    )
    made = Keeper(item, service)
    _add_writes(router, made)
    _add_reads(router, made)
    return made


def _add_writes(router: APIRouter, made: Keeper) -> None:
    @router.post("/v1/items", status_code=201)
    async def create(new: NewItem, edge: Annotated[Edge, Depends(Requires(WRITE))]) -> Response:
        item_id = await made.add(edge.tx, new.name, new.slot)
        if made.interrupt and (instead := await made.interrupt(edge)):
            return instead
        view = ItemView(id=item_id, name=new.name, state="draft")
        return edge.answer(view, status=201, version=1, location=f"/v1/items/{item_id}")

    @router.post("/v1/items/{item_id}/publication")
    async def publish(item_id: UUID, edge: Annotated[Edge, Depends(Requires(WRITE))]) -> Response:
        return edge.answer(await made.publish(edge.tx, item_id, edge.expected()), version=2)


def _add_reads(router: APIRouter, made: Keeper) -> None:
    item = made.item

    @router.get("/v1/items")
    async def page(
        edge: Annotated[Edge, Depends(Requires(READ))],
        cursor: str | None = None,
        state: str | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        scope = ["items", state]
        after = UUID(edge.service.cursors.open(scope, cursor)) if cursor else UUID(int=0)
        query = select(item).where(item.c.id > after, item.c.owner_org == edge.tx.principal.org)
        if state:
            query = query.where(item.c.state == state)
        rows = (await edge.tx.connection.execute(query.order_by(item.c.id).limit(limit))).all()
        full = edge.service.cursors.seal(scope, str(rows[-1].id)) if len(rows) == limit else None
        views = [ItemView(id=row.id, name=row.name, state=row.state) for row in rows]
        return edge.answer(ItemPage(items=views, next=full))

    @router.get("/v1/items/changes")
    async def feed(
        edge: Annotated[Edge, Depends(Requires(READ))], cursor: str | None = None, limit: int = 50
    ) -> Response:
        number = int(edge.service.cursors.open("feed", cursor)) if cursor else None
        seen = await Changes(edge.tx).after("item", number, limit=limit, visible=true())
        entries = [FeedEntry(id=one.resource_id, version=one.version, operation=one.operation) for one in seen.entries]
        return edge.answer(FeedPage(entries=entries, next=edge.service.cursors.seal("feed", seen.next_number)))

    @router.get("/v1/items/{item_id}")
    async def read(item_id: UUID, edge: Annotated[Edge, Depends(Requires(READ))]) -> Response:
        query = select(item).where(item.c.id == item_id, item.c.owner_org == edge.tx.principal.org)
        row = (await edge.tx.connection.execute(query)).one_or_none()
        if row is None:
            raise ItemUnknown(id=str(item_id))
        return edge.answer(ItemView(id=row.id, name=row.name, state=row.state), version=row.version)


def published() -> VacancyPublished:
    """A fact the listener hears."""
    return VacancyPublished.model_validate({"published_on": "2026-07-01", "openings": 1, "county": "63000"})


def screened() -> VacancyScreened:
    """A fact nobody hears: it must count in the sequence all the same."""
    return VacancyScreened(decision_id=UUID(int=1), outcome="qualified", rule_set_version="1", missing=[])
