"""The compile-free path: score every admissible vacancy of one youth with plain numpy.

It reads the columns of the tables rather than the posting lists, so it is also what ``verify`` rests on.
Time per youth: the admissible rows and their skills, some twenty times the kernel.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.index import MOST_PAID, Index, contributions
from matching.engine.policy import MAX_CODES
from matching.engine.selection import SEEN_BITS, TIE, VALUE_AT, Market
from matching.engine.tables import ABSENT, Lists, Youths

COMPONENTS = ("skills", "field", "wage", "location", "preferences", "training")


@dataclass(frozen=True, slots=True)
class Points:
    """Points per component, int64, one value per vacancy asked about."""

    skills: NDArray[np.int64]
    field: NDArray[np.int64]
    wage: NDArray[np.int64]
    location: NDArray[np.int64]
    preferences: NDArray[np.int64]
    training: NDArray[np.int64]

    @property
    def seen_by_employer(self) -> NDArray[np.int64]:
        """Skills + field + training: what an employer's class is cut from."""
        return self.skills + self.field + self.training

    @property
    def score(self) -> NDArray[np.int64]:
        """The whole score, 0 … 10,000."""
        return self.seen_by_employer + self.wage + self.location + self.preferences


PAIRS = 4096
"""Pairs of many youths scored at once: their dense skill table stays within some megabytes."""


