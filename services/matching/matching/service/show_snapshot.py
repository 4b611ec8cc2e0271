"""Say what this process searches."""

import asyncio

from chassis.db import Transaction

from matching.service.live_snapshot import Live, LiveSnapshot


async def show_snapshot(tx: Transaction, live: LiveSnapshot) -> tuple[Live, str]:
    """The present state of the snapshot, and the digest of its vacancies, which takes a moment of another thread."""
    now = await live.current(tx)
    return now, await asyncio.to_thread(lambda: now.snapshot.vacancies.digest)
