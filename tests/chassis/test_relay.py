"""The relay: a bad row blocks its own item only, and whoever dies or competes costs repeats at most."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from chassis import outbox, telemetry
from chassis.bus.message import HELD, BusUnavailable, Message, Publisher
from chassis.db import is_transient
from chassis.inbox import Inbox
from chassis.outbox import MAX_VALUE_BYTES, EventTooLarge
from chassis.postgres import Postgres
from chassis.relay import Relay
from chassis.roles import keep_stepping
from contracts.envelope import Envelope
from contracts.vacancy import VacancyScreened
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tests.chassis.asking import rows_of
from tests.chassis.buses import Bus
from tests.chassis.listener import Listener
from tests.chassis.load import add_items, history_of, quiet, relay_for_ever, running, speak, unpublished
from tests.chassis.toy import Keeper, keeper
from tests.waiting import eventually


class Refusing:
    """A publisher that never takes one item's event of one sequence, as a broker refuses what is too large."""

    def __init__(self, inner: Publisher, item: UUID, sequence: int) -> None:
        self._inner = inner
        self._refused = (item, sequence)

    async def publish(self, messages: Sequence[Message]) -> list[str | None]:
        """Refuse, hold what is behind, pass the rest on."""
        outcomes: list[str | None] = []
        passed: list[Message] = []
        for message in messages:
            envelope = Envelope.of(message.headers)
            if (envelope.subject, envelope.sequence) == self._refused:
                outcomes.append("MessageSizeTooLargeError")
            elif envelope.subject == self._refused[0] and "MessageSizeTooLargeError" in outcomes:
                outcomes.append(HELD)
            else:
                outcomes.append(None)
                passed.append(message)
        await self._inner.publish(passed)
        return outcomes


async def test_a_row_that_can_never_be_sent_blocks_its_own_item_only(toy: Keeper, ear: Listener, bus: Bus) -> None:
    sick, *sound = await add_items(toy, 4)
    for _ in range(3):
        for item in (sick, *sound):
            await speak(toy, item)
    await bus.hear(Inbox(ear.service))
    relay = Relay(toy.service, Refusing(bus.publisher(), sick, 2))

    async with running(keep_stepping("relay", relay.step, idle_seconds=0.05)):
        for item in (sick, *sound):
            await speak(toy, item)

        async def only_the_sick_wait() -> bool:
            return await unpublished(toy) == 4

        await eventually(only_the_sick_wait, "only the blocked item's rows wait")
    await relay.close()
    await bus.caught_up()

    history = await history_of(toy, ear, bus, [])
    table = toy.service.tables.outbox
    async with toy.service.database.reading() as connection:
        blocked = (await connection.execute(select(table).where(table.c.blocked_at.is_not(None)))).all()
    assert [(row.aggregate_id, row.sequence, row.last_error) for row in blocked] == [
        (sick, 2, "MessageSizeTooLargeError")
    ]
    assert [event.sequence for event in history.published if event.aggregate == sick] == [1]
    assert all([e.sequence for e in history.published if e.aggregate == one] == [1, 2, 3, 4, 5] for one in sound)
    assert toy.service.metrics.blocked._value.get() == 1


