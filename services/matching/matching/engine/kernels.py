"""The top-k kernel: exact search of the index, a cell at a time.

For one youth the cells of the masks are walked, home county first because its location points raise the threshold
soonest. In a cell the youth's tokens are summed into one float32 per row from the posting lists; wage, preferences and
a round's prices are added in vector registers, so that what stands there is the value itself. Blocks without a row
above the k-th best so far are skipped; the few rows above it are checked for certificates and kept. All sums are
whole numbers: the answer does not depend on threads, shards or order. Time per youth: the rows and postings of her
cells.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import compiled
from matching.engine.index import ATTRIBUTES, MOST_PAID, POSITION, REQUIRED, WAGE, Rules, Tables
from matching.engine.policy import MAX_CODES
from matching.engine.tables import LOTTERY_BITS

SCAN = 64
"""Rows compared with the threshold at once, in vector registers, before any is looked at alone."""

OUT_OF_REACH = -1_000_000
"""The value of a row no youth may have."""

TIE = 0x7FFFFFFF
SEEN_BITS = 15
VALUE_AT = 46
"""A result key is ``value << 46 | (TIE - position) << 15 | seen``: one comparison orders by value down, number up.

``seen`` are the points an employer sees (skills + field + training); they ride along and never decide.
"""


class People(NamedTuple):
    """The youths' columns as a kernel reads them (see ``tables.Youths``)."""

    home: NDArray[np.int16]
    regions: NDArray[np.int64]
    industries: NDArray[np.int64]
    education: NDArray[np.int8]
    certificates: NDArray[np.int64]
    skill_offsets: NDArray[np.int64]
    skills: NDArray[np.int32]
    level: NDArray[np.int8]
    field: NDArray[np.int16]
    wage: NDArray[np.int32]
    preferences: NDArray[np.int64]
    course_offsets: NDArray[np.int64]
    courses: NDArray[np.int32]


class Market(NamedTuple):
    """What a matching round adds to a search; an empty array switches its part off. See ``topk.market``.

    ``price`` (float32 per row) is subtracted from the score; ``cutoff`` (int64 per row) must be beaten by the employer
    key ``band << 48 | lottery`` of a youth with this ``lottery`` (int64 per youth), and ``bar`` (float32 per row) is
    the least of skills + field + training that can; ``floor`` (int32 per youth) is the least value worth returning.
    """

    price: NDArray[np.float32]
    cutoff: NDArray[np.int64]
    bar: NDArray[np.float32]
    lottery: NDArray[np.int64]
    floor: NDArray[np.int32]


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
def tokens_of(people: People, rules: Rules, youth: int, tokens: NDArray[np.int32]) -> int:
    """Write the youth's tokens that the index knows; how many there are (at most ``len(tokens)``)."""
    n = 0
    for at in range(people.skill_offsets[youth], people.skill_offsets[youth + 1]):
        skill = people.skills[at]
        if skill < rules.skills:
            for step in range(min(people.level[at], rules.levels)):
                tokens[n] = skill * rules.levels + step
                n += 1
    if 0 <= people.field[youth] < MAX_CODES:
        tokens[n] = rules.fields + people.field[youth]
        n += 1
    for at in range(people.course_offsets[youth], people.course_offsets[youth + 1]):
        token = rules.fields + MAX_CODES + people.courses[at]
        if token < rules.tokens:
            tokens[n] = token
            n += 1
    return n


class Asker(NamedTuple):
    """One youth's numbers, gathered once per search; wages in units, -1 where none is wanted."""

    certificates: int
    wage: int
    preferences: int
    per_match: int
    lottery: int


@compiled
def wage_points(rules: Rules, offered: int, wanted: int) -> int:
    """Points for the wage: full at or above what is wanted, one step less per unit below."""
    if wanted < 0:
        return rules.wage_unwanted
    if offered < 0:
        return rules.wage_absent
    return rules.wage_weight - rules.wage_step * min(max(wanted - offered, 0), rules.wage_steps)


