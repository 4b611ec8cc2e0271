"""The top-k kernel: exact search of the index, a cell at a time.

For one youth the cells of the masks are walked, home county first because its location points are highest. In a cell
the youth's tokens are summed into one float32 per row from the posting lists; wage, preferences, filters and a round's
prices are added in vector registers, so that what stands there is the value itself, or out of reach. When enough rows
are valued, ``selection.keep_best`` keeps the best of them. All sums are whole numbers: the answer does not depend on
threads, shards or order. Time per youth: the rows and postings of her cells.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import compiled
from matching.engine.index import MOST_PAID, Rules, Tables
from matching.engine.policy import MAX_CODES
from matching.engine.selection import OUT_OF_REACH, Asker, Market, Scratch, bits, keep_best

CHUNK = 16_384
"""Rows valued before the best are selected: few enough for a core's own cache, enough for a high threshold."""


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


@compiled
def sum_tokens(
    tables: Tables, rules: Rules, start: int, cell: int, reach: int, scratch: Scratch, known: int, used: int
) -> None:
    """Sum skills, field and training of the first ``reach`` rows of a cell into ``scratch.values`` from ``used`` on.

    Rows beyond ``reach`` are written too, which is cheaper than asking: what stands there is overwritten or not read.
    """
    out, base = scratch.values[used : used + reach], tables.base[start : start + reach]
    for row in range(reach):
        out[row] = np.float32(base[row])
    whole = scratch.values[used:]
    for at in range(known):
        place = scratch.tokens[at] * rules.cells + cell
        for posting in tables.postings[tables.posted[place] : tables.posted[place + 1]]:
            whole[posting >> 16] += np.float32(posting & 0xFFFF)


@compiled
def value_rows(
    tables: Tables, rules: Rules, market: Market, asker: Asker, start: int, every: int, out: NDArray[np.float32]
) -> None:
    """Turn sums of skills, field and training into values; ``every`` are the points each row of the cell gets.

    Points are whole numbers below 2**24 held in float32, which is exact, and which numba keeps in narrow vector lanes
    (it widens 16-bit integers to 64). Loops run over slices from 0: an offset inside the index prevents vectorising.
    """
    reach = len(out)
    none, never, same = np.float32(0), np.float32(OUT_OF_REACH), np.float32(every)
    if len(market.bar):
        bar, drawn = market.bar[start : start + reach], market.drawn[start : start + reach]
        class_width, lottery = np.float32(rules.employer_band), asker.lottery
        for row in range(reach):
            least = bar[row] + (class_width if drawn[row] >= lottery else none)
            out[row] = out[row] if out[row] >= least else never
    if asker.wage >= 0:
        unpaid = tables.unpaid[start : start + reach]
        pay = tables.pay[start : start + reach]
        wanted, step, steps = np.float32(asker.wage), np.float32(rules.wage_step), np.float32(rules.wage_steps)
        for row in range(reach):
            short = wanted - np.float32(pay[row])
            short = short if short > none else none
            short = short if short < steps else steps
            out[row] += (same + np.float32(unpaid[row])) - step * short
    else:
        for row in range(reach):
            out[row] += same
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
    required, lacking = tables.required[start : start + reach], asker.lacking
    for row in range(reach):
        out[row] = out[row] if required[row] & lacking == 0 else never


@compiled
def asker_of(rules: Rules, people: People, market: Market, youth: int) -> Asker:
    """One youth's numbers, gathered once."""
    stated = bits(people.preferences[youth])
    return Asker(
        ~people.certificates[youth],
        min(people.wage[youth] // rules.wage_unit, MOST_PAID),
        people.preferences[youth],
        rules.preferences // stated if stated else 0,
        market.lottery[youth] if len(market.lottery) else 0,
    )


@compiled
def education_of(rules: Rules, people: People, youth: int) -> int:
    """The level a youth counts as; -1 if she counts as none."""
    education = people.education[youth]
    return min(education if education >= 0 else rules.youth_education, rules.education_top)


@compiled
def search(
    tables: Tables, rules: Rules, people: People, market: Market, youth: int, scratch: Scratch, keys: NDArray[np.int64]
) -> None:
    """Fill ``keys`` (k) with one youth's best rows."""
    keys[:] = -1
    education = education_of(rules, people, youth)
    if education < 0:
        return
    asker = asker_of(rules, people, market, youth)
    known = tokens_of(people, rules, youth, scratch.tokens)
    flat = (rules.wage_weight if asker.wage >= 0 else rules.wage_unwanted) + (
        0 if asker.preferences else rules.none_stated
    )
    home = people.home[youth]
    beside = tables.neighbours[home] if 0 <= home < rules.regions else 0
    regions, industries = people.regions[youth] | rules.any_region, people.industries[youth] | rules.any_industry
    floor = market.floor[youth] if len(market.floor) else 0
    used, visits = 0, 0
    for ring in range(3):
        near = rules.home if ring == 0 else (rules.neighbour if ring == 1 else rules.elsewhere)
        for region in range(rules.regions):
            place = 0 if region == home else (1 if beside >> region & 1 else 2)
            if place != ring or not regions >> region & 1:
                continue
            for industry in range(rules.industries):
                if not industries >> industry & 1:
                    continue
                pair = region * rules.industries + industry
                for cell in range(tables.cell_of[pair], tables.cell_of[pair + 1]):
                    reach, start = tables.reach[cell, education], tables.start[cell]
                    if reach:
                        sum_tokens(tables, rules, start, cell, reach, scratch, known, used)
                        out = scratch.values[used : used + reach]
                        value_rows(tables, rules, market, asker, start, near + flat, out)
                        scratch.visits[visits, 0] = used
                        scratch.visits[visits, 1] = start
                        scratch.visits[visits, 2] = near
                        used, visits = used + reach, visits + 1
                        if used >= CHUNK:
                            keep_best(tables, rules, market, asker, scratch, visits, used, floor, keys)
                            used, visits = 0, 0
    if used:
        keep_best(tables, rules, market, asker, scratch, visits, used, floor, keys)


@compiled
def search_many(
    tables: Tables, rules: Rules, people: People, market: Market, rows: NDArray[np.int64], scratch: Scratch,
    keys: NDArray[np.int64],
) -> None:  # fmt: skip
    """``search`` for the youths in these rows, one per row of ``keys`` (n x k)."""
    for at in range(len(rows)):
        search(tables, rules, people, market, rows[at], scratch, keys[at])


@compiled
def count_admissible(tables: Tables, rules: Rules, people: People, youth: int) -> int:
    """How many vacancies pass every filter for one youth."""
    education, lacking = education_of(rules, people, youth), ~people.certificates[youth]
    if education < 0:
        return 0
    count = 0
    for region in range(rules.regions):
        if (people.regions[youth] | rules.any_region) >> region & 1:
            for industry in range(rules.industries):
                if (people.industries[youth] | rules.any_industry) >> industry & 1:
                    pair = region * rules.industries + industry
                    for cell in range(tables.cell_of[pair], tables.cell_of[pair + 1]):
                        start = tables.start[cell]
                        for required in tables.required[start : start + tables.reach[cell, education]]:
                            count += required & lacking == 0
    return count
