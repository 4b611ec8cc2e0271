"""The vacancy index: cells, posting lists and static bounds.

Rows are vacancies sorted into cells of one (region, industry), inside a cell by minimum education, then by number; the
vacancies a youth's education reaches are therefore a prefix of the cell. A cell holds at most 65,536 rows, so that a
posting packs row (16 bit) and points (16 bit) into one word; larger ones are split. Whatever a youth can own singly is
a token: a skill at a level, a field of study, a completed course. A posting list per (cell, token) says which rows give
points for it. Skills, field and training are thus summed by walking the youth's tokens; wage and preferences lie in
columns that are added a vector register at a time.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.policy import MAX_CODES, Policy
from matching.engine.tables import ABSENT, Ints, TableRefused, Vacancies, frozen

CELL_LIMIT = 65_536
TOMBSTONE = np.int64(1) << MAX_CODES
"""A certificate nobody can hold: requiring it closes a row."""
MIXED_BELOW = 16
"""Where a pair of region and industry has fewer rows than this on average, a cell holds a region's industries together:
looking up a youth's tokens once a region costs less than in each of many cells of hardly a row."""
PAD = 32
"""Rows of nothing behind the last, which vector registers read without asking."""
MOST_PAID = 30_000
"""Wages of more units than this count as this many; one more is written for a wage that is absent."""


class Tables(NamedTuple):
    """The arrays a kernel reads. r rows (vacancies), c cells, t tokens; all read-only.

    A sector is an industry, or all of them where cells are mixed (``MIXED_BELOW``). ``cell_of[region * sectors +
    sector]`` … ``cell_of[… + 1]`` are the cells of a pair; ``start[cell]`` its first row; ``reach[cell, e]`` how many
    of its rows education e reaches; ``posted[token * c + cell]`` … ``+ 1`` its postings, so that a token's lists in
    neighbouring cells lie side by side; ``position`` (r) where a row's vacancy stands. With ``PAD`` rows behind:
    ``base`` the points a row gives everybody; ``pay`` its wage in units; ``has`` (attributes x rows, flat) 1 where it
    has the attribute; ``required_low`` and ``required_high`` the halves of its certificates; its ``industry``.
    """

    cell_of: NDArray[np.int32]
    start: NDArray[np.int32]
    reach: NDArray[np.int32]
    posted: NDArray[np.int32]
    postings: NDArray[np.uint32]
    base: NDArray[np.int16]
    pay: NDArray[np.int16]
    has: NDArray[np.uint8]
    required_low: NDArray[np.uint32]
    required_high: NDArray[np.uint32]
    industry: NDArray[np.int8]
    position: NDArray[np.int32]
    neighbours: NDArray[np.int64]


class Rules(NamedTuple):
    """The policy as numbers for a kernel, with the token numbering: skill levels, then fields, then courses."""

    regions: int
    sectors: int
    mixed: bool
    levels: int
    skills: int
    fields: int
    tokens: int
    cells: int
    any_region: int
    any_industry: int
    youth_education: int
    education_top: int
    wage_weight: int
    wage_unit: int
    wage_step: int
    wage_steps: int
    wage_absent: int
    wage_unwanted: int
    home: int
    neighbour: int
    elsewhere: int
    preferences: int
    none_stated: int
    employer_band: int
    attributes: int
    cell_rows: int