class CutOff:
    """A publisher whose relay loses its database connection while the bus takes the messages."""

    def __init__(self, inner: Publisher, server: Postgres, database: str) -> None:
        self._inner = inner
        self._server = server
        self._database = database
        self.cuts = 0

    async def publish(self, messages: Sequence[Message]) -> list[str | None]:
        """Publish, then cut every session that holds a bucket."""
        outcomes = await self._inner.publish(messages)
        axe = await self._server.connect(self._database)
        self.cuts += await axe.fetchval(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM (SELECT DISTINCT pid FROM pg_locks JOIN pg_database d "
            "ON d.oid = database WHERE locktype = 'advisory' AND classid = 724 AND d.datname = $1) AS holders",
            self._database,
        )
        await axe.close()
        return outcomes


async def test_a_relay_cut_off_between_send_and_mark_is_replaced_and_costs_repeats_only(
    toy: Keeper, ear: Listener, bus: Bus, postgres: Postgres, keeper_url: str
) -> None:
    other = keeper(keeper_url)
    items = await add_items(toy, 8)
    await bus.hear(Inbox(ear.service))
    told = [(item, sequence) for item in items * 2 for sequence in await speak(toy, item, True, False)]
    cutting = CutOff(bus.publisher(), postgres, "toy_keeper")
    first = Relay(toy.service, cutting)

    with pytest.raises(DBAPIError) as cut:
        await first.step()
    assert await unpublished(toy) == 8 + len(told), "nothing was marked"
    async with running(relay_for_ever(other.service, bus)):
        told += [(item, sequence) for item in items for sequence in await speak(toy, item)]
        await quiet(toy, bus)
    await first.close()
    history = await history_of(toy, ear, bus, told)
    await other.service.database.close()

    assert cutting.cuts == 1
    assert is_transient(cut.value)
    assert history.violations(duplicates_allowed=500) == []
    assert len(history.published) == len(history.committed) + 8 + 2 * 16, "the cut-off batch was sent twice"


async def test_a_cut_off_relay_goes_on_by_itself(toy: Keeper, bus: Bus, postgres: Postgres) -> None:
    (item,) = await add_items(toy, 1)
    relay = Relay(toy.service, bus.publisher())

    async with running(keep_stepping("relay", relay.step, idle_seconds=0.05)):
        await quiet(toy, bus)
        await CutOff(bus.publisher(), postgres, "toy_keeper").publish([])
        await speak(toy, item)
        await quiet(toy, bus)
    await relay.close()


class Away:
    """A bus that cannot be reached."""

    async def publish(self, messages: Sequence[Message]) -> list[str | None]:
        """Never takes anything."""
        raise BusUnavailable("away")


async def test_a_bus_that_is_away_leaves_the_rows_and_gives_the_buckets_to_the_next_relay(
    toy: Keeper, bus: Bus, keeper_url: str
) -> None:
    await add_items(toy, 3)
    waiting = Relay(toy.service, Away())

    with pytest.raises(BusUnavailable):
        await waiting.step()
    assert await unpublished(toy) == 3
    await waiting.close()
    other = keeper(keeper_url)
    successor = Relay(other.service, bus.publisher())

    assert await successor.step() == 3
    await successor.close()
    await other.service.database.close()
    assert await unpublished(toy) == 0


async def test_of_two_relays_only_the_holder_of_the_buckets_sends(toy: Keeper, bus: Bus, keeper_url: str) -> None:
    await add_items(toy, 3)
    other = keeper(keeper_url)
    holder, waiting = Relay(toy.service, bus.publisher()), Relay(other.service, bus.publisher())

    assert await holder.step() == 3
    await add_items(toy, 3)

    assert await waiting.step() == 0
    assert await holder.step() == 3
    for relay in (holder, waiting):
        await relay.close()
    await other.service.database.close()


async def test_an_event_too_large_for_any_broker_is_refused_when_it_is_said(toy: Keeper) -> None:
    huge = VacancyScreened(
        decision_id=UUID(int=1), outcome="rejected", rule_set_version="1", missing=["x" * MAX_VALUE_BYTES]
    )

    async def say() -> None:
        async with toy.service.database.transaction() as connection:
            tx = toy.service.begin(connection, toy.service.system)
            await toy.add(tx)
            await outbox.record(tx, huge, aggregate_id=UUID(int=9), sequence=1)

    with pytest.raises(EventTooLarge):
        await say()
    assert await rows_of(toy.service, toy.item) == 0


async def test_the_trace_of_a_request_travels_with_its_event(toy: Keeper, bus: Bus) -> None:
    trace = telemetry.enter_trace(None)
    async with toy.service.database.transaction() as connection:
        await toy.add(toy.service.begin(connection, toy.service.system, traceparent=trace))

    async with running(relay_for_ever(toy.service, bus)):
        await quiet(toy, bus)

    assert [Envelope.of(message.headers).traceparent for message in await bus.messages()] == [trace]
