"""Exact top-k search: one youth online, or many in a batch on our own threads.

Results are ordered by score down, then vacancy number up. Where numba is absent (or ``compiled=False``) plain numpy
gives bit-identical answers. A batch can be cut into any ranges of youths, and vacancies into any shards whose
results are put together by ``merge``: the outcome is the same.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine import gather
from matching.engine.compiled import HAVE_NUMBA
from matching.engine.index import PAD, Index
from matching.engine.kernels import CHUNK, People, Results, count_admissible, search_many
from matching.engine.selection import LANES, SEEN_BITS, TIE, VALUE_AT, Market, Scratch, scratch_of
from matching.engine.tables import ABSENT, LOTTERY_BITS, Ints, TableRefused, Youths

BLOCK = 4096
"""Youths handed to a thread at a time: long enough to hide the hand-over, short enough to share the work evenly."""


@dataclass(frozen=True, slots=True)
class Found:
    """Results for n youths, int32 (n x k): ``positions`` in the index's vacancies, ``scores``, employer ``bands``.

    Missing results are -1. Under a market's prices ``scores`` are scores minus prices.
    """

    positions: NDArray[np.int32]
    scores: NDArray[np.int32]
    bands: NDArray[np.int32]

    def put(self, rows: NDArray[np.int64], other: "Found") -> None:
        """Overwrite these rows with another result's."""
        self.positions[rows] = other.positions
        self.scores[rows] = other.scores
        self.bands[rows] = other.bands


def market_of(
    index: Index, *, prices: NDArray[np.int64] | None = None, cutoffs: NDArray[np.int64] | None = None,
    lottery: NDArray[np.int64] | None = None, floor: NDArray[np.int64] | None = None,
) -> Market:  # fmt: skip
    """A search under prices or cutoffs (int64 per position, cutoffs with the youths' lottery tickets), above a floor.

    ``floor`` is the least value worth returning, one per youth of the table.
    """
    position = np.pad(index.tables.position, (0, PAD)) if len(index.vacancies) else np.empty(0, dtype=np.int32)
    none = np.empty(0, dtype=np.int64)
    bars = np.maximum(none if cutoffs is None else cutoffs[position] >> LOTTERY_BITS, 0) * index.policy.employer_band
    drawn = none if cutoffs is None else cutoffs[position] & ((1 << LOTTERY_BITS) - 1)
    return Market(
        price=(none if prices is None else prices[position]).astype(np.float32),
        bar=bars.astype(np.float32),
        drawn=none if cutoffs is None else np.where(cutoffs[position] < 0, ABSENT, drawn),
        lottery=none if lottery is None else lottery,
        floor=(none if floor is None else floor).astype(np.int32),
    )


NO_MARKET = Market(
    price=np.empty(0, np.float32), bar=np.empty(0, np.float32), drawn=np.empty(0, np.int64),
    lottery=np.empty(0, np.int64), floor=np.empty(0, np.int32),
)  # fmt: skip


def people_of(youths: Youths) -> People:
    """The youths' columns for a kernel; nothing is copied."""
    return People(
        youths.home, youths.regions, youths.industries, youths.education, youths.certificates, youths.skills.offsets,
        youths.skills.values, youths.level, youths.field, youths.wage, youths.preferences, youths.courses.offsets,
        youths.courses.values,
    )  # fmt: skip


def topk_batch(
    index: Index, youths: Youths, k: int, *, rows: Ints | None = None, hints: Ints | None = None,
    market: Market = NO_MARKET, threads: int = 1, compiled: bool = HAVE_NUMBA,
) -> Found:  # fmt: skip
    """The best k vacancies of every youth, or of the youths in ``rows``.

    ``hints`` (one score per result row, such as yesterday's k-th) only make it faster: where fewer than k results reach
    the hint, the youth is searched again without it. ``TableRefused`` if k is below 1.
    """
    if k < 1:
        raise TableRefused("k is at least 1")
    # a copy: rows that are read-only or strided would be another type to the kernel, and another compilation
    at = np.arange(len(youths)) if rows is None else np.array(rows, dtype=np.int64)
    search = _Search(index, youths, k, threads, compiled)
    if hints is None:
        return search.run(at, market)
    floor = np.zeros(len(youths), dtype=np.int32)
    floor[at] = np.maximum(hints, 0)
    found = search.run(at, market._replace(floor=floor))
    short = np.flatnonzero((found.positions[:, -1] < 0) & (floor[at] > 0))
    if len(short):
        found.put(short, search.run(at[short], market))
    return found


