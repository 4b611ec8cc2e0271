"""How jobs end before they are done: cancelled, given up, taken over, left to the next runner."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from chassis.conditional import etag
from chassis.domain import TransitionRefused
from chassis.jobs import Chunk, Job, JobState, Runner
from chassis.problems import VersionStale
from chassis.service import Service

from tests.chassis.toy import Keeper
from tests.chassis.toy_job import KIND, adding, ask, cancel, items, look, lose_lease, named


async def test_a_job_that_never_gets_on_is_given_up(toy: Keeper) -> None:
    tried: list[int] = []

    async def always(job: Job) -> None:
        tried.append(job.attempt)
        raise RuntimeError("every time")

    adding(toy, always)
    asked = await ask(toy)
    for _ in range(8):
        await Runner(toy.service).step()
        await lose_lease(toy)

    ended = await look(toy, asked)
    assert (ended.state, tried) == (JobState.FAILED, [1, 2, 3, 4, 5])
    assert ended.problem is not None
    assert ended.problem["code"] == "job-given-up"
    assert await items(toy) == []


async def test_a_runner_that_lost_its_lease_commits_nothing(toy: Keeper) -> None:
    taken_over: list[int] = []

    async def overtaken(job: Job) -> None:
        if job.done == 2 and not taken_over:
            taken_over.append(job.attempt)
            await lose_lease(toy)
            await Runner(toy.service).step()

    adding(toy, overtaken)
    asked = await ask(toy)

    await Runner(toy.service).step()

    ended = await look(toy, asked)
    assert (ended.state, ended.attempt, taken_over) == (JobState.SUCCEEDED, 2, [1])
    assert await items(toy) == named(5)


async def test_a_stopped_runner_leaves_its_job_to_the_next_at_once(toy: Keeper) -> None:
    reached = asyncio.Event()

    async def wait_for_ever(job: Job) -> None:
        if job.done == 2 and job.attempt == 1:
            reached.set()
            await asyncio.Event().wait()

    adding(toy, wait_for_ever)
    asked = await ask(toy)
    stepping = asyncio.create_task(Runner(toy.service).step())
    await reached.wait()
    stepping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stepping

    assert await Runner(toy.service).step() == 1
    assert (await look(toy, asked)).state is JobState.SUCCEEDED
    assert await items(toy) == named(5)


async def test_a_waiting_job_is_cancelled_at_once_and_never_begins(toy: Keeper) -> None:
    adding(toy)
    asked = await ask(toy)

    assert (await cancel(toy, asked)).state is JobState.CANCELLED

    assert await Runner(toy.service).step() == 0
    assert await items(toy) == []
    with pytest.raises(TransitionRefused):
        await cancel(toy, asked)


async def test_a_running_job_is_cancelled_between_two_chunks(toy: Keeper) -> None:
    async def ask_for_the_end(job: Job) -> None:
        if job.done == 2:
            assert (await cancel(toy, job)).state is JobState.RUNNING

    adding(toy, ask_for_the_end)
    asked = await ask(toy)

    await Runner(toy.service).step()

    assert (await look(toy, asked)).state is JobState.CANCELLED
    assert await items(toy) == named(4)


async def test_a_job_that_is_not_yet_at_its_first_chunk_is_cancelled_as_well(toy: Keeper) -> None:
    opening = asyncio.Event()

    @asynccontextmanager
    async def never_opened(service: Service, job: Job) -> AsyncIterator[Chunk]:
        opening.set()
        await asyncio.Event().wait()
        yield  # type: ignore[misc]  # never reached

    toy.service.jobs = {KIND: never_opened}
    asked = await ask(toy)
    stepping = asyncio.create_task(Runner(toy.service, renew_every_seconds=0.01).step())
    await opening.wait()
    await cancel(toy, asked)

    assert await stepping == 1
    assert (await look(toy, asked)).state is JobState.CANCELLED


async def test_a_runner_whose_job_was_taken_over_while_it_waited_goes_on_with_others(toy: Keeper) -> None:
    waiting = asyncio.Event()

    async def wait_for_ever(job: Job) -> None:
        if job.attempt == 1:
            waiting.set()
            await asyncio.Event().wait()

    adding(toy, wait_for_ever)
    asked = await ask(toy)
    # it looks after its lease less often than another runner takes over
    stepping = asyncio.create_task(Runner(toy.service, renew_every_seconds=0.2).step())
    await waiting.wait()
    await lose_lease(toy)
    await Runner(toy.service).step()

    assert await stepping == 1
    assert (await look(toy, asked)).attempt == 2
    assert await items(toy) == named(5)


async def test_cancelling_asks_for_the_version_that_was_seen(toy: Keeper) -> None:
    adding(toy)
    asked = await ask(toy)

    with pytest.raises(VersionStale):
        await cancel(toy, asked, expected=frozenset({etag(7)}))
    assert (await cancel(toy, asked, expected=frozenset({etag(1)}))).version == 2
