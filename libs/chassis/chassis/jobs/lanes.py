"""Several pieces of one job under way at once, committed in the order in which they were taken."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

from chassis.jobs.job import Job

Piece = TypeVar("Piece")
Before = asyncio.Future[Job]
"""The job as the piece before left it, once that is committed."""


async def in_lanes(
    job: Job,
    take: Callable[[], Awaitable[Piece | None]],
    do: Callable[[Piece, Before], Awaitable[Job]],
    *,
    lanes: int,
) -> Job:
    """Do every piece, ``lanes`` of them at a time; returns the job as the last one left it.

    The first piece that fails, in their order, ends all: those before it stand, those after it are given up.
    """
    before: Before = asyncio.get_running_loop().create_future()
    before.set_result(job)
    under_way: deque[Before] = deque()
    try:
        while (piece := await take()) is not None:
            before = asyncio.ensure_future(do(piece, before))
            under_way.append(before)
            if len(under_way) == lanes:
                job = await _settled(under_way)
        while under_way:
            job = await _settled(under_way)
        return job
    finally:
        for one in under_way:
            one.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def _settled(under_way: deque[Before]) -> Job:
    # left among the others until it has ended: whoever is cancelled here has it cancelled too
    await asyncio.wait({under_way[0]})
    return under_way.popleft().result()