class Scorer:
    """Scores vacancies of one index with numpy; build it once per index (O(vacancy skills))."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._whole = contributions(index.vacancies, index.policy)
        self._asked = np.minimum(index.vacancies.level, index.policy.skills.levels).astype(np.int64)
        self._courses = int(index.vacancies.course.max(initial=ABSENT)) + 1

    def reachable(self, youths: Youths, row: int) -> NDArray[np.int64]:
        """Rows of the index that pass the region, industry and education filters."""
        rules, tables = self.index.rules, self.index.tables
        education = int(youths.education[row])
        education = rules.youth_education if education < 0 else min(education, rules.education_top)
        if education < 0:
            return np.empty(0, dtype=np.int64)
        regions = int(youths.regions[row]) | rules.any_region
        industries = int(youths.industries[row]) | rules.any_industry
        spans = [
            np.arange(tables.start[cell], tables.start[cell] + tables.reach[cell, education])
            for region in range(rules.regions) if regions >> region & 1
            for sector in range(rules.sectors) if rules.mixed or industries >> sector & 1
            for pair in [region * rules.sectors + sector]
            for cell in range(tables.cell_of[pair], tables.cell_of[pair + 1])
        ]  # fmt: skip
        rows = np.concatenate(spans).astype(np.int64) if spans else np.empty(0, dtype=np.int64)
        wanted: NDArray[np.int64] = rows[industries >> tables.industry[rows].astype(np.int64) & 1 == 1]
        return wanted

    def admissible(self, youths: Youths, row: int) -> NDArray[np.int64]:
        """Rows of the index that pass every filter, certificates and closures included."""
        rows = self.reachable(youths, row)
        missing = self.index.required(rows) & ~youths.certificates[row]
        passing: NDArray[np.int64] = rows[missing == 0]
        return passing

    def points(self, youths: Youths, rows: int | NDArray[np.int64], positions: NDArray[np.int64]) -> Points:
        """Points of pairs, filters not considered: one youth (an int) or one per position (int64, same length)."""
        policy, vacancies = self.index.policy, self.index.vacancies
        weights, bands = policy.weights, policy.bands
        if isinstance(rows, int):
            mine, own = np.array([rows]), np.zeros(len(positions), dtype=np.int64)
        else:
            mine, own = np.unique(rows, return_inverse=True)
        taught, field = vacancies.fields[positions], youths.field[rows].astype(np.int64)
        match = np.where((field >= 0) & (field < MAX_CODES), taught >> np.clip(field, 0, MAX_CODES - 1) & 1, 0)
        home, region = youths.home[rows].astype(np.int64), vacancies.region[positions].astype(np.int64)
        beside = np.where(home >= 0, self.index.tables.neighbours[home], 0) >> region & 1
        near = np.where(beside, bands.location_neighbour, bands.location_elsewhere)
        course = vacancies.course[positions]
        courses = youths.courses.take(mine)
        trained = _dense(courses, np.ones(len(courses.values), np.int8), self._courses)[own, course] > 0
        return Points(
            skills=self._skills(youths, mine, own, positions),
            field=np.where(taught == 0, bands.field_open, match * weights.field).astype(np.int64),
            wage=self._wage(youths.wage[rows], vacancies.wage[positions].astype(np.int64)),
            location=np.where(region == home, weights.location, near).astype(np.int64),
            preferences=self._preferences(youths.preferences[rows], vacancies.attributes[positions]),
            training=(trained * np.int64(weights.training)).astype(np.int64),
        )

    def pair_admissible(
        self, youths: Youths, rows: NDArray[np.int64], positions: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Whether each pair passes every filter, read from the columns alone; a closed vacancy admits nobody."""
        policy, vacancies = self.index.policy, self.index.vacancies
        wants, absent = policy.filters, policy.absent
        still_open = ~self.index.closed[positions]
        own, asked = youths.education[rows].astype(np.int64), vacancies.education[positions].astype(np.int64)
        own = np.where((own < 0) & (absent.youth_education == "lowest"), 0, own)
        asked = np.where(asked < 0, 0 if absent.vacancy_education == "open_to_all" else MAX_CODES, asked)
        return np.asarray(
            still_open
            & (not wants.region or youths.regions[rows] >> vacancies.region[positions] & 1 == 1)
            & (not wants.industry or youths.industries[rows] >> vacancies.industry[positions] & 1 == 1)
            & (not wants.education or (own >= asked))
            & (not wants.certificates or vacancies.certificates[positions] & ~youths.certificates[rows] == 0)
        )

    def pair_scores(
        self, youths: Youths, rows: NDArray[np.int64], positions: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Scores and employer bands of any number of pairs, some thousands at a time."""
        scores, bands = np.empty(len(rows), dtype=np.int64), np.empty(len(rows), dtype=np.int64)
        for first in range(0, len(rows), PAIRS):
            part = slice(first, first + PAIRS)
            points = self.points(youths, rows[part], positions[part])
            scores[part], bands[part] = points.score, points.seen_by_employer // self.index.policy.employer_band
        return scores, bands

    def _skills(
        self, youths: Youths, mine: NDArray[np.int64], own: NDArray[np.int64], positions: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        skills = self.index.vacancies.skills
        level = _dense(youths.skills.take(mine), youths.level[youths.skills.places(mine)], self.index.rules.skills)
        places, sizes = skills.places(positions), skills.sizes(positions)
        asked = self._asked[places]
        owner = np.repeat(own, sizes) if len(mine) > 1 else 0
        share = self._whole[places] * np.minimum(level[owner, skills.values[places]], asked) // asked
        total = np.concatenate([[0], np.cumsum(share)])
        ends = np.cumsum(sizes)
        none = np.where(sizes == 0, self.index.policy.absent.vacancy_skills, 0)
        points: NDArray[np.int64] = total[ends] - total[ends - sizes] + none
        return points

    def _wage(self, wanted: NDArray[np.int32], offered: NDArray[np.int64]) -> NDArray[np.int64]:
        policy = self.index.policy
        rule = policy.wage
        most = MOST_PAID * rule.unit
        short = np.minimum(wanted, most) // rule.unit - np.minimum(offered, most) // rule.unit
        points = policy.weights.wage - rule.step * np.clip(short, 0, rule.steps)
        stated = np.where(offered < 0, policy.absent.vacancy_wage, points)
        return np.where(wanted < 0, policy.absent.youth_wage, stated).astype(np.int64)

    def _preferences(self, wished: NDArray[np.int64], attributes: NDArray[np.int64]) -> NDArray[np.int64]:
        policy = self.index.policy
        stated = np.bitwise_count(wished).astype(np.int64)
        each = policy.weights.preferences // np.maximum(stated, 1)
        matched = each * np.bitwise_count(attributes & wished)
        return np.where(stated == 0, policy.bands.preferences_none_stated, matched).astype(np.int64)

    def best(self, youths: Youths, row: int, market: Market, keys: NDArray[np.int64]) -> None:
        """The kernel's ``search`` for one youth, bit for bit: fills ``keys`` (k)."""
        rows = self.admissible(youths, row)
        positions = self.index.tables.position[rows].astype(np.int64)
        points = self.points(youths, row, positions)
        value, seen = points.score, points.seen_by_employer
        if len(market.price):
            value = value - market.price[rows].astype(np.int64)
        kept = value >= (max(int(market.floor[row]), 0) if len(market.floor) else 0)
        if len(market.bar):
            behind = market.drawn[rows] >= market.lottery[row]
            kept &= seen >= market.bar[rows] + np.where(behind, self.index.policy.employer_band, 0)
        key = (value[kept] << VALUE_AT) | ((TIE - positions[kept]) << SEEN_BITS) | seen[kept]
        best = np.sort(key)[::-1][: len(keys)]
        keys[:] = -1
        keys[: len(best)] = best


def _dense(lists: Lists, values: NDArray[np.int8], width: int) -> NDArray[np.int8]:
    """One row per list, ``values`` where listed, 0 elsewhere; codes from ``width`` on share a last, empty column."""
    table = np.zeros((len(lists), width + 1), dtype=np.int8)
    table[lists.owner, np.minimum(lists.values, width)] = values
    table[:, width] = 0
    return table
