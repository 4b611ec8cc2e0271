"""The schedule that ends what nobody answered, and takes what has closed out of the search."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.db import Transaction
from chassis.jobs import Chunk, Job, Progress
from chassis.service import Service
from fields.calendar import business_date

from matching.repository.referrals import Referrals
from matching.service.hold_vacancy import retire_passed
from matching.service.keep_referral import Step, keep_referrals

BATCH = 200


@asynccontextmanager
async def referral_expiry(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """End every referral whose days to answer are over, a batch a chunk; running it again changes nothing."""

    async def chunk(tx: Transaction, job: Job) -> Progress:
        ended = await expire_batch(tx, limit=BATCH)
        done = job.done + ended
        return Progress(cursor=None, done=done, counts={"expired": done}, finished=ended < BATCH)

    yield chunk


@asynccontextmanager
async def vacancy_retirement(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """Take every vacancy whose closing day is over out of the search, a batch a chunk."""

    async def chunk(tx: Transaction, job: Job) -> Progress:
        retired = await retire_passed(tx, limit=BATCH)
        done = job.done + retired
        return Progress(cursor=None, done=done, counts={"retired": done}, finished=retired < BATCH)

    yield chunk


async def expire_batch(tx: Transaction, *, limit: int) -> int:
    """End at most ``limit`` referrals that nobody answered; returns how many."""
    today = business_date(tx.now)
    overdue = await Referrals(tx).overdue(today, limit=limit)
    if overdue:
        steps = [Step(one, one.ended("expire", at=tx.now), "expire") for one in overdue]
        await keep_referrals(tx, steps, on=today)
    return len(overdue)
