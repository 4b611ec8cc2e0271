"""The schedule that ends registrations whose consent has run out, and tells clients whom they see no longer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.db import Transaction
from chassis.jobs import Chunk, Job, Progress
from chassis.service import Service
from fields.calendar import business_date

from matching.domain.consents import Purpose
from matching.domain.errors import ConsentUnknown, YouthUnknown
from matching.repository.consents import Consents
from matching.service.keep_youth import lock_youth, say_gone
from matching.service.record_consent import end_without_consent

CONSENT_LAPSE = "consent-lapse"
BATCH = 100


@asynccontextmanager
async def consent_lapse(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """The job: a batch a chunk; running it again changes nothing."""

    async def chunk(tx: Transaction, job: Job) -> Progress:
        ended = await lapse_batch(tx, limit=BATCH)
        done = job.done + ended
        return Progress(cursor=None, done=done, counts={"lapsed": done}, finished=ended < BATCH)

    yield chunk


async def lapse_batch(tx: Transaction, *, limit: int) -> int:
    """Mark at most ``limit`` consents as run out and draw what follows; returns how many."""
    on = business_date(tx.now)
    lapsed = await Consents(tx).run_out(on, limit=limit)
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