@dataclass(frozen=True)
class Index:
    """Vacancies under one policy, ready to be searched. Immutable; ``identity`` names exactly these contents."""

    policy: Policy
    vacancies: Vacancies
    tables: Tables
    rules: Rules
    identity: str

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (self.policy, self.vacancies, self.tables, self.rules, self.identity)

    def closing(self, positions: Ints) -> "Index":
        """The same index with the vacancies at these positions closed (O(rows), nothing else is copied)."""
        if not len(positions):
            return self
        closed = np.zeros(len(self.vacancies), dtype=bool)
        closed[positions] = True
        required = self.tables.required_high.copy()
        required[np.flatnonzero(closed[self.tables.position])] |= np.uint32(TOMBSTONE >> 32)
        tables = self.tables._replace(required_high=frozen(required, np.uint32))
        seal = hashlib.sha256(self.identity.encode() + np.flatnonzero(closed).tobytes())
        return Index(self.policy, self.vacancies, tables, self.rules, seal.hexdigest())

    @cached_property
    def closed(self) -> NDArray[np.bool_]:
        """Whether the vacancy at each position is closed."""
        marked = np.zeros(len(self.vacancies), dtype=bool)
        marked[self.tables.position] = (self.required(np.arange(len(marked))) & TOMBSTONE) != 0
        return frozen(marked, np.bool_)

    def required(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The certificates that these rows ask for, as whole masks."""
        high = self.tables.required_high[rows].astype(np.int64)
        return high << 32 | self.tables.required_low[rows]

    def position(self, number: int) -> int | None:
        """Where the vacancy of this number stands among the vacancies; None if it is not held."""
        held = self.vacancies.number
        # a number of another type than the column's would have the whole column converted, on every call
        at = int(held.searchsorted(np.int32(number))) if 0 <= number < 1 << 31 else len(held)
        return at if at < len(held) and held[at] == number else None

    @property
    def open_positions(self) -> NDArray[np.int64]:
        """Positions of the vacancies that are not closed, ascending."""
        return np.flatnonzero(~self.closed)


def restored(policy: Policy, vacancies: Vacancies, tables: Tables, rules: Rules, identity: str) -> Index:
    """An index that travelled to another process: its arrays are frozen again."""
    return Index(policy, vacancies, Tables(*(frozen(array, array.dtype.type) for array in tables)), rules, identity)


def build(
    vacancies: Vacancies, policy: Policy, *, cell_limit: int = CELL_LIMIT, mixed_below: int = MIXED_BELOW
) -> Index:  # fmt: skip
    """Index vacancies under a policy. ``TableRefused`` for codes the policy does not name."""
    _check_codes(vacancies, policy)
    rules, education = _rules(vacancies, policy, mixed_below), _education(vacancies, policy)
    sector = np.int64(0) if rules.mixed else vacancies.industry
    pair = vacancies.region.astype(np.int64) * rules.sectors + sector
    order = np.lexsort((education, pair))
    cell, cell_of, start = _cells(pair[order], rules.regions * rules.sectors, min(cell_limit, CELL_LIMIT))
    rules = rules._replace(cells=len(start) - 1, cell_rows=int(np.diff(start).max(initial=1)))
    in_cell = np.arange(len(order)) - start[cell]
    posted, postings = _postings(vacancies, policy, rules, order, cell, in_cell)
    wage = np.minimum(vacancies.wage // policy.wage.unit, MOST_PAID)
    required = vacancies.certificates if policy.filters.certificates else np.zeros(len(order), dtype=np.int64)
    attributes = vacancies.attributes[order] >> np.arange(rules.attributes)[:, None] & 1
    tables = Tables(
        cell_of=frozen(cell_of, np.int32),
        start=frozen(start, np.int32),
        reach=frozen(_reach(cell, education[order], len(start) - 1, len(policy.education)), np.int32),
        posted=frozen(posted, np.int32),
        postings=frozen(postings, np.uint32),
        base=_padded(_base(vacancies, policy)[order], np.int16),
        pay=_padded(np.where(wage < 0, MOST_PAID + 1, wage)[order], np.int16),
        has=frozen(np.pad(attributes, ((0, 0), (0, PAD))).ravel(), np.uint8),
        required_low=_padded(required[order] & 0xFFFFFFFF, np.uint32),
        required_high=_padded(required[order] >> 32, np.uint32),
        industry=_padded(vacancies.industry[order], np.int8),
        position=frozen(order, np.int32),
        neighbours=frozen(np.array(policy.neighbour_masks), np.int64),
    )
    seal = hashlib.sha256(f"{policy.digest}:{vacancies.digest}".encode())
    return Index(policy, vacancies, tables, rules, seal.hexdigest())


def _padded(column: NDArray[Any], kind: type[np.generic]) -> NDArray[Any]:
    return frozen(np.pad(column, (0, PAD)), kind)


def _check_codes(vacancies: Vacancies, policy: Policy) -> None:
    most = {
        "region": len(policy.regions), "industry": len(policy.industries), "education": len(policy.education),
        "certificates": TOMBSTONE, "fields": TOMBSTONE,
    }  # fmt: skip
    for name, limit in most.items():
        column = getattr(vacancies, name)
        if len(column) and column.max() >= limit:
            raise TableRefused(f"{name}: code {column.max()} is not in policy {policy.version}")


def _rules(vacancies: Vacancies, policy: Policy, mixed_below: int) -> Rules:
    w, bands, filters = policy.weights, policy.bands, policy.filters
    skills = int(vacancies.skills.values.max(initial=-1)) + 1
    fields_at = skills * policy.skills.levels
    youth_education = 0 if policy.absent.youth_education == "lowest" else ABSENT
    mixed = len(vacancies) < mixed_below * len(policy.regions) * len(policy.industries)
    return Rules(
        regions=len(policy.regions),
        sectors=1 if mixed else len(policy.industries),
        mixed=mixed,
        levels=policy.skills.levels,
        skills=skills,
        fields=fields_at,
        tokens=fields_at + MAX_CODES + int(vacancies.course.max(initial=-1)) + 1,
        any_region=0 if filters.region else (1 << len(policy.regions)) - 1,
        any_industry=0 if filters.industry else (1 << len(policy.industries)) - 1,
        youth_education=youth_education if filters.education else 0,
        education_top=len(policy.education) - 1,
        wage_weight=w.wage,
        wage_unit=policy.wage.unit,
        wage_step=policy.wage.step,
        wage_steps=policy.wage.steps,
        wage_absent=policy.absent.vacancy_wage,
        wage_unwanted=policy.absent.youth_wage,
        home=w.location,
        neighbour=bands.location_neighbour,
        elsewhere=bands.location_elsewhere,
        preferences=w.preferences,
        none_stated=bands.preferences_none_stated,
        employer_band=policy.employer_band,
        attributes=int(vacancies.attributes.max(initial=0)).bit_length(),
        cells=0,
        cell_rows=1,
    )


def _education(vacancies: Vacancies, policy: Policy) -> NDArray[np.int64]:
    """The level each vacancy asks for; one above the highest where an absent level is to be refused."""
    if not policy.filters.education:
        return np.zeros(len(vacancies), dtype=np.int64)
    unknown = 0 if policy.absent.vacancy_education == "open_to_all" else len(policy.education)
    return np.where(vacancies.education == ABSENT, unknown, vacancies.education).astype(np.int64)


def _cells(
    pair: NDArray[np.int64], pairs: int, limit: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Cell of each row, first cell of each pair (pairs + 1), first row of each cell (cells + 1)."""
    sizes = np.bincount(pair, minlength=pairs)
    chunks = -(-sizes // limit)
    cell_of = np.concatenate([[0], np.cumsum(chunks)])
    first_row = np.cumsum(sizes) - sizes
    cell = cell_of[pair] + (np.arange(len(pair)) - first_row[pair]) // limit
    start = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=int(cell_of[-1])))])
    return cell, cell_of, start