def topk(index: Index, youths: Youths, row: int, k: int, *, compiled: bool = HAVE_NUMBA) -> tuple[Found, int]:
    """One youth online: the best k vacancies, and how many are admissible in all."""
    found = topk_batch(index, youths, k, rows=np.array([row]), compiled=compiled)
    if compiled:
        return found, int(count_admissible(index.tables, index.rules, people_of(youths), row))
    return found, len(gather.Scorer(index).admissible(youths, row))


class _Search:
    """One batch: blocks of youths, each filled by the kernel or by numpy, on one thread or several."""

    def __init__(self, index: Index, youths: Youths, k: int, threads: int, compiled: bool) -> None:
        self.index, self.youths, self.k, self.threads = index, youths, k, threads
        self.people = people_of(youths)
        self.scorer = None if compiled else gather.Scorer(index)

    def run(self, rows: NDArray[np.int64], market: Market) -> Found:
        found = Found(*(np.full((len(rows), self.k), -1, dtype=np.int32) for _ in range(3)))
        blocks = [slice(first, first + BLOCK) for first in range(0, len(rows), BLOCK)]
        if self.threads <= 1 or len(blocks) <= 1:
            for block in blocks:
                self.fill(found, block, rows[block], market)
        else:
            with ThreadPoolExecutor(self.threads, thread_name_prefix="topk") as pool:
                list(pool.map(lambda block: self.fill(found, block, rows[block], market), blocks))
        return found

    def fill(self, found: Found, block: slice, rows: NDArray[np.int64], market: Market) -> None:
        results = Results(found.positions[block], found.scores[block], found.bands[block])
        if self.scorer is None:
            search_many(self.index.tables, self.index.rules, self.people, market, rows, self._scratch(rows), results)
            return
        keys = np.full((len(rows), self.k), -1, dtype=np.int64)
        for at, row in enumerate(rows.tolist()):
            self.scorer.best(self.youths, row, market, keys[at])
        none = keys < 0
        seen = keys & ((1 << SEEN_BITS) - 1)
        results.positions[:] = np.where(none, -1, TIE - (keys >> SEEN_BITS & TIE))
        results.scores[:] = keys >> VALUE_AT
        results.bands[:] = np.where(none, -1, seen // self.index.policy.employer_band)

    def _scratch(self, rows: NDArray[np.int64]) -> Scratch:
        skills, courses, rules = self.youths.skills.offsets, self.youths.courses.offsets, self.index.rules
        tokens = (skills[rows + 1] - skills[rows]).max() * rules.levels + (courses[rows + 1] - courses[rows]).max() + 1
        # the last cell begins before the chunk is full, and is written whole
        values = min(CHUNK, len(self.index.vacancies) + LANES * rules.cells) + rules.cell_rows
        return _OWN.scratch(values, int(tokens), self.k)


class _Own(threading.local):
    """Each thread's scratch, kept from one search to the next: new pages cost more than what one youth takes."""

    def __init__(self) -> None:
        self.held: Scratch | None = None
        self.size = (0, 0, 0)

    def scratch(self, *size: int) -> Scratch:
        """Room for at least so many rows, tokens and results."""
        if self.held is None or any(held < wanted for held, wanted in zip(self.size, size, strict=True)):
            rows, tokens, k = map(max, zip(self.size, size, strict=True))
            self.size = (rows, tokens, k)
            self.held = scratch_of(rows, tokens, k)
        return self.held


_OWN = _Own()
