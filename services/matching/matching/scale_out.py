"""Lists for many youths on several machines: ``dask.distributed`` where a scheduler's address is given, threads if not.

Youths are cut into parts, the snapshot is sent once to every worker, and parts are handed out a few at a time, so that
neither the scheduler nor this process holds more than it needs. A part is computed from what its task carries and the
snapshot: a worker that dies loses only time. Every vacancy is in the snapshot, hence the merged result is the one that
one process gives, whatever the number of workers.

Workers import this module before they take work (``dask worker … --preload matching.scale_out``), which compiles the
kernels or reads them from disk.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from matching.engine.snapshot import Ranking, Snapshot
from matching.engine.tables import Ints, Youths
from matching.engine.warm import warm_up

PART = 8_192
"""Youths in a task: some tenths of a second of work at 250,000 vacancies, and about a megabyte to send."""

AHEAD = 2
"""Parts in flight for each thread of the cluster: one computed, one on its way."""

ATTEMPTS = 5
"""How often a part is handed out when its worker, or every copy of the snapshot, is lost."""

CONNECT_SECONDS = 30.0

Progress = Callable[[int], object]
"""Hears how many youths are done."""


class ScaleOutFailed(RuntimeError):
    """The cluster could not compute the lists: nobody answers at the address, or parts were lost again and again."""


@dataclass(frozen=True, slots=True)
class Part:
    """The youths in ``rows`` of a result, and how often they were handed out before."""

    rows: slice
    attempt: int = 0


def _unheard(done: int) -> None:
    """Progress that nobody asked for."""


def topk_batch(
    snapshot: Snapshot, youths: Youths, k: int, *, hints: Ints | None = None, threads: int = 1,
    scheduler: str | None = None, part: int = PART, progress: Progress = _unheard, timeout: float = CONNECT_SECONDS,
) -> Ranking:  # fmt: skip
    """The best k of every youth, on the cluster at ``scheduler`` (``tcp://host:port``) or on threads of this process.

    ``hints`` are as in ``Snapshot.topk_batch``; ``progress`` hears after each part how many youths are done, and ends
    the batch by raising;
    ``timeout`` is how long to wait for the scheduler, in seconds. ``ScaleOutFailed`` if the cluster cannot do it:
    nothing partial is returned.
    """
    if scheduler is None:
        return _here(snapshot, youths, k, hints, threads, part * threads, progress)
    from distributed import Client

    try:
        client = Client(scheduler, timeout=timeout, set_as_default=False)
    except (OSError, TimeoutError) as silent:
        raise ScaleOutFailed(f"no scheduler answers at {scheduler}") from silent
    with client:
        return _Cluster(client, snapshot, youths, k, hints).run(part, progress)


def _here(
    snapshot: Snapshot, youths: Youths, k: int, hints: Ints | None, threads: int, part: int, progress: Progress
) -> Ranking:
    n = len(youths)
    found = Ranking(*(np.full((n, k), -1, dtype=np.int32) for _ in range(2)))
    for first in range(0, n, part):
        rows = np.arange(first, min(first + part, n))
        wanted = None if hints is None else np.asarray(hints)[rows]
        ranking = snapshot.topk_batch(youths, k, rows=rows, hints=wanted, threads=threads)
        found.numbers[rows], found.scores[rows] = ranking.numbers, ranking.scores
        progress(len(rows) + first)
    return found


def search_part(snapshot: Snapshot, youths: Youths, k: int, hints: Ints | None) -> Ranking:
    """What a worker does: one part, on one thread."""
    return snapshot.topk_batch(youths, k, hints=hints)


def dask_setup(worker: Any) -> None:
    """Called by ``dask worker --preload``: kernels are ready before the worker takes work."""
    warm_up()


class _Cluster:
    """One batch on one cluster."""

    def __init__(self, client: Any, snapshot: Snapshot, youths: Youths, k: int, hints: Ints | None) -> None:
        self.client, self.snapshot, self.youths, self.k, self.hints = client, snapshot, youths, k, hints
        self.held = self._scattered()

    def run(self, part: int, progress: Progress) -> Ranking:
        from distributed import CancelledError, KilledWorker, as_completed

        n = len(self.youths)
        found = Ranking(*(np.full((n, self.k), -1, dtype=np.int32) for _ in range(2)))
        waiting = (Part(slice(first, min(first + part, n))) for first in range(0, n, part))
        threads = sum(worker["nthreads"] for worker in self.client.scheduler_info(n_workers=-1)["workers"].values())
        handed_out = {self._handed_out(one): one for one in islice(waiting, AHEAD * max(threads, 1))}
        arriving, finished = as_completed(handed_out, loop=self.client.loop), 0
        for future in arriving:
            done = handed_out.pop(future)
            again: Part | None
            try:
                ranking = future.result()
            except (CancelledError, KilledWorker) as lost:
                again = self._once_more(done, lost)
            else:
                found.numbers[done.rows], found.scores[done.rows] = ranking.numbers, ranking.scores
                finished += done.rows.stop - done.rows.start
                progress(finished)
                again = next(waiting, None)
            if again is not None:
                fresh = self._handed_out(again)
                handed_out[fresh] = again
                arriving.add(fresh)
        return found

    def _scattered(self) -> Any:
        try:
            return self.client.scatter(self.snapshot, broadcast=True, hash=False)
        except TimeoutError as nobody:
            raise ScaleOutFailed("the cluster has no workers") from nobody

    def _handed_out(self, part: Part) -> Any:
        youths = self.youths.take(np.arange(part.rows.start, part.rows.stop))
        hints = None if self.hints is None else np.asarray(self.hints)[part.rows]
        return self.client.submit(search_part, self.held, youths, self.k, hints, pure=False)

    def _once_more(self, part: Part, lost: BaseException) -> Part:
        """The part as it is to be handed out again, with a fresh copy of the snapshot where all were lost."""
        if part.attempt + 1 == ATTEMPTS:
            rows = f"youths {part.rows.start} to {part.rows.stop}"
            raise ScaleOutFailed(f"{rows} were lost {ATTEMPTS} times") from lost
        if self.held.status != "finished":
            self.held = self._scattered()
        return Part(part.rows, part.attempt + 1)
