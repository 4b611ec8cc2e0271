"""Keeping the best of many valued rows, without looking at most of them.

Rows are folded into groups whose maxima are taken in vector registers. The k-th largest maximum is a threshold that at
least k rows reach; it is found by bisection, which only counts. Hardly more than k rows are then looked at alone.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import compiled
from matching.engine.index import ATTRIBUTES, POSITION, WAGE, Rules, Tables

OUT_OF_REACH = -1_000_000
"""The value of a row no youth may have."""

FOLDS = 16
"""Rows in a group at most; fewer while there are less than eight groups for each result asked for."""

TIE = 0x7FFFFFFF
SEEN_BITS = 15
VALUE_AT = 46
"""A result key is ``value << 46 | (TIE - position) << 15 | seen``: one comparison orders by value down, number up.

``seen`` are the points an employer sees (skills + field + training); they ride along and never decide.
"""


class Market(NamedTuple):
    """What a matching round adds to a search; an empty array switches its part off. See ``topk.market_of``.

    ``price`` (float32 per row) is subtracted from the score. ``bar`` (float32 per row) is the least of skills + field +
    training that wins a seat with a better ticket than ``drawn`` (int64 per row); without one it takes a class more.
    ``lottery`` holds the youths' tickets, ``floor`` (int32 per youth) the least value worth returning.
    """

    price: NDArray[np.float32]
    bar: NDArray[np.float32]
    drawn: NDArray[np.int64]
    lottery: NDArray[np.int64]
    floor: NDArray[np.int32]


class Asker(NamedTuple):
    """One youth's numbers; ``lacking`` are the certificates not held, ``wage`` is in units, -1 where none is wanted."""

    lacking: int
    wage: int
    preferences: int
    per_match: int
    lottery: int


class Scratch(NamedTuple):
    """What a thread writes to: ``values`` of rows, ``tops`` of groups, ``tokens`` of a youth, and ``visits``.

    A visit is a cell: where its values begin, its first row, and its location points.
    """

    values: NDArray[np.float32]
    tops: NDArray[np.float32]
    tokens: NDArray[np.int32]
    visits: NDArray[np.int32]


@compiled
def bits(mask: int) -> int:
    """How many of the lower 62 bits are set; branch-free, because a loop over the bits is mispredicted."""
    mask -= (mask >> 1) & 0x5555555555555555
    mask = (mask & 0x3333333333333333) + ((mask >> 2) & 0x3333333333333333)
    mask = (mask + (mask >> 4)) & 0x0F0F0F0F0F0F0F0F
    mask += mask >> 8
    mask += mask >> 16
    return (mask + (mask >> 32)) & 0x7F


@compiled
def wage_points(rules: Rules, offered: int, wanted: int) -> int:
    """Points for the wage: full at or above what is wanted, one step less per unit below."""
    if wanted < 0:
        return rules.wage_unwanted
    if offered < 0:
        return rules.wage_absent
    return rules.wage_weight - rules.wage_step * min(max(wanted - offered, 0), rules.wage_steps)


@compiled
def keep(
    tables: Tables, rules: Rules, market: Market, asker: Asker, row: int, value: int, near: int,
    keys: NDArray[np.int64],
) -> None:  # fmt: skip
    """Keep a row of known value if it is among the best; ``keys`` is sorted from best to worst, -1 where empty."""
    key = (value << VALUE_AT) | ((TIE - tables.facts[row, POSITION]) << SEEN_BITS)
    at = len(keys) - 1
    if key <= keys[at]:
        return
    matched = bits(tables.facts[row, ATTRIBUTES] & asker.preferences)
    wishes = asker.per_match * matched if asker.preferences else rules.none_stated
    score = value + np.int64(market.price[row]) if len(market.price) else value
    key |= score - near - wage_points(rules, tables.facts[row, WAGE], asker.wage) - wishes
    while at > 0 and keys[at - 1] < key:
        keys[at] = keys[at - 1]
        at -= 1
    keys[at] = key


@compiled
def reaching(tops: NDArray[np.float32], threshold: np.float32) -> int:
    """How many maxima reach the threshold."""
    count = np.int32(0)
    for at in range(len(tops)):
        count += np.int32(tops[at] >= threshold)
    return int(count)


@compiled
def threshold_of(tops: NDArray[np.float32], lowest: int, k: int) -> int:
    """A value that at least k maxima reach and hardly more; ``lowest`` where fewer than k reach that."""
    count = reaching(tops, np.float32(lowest))
    most = np.float32(lowest)
    for at in range(len(tops)):
        most = tops[at] if tops[at] > most else most
    above = int(most) + 1
    while count > k + k // 4 and above - lowest > 1:
        middle = (lowest + above) // 2
        found = reaching(tops, np.float32(middle))
        if found >= k:
            lowest, count = middle, found
        else:
            above = middle
    return lowest


@compiled
def keep_best(
    tables: Tables, rules: Rules, market: Market, asker: Asker, scratch: Scratch, visits: int, used: int, floor: int,
    keys: NDArray[np.int64],
) -> None:  # fmt: skip
    """Merge the best of the first ``used`` values into ``keys``; nothing below ``floor`` is kept."""
    k = len(keys)
    folds = max(min(used // (8 * k), FOLDS), 1)
    groups = used // folds
    tops = scratch.values[:groups]
    if folds > 1:
        tops = scratch.tops[:groups]
        for at in range(groups):
            tops[at] = scratch.values[at]
        for fold in range(1, folds + 1):
            others = scratch.values[fold * groups : min((fold + 1) * groups, used)]
            for at in range(len(others)):
                tops[at] = tops[at] if tops[at] > others[at] else others[at]
    lowest = max(floor, (keys[k - 1] >> VALUE_AT) if keys[k - 1] >= 0 else 0)
    needed = np.float32(threshold_of(tops, lowest, k))
    for group in range(groups):
        if tops[group] >= needed:
            for at in range(group, used, groups):
                value = scratch.values[at]
                if value >= needed:
                    low, high = 0, visits
                    while high - low > 1:
                        middle = (low + high) // 2
                        if scratch.visits[middle, 0] <= at:
                            low = middle
                        else:
                            high = middle
                    row = scratch.visits[low, 1] + at - scratch.visits[low, 0]
                    keep(tables, rules, market, asker, row, int(value), scratch.visits[low, 2], keys)
