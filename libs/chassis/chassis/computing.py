"""Pure work on many items in other processes: batch by batch, in order, in memory that does not grow with the work."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing import connection
from typing import TypeVar

from chassis.allocator import give_back_large
from chassis.collector import spare_the_collector

TURN = 32
"""Items between two turns: at a tenth of a millisecond each, a socket's buffer lasts about as long."""
Batch = TypeVar("Batch")
Result = TypeVar("Result")
WORKERS = 2
AHEAD = 2
"""Batches that wait for each worker: one would leave it idle while its result is fetched."""


async def in_turns(work: Callable[[Batch], Result], items: Iterable[Batch]) -> list[Result]:
    """``work`` of each item in this process, letting others run now and then: the database, too, is fed by this one."""
    done: list[Result] = []
    for item in items:
        done.append(work(item))
        if len(done) % TURN == 0:
            await asyncio.sleep(0)
    return done


class Workers:
    """Does pure work on batches: in other processes, or here where there are none.

    The work and what it takes and gives are sent from process to process. What it raises is raised here.
    """

    def __init__(self, pool: ProcessPoolExecutor | None = None) -> None:
        self._pool = pool

    @property
    def elsewhere(self) -> bool:
        """Whether they are other processes."""
        return self._pool is not None

    async def run(self, work: Callable[[Batch], Result], batch: Batch) -> Result:
        """``work`` of one batch, while the caller's process does something else."""
        if self._pool is None:
            return work(batch)
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, batch)

    def in_order(self, work: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """``work`` of each batch, in their order; they are fetched as they are needed. Blocks: for a thread."""
        if self._pool is None:
            yield from map(work, batches)
            return
        asked: deque[Future[Result]] = deque()
        for batch in batches:
            asked.append(self._pool.submit(work, batch))
            if len(asked) == WORKERS * (1 + AHEAD):
                yield asked.popleft().result()
        while asked:
            yield asked.popleft().result()


HERE = Workers()


@asynccontextmanager
async def workers(*, elsewhere: bool) -> AsyncIterator[Workers]:
    """Workers in other processes, which end with the block, where that is worth their start of a second."""
    if not elsewhere:
        yield HERE
        return
    # what goes to them and comes back are texts of a megabyte
    give_back_large()
    # a fork would share the database's connections with a child that knows nothing of them
    processes = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(WORKERS, mp_context=processes, initializer=_begin)
    try:
        yield Workers(pool)
    finally:
        await asyncio.to_thread(pool.shutdown, cancel_futures=True)


def _begin() -> None:
    spare_the_collector()
    give_back_large()
    _die_with_parent()


def _die_with_parent() -> None:
    """A worker whose parent was killed would wait for ever: it holds both ends of the pipe that it reads."""
    # Ctrl-C reaches the whole group, and it is the parent that ends the work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
