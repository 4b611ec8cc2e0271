"""What the service has said, read from its outbox."""

from typing import TypeVar

from chassis.service import Service
from contracts.envelope import Fact, decode
from sqlalchemy import select

Said = TypeVar("Said", bound=Fact)


async def said(service: Service, kind: type[Said]) -> list[Said]:
    """Every fact of a type, in the order in which they were said."""
    outbox = service.tables.outbox
    wanted = select(outbox.c.value).where(outbox.c.event_type == kind.TYPE).order_by(outbox.c.position)
    async with service.database.reading() as connection:
        values = (await connection.execute(wanted)).scalars().all()
    facts = [decode(kind, value) for value in values]
    return [fact for fact in facts if isinstance(fact, kind)]
