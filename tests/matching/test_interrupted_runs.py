"""Runs of recommendations that are cancelled, or whose process dies, in mid-run."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from chassis.auth import OrgKind
from chassis.db import Transaction
from chassis.jobs import Chunk, Job, Progress, Runner
from chassis.service import Service
from chassis.testing import Platform
from matching.models import RECOMMENDATION_SET
from matching.parts import MatchingService
from matching.service.run_recommendations import BATCH, RECOMMENDATION_RUN, recommendation_run
from sqlalchemy import delete, select

from tests.factories.work import WORK_SCOPES, a_youth, hear, published, vacancy_id
from tests.factories.youths import Caller
from tests.matching.conftest import Anyone

RUNS = "/v1/recommendation-runs"
MANY = 2 * BATCH + 1
Interrupt = Callable[[Job], Awaitable[None]]


@pytest.fixture
def school(anyone: Anyone) -> Caller:
    return anyone(OrgKind.UNIVERSITY, org="university-1", scopes=WORK_SCOPES)


@pytest.fixture
async def youths(matching: MatchingService, platform: Platform) -> list[UUID]:
    """Three batches of people, the last of one; and a market."""
    await hear(matching, *(published(vacancy_id(one), wage_minimum=30_000 + 1_000 * one) for one in range(1, 5)))
    await platform.settle()
    return [(await a_youth(matching, wanted={"monthly_wage": 30_000 + 50 * one})).id for one in range(MANY)]


@pytest.fixture
async def interrupted(matching: MatchingService) -> AsyncIterator[Callable[[Interrupt], None]]:
    """Let something happen between a chunk's writing and its commit."""
    before = matching.jobs

    def by(interrupt: Interrupt) -> None:
        @asynccontextmanager
        async def opened(service: Service, job: Job) -> AsyncIterator[Chunk]:
            async with recommendation_run(service, job) as kept:

                async def chunk(tx: Transaction, job: Job) -> Progress:
                    progress = await kept(tx, job)
                    await interrupt(job)
                    return progress

                yield chunk

        matching.jobs = {**before, RECOMMENDATION_RUN: opened}

    yield by
    matching.jobs = before


async def kept(matching: MatchingService) -> dict[UUID, list[Any]]:
    """The lists held for everybody, with what they rest on."""
    async with matching.database.reading() as connection:
        found: dict[UUID, list[Any]] = {}
        for row in await connection.execute(select(RECOMMENDATION_SET).order_by(RECOMMENDATION_SET.c.position)):
            found.setdefault(row.youth_id, []).append((row.items, row.snapshot, row.policy, row.owner_org))
        return found


async def test_a_run_that_is_cancelled_in_mid_run_stops_after_a_whole_batch_and_says_so(
    matching: MatchingService,
    platform: Platform,
    youths: list[UUID],
    school: Caller,
    interrupted: Callable[[Interrupt], None],
) -> None:
    asked = await school.post(RUNS)
    where = asked.headers["Location"]

    async def cancel(job: Job) -> None:
        assert (await school.post(f"{RUNS}/{job.id}/cancellation")).status_code < 300

    interrupted(cancel)
    await platform.settle()
    ended = (await school.get(where)).json()
    lists = await kept(matching)

    assert (ended["state"], ended["done"], ended["total"]) == ("cancelled", BATCH, MANY)
    assert ended["counts"] == {"kept": BATCH}
    assert Counter(map(len, lists.values())) == {1: BATCH}
    assert all(len(items) == 4 for [(items, *_)] in lists.values())
    assert await Runner(matching).step() == 0, "nobody goes on with it"


@pytest.mark.parametrize("dies_in", [0, BATCH, 2 * BATCH])
async def test_a_run_whose_process_dies_before_a_commit_ends_as_if_it_had_not(
    matching: MatchingService,
    platform: Platform,
    youths: list[UUID],
    school: Caller,
    interrupted: Callable[[Interrupt], None],
    dies_in: int,
) -> None:
    await school.post(RUNS)
    await platform.settle()
    uninterrupted = await kept(matching)
    async with matching.database.transaction() as connection:
        await connection.execute(delete(RECOMMENDATION_SET))
    where = (await school.post(RUNS)).headers["Location"]
    deaths = [dies_in]

    async def die(job: Job) -> None:
        if job.done in deaths:
            deaths.remove(job.done)
            raise asyncio.CancelledError

    interrupted(die)
    with pytest.raises(asyncio.CancelledError):
        await Runner(matching).step()
    halfway = await kept(matching)
    await platform.settle()
    ended = (await school.get(where)).json()

    assert len(halfway) == dies_in
    assert (ended["state"], ended["done"], ended["total"]) == ("succeeded", MANY, MANY)
    assert ended["counts"] == {"kept": MANY}
    assert await kept(matching) == uninterrupted
    assert {len(lists) for lists in uninterrupted.values()} == {1}
