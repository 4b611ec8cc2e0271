"""Pieces of one job, two under way at once: committed in their order, and whatever ends one ends those after it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from chassis.db import Transaction
from chassis.jobs import Done, Job, Pieces, Runner
from chassis.jobs.runner import LEASE
from chassis.jobs.store import claim
from chassis.service import Service

from tests.chassis.toy import Keeper
from tests.chassis.toy_job import KIND, FileLost, ask, cancel, items, look, lose_lease, named

Interrupt = Callable[[int], Awaitable[None]]


def in_pieces(toy: Keeper, interrupt: Interrupt) -> None:
    """Teach the keeper a job that adds ``total`` items, one a piece; ``interrupt`` is called with each when written."""

    @asynccontextmanager
    async def opened(service: Service, job: Job) -> AsyncIterator[Pieces[int]]:
        total = int(job.parameters["total"])
        numbers = iter(range(job.done, total))

        async def take() -> int | None:
            return next(numbers, None)

        async def do(tx: Transaction, job: Job, number: int) -> Done:
            await toy.add(tx, name=f"item-{number}")
            await interrupt(number)
            return Done(1, {"added": 1})

        yield Pieces(total, take, do)

    toy.service.jobs = {KIND: opened}


async def nothing(number: int) -> None:
    """Lets a piece go on."""


async def test_every_piece_is_done_once_and_counted(toy: Keeper) -> None:
    in_pieces(toy, nothing)
    asked = await ask(toy, total=7)

    await Runner(toy.service).step()

    ended = await look(toy, asked)
    assert (ended.state, ended.done, ended.total, ended.counts) == ("succeeded", 7, 7, {"added": 7})
    assert await items(toy) == named(7)


async def test_a_piece_waits_for_the_one_before_it(toy: Keeper) -> None:
    written, seen = asyncio.Event(), []

    async def overtake(number: int) -> None:
        if number == 0:
            await written.wait()
            seen.append((await look(toy, asked)).done)
        if number == 1:
            written.set()

    in_pieces(toy, overtake)
    asked = await ask(toy, total=2)

    await Runner(toy.service).step()

    # the second was written while the first one still was under way, and nothing of it stood by then
    assert seen == [0]
    assert (await look(toy, asked)).done == 2


@pytest.mark.parametrize("broken", [0, 1, 2])
async def test_what_ends_a_piece_ends_those_after_it_and_none_before(toy: Keeper, broken: int) -> None:
    async def break_a_rule(number: int) -> None:
        if number == broken:
            raise FileLost(row=number)

    in_pieces(toy, break_a_rule)
    asked = await ask(toy, total=5)

    await Runner(toy.service).step()

    ended = await look(toy, asked)
    assert (ended.state, ended.done, ended.counts) == ("failed", broken, {"added": broken} if broken else {})
    assert ended.problem is not None
    assert (ended.problem["code"], ended.problem["row"]) == ("file-lost", broken)
    assert await items(toy) == named(broken)


async def test_a_later_piece_that_fails_first_takes_nothing_from_the_one_before(toy: Keeper) -> None:
    failed = asyncio.Event()

    async def fail_early(number: int) -> None:
        if number == 0:
            await failed.wait()
        if number == 1:
            failed.set()
            raise FileLost(row=1)

    in_pieces(toy, fail_early)
    asked = await ask(toy, total=5)

    await Runner(toy.service).step()

    ended = await look(toy, asked)
    assert (ended.state, ended.done) == ("failed", 1)
    assert await items(toy) == named(1)


async def test_an_error_nobody_foresaw_is_tried_again_where_the_last_piece_ended(toy: Keeper) -> None:
    broken = {1}

    async def fail_once(number: int) -> None:
        if number in broken:
            broken.clear()
            raise RuntimeError("nobody foresaw this")

    in_pieces(toy, fail_once)
    asked = await ask(toy, total=4)

    await Runner(toy.service).step()
    assert ((await look(toy, asked)).state, await items(toy)) == ("running", named(1))
    await lose_lease(toy)
    await Runner(toy.service).step()

    ended = await look(toy, asked)
    assert (ended.state, ended.done, ended.counts) == ("succeeded", 4, {"added": 4})
    assert await items(toy) == named(4)


async def test_a_cancelled_job_ends_before_its_next_piece_is_committed(toy: Keeper) -> None:
    async def cancel_at_two(number: int) -> None:
        if number == 2:
            await cancel(toy, asked)

    in_pieces(toy, cancel_at_two)
    asked = await ask(toy, total=9)

    await Runner(toy.service).step()

    ended = await look(toy, asked)
    assert ended.state == "cancelled"
    # one that had been asked before the cancellation may still have been committed
    assert 2 <= ended.done <= 3
    assert await items(toy) == named(ended.done)


async def test_a_runner_that_was_overtaken_commits_no_piece(toy: Keeper) -> None:
    table = toy.service.tables.job

    async def be_overtaken(number: int) -> None:
        if number == 1:
            await lose_lease(toy)
            async with toy.service.database.transaction() as connection:
                now = toy.service.clock()
                assert await claim(connection, table, [KIND], lease=LEASE, now=now) is not None

    in_pieces(toy, be_overtaken)
    asked = await ask(toy, total=5)

    await Runner(toy.service).step()

    held = await look(toy, asked)
    assert (held.state, held.attempt) == ("running", 2)
    assert held.done <= 1
    assert await items(toy) == named(held.done)
