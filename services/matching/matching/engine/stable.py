"""Stable assignment over all pairs: deferred acceptance (延遲接受) with the search kernel as its oracle.

Youths propose in order of score; a vacancy keeps the youths with the highest employer keys, up to its openings. No list
is long enough to be complete, so a youth who has exhausted hers asks the kernel for the best vacancies whose last seat
holder she outranks. A rejection is final, hence cutoffs only rise, hence nothing skipped could have accepted her: the
outcome is the youth-optimal stable matching over all admissible pairs, whatever the order of the proposals.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import compiled
from matching.engine.index import Index
from matching.engine.tables import LOTTERY_BITS, Youths
from matching.engine.topk import Found, market_of, topk_batch

CLOSED = np.iinfo(np.int64).max
"""The cutoff of a vacancy without seats."""


@dataclass(slots=True)
class Seats:
    """Who holds which seat: v vacancies, s seats, n youths. Written by the kernel while it runs.

    The seats of vacancy p are ``first[p]`` … ``first[p] + capacity[p]``, of which ``filled[p]`` form a heap by ``key``
    with the weakest holder first. ``match`` (int32 per youth) is a position, -1 for none.
    """

    first: NDArray[np.int64]
    capacity: NDArray[np.int32]
    filled: NDArray[np.int32]
    key: NDArray[np.int64]
    holder: NDArray[np.int32]
    match: NDArray[np.int32]

    @classmethod
    def empty(cls, capacity: NDArray[np.int32], youths: int) -> "Seats":
        """All seats free."""
        first = np.concatenate([[0], np.cumsum(capacity, dtype=np.int64)])
        seats = int(first[-1])
        return cls(
            first,
            capacity.astype(np.int32),
            np.zeros(len(capacity), dtype=np.int32),
            np.zeros(seats, dtype=np.int64),
            np.full(seats, -1, dtype=np.int32),
            np.full(youths, -1, dtype=np.int32),
        )

    @classmethod
    def holding(cls, capacity: NDArray[np.int32], match: NDArray[np.int32], keys: NDArray[np.int64]) -> "Seats":
        """Seats held by ``match`` with these employer keys (n each); where they are too few the weakest lose theirs."""
        seats = cls.empty(capacity, len(match))
        rows = np.flatnonzero(match >= 0)
        rows = rows[np.lexsort((-keys[rows], match[rows]))]
        claims = np.bincount(match[rows], minlength=len(capacity))
        rank = np.arange(len(rows)) - np.repeat(np.cumsum(claims) - claims, claims)
        kept = rank < capacity[match[rows]]
        rows, rank = rows[kept], rank[kept]
        seats.filled[:] = np.minimum(claims, capacity)
        place = seats.first[match[rows]] + seats.filled[match[rows]] - 1 - rank
        seats.key[place], seats.holder[place], seats.match[rows] = keys[rows], rows, match[rows]
        return seats

    def cutoffs(self) -> NDArray[np.int64]:
        """Per vacancy the key to beat: -1 with a seat free, the weakest holder's if full, ``CLOSED`` without seats."""
        cutoff = np.full(len(self.capacity), -1, dtype=np.int64)
        full = (self.filled == self.capacity) & (self.capacity > 0)
        cutoff[full] = self.key[self.first[:-1][full]]
        cutoff[self.capacity == 0] = CLOSED
        return cutoff


@compiled
def sift_up(key: NDArray[np.int64], holder: NDArray[np.int32], first: int, at: int) -> None:
    """Restore the heap starting at ``first`` after its last entry (``at``) was written."""
    while at > 0:
        above = (at - 1) // 2
        if key[first + above] <= key[first + at]:
            return
        key[first + above], key[first + at] = key[first + at], key[first + above]
        holder[first + above], holder[first + at] = holder[first + at], holder[first + above]
        at = above


@compiled
def sift_down(key: NDArray[np.int64], holder: NDArray[np.int32], first: int, size: int) -> None:
    """Restore the heap of ``size`` entries starting at ``first`` after its root was written."""
    at = 0
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and key[first + below + 1] < key[first + below]:
            below += 1
        if key[first + at] <= key[first + below]:
            return
        key[first + below], key[first + at] = key[first + at], key[first + below]
        holder[first + below], holder[first + at] = holder[first + at], holder[first + below]
        at = below


