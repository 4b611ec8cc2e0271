"""Keeping the best of many valued rows, without looking at most of them, and without a branch that is guessed wrong.

Rows are folded into groups whose maxima are taken in vector registers. The k-th largest maximum is a threshold that at
least k rows reach; it is found by bisection, which only counts. Hardly more than k rows are then gathered, and put in
order by counting how many are better than each: twenty-five rows compared with each other in vector registers cost less
than one branch mispredicted for each.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import compiled
from matching.engine.index import Tables

OUT_OF_REACH = -1_000_000
"""The value of a row no youth may have."""

FOLDS = 16
"""Rows in a group at most; fewer while there are less than eight groups for each result asked for."""

LANES = 16
"""What is compared in vector registers comes in multiples of this, so that no loop ends in single steps."""

SPARE = 48
"""Room of a pile beyond twice k: it is put in order when it is full."""

COUNTED = 160
"""Up to so many keys are put in order by counting, n² comparisons in vector registers; more are sorted."""

TIE = 0x7FFFFFFF
SEEN_BITS = 15
VALUE_AT = 46
"""A result key is ``value << 46 | (TIE - position) << 15 | seen``: one comparison orders by value down, number up.

``seen`` are the points an employer sees (skills + field + training); they ride along and never decide.
"""


class Market(NamedTuple):
    """What a matching round adds to a search; an empty array switches its part off. See ``topk.market_of``.

    ``price`` (float32 per row, not negative) is subtracted from the score. ``bar`` (float32 per row) is the least of
    skills + field + training that wins a seat with a better ticket than ``drawn`` (int64 per row); without one it takes
    a class more. ``lottery`` holds the youths' tickets, ``floor`` (int32 per youth) the least value worth returning.
    """

    price: NDArray[np.float32]
    bar: NDArray[np.float32]
    drawn: NDArray[np.int64]
    lottery: NDArray[np.int64]
    floor: NDArray[np.int32]


class Scratch(NamedTuple):
    """What a thread writes to.

    For rows being searched: ``sums`` (int16) of skills, field and training, ``values`` (float32), the ``tops`` of their
    groups (float32), and the ``chosen`` among both (int32). Of a youth: where the posting ``lists`` of her tokens begin
    (int64), and the ``pile`` of keys (int64) of which the best become her results, ``keys``. ``shift`` (int32) says for
    each ``LANES`` values how far behind them their rows stand.
    """

    sums: NDArray[np.int16]
    values: NDArray[np.float32]
    tops: NDArray[np.float32]
    chosen: NDArray[np.int32]
    lists: NDArray[np.int64]
    pile: NDArray[np.int64]
    keys: NDArray[np.int64]
    better: NDArray[np.int64]
    shift: NDArray[np.int32]


def scratch_of(rows: int, tokens: int, k: int) -> Scratch:
    """Room for so many rows at a time, tokens of a youth, and results."""
    values = (rows // LANES + 3) * LANES
    pile = (2 * k + SPARE + LANES) // LANES * LANES
    return Scratch(
        sums=np.zeros(values, dtype=np.int16),
        values=np.zeros(values, dtype=np.float32),
        tops=np.zeros(max(values // FOLDS, 2 * FOLDS * k) + LANES, dtype=np.float32),
        chosen=np.empty(2 * values, dtype=np.int32),
        lists=np.empty(tokens, dtype=np.int64),
        pile=np.empty(pile, dtype=np.int64),
        keys=np.empty(pile, dtype=np.int64),
        better=np.empty(pile, dtype=np.int64),
        shift=np.empty(values // LANES, dtype=np.int32),
    )


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
    if count <= k + k // 4:
        return lowest
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
def sort_down(pile: NDArray[np.int64], n: int) -> None:
    """Sort the first n keys from best to worst in place (Shell's way: nothing is allocated)."""
    step = 1
    while step < n // 3:
        step = 3 * step + 1
    while step:
        for at in range(step, n):
            key, hole = pile[at], at
            while hole >= step and pile[hole - step] < key:
                pile[hole] = pile[hole - step]
                hole -= step
            pile[hole] = key
        step //= 3


@compiled
def settle(scratch: Scratch, n: int, k: int) -> int:
    """Put the best k of the first n keys of the pile into ``keys``, best first; how many there are. No key is twice."""
    pile, keys, better = scratch.pile, scratch.keys, scratch.better
    if n > COUNTED:
        sort_down(pile, n)
        for at in range(min(n, k)):
            keys[at] = pile[at]
        return min(n, k)
    whole = (n + LANES - 1) // LANES * LANES
    for at in range(whole):
        better[at] = 0
    for other in range(n):
        key = pile[other]
        for at in range(whole):
            better[at] += key > pile[at]
    for at in range(n):
        keys[better[at]] = pile[at]
    return min(n, k)


@compiled
def fold(scratch: Scratch, groups: int, used: int) -> None:
    """Write the maxima of the first ``used`` values, each ``groups`` apart, to ``tops``."""
    tops = scratch.tops[:groups]
    for at in range(groups):
        tops[at] = scratch.values[at]
    for begin in range(groups, used, groups):
        others = scratch.values[begin : min(begin + groups, used)]
        for at in range(len(others)):
            tops[at] = tops[at] if tops[at] > others[at] else others[at]


@compiled
def gather(scratch: Scratch, groups: int, used: int, needed: np.float32) -> int:
    """Write where values reach what is needed to ``chosen``; how many there are."""
    values, chosen = scratch.values, scratch.chosen
    tops = scratch.tops[:groups] if groups < used else values[:groups]
    n = 0
    for group in range(groups):
        chosen[n] = group
        n += tops[group] >= needed
    if groups >= used:
        return n
    marked, kept = n, len(values)
    for each in range(marked):
        for at in range(chosen[each], used, groups):
            chosen[kept] = at
            kept += values[at] >= needed
    n = kept - len(values)
    for each in range(n):
        chosen[each] = chosen[len(values) + each]
    return n


@compiled
def keep_best(tables: Tables, scratch: Scratch, k: int, held: int, used: int, floor: int) -> int:
    """Merge the best of the first ``used`` values into the ``held`` keys; nothing below ``floor`` is kept.

    Returns how many keys are held afterwards.
    """
    keys, pile = scratch.keys, scratch.pile
    folds = max(min(used // (8 * k), FOLDS), 1)
    groups = (used // folds + LANES) // LANES * LANES
    for at in range(used, used + LANES):
        scratch.values[at] = np.float32(OUT_OF_REACH)
    tops = scratch.values[:groups]
    if groups < used:
        fold(scratch, groups, used)
        tops = scratch.tops[:groups]
    lowest = max(floor, keys[k - 1] >> VALUE_AT) if held == k else floor
    found = gather(scratch, groups, used, np.float32(threshold_of(tops, lowest, k)))
    n = held
    for at in range(held):
        pile[at] = keys[at]
    for each in range(found):
        at = scratch.chosen[each]
        tie = TIE - np.int64(tables.position[at + scratch.shift[at >> 4]])
        pile[n] = (np.int64(scratch.values[at]) << VALUE_AT) | (tie << SEEN_BITS) | np.int64(scratch.sums[at])
        n += 1
        if n == len(pile):
            n = settle(scratch, n, k)
            for better in range(n):
                pile[better] = keys[better]
    return settle(scratch, n, k)
