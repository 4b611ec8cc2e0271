"""A service that counts what it hears, under a declared consumer's name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chassis import tables
from chassis.db import Clock, Transaction, metadata
from chassis.domain import DomainError
from chassis.service import Heard, Service, utc_now
from chassis.testing import Signer
from contracts.vacancy import VacancyPublished
from sqlalchemy import BigInteger, Column, Identity, Table, Uuid, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from tests.chassis.toy import settings_for


class Unbearable(DomainError):
    """The listener refuses this item's events for good."""

    code = "unbearable"
    title_en = "Not this item"
    title_zh = "不接受此項目"


@dataclass(slots=True)
class Listener:
    """The service that counts what it hears. Its handler is not idempotent by itself: the inbox must make it so."""

    effect: Table
    count: Table
    refuses: set[UUID] = field(default_factory=set)
    breaks_on: Mapping[UUID, int] = field(default_factory=dict)
    """Sequence at which the handler has a bug, by item."""
    service: Service = field(init=False)

    async def count_published(self, heard: Heard, tx: Transaction) -> None:
        """One row per effect and one counter per item; raises Unbearable for items it refuses."""
        item_id, sequence = heard.envelope.subject, heard.envelope.sequence
        row = {"event_id": heard.envelope.id, "aggregate_id": item_id, "sequence": sequence}
        await tx.connection.execute(insert(self.effect), row)
        counted = upsert(self.count).values(aggregate_id=item_id, events=1)
        more = counted.on_conflict_do_update(index_elements=["aggregate_id"], set_={"events": self.count.c.events + 1})
        await tx.connection.execute(more)
        if item_id in self.refuses:
            raise Unbearable()
        if self.breaks_on.get(item_id) == sequence:
            raise KeyError("a bug in the handler")


def listener(url: str, *, clock: Clock = utc_now, pool: int = 10) -> Listener:
    """Build the service that counts, as if it were the indicators service."""
    owner = metadata()
    effect = Table(
        "effect",
        owner,
        Column("position", BigInteger, Identity(always=True), primary_key=True),
        Column("event_id", Uuid, nullable=False),
        Column("aggregate_id", Uuid, nullable=False),
        Column("sequence", BigInteger, nullable=False),
    )
    count = Table("count", owner, Column("aggregate_id", Uuid, primary_key=True), Column("events", BigInteger))
    made = Listener(effect, count)
    made.service = Service(
        name="indicators",
        title="Toy listener",
        settings=settings_for(url, pool),
        metadata=owner,
        tables=tables.declare(owner),
        migrations=Path("none"),
        verifier=Signer().verifier(),
        handlers={VacancyPublished: made.count_published},
        clock=clock,
    )
    return made


async def heard(ear: Listener, *items: UUID) -> list[int]:
    """The sequences that had an effect, in the order of their effects."""
    async with ear.service.database.reading() as connection:
        chosen = select(ear.effect.c.sequence).where(ear.effect.c.aggregate_id.in_(items))
        return list((await connection.execute(chosen.order_by(ear.effect.c.position))).scalars())
