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
from matching.engine.selection import SEEN_BITS, TIE, VALUE_AT, Market, Scratch, bits, keep_best
from matching.engine.values import Asker, value_cell

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
def lists_of(people: People, rules: Rules, youth: int, lists: NDArray[np.int64]) -> int:
    """Write where the posting lists of the youth's tokens begin, of those the index knows; how many there are."""
    n = 0
    for at in range(people.skill_offsets[youth], people.skill_offsets[youth + 1]):
        skill = people.skills[at]
        if skill < rules.skills:
            for step in range(min(people.level[at], rules.levels)):
                lists[n] = np.int64(skill * rules.levels + step) * rules.cells
                n += 1
    if 0 <= people.field[youth] < MAX_CODES:
        lists[n] = np.int64(rules.fields + people.field[youth]) * rules.cells
        n += 1
    for at in range(people.course_offsets[youth], people.course_offsets[youth + 1]):
        token = np.int64(rules.fields + MAX_CODES + people.courses[at])
        if token < rules.tokens:
            lists[n] = token * rules.cells
            n += 1
    return n


@compiled
def asker_of(rules: Rules, people: People, market: Market, youth: int) -> Asker:
    """One youth's numbers, gathered once."""
    lacking, stated, wage = ~people.certificates[youth], bits(people.preferences[youth]), people.wage[youth]
    wishes = people.preferences[youth] & ((1 << rules.attributes) - 1)
    per_match = rules.preferences // stated if stated else 0
    paid = rules.wage_weight if wage >= 0 else rules.wage_unwanted
    return Asker(
        np.uint32(lacking & 0xFFFFFFFF),
        np.uint32(lacking >> 32 & 0xFFFFFFFF),
        min(wage // rules.wage_unit, MOST_PAID),
        wishes,
        people.industries[youth] | rules.any_industry,
        paid + (0 if stated else rules.none_stated),
        per_match * bits(wishes),
        per_match,
        market.lottery[youth] if len(market.lottery) else 0,
    )


@compiled
def education_of(rules: Rules, people: People, youth: int) -> int:
    """The level a youth counts as; -1 if she counts as none."""
    education = people.education[youth]
    return min(education if education >= 0 else rules.youth_education, rules.education_top)


@compiled
def search(tables: Tables, rules: Rules, people: People, market: Market, youth: int, scratch: Scratch, k: int) -> int:
    """Put one youth's best k rows into ``scratch.keys``; how many there are."""
    education = education_of(rules, people, youth)
    if education < 0:
        return 0
    asker = asker_of(rules, people, market, youth)
    lists = scratch.lists[: lists_of(people, rules, youth, scratch.lists)]
    home, regions = people.home[youth], people.regions[youth] | rules.any_region
    at_home = (1 << home if 0 <= home < rules.regions else 0) & regions
    beside = (tables.neighbours[home] if 0 <= home < rules.regions else 0) & regions
    floor = market.floor[youth] if len(market.floor) else 0
    held, used = 0, 0
    for ring in range(3):
        near = rules.home if ring == 0 else (rules.neighbour if ring == 1 else rules.elsewhere)
        left = at_home if ring == 0 else (beside if ring == 1 else regions & ~at_home & ~beside)
        left &= (1 << rules.regions) - 1
        while left:
            region = bits((left & -left) - 1)
            left &= left - 1
            for sector in range(rules.sectors):
                if not rules.mixed and not asker.industries >> sector & 1:
                    continue
                pair = region * rules.sectors + sector
                for cell in range(tables.cell_of[pair], tables.cell_of[pair + 1]):
                    reach = tables.reach[cell, education]
                    if reach:
                        least = scratch.keys[k - 1] >> VALUE_AT if held == k else -1
                        used = value_cell(tables, rules, market, asker, cell, reach, near, lists, scratch, used, least)
                        if used >= CHUNK:
                            held, used = keep_best(tables, scratch, k, held, used, floor), 0
    return keep_best(tables, scratch, k, held, used, floor) if used else held


class Results(NamedTuple):
    """What is found for n youths, int32 (n x k), -1 where missing: see ``topk.Found``."""

    positions: NDArray[np.int32]
    scores: NDArray[np.int32]
    bands: NDArray[np.int32]


@compiled
def search_many(
    tables: Tables, rules: Rules, people: People, market: Market, rows: NDArray[np.int64], scratch: Scratch,
    results: Results,
) -> None:  # fmt: skip
    """``search`` for the youths in these rows, one per row of the results."""
    # seen // employer_band without a division: exact below 2**15
    inverse = (1 << 32) // rules.employer_band + 1
    for at in range(len(rows)):
        found = search(tables, rules, people, market, rows[at], scratch, results.scores.shape[1])
        for place in range(found):
            key = scratch.keys[place]
            results.positions[at, place] = TIE - (key >> SEEN_BITS & TIE)
            results.scores[at, place] = key >> VALUE_AT
            results.bands[at, place] = (key & ((1 << SEEN_BITS) - 1)) * inverse >> 32


@compiled
def count_admissible(tables: Tables, rules: Rules, people: People, youth: int) -> int:
    """How many vacancies pass every filter for one youth."""
    education, lacking = education_of(rules, people, youth), ~people.certificates[youth]
    if education < 0:
        return 0
    low, high = np.uint32(lacking & 0xFFFFFFFF), np.uint32(lacking >> 32 & 0xFFFFFFFF)
    wanted = people.industries[youth] | rules.any_industry
    count = 0
    for region in range(rules.regions):
        if (people.regions[youth] | rules.any_region) >> region & 1:
            for sector in range(rules.sectors):
                if rules.mixed or wanted >> sector & 1:
                    pair = region * rules.sectors + sector
                    for cell in range(tables.cell_of[pair], tables.cell_of[pair + 1]):
                        start, end = tables.start[cell], tables.start[cell] + tables.reach[cell, education]
                        asked_low, asked_high = tables.required_low[start:end], tables.required_high[start:end]
                        industry = tables.industry[start:end]
                        if rules.mixed:
                            for row in range(len(asked_low)):
                                met = (asked_low[row] & low) | (asked_high[row] & high) == 0
                                count += met and (wanted >> industry[row] & 1)
                        else:
                            for row in range(len(asked_low)):
                                count += (asked_low[row] & low) | (asked_high[row] & high) == 0
    return count
