"""The operator's commands for parked events: list, release in order, or discard with a reason."""

from uuid import UUID

from contracts.envelope import EnvelopeInvalid

from chassis.inbox import Inbox
from chassis.inbox_store import InboxStore, ParkedEvent
from chassis.service import Service


async def waiting(service: Service) -> list[ParkedEvent]:
    """Every parked event of this service, by aggregate and sequence."""
    async with service.database.reading() as connection:
        return await InboxStore(service.begin(connection, service.system), service.name).waiting()


async def release(service: Service, aggregate_id: UUID, *, why: str) -> int:
    """Apply an aggregate's parked events in their order, all or none; returns how many.

    The operator has looked: the sequence is not checked again. A handler that still fails rolls everything back.
    """
    inbox = Inbox(service)
    async with service.database.transaction() as connection:
        tx = service.begin(connection, service.system)
        store = InboxStore(tx, service.name)
        await store.lock(alone=True)
        parked = await store.waiting(aggregate_id)
        sequences: dict[tuple[str, UUID], int] = {}
        for event in parked:
            arrival = inbox.understand(event.message)
            if arrival is None:
                raise EnvelopeInvalid(f"the parked event at position {event.position} cannot be decoded")
            await inbox.handle(tx, [arrival])
            await store.settle(event.position, how="released", why=why)
            sequences[event.message.topic, event.aggregate_id] = event.sequence
        await store.advance(sequences, {})
    return len(parked)


async def discard(service: Service, position: int, *, why: str) -> bool:
    """Close one parked event without applying it; False when it does not wait. Later events of its aggregate stay."""
    async with service.database.transaction() as connection:
        tx = service.begin(connection, service.system)
        store = InboxStore(tx, service.name)
        await store.lock(alone=True)
        found = [event for event in await store.waiting() if event.position == position]
        for event in found:
            await store.settle(position, how="discarded", why=why)
            await store.advance({(event.message.topic, event.aggregate_id): event.sequence}, {})
    return bool(found)