def _reach(cell: NDArray[np.int64], education: NDArray[np.int64], cells: int, levels: int) -> NDArray[np.int64]:
    asked = np.bincount(cell * (levels + 1) + education, minlength=cells * (levels + 1)).reshape(cells, levels + 1)
    return np.cumsum(asked, axis=1)[:, :levels]


def _base(vacancies: Vacancies, policy: Policy) -> NDArray[np.int64]:
    """Points a vacancy gives everybody: open to any field, no skills listed."""
    any_field = np.where(vacancies.fields == 0, policy.bands.field_open, 0)
    no_skills = np.where(np.diff(vacancies.skills.offsets) == 0, policy.absent.vacancy_skills, 0)
    return (any_field + no_skills).astype(np.int64)


def contributions(vacancies: Vacancies, policy: Policy) -> NDArray[np.int64]:
    """Points of each listed skill when held at the level asked for: floor(weight x importance / max(total, floor))."""
    owner, rows = vacancies.skills.owner, len(vacancies)
    total = np.bincount(owner, weights=vacancies.importance, minlength=rows).astype(np.int64)
    divisor = np.maximum(total, max(policy.skills.importance_floor, 1))[owner]
    return (policy.weights.skills * vacancies.importance.astype(np.int64)) // divisor


def _postings(
    vacancies: Vacancies, policy: Policy, rules: Rules, order: NDArray[np.int64], cell: NDArray[np.int64],
    in_cell: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
    """Offsets per (token, cell) and the packed postings, rows ascending inside a list."""
    row_of = np.empty(len(order), dtype=np.int64)
    row_of[order] = np.arange(len(order))
    asked = np.minimum(vacancies.level, rules.levels).astype(np.int64)
    whole, owner = contributions(vacancies, policy), vacancies.skills.owner
    parts = [
        (owner[held], vacancies.skills.values[held].astype(np.int64) * rules.levels + step - 1, share[held])
        for step in range(1, rules.levels + 1)
        for share in [whole * step // asked - whole * (step - 1) // asked]
        for held in [np.flatnonzero(asked >= step)]
    ]
    for field in range(MAX_CODES):
        taught = np.flatnonzero(vacancies.fields >> field & 1)
        parts.append((taught, np.full(len(taught), rules.fields + field), np.full(len(taught), policy.weights.field)))
    trained = np.flatnonzero(vacancies.course != ABSENT)
    course = rules.fields + MAX_CODES + vacancies.course[trained].astype(np.int64)
    parts.append((trained, course, np.full(len(trained), policy.weights.training)))
    vacancy, token, points = (np.concatenate(column) for column in zip(*parts, strict=True))
    row = row_of[vacancy]
    key = token * rules.cells + cell[row]
    kept = np.flatnonzero(points > 0)
    kept = kept[np.lexsort((in_cell[row[kept]], key[kept]))]
    posted = np.concatenate([[0], np.cumsum(np.bincount(key[kept], minlength=rules.cells * rules.tokens))])
    return posted, in_cell[row[kept]] << 16 | points[kept]
