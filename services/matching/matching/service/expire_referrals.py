"""The schedule that ends what nobody answered, and takes what has closed out of the search."""

from chassis.db import Transaction
from fields.calendar import business_date

from matching.repository.referrals import Referrals
from matching.service.keep_referral import Step, keep_referrals


async def expire_batch(tx: Transaction, *, limit: int) -> int:
    """End at most ``limit`` referrals that nobody answered; returns how many."""
    today = business_date(tx.now)
    overdue = await Referrals(tx).overdue(today, limit=limit)
    if overdue:
        steps = [Step(one, one.ended("expire", at=tx.now), "expire") for one in overdue]
        await keep_referrals(tx, steps, on=today)
    return len(overdue)
