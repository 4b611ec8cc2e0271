"""Workload YV-1: synthetic youths and vacancies whose every draw is fixed, with checksums that say so.

One ``default_rng(20260701)`` draws youths first, then vacancies, in the order written. S is 10k youths x 1k vacancies,
M 100k x 20k, L 1M x 250k. Wages are drawn in thousands and given to the engine in NT$.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matching.engine.policy import Policy, policy_from, ring
from matching.engine.tables import Lists, Vacancies, Youths
from numpy.typing import NDArray

SIZES = {"S": (10_000, 1_000), "M": (100_000, 20_000), "L": (1_000_000, 250_000)}
SKILLS_PER_YOUTH = {"S": 7.7251, "M": 7.76225, "L": 7.767503}
OPENINGS = {"S": 2_242, "M": 44_873, "L": 562_426}
REGION_WEIGHTS = (
    17.2, 12.2, 11.7, 10.7, 9.9, 7.9, 5.3, 3.4, 2.8, 2.5, 2.3, 2.1, 2.0, 1.9, 1.9, 1.5, 1.3, 1.1, 0.9, 0.6, 0.5, 0.1,
)  # fmt: skip

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class World:
    """A drawn world; ``female`` (bool per youth) is for reports only and unknown to the engine."""

    youths: Youths
    vacancies: Vacancies
    female: NDArray[np.bool_]
    policy: Policy


def normal(weights: Floats) -> Floats:
    """The weights divided by their sum."""
    share: Floats = weights / weights.sum()
    return share


def zipf(m: int) -> Floats:
    """Weights 1/rank, normalised."""
    weights: Floats = 1 / np.arange(1, m + 1)
    return normal(weights)


class Draws:
    """The one generator and the draws YV-1 is written in."""

    def __init__(self) -> None:
        self.rng = np.random.default_rng(20260701)

    def cat(self, weights: Floats, size: Any) -> Whole:
        """Left searchsorted of uniform numbers in the cumulative weights, capped at the last index."""
        drawn: Whole = np.minimum(np.searchsorted(np.cumsum(weights), self.rng.random(size)), len(weights) - 1)
        return drawn

    def bits(self, counts: list[int], p: list[float], weights: Floats, n: int) -> Whole:
        """A mask of as many categories as ``choice(counts)`` says."""
        wanted = self.rng.choice(counts, n, p=p)
        mask = np.zeros(n, dtype=np.int64)
        for j in range(max(counts)):
            drawn = self.cat(weights, n)
            mask |= np.where(j < wanted, np.int64(1) << drawn, 0)
        return mask

    def skills(self, low: int, high: int, industry: Whole, own: float) -> Lists:
        """Skill lists, ascending, nothing twice: local to the industry with probability ``own``."""
        n = len(industry)
        count = self.rng.integers(low, high + 1, n)
        local = self.rng.random((n, high)) < own
        near = (100 * industry[:, None] + self.cat(zipf(200), (n, high))) % 2000
        drawn = (769 * self.cat(zipf(2000), (n, high)) + 13) % 2000
        drawn[local] = near[local]
        drawn[np.arange(high) >= count[:, None]] = 9999
        drawn.sort(axis=1)
        kept = drawn < 9999
        kept[:, 1:] &= drawn[:, 1:] != drawn[:, :-1]
        return Lists(np.concatenate([[0], np.cumsum(kept.sum(axis=1))]), drawn[kept].astype(np.int32))


def policy() -> Policy:
    """The YV-1 score as a policy: no importance floor, one level, regions in a ring."""
    regions = tuple(f"region {at}" for at in range(22))
    return policy_from({
        "version": "yv-1",
        "weights": {
            "skills": 5000, "field": 1000, "wage": 1000, "location": 1000, "preferences": 1000, "training": 1000,
        },
        "skills": {"levels": 1, "importance_floor": 0},
        "wage": {"unit": 1000, "step": 125, "steps": 8},
        "bands": {
            "field_open": 500, "location_neighbour": 600, "location_elsewhere": 300, "preferences_none_stated": 500,
        },
        "absent": {
            "vacancy_wage": 500, "youth_wage": 1000, "vacancy_skills": 0,
            "vacancy_education": "open_to_all", "youth_education": "lowest",
        },
        "filters": {"region": True, "industry": True, "education": True, "certificates": True},
        "employer_band": 100,
        "regions": regions,
        "industries": tuple(f"industry {at}" for at in range(18)),
        "education": tuple(f"level {at}" for at in range(5)),
        "neighbours": ring(regions),
    })  # fmt: skip


def _youths(draws: Draws, n: int, regions: Floats, industries: Floats) -> tuple[Youths, NDArray[np.bool_]]:
    rng = draws.rng
    home = draws.cat(regions, n)
    wanted_regions = draws.bits([0, 1, 2, 3, 5], [0.45, 0.25, 0.15, 0.10, 0.05], _vacancy_regions(regions), n)
    wanted_regions |= np.int64(1) << home
    wanted_regions[rng.random(n) < 0.02] = (1 << 22) - 1
    female = rng.random(n) < 0.51
    main = draws.cat(industries, n)
    moved = rng.random(n) < 0.25
    main = np.where(moved, (draws.cat(industries, n) // 2 * 2 + female) % 18, main)
    wanted_industries = draws.bits([0, 1, 2], [0.40, 0.35, 0.25], industries, n) | (np.int64(1) << main)
    wanted_industries[rng.random(n) < 0.10] = (1 << 18) - 1
    education = rng.choice(5, n, p=[0.05, 0.25, 0.15, 0.45, 0.10])
    certificates = draws.bits([0, 1, 2, 3], [0.5, 0.3, 0.15, 0.05], zipf(56), n)
    for bit, share in enumerate([0.6, 0.3, 0.3, 0.2, 0.1], start=56):
        certificates |= np.where(rng.random(n) < share, np.int64(1) << bit, 0)
    skills = draws.skills(5, 12, main, 0.7)
    field = (2 * main + rng.integers(0, 6, n)) % 40
    wage = np.clip(np.rint(rng.normal(36 + 3 * (education - 2), 5)), 28, 80)
    stated = rng.choice(4, n, p=[0.2, 0.3, 0.3, 0.2])
    preferences = np.zeros(n, dtype=np.int64)
    for j in range(3):
        preferences |= np.where(j < stated, np.int64(1) << rng.integers(0, 8, n), 0)
    courses = draws.bits([0, 1, 2], [0.6, 0.3, 0.1], np.full(48, 1 / 48), n)
    completed = np.stack([courses >> bit & 1 for bit in range(48)], axis=1).astype(bool)
    youths = Youths.of(
        number=np.arange(n), home=home, regions=wanted_regions, industries=wanted_industries, education=education,
        certificates=certificates, skills=skills, level=np.ones(len(skills.values)), field=field, wage=1000 * wage,
        preferences=preferences,
        courses=Lists.of_table(completed),
    )  # fmt: skip
    return youths, female


def _vacancy_regions(regions: Floats) -> Floats:
    return normal(regions**1.15)


def _vacancies(draws: Draws, n: int, regions: Floats, industries: Floats) -> Vacancies:
    rng = draws.rng
    region = draws.cat(_vacancy_regions(regions), n)
    industry = draws.cat(industries, n)
    education = rng.choice(5, n, p=[0.30, 0.30, 0.15, 0.22, 0.03])
    certificates = draws.bits([0, 1, 2], [0.75, 0.20, 0.05], zipf(56), n)
    programme = rng.choice(6, n, p=[0.70] + [0.06] * 5)
    certificates |= np.where(programme > 0, np.int64(1) << (55 + programme), 0)
    skills = draws.skills(4, 10, industry, 0.75)
    importance = rng.integers(1, 6, len(skills.values))
    count = rng.integers(1, 5, n)
    fields = np.zeros(n, dtype=np.int64)
    for j in range(4):
        fields |= np.where(j < count, np.int64(1) << ((2 * industry + rng.integers(0, 8, n)) % 40), 0)
    fields[rng.random(n) < 0.3] = 0
    wage = np.clip(np.rint(rng.normal(34 + 3 * education, 5)), 28, 80)
    attributes = np.zeros(n, dtype=np.int64)
    for bit in range(8):
        attributes |= np.where(rng.random(n) < 0.35, 1 << bit, 0)
    course = rng.integers(0, 48, n)
    course[rng.random(n) >= 0.3] = -1
    openings = rng.choice([1, 2, 3, 4, 5], n, p=[0.40, 0.25, 0.15, 0.10, 0.10])
    return Vacancies.of(
        number=np.arange(n), region=region, industry=industry, education=education, certificates=certificates,
        skills=skills, importance=importance, level=np.ones(len(importance)), fields=fields, wage=1000 * wage,
        attributes=attributes, course=course, openings=openings,
    )  # fmt: skip


def draw(size: str) -> World:
    """The world of size S, M or L; ``ValueError`` if a checksum differs."""
    n, v = SIZES[size]
    regions, industries = normal(np.array(REGION_WEIGHTS)), normal(1 / np.arange(1, 19) ** 0.8)
    draws = Draws()
    youths, female = _youths(draws, n, regions, industries)
    vacancies = _vacancies(draws, v, regions, industries)
    seen = (round(len(youths.skills.values) / n, 6), int(vacancies.openings.sum()))
    if seen != (SKILLS_PER_YOUTH[size], OPENINGS[size]):
        raise ValueError(f"YV-1 {size}: checksums {seen} differ from {SKILLS_PER_YOUTH[size], OPENINGS[size]}")
    return World(youths, vacancies, female, policy())