@compiled
def consider(
    tables: Tables, rules: Rules, market: Market, asker: Asker, row: int, value: int, near: int, least: int,
    keys: NDArray[np.int64],
) -> int:  # fmt: skip
    """Keep a row of known value if it passes the last filters and is among the best; the key the next must exceed.

    ``keys`` is sorted from best to worst, -1 where empty.
    """
    key = (value << VALUE_AT) | ((TIE - tables.facts[row, POSITION]) << SEEN_BITS)
    if key <= least or value < 0 or tables.facts[row, REQUIRED] & ~asker.certificates:
        return least
    matched = bits(tables.facts[row, ATTRIBUTES] & asker.preferences)
    wishes = asker.per_match * matched if asker.preferences else rules.none_stated
    score = value + np.int64(market.price[row]) if len(market.price) else value
    seen = score - near - wage_points(rules, tables.facts[row, WAGE], asker.wage) - wishes
    if len(market.cutoff):
        band = seen // rules.employer_band
        if (band << LOTTERY_BITS | asker.lottery) <= market.cutoff[row]:
            return least
    key |= seen
    at = len(keys) - 1
    while at > 0 and keys[at - 1] < key:
        keys[at] = keys[at - 1]
        at -= 1
    keys[at] = key
    last: int = keys[len(keys) - 1]
    return max(least, last)


@compiled
def finish_points(
    tables: Tables, rules: Rules, market: Market, asker: Asker, start: int, reach: int, points: NDArray[np.float32]
) -> None:
    """Turn each row's skills, field and training points into its value, but for the points every row of the cell gets.

    Points are whole numbers below 2**24 held in float32, which is exact, and which numba keeps in narrow vector lanes
    (it widens 16-bit integers to 64). Loops run over slices from 0: an offset inside the index prevents vectorising.
    """
    out = points[:reach]
    none = np.float32(0)
    if len(market.bar):
        bar = market.bar[start : start + reach]
        for row in range(reach):
            out[row] = out[row] if out[row] >= bar[row] else np.float32(OUT_OF_REACH)
    if asker.wage >= 0:
        unpaid = tables.unpaid[start : start + reach]
        pay = tables.pay[start : start + reach]
        wanted, step, steps = np.float32(asker.wage), np.float32(rules.wage_step), np.float32(rules.wage_steps)
        for row in range(reach):
            short = wanted - np.float32(pay[row])
            short = short if short > none else none
            short = short if short < steps else steps
            out[row] += np.float32(unpaid[row]) - step * short
    each = np.float32(asker.per_match)
    for attribute in range(rules.attributes):
        if asker.preferences >> attribute & 1:
            first = attribute * len(tables.base) + start
            has = tables.has[first : first + reach]
            for row in range(reach):
                out[row] += each * np.float32(has[row])
    if len(market.price):
        price = market.price[start : start + reach]
        for row in range(reach):
            out[row] -= price[row]


@compiled
def search_cell(
    tables: Tables, rules: Rules, market: Market, asker: Asker, cell: int, reach: int, near: int, flat: int,
    tokens: NDArray[np.int32], known: int, points: NDArray[np.float32], least: int, keys: NDArray[np.int64],
) -> int:  # fmt: skip
    """Search the first ``reach`` rows of a cell; ``points`` is scratch, overwritten.

    ``near`` are the cell's location points, ``flat`` those every row gets besides.
    """
    start = tables.start[cell]
    lists = cell * rules.tokens
    out, base = points[:reach], tables.base[start : start + reach]
    for at in range(reach):
        out[at] = np.float32(base[at])
    for at in range(known):
        for place in range(tables.posted[lists + tokens[at]], tables.posted[lists + tokens[at] + 1]):
            row = tables.postings[place] >> 16
            if row >= reach:
                break
            points[row] += np.float32(tables.postings[place] & 0xFFFF)
    finish_points(tables, rules, market, asker, start, reach, points)
    for first in range(0, reach, SCAN):
        block = points[first : min(first + SCAN, reach)]
        needed = np.float32(((least + 1) >> VALUE_AT) - near - flat)
        hopeful = np.int32(0)
        for at in range(len(block)):
            hopeful += np.int32(block[at] >= needed)
        if hopeful:
            for at in range(len(block)):
                if block[at] >= needed:
                    value = int(block[at]) + near + flat
                    least = consider(tables, rules, market, asker, start + first + at, value, near, least, keys)
                    needed = np.float32(((least + 1) >> VALUE_AT) - near - flat)
    return least