@compiled
def take_seat(
    youth: int, own: int, vacancy: int, first: NDArray[np.int64], capacity: NDArray[np.int32],
    filled: NDArray[np.int32], key: NDArray[np.int64], holder: NDArray[np.int32], cutoff: NDArray[np.int64],
) -> int:  # fmt: skip
    """Give a youth a free seat, or that of the weakest holder, whom she outranks; returns whom she displaces, or -1."""
    root, loser = first[vacancy], -1
    if filled[vacancy] < capacity[vacancy]:
        at = filled[vacancy]
        key[root + at], holder[root + at] = own, youth
        filled[vacancy] = at + 1
        sift_up(key, holder, root, at)
    else:
        loser = holder[root]
        key[root], holder[root] = own, youth
        sift_down(key, holder, root, capacity[vacancy])
    if filled[vacancy] == capacity[vacancy]:
        cutoff[vacancy] = key[root]
    return loser


@compiled
def propose(
    queue: NDArray[np.int32], waiting: int, positions: NDArray[np.int32], bands: NDArray[np.int16],
    turn: NDArray[np.int32], lottery: NDArray[np.int64], first: NDArray[np.int64], capacity: NDArray[np.int32],
    filled: NDArray[np.int32], key: NDArray[np.int64], holder: NDArray[np.int32], match: NDArray[np.int32],
    cutoff: NDArray[np.int64], exhausted: NDArray[np.int32],
) -> tuple[int, int]:  # fmt: skip
    """Let the first ``waiting`` youths of ``queue`` (n) propose down their lists (n x k) until placed or exhausted.

    Whoever is displaced goes to the end of the queue: who comes next is known long before, so that the processor
    fetches her list meanwhile. A rejection reads nothing of a vacancy but its ``cutoff`` (int64 per vacancy).
    Returns how many youths were written to ``exhausted``, and how many proposals were made.
    """
    head, done, proposals, most = 0, 0, 0, positions.shape[1]
    while waiting:
        youth = queue[head]
        head = head + 1 if head + 1 < len(queue) else 0
        waiting -= 1
        ticket, at, loser, placed = lottery[youth], turn[youth], -1, False
        while at < most and not placed:
            vacancy = positions[youth, at]
            if vacancy < 0:
                break
            own = (np.int64(bands[youth, at]) << LOTTERY_BITS) | ticket
            at += 1
            proposals += 1
            if own > cutoff[vacancy]:
                loser = take_seat(youth, own, vacancy, first, capacity, filled, key, holder, cutoff)
                match[youth] = vacancy
                placed = True
        turn[youth] = at
        if not placed:
            exhausted[done] = youth
            done += 1
        if loser >= 0:
            match[loser] = -1
            tail = head + waiting
            queue[tail if tail < len(queue) else tail - len(queue)] = loser
            waiting += 1
    return done, proposals


class Deferral:
    """Deferred acceptance in progress: lists, turns and seats.

    It starts from any seats at which rejections are final. Nobody's list is known at first: a youth who loses her
    seat counts as having come to the end of a full one, and asks.
    """

    def __init__(self, index: Index, youths: Youths, lottery: NDArray[np.int64], seats: Seats, k: int) -> None:
        self.index, self.youths, self.lottery, self.seats, self.k = index, youths, lottery, seats, k
        n = len(youths)
        self.positions = np.full((n, k), -1, dtype=np.int32)
        self.bands = np.full((n, k), -1, dtype=np.int16)
        self.positions[:, -1] = 0
        self.turn = np.full(n, k, dtype=np.int32)
        self.calls, self.proposals = 0, 0

    def run(self, hungry: NDArray[np.int64], threads: int, found: Found | None = None) -> None:
        """Place the hungry youths; ``found`` spares the first search where their lists are known already."""
        while len(hungry):
            if found is None:
                found = self._ask(hungry, threads)
            self.positions[hungry], self.bands[hungry], self.turn[hungry] = found.positions, found.bands, 0
            hungry = self.propose(hungry.astype(np.int32))
            hungry = hungry[self.positions[hungry, -1] >= 0]
            found = None

    def _ask(self, hungry: NDArray[np.int64], threads: int) -> Found:
        self.calls += 1
        market = market_of(self.index, cutoffs=self.seats.cutoffs(), lottery=self.lottery)
        return topk_batch(self.index, self.youths, self.k, rows=hungry, market=market, threads=threads)

    def propose(self, hungry: NDArray[np.int32]) -> NDArray[np.int64]:
        """Let these youths propose down the lists they have; returns those who came to the end of theirs."""
        queue = np.empty(len(self.youths), dtype=np.int32)
        queue[: len(hungry)] = hungry
        exhausted = np.empty(len(self.youths), dtype=np.int32)
        seats = self.seats
        done, proposals = propose(
            queue, len(hungry), self.positions, self.bands, self.turn, self.lottery, seats.first, seats.capacity,
            seats.filled, seats.key, seats.holder, seats.match, seats.cutoffs(), exhausted,
        )  # fmt: skip
        self.proposals += int(proposals)
        return np.sort(exhausted[:done]).astype(np.int64)
