"""Writers that compete, roles that run beside a test, and the history they leave."""

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.bus.message import Message
from chassis.db import is_transient
from chassis.relay import Relay
from chassis.roles import keep_stepping
from chassis.service import Service, utc_now
from contracts.envelope import Envelope, EnvelopeInvalid
from contracts.vacancy import VacancyPublished
from sqlalchemy import func, select

from tests.chassis.buses import Bus
from tests.chassis.history import Event, History
from tests.chassis.listener import Listener
from tests.chassis.toy import Keeper, keeper
from tests.waiting import eventually

SKEW_SECONDS = 300
PAUSE_SECONDS = 0.006
Acknowledged = list[tuple[UUID, int]]


async def add_items(toy: Keeper, count: int) -> list[UUID]:
    """Items to write to; each has said its first event."""
    async with toy.service.database.transaction() as connection:
        tx = toy.service.begin(connection, toy.service.system)
        return [await toy.add(tx) for _ in range(count)]


async def speak(toy: Keeper, item_id: UUID, *heard: bool) -> list[int]:
    """Let an item say events in one transaction; by default one that is heard."""
    async with toy.service.database.transaction() as connection:
        tx = toy.service.begin(connection, toy.service.system)
        return await toy.speak(tx, item_id, heard=heard or (True,))


async def compete(url: str, items: Sequence[UUID], *, writers: int, transactions: int, seed: int) -> Acknowledged:
    """Write from several processes' worth of services whose clocks disagree by up to ten minutes, all at once.

    Returns what the writers were told is committed. Transactions that meet trouble that may pass are tried again.
    """
    told: Acknowledged = []

    async def write(number: int) -> None:
        choice = random.Random(seed * 1000 + number)
        skew = timedelta(seconds=choice.uniform(-SKEW_SECONDS, SKEW_SECONDS))
        mine = keeper(url, clock=lambda: _skewed(skew), pool=1)
        try:
            for _ in range(transactions):
                item = choice.choice(items)
                heard = [choice.random() < 0.6 for _ in range(choice.randint(1, 3))]
                told.extend((item, sequence) for sequence in await _write(mine, item, heard, choice))
        finally:
            await mine.service.database.close()

    await asyncio.gather(*(write(number) for number in range(writers)))
    return told


async def _write(mine: Keeper, item: UUID, heard: list[bool], choice: random.Random) -> list[int]:
    while True:
        try:
            async with mine.service.database.transaction() as connection:
                tx = mine.service.begin(connection, mine.service.system)
                sequences = await mine.speak(tx, item, heard=heard)
                # transactions stay open for different times: this is what a relay by cursor would lose rows to
                await asyncio.sleep(choice.uniform(0, PAUSE_SECONDS))
            return sequences
        except Exception as error:
            if not is_transient(error):
                raise


def _skewed(skew: timedelta) -> datetime:
    return utc_now() + skew


@asynccontextmanager
async def running(*work: Coroutine[Any, Any, Any]) -> AsyncIterator[None]:
    """Run roles beside the block; one that ends by itself fails the test."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        ended = [task for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in ended:
        task.result()


async def relay_for_ever(service: Service, bus: Bus) -> None:
    """A relay of its own until cancelled; it gives its buckets back."""
    relay = Relay(service, bus.publisher())
    try:
        await keep_stepping("relay", relay.step, idle_seconds=0.05)
    finally:
        await relay.close()


async def unpublished(toy: Keeper) -> int:
    """Rows that wait for a relay."""
    outbox = toy.service.tables.outbox
    async with toy.service.database.reading() as connection:
        waiting = select(func.count()).where(outbox.c.published_at.is_(None))
        return int((await connection.execute(waiting)).scalar_one())


async def quiet(toy: Keeper, bus: Bus) -> None:
    """Wait until every row is published and everything published is through."""

    async def nothing_waits() -> bool:
        return await unpublished(toy) == 0

    await eventually(nothing_waits, "every outbox row is published")
    await bus.caught_up()


async def history_of(toy: Keeper, ear: Listener, bus: Bus, acknowledged: Acknowledged) -> History:
    """What both databases and the topic tell."""
    outbox = toy.service.tables.outbox
    async with toy.service.database.reading() as connection:
        said = (await connection.execute(select(outbox).order_by(outbox.c.position))).all()
    async with ear.service.database.reading() as connection:
        done = (await connection.execute(select(ear.effect).order_by(ear.effect.c.position))).all()
    committed = [
        Event(row.event_id, row.aggregate_id, row.sequence, row.event_type == VacancyPublished.TYPE) for row in said
    ]
    ours = {event.aggregate for event in committed}
    effects = [Event(row.event_id, row.aggregate_id, row.sequence) for row in done]
    return History(
        acknowledged=acknowledged,
        committed=committed,
        published=[event for event in _events(await bus.messages()) if event.aggregate in ours],
        effects=[event for event in effects if event.aggregate in ours],
        unpublished=await unpublished(toy),
    )


def _events(messages: Sequence[Message]) -> list[Event]:
    found = []
    for message in messages:
        try:
            envelope = Envelope.of(message.headers)
        except EnvelopeInvalid:
            continue
        heard = envelope.type == VacancyPublished.TYPE
        found.append(Event(envelope.id, envelope.subject, envelope.sequence, heard))
    return found
