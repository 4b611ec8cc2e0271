"""The schedule that ends registrations whose consent has run out, and tells clients whom they see no longer."""

from chassis.db import Transaction
from fields.calendar import business_date

from matching.domain.consents import Purpose
from matching.domain.errors import ConsentUnknown, YouthUnknown
from matching.repository.consents import Consents
from matching.repository.people import People
from matching.repository.upkeep import Upkeep
from matching.service.keep_youth import lock_youth, say_gone
from matching.service.record_consent import end_without_consent


async def lapse_batch(tx: Transaction, *, limit: int) -> int:
    """Mark at most ``limit`` consents as run out and draw what follows; returns how many."""
    on = business_date(tx.now)
    lapsed = await Consents(tx).run_out(on, limit=limit)
    # together, in the order in which everybody locks people: one by one they would come in the order of their last days
    await People(tx).locked(await Upkeep(tx).persons_of([one.youth_id for one in lapsed]))
    for found in lapsed:
        try:
            held = await lock_youth(tx, found.youth_id)
            # as it is now that nobody else changes it
            consent = await Consents(tx).locked(found.youth_id, found.id)
        except (YouthUnknown, ConsentUnknown):
            # erased between the search and the lock
            continue
        await Consents(tx).save(consent.run_out())
        if consent.purpose is Purpose.REGISTRATION:
            await end_without_consent(tx, held)
        if consent.purpose is Purpose.SELF_SERVICE:
            await say_gone(tx, held, clients=[consent.recipient])
    return len(lapsed)
