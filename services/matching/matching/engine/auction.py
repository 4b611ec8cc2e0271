"""Max-total assignment over all pairs: Bertsekas' auction with column generation and a certified bound.

Youths bid for vacancies; a vacancy's price is its lowest seat's bid once it is full, 0 before. The auction sees only
the columns (youth, vacancy) it was given; the search kernel then finds, under its prices, the columns that would have
paid a youth more. They are added and the auction runs again. Prices and the kernel's best profits are a feasible dual
solution over *all* pairs, so every round ends with an upper bound on the best total any assignment could reach.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import compiled
from matching.engine.index import Index
from matching.engine.stable import sift_down, sift_up
from matching.engine.tables import Youths
from matching.engine.topk import Found, market_of, topk_batch

COLUMNS = 10
"""Columns asked for per youth and round."""

BLOCK = 65_536
"""Youths whose columns are looked at together: a million with sixty columns each would take half a gigabyte."""

NO_BOUND = np.iinfo(np.int64).max

SOLD_OUT = 1_000_000
"""The price of a vacancy without seats: above any score, and exact in float32."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A dual solution: ``prices`` (int64 per vacancy), ``profits`` (int64 per youth), and their ``bound``."""

    prices: NDArray[np.int64]
    profits: NDArray[np.int64]
    bound: int


@dataclass(frozen=True, slots=True)
class Auctioned:
    """An assignment (position per youth, -1 for none), its total score, its certificate, and the rounds it took."""

    match: NDArray[np.int32]
    total: int
    certificate: Certificate
    rounds: int

    @property
    def gap(self) -> float:
        """How far the total may be below the best possible, as a share of the bound."""
        bound = self.certificate.bound
        return (bound - self.total) / bound if bound else 0.0


@compiled
def bid_all(
    queue: NDArray[np.int32], positions: NDArray[np.int32], scores: NDArray[np.int16], first: NDArray[np.int64],
    capacity: NDArray[np.int32], step: int, filled: NDArray[np.int32], bid: NDArray[np.int64],
    holder: NDArray[np.int32], price: NDArray[np.int64], column: NDArray[np.int32],
) -> None:  # fmt: skip
    """Run the auction from scratch; ``column`` (per youth) ends as the place in her row of what she won, -1 for none.

    Every assigned youth is within ``step`` points of her best profit, and staying out is worth 0.
    """
    waiting = len(queue)
    while waiting:
        waiting -= 1
        youth = queue[waiting]
        best, second, chosen = np.int64(-1), np.int64(0), -1
        for at in range(positions.shape[1]):
            vacancy = positions[youth, at]
            if vacancy >= 0:
                profit = scores[youth, at] - price[vacancy]
                if profit > best:
                    second = max(best, second)
                    best, chosen = profit, at
                elif profit > second:
                    second = profit
        if chosen < 0:
            continue
        vacancy = positions[youth, chosen]
        offer = price[vacancy] + best - second + step
        root, seats = first[vacancy], capacity[vacancy]
        if filled[vacancy] < seats:
            at = filled[vacancy]
            bid[root + at], holder[root + at] = offer, youth
            filled[vacancy] += 1
            sift_up(bid, holder, root, at)
        else:
            column[holder[root]] = -1
            queue[waiting] = holder[root]
            waiting += 1
            bid[root], holder[root] = offer, youth
            sift_down(bid, holder, root, seats)
        column[youth] = chosen
        if filled[vacancy] == seats:
            price[vacancy] = bid[root]


