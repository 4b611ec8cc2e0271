"""The operator's commands for outbox rows that the bus refused for good: list, send again, or give up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from chassis.service import Service


@dataclass(frozen=True, slots=True)
class BlockedRow:
    """One event that could not be sent; later events of its aggregate wait behind it."""

    position: int
    aggregate_id: UUID
    event_type: str
    reason: str | None
    blocked_at: datetime


async def blocked(service: Service) -> list[BlockedRow]:
    """Every blocked row, oldest first."""
    outbox = service.tables.outbox
    columns = (
        outbox.c.position,
        outbox.c.aggregate_id,
        outbox.c.event_type,
        outbox.c.last_error.label("reason"),
        outbox.c.blocked_at,
    )
    waiting = select(*columns).where(outbox.c.blocked_at.is_not(None), outbox.c.published_at.is_(None))
    async with service.database.reading() as connection:
        rows = await connection.execute(waiting.order_by(outbox.c.position))
        return [BlockedRow(*row) for row in rows]


async def send_again(service: Service, position: int) -> bool:
    """Let the relay try a blocked row again; False when it is not blocked."""
    return await _change(service, position, {"blocked_at": None, "last_error": None})


async def give_up(service: Service, position: int, *, why: str) -> bool:
    """Count a blocked row as published without sending it, so that its aggregate goes on; consumers count a jump."""
    return await _change(service, position, {"published_at": service.clock(), "last_error": f"given up: {why}"})


async def _change(service: Service, position: int, values: dict[str, object]) -> bool:
    outbox = service.tables.outbox
    chosen = (outbox.c.position == position) & outbox.c.blocked_at.is_not(None) & outbox.c.published_at.is_(None)
    async with service.database.transaction() as connection:
        return bool((await connection.execute(update(outbox).where(chosen).values(values))).rowcount)
