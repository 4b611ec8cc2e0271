"""What rows are worth to one youth: sums from posting lists, then everything else a vector register at a time.

Points are whole numbers below 2**24 held in float32, which is exact, and which numba keeps in narrow vector lanes (it
widens 16-bit integers to 64). Loops run over slices from 0: an offset inside the index prevents vectorising. They run
over whole multiples of ``LANES``: rows behind the last one wanted are valued too, and then put out of reach.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import compiled
from matching.engine.index import MOST_PAID, Rules, Tables
from matching.engine.selection import LANES, OUT_OF_REACH, Market, Scratch, bits

PIECE = 256
"""Rows that are left out together where even the highest of their sums lifts none of them among the k held."""


class Asker(NamedTuple):
    """One youth's numbers: two halves of the certificates not held, and of what is wanted the wage in units (-1: none),
    the wishes that vacancies can meet with the points for each, and the industries; ``flat`` are points that rows give
    whatever they are, ``wished`` the most that wishes can add."""

    lacking_low: np.uint32
    lacking_high: np.uint32
    wage: int
    preferences: int
    industries: int
    flat: int
    wished: int
    per_match: int
    lottery: int


@compiled
def sum_tokens(
    tables: Tables, start: int, cell: int, reach: int, lists: NDArray[np.int64], out: NDArray[np.int16]
) -> None:
    """Sum skills, field and training of the first ``reach`` rows of a cell into ``out``, as long as the cell.

    Rows beyond ``reach`` are written too, which is cheaper than asking: what stands there is overwritten or not read.
    """
    first, base = out[:reach], tables.base[start : start + reach]
    for row in range(reach):
        first[row] = base[row]
    for at in range(len(lists)):
        place = lists[at] + cell
        for posting in tables.postings[tables.posted[place] : tables.posted[place + 1]]:
            out[posting >> 16] += np.int16(posting & 0xFFFF)


@compiled
def value_rows(
    tables: Tables, rules: Rules, asker: Asker, start: int, every: int, sums: NDArray[np.int16],
    out: NDArray[np.float32],
) -> None:  # fmt: skip
    """Turn sums of skills, field and training into values; ``every`` are the points each row of the cell gets."""
    reach = len(out)
    never, same = np.float32(OUT_OF_REACH), np.float32(every)
    low, high = tables.required_low[start : start + reach], tables.required_high[start : start + reach]
    lacking_low, lacking_high = asker.lacking_low, asker.lacking_high
    if asker.wage >= 0:
        pay = tables.pay[start : start + reach]
        wanted, step, steps = np.float32(asker.wage), np.float32(rules.wage_step), np.float32(rules.wage_steps)
        none, most = np.float32(0), np.float32(MOST_PAID)
        unstated = np.float32(every - rules.wage_weight + rules.wage_absent)
        for row in range(reach):
            paid = np.float32(pay[row])
            short = wanted - paid
            short = short if short > none else none
            short = short if short < steps else steps
            points = same - step * short
            points = points if paid <= most else unstated
            points += np.float32(sums[row])
            out[row] = points if (low[row] & lacking_low) | (high[row] & lacking_high) == 0 else never
    else:
        for row in range(reach):
            points = same + np.float32(sums[row])
            out[row] = points if (low[row] & lacking_low) | (high[row] & lacking_high) == 0 else never
    each, wishes = np.float32(asker.per_match), asker.preferences
    while wishes:
        first = bits((wishes & -wishes) - 1) * len(tables.base) + start
        wishes &= wishes - 1
        has = tables.has[first : first + reach]
        for row in range(reach):
            out[row] += each * np.float32(has[row])


@compiled
def trade_rows(
    rules: Rules, market: Market, asker: Asker, start: int, sums: NDArray[np.int16], out: NDArray[np.float32]
) -> None:
    """Subtract a round's prices from values, and put out of reach where the seats are held by better keys."""
    reach, never, none = len(out), np.float32(OUT_OF_REACH), np.float32(0)
    if len(market.bar):
        bar, drawn = market.bar[start : start + reach], market.drawn[start : start + reach]
        class_width, lottery = np.float32(rules.employer_band), asker.lottery
        for row in range(reach):
            least = bar[row] + (class_width if drawn[row] >= lottery else none)
            out[row] = out[row] if np.float32(sums[row]) >= least else never
    if len(market.price):
        price = market.price[start : start + reach]
        for row in range(reach):
            out[row] -= price[row]


@compiled
def sift_industries(tables: Tables, start: int, industries: int, out: NDArray[np.float32]) -> None:
    """Put rows of other industries out of reach, where a cell holds all industries of a region."""
    industry, never = tables.industry[start : start + len(out)], np.float32(OUT_OF_REACH)
    for row in range(len(out)):
        out[row] = out[row] if industries >> industry[row] & 1 else never


@compiled
def greatest(sums: NDArray[np.int16]) -> int:
    """The greatest of some sums."""
    most = sums[0]
    for row in range(len(sums)):
        most = sums[row] if sums[row] > most else most
    return int(most)


@compiled
def value_piece(
    tables: Tables, rules: Rules, market: Market, asker: Asker, start: int, rows: int, near: int, scratch: Scratch,
    used: int,
) -> int:  # fmt: skip
    """Value rows from ``start`` on, whose sums stand at ``used``; returns where the next piece's stand."""
    wide = (rows + LANES - 1) // LANES * LANES
    sums, out = scratch.sums[used : used + wide], scratch.values[used : used + wide]
    value_rows(tables, rules, asker, start, near + asker.flat, sums, out)
    if len(market.bar) or len(market.price):
        trade_rows(rules, market, asker, start, sums, out)
    if rules.mixed:
        sift_industries(tables, start, asker.industries, out)
    for row in range(rows, wide):
        out[row] = np.float32(OUT_OF_REACH)
    for block in range(used // LANES, (used + wide) // LANES):
        scratch.shift[block] = start - used
    return used + wide


@compiled
def value_cell(
    tables: Tables, rules: Rules, market: Market, asker: Asker, cell: int, reach: int, near: int,
    lists: NDArray[np.int64], scratch: Scratch, used: int, least: int,
) -> int:  # fmt: skip
    """Value the first ``reach`` rows of a cell from ``used`` on; returns where the next cell's begin.

    ``least`` is the value from which a row counts, or below 0. Where it is known, a piece none of whose sums can lift
    a row that high is left out, and its other columns are not read: every other component is taken as full.
    """
    start = tables.start[cell]
    sum_tokens(tables, start, cell, (reach + LANES - 1) // LANES * LANES, lists, scratch.sums[used:])
    if least < 0:
        return value_piece(tables, rules, market, asker, start, reach, near, scratch, used)
    needed, begin = least - near - asker.flat - asker.wished, used
    for first in range(0, reach, PIECE):
        rows = min(PIECE, reach - first)
        sums = scratch.sums[begin + first : begin + first + rows]
        if greatest(sums) >= needed:
            moved = scratch.sums[used : used + rows]
            for row in range(rows):
                moved[row] = sums[row]
            used = value_piece(tables, rules, market, asker, start + first, rows, near, scratch, used)
    return used