class Columns:
    """The columns found so far: positions (int32) and scores (int16), youths x width, -1 where empty."""

    def __init__(self, found: Found) -> None:
        self.positions, self.scores = found.positions, found.scores.astype(np.int16)

    def add(self, rows: NDArray[np.int64], positions: NDArray[np.int32], scores: NDArray[np.int64]) -> None:
        """Add columns for some youths, using free places of their rows first."""
        used = (self.positions >= 0).sum(axis=1)
        new = positions >= 0
        width = int((used[rows] + new.sum(axis=1)).max(initial=0))
        wider = max(width - self.positions.shape[1], 0)
        self.positions = np.pad(self.positions, ((0, 0), (0, wider)), constant_values=-1)
        self.scores = np.pad(self.scores, ((0, 0), (0, wider)), constant_values=-1)
        at, place = np.nonzero(new)
        target = used[rows][at] + place
        self.positions[rows[at], target] = positions[at, place]
        self.scores[rows[at], target] = scores[at, place]

    def profits(self, price: NDArray[np.int64]) -> NDArray[np.int64]:
        """Each youth's best profit among her columns, at least 0."""
        if not len(price):
            return np.zeros(len(self.positions), dtype=np.int64)
        best = np.zeros(len(self.positions), dtype=np.int64)
        for first in range(0, len(best), BLOCK):
            rows = slice(first, first + BLOCK)
            profit = np.where(self.positions[rows] >= 0, self.scores[rows] - price[self.positions[rows]], 0)
            best[rows] = profit.max(axis=1, initial=0)
        return best


def asking(capacity: NDArray[np.int32]) -> NDArray[np.int64]:
    """The prices an auction starts from: nothing, or ``SOLD_OUT`` where there are no seats."""
    return np.where(capacity > 0, 0, SOLD_OUT).astype(np.int64)


def auction(columns: Columns, capacity: NDArray[np.int32], step: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Assign along the columns: the place of each youth's vacancy in her row (-1: none), and the price per vacancy."""
    n = len(columns.positions)
    first = np.concatenate([[0], np.cumsum(capacity, dtype=np.int64)])
    seats = int(first[-1])
    price = asking(capacity)
    column = np.full(n, -1, dtype=np.int32)
    bid_all(
        np.arange(n, dtype=np.int32)[::-1].copy(), columns.positions, columns.scores, first, capacity, step,
        np.zeros(len(capacity), dtype=np.int32), np.zeros(seats, dtype=np.int64), np.full(seats, -1, dtype=np.int32),
        price, column,
    )  # fmt: skip
    return column, price


def max_total(
    index: Index, youths: Youths, capacity: NDArray[np.int32], *, k: int = 20, step: int = 10,
    tolerance: float = 0.001, most_rounds: int = 50, threads: int = 1,
) -> Auctioned:  # fmt: skip
    """Assign for the greatest total score over all pairs, to within ``tolerance`` of a bound it certifies.

    ``capacity`` is int32 per position; ``step`` the auction's tolerance in points per placement. Stops earlier when the
    kernel finds no better column, and at the latest after ``most_rounds``; the gap is reported either way.
    """
    columns = Columns(topk_batch(index, youths, k, market=market_of(index, prices=asking(capacity)), threads=threads))
    best, turn = Certificate(asking(capacity), np.zeros(len(youths), dtype=np.int64), NO_BOUND), 0
    while True:
        turn += 1
        column, price = auction(columns, capacity, step)
        match, total = _outcome(columns, column)
        profits, rows, found = _improving(index, youths, columns.profits(price), price, threads)
        bound = int(profits.sum() + (price * capacity).sum())
        if bound < best.bound:
            best = Certificate(price, profits, bound)
        if best.bound - total <= tolerance * best.bound or not len(rows) or turn == most_rounds:
            return Auctioned(match, total, best, turn)
        columns.add(rows, found.positions, found.scores + price[found.positions])


def _outcome(columns: Columns, column: NDArray[np.int32]) -> tuple[NDArray[np.int32], int]:
    rows = np.arange(len(column))
    placed = column >= 0
    match = np.where(placed, columns.positions[rows, column], -1).astype(np.int32)
    return match, int(columns.scores[rows, column][placed].sum(dtype=np.int64))


def _improving(
    index: Index, youths: Youths, profits: NDArray[np.int64], price: NDArray[np.int64], threads: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Found]:
    """Profits over all pairs, the youths with a better column than they have, and those columns."""
    market = market_of(index, prices=price, floor=profits + 1)
    found = topk_batch(index, youths, COLUMNS, market=market, threads=threads)
    rows = np.flatnonzero(found.positions[:, 0] >= 0)
    better = profits.copy()
    better[rows] = found.scores[rows, 0]
    return better, rows, Found(found.positions[rows], found.scores[rows], found.bands[rows])
