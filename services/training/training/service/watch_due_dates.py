"""The schedule that notices an overdue supplement: it marks it, and returns the application where the call says so."""

from chassis.db import Transaction
from chassis.jobs import Sweep
from chassis.service import Service
from fields.calendar import business_date

from training.repository.applications import Applications
from training.repository.supplements import SupplementRequests
from training.service.keep_application import keep
from training.service.supplement_application import end_overdue, open_request


async def watch_batch(tx: Transaction, *, limit: int) -> int:
    """Take up at most ``limit`` applications; returns how many."""
    on = business_date(tx.now)
    found = await SupplementRequests(tx).with_overdue(on, most=limit)
    for application_id in found:
        held = await Applications(tx).locked(application_id)
        request = await open_request(tx, held)
        # somebody answered or extended between the search and the lock
        if request is None or not request.is_overdue(on) or request.overdue_at is not None:
            continue
        overdue = request.marked_overdue(at=tx.now)
        await SupplementRequests(tx).save(overdue)
        marked = held.moved("mark_overdue", at=tx.now)
        kept = await keep(tx, before=held, after=marked, transition="mark_overdue")
        if overdue.return_when_overdue:
            await end_overdue(tx, kept, overdue, reason=None)
    return len(found)


DUE_DATES = Sweep(watch_batch, limit=200, counted="overdue")


async def watch_due_dates(service: Service) -> dict[str, int]:
    """Mark every overdue supplement request, and return where the call says so; running it again changes nothing."""
    return await DUE_DATES.run(service)
