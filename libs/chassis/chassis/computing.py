"""Pure work on many items in other processes: batch by batch, in order, in memory that does not grow with the work."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection
from typing import TypeVar

Batch = TypeVar("Batch")
Result = TypeVar("Result")
WORKERS = 2
AHEAD = 2
"""Batches that wait for each worker: one would leave it idle while its result is fetched."""


@contextmanager
def computed(work: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Iterator[Result]]:
    """``work`` of each batch, in their order; the processes end with the block.

    ``work`` and what it takes and gives are sent from process to process. What the batches raise is raised here.
    """
    # a fork would share the database's connections with a child that knows nothing of them
    processes = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(WORKERS, mp_context=processes, initializer=_die_with_parent)
    try:
        yield _in_order(pool, work, batches)
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, work: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
    asked: deque[Future[Result]] = deque()
    for batch in batches:
        asked.append(pool.submit(work, batch))
        if len(asked) == WORKERS * (1 + AHEAD):
            yield asked.popleft().result()
    while asked:
        yield asked.popleft().result()


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