@compiled
def search(
    tables: Tables, rules: Rules, people: People, market: Market, youth: int, points: NDArray[np.float32],
    tokens: NDArray[np.int32], keys: NDArray[np.int64],
) -> None:  # fmt: skip
    """Fill ``keys`` (k) with one youth's best rows."""
    keys[:] = -1
    education = people.education[youth]
    if education < 0:
        education = rules.youth_education
    if education < 0:
        return
    education = min(education, rules.education_top)
    stated = bits(people.preferences[youth])
    per_match = rules.preferences // stated if stated else 0
    lottery = market.lottery[youth] if len(market.lottery) else 0
    wanted = min(people.wage[youth] // rules.wage_unit, MOST_PAID)
    asker = Asker(people.certificates[youth], wanted, people.preferences[youth], per_match, lottery)
    known = tokens_of(people, rules, youth, tokens)
    least = (market.floor[youth] << VALUE_AT) - 1 if len(market.floor) else -1
    flat = (rules.wage_weight if wanted >= 0 else rules.wage_unwanted) + (0 if stated else rules.none_stated)
    home = people.home[youth]
    beside = tables.neighbours[home] if 0 <= home < rules.regions else 0
    industries = people.industries[youth] | rules.any_industry
    for ring in range(3):
        near = rules.home if ring == 0 else (rules.neighbour if ring == 1 else rules.elsewhere)
        for region in range(rules.regions):
            place = 0 if region == home else (1 if beside >> region & 1 else 2)
            if place != ring or not (people.regions[youth] | rules.any_region) >> region & 1:
                continue
            for industry in range(rules.industries):
                if industries >> industry & 1:
                    pair = region * rules.industries + industry
                    for cell in range(tables.cell_of[pair], tables.cell_of[pair + 1]):
                        reach = tables.reach[cell, education]
                        if reach:
                            least = search_cell(
                                tables, rules, market, asker, cell, reach, near, flat,
                                tokens, known, points, least, keys,
                            )  # fmt: skip


@compiled
def search_many(
    tables: Tables, rules: Rules, people: People, market: Market, rows: NDArray[np.int64], points: NDArray[np.float32],
    tokens: NDArray[np.int32], keys: NDArray[np.int64],
) -> None:  # fmt: skip
    """``search`` for the youths in these rows, one per row of ``keys`` (n x k)."""
    for at in range(len(rows)):
        search(tables, rules, people, market, rows[at], points, tokens, keys[at])


@compiled
def count_admissible(tables: Tables, rules: Rules, people: People, youth: int) -> int:
    """How many vacancies pass every filter for one youth."""
    education = people.education[youth]
    if education < 0:
        education = rules.youth_education
    if education < 0:
        return 0
    education = min(education, rules.education_top)
    count = 0
    for region in range(rules.regions):
        if (people.regions[youth] | rules.any_region) >> region & 1:
            for industry in range(rules.industries):
                if (people.industries[youth] | rules.any_industry) >> industry & 1:
                    pair = region * rules.industries + industry
                    for cell in range(tables.cell_of[pair], tables.cell_of[pair + 1]):
                        start = tables.start[cell]
                        for row in range(start, start + tables.reach[cell, education]):
                            count += (tables.facts[row, REQUIRED] & ~people.certificates[youth]) == 0
    return count
