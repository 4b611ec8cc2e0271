"""Demand for digital skills (數位能力盤點): by field, skill, industry, county, occupation, education or experience."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chassis.db import Transaction
from fields.disclosure import SMALL
from fields.places import COUNTIES

from vacancy.domain.demand import (
    NEITHER,
    ORDERED,
    OVERLAPPING,
    By,
    Count,
    Named,
    Tables,
    check_offered,
)
from vacancy.domain.errors import PeriodInvalid, SkillUnknown
from vacancy.domain.lexicon import Kind, Lexicon
from vacancy.repository.demand import Asked, Cell, Demand
from vacancy.repository.references import References
from vacancy.repository.visibility import OFFICES, OWNERS
from vacancy.service.load_lexicon import load_lexicon
from vacancy.service.load_occupations import occupation_named


@dataclass(frozen=True, slots=True)
class Wanted:
    """What demand is asked for; None does not narrow. Unless a skill or field is named, digital technologies count."""

    by: By
    kind: Kind | None = None
    field: str | None = None
    skill: str | None = None
    industry: str | None = None
    county: str | None = None
    since: date | None = None
    until: date | None = None
    monthly: bool = False

    @property
    def narrowed(self) -> dict[str, object]:
        """Every filter beside kind and field by its name in a query; None where it is not used."""
        return {
            "skill": self.skill,
            "industry": self.industry,
            "county": self.county,
            "from": self.since,
            "to": self.until,
            "over": self.monthly or None,
        }


@dataclass(frozen=True, slots=True)
class Demanded:
    """Counts under their keys, and what the keys are called. ``total`` counts each vacancy once."""

    wanted: Wanted
    lexicon_version: int
    total: Count
    counts: list[Count]
    names: Mapping[str, Named]


async def read_demand(tx: Transaction, wanted: Wanted) -> Demanded:
    """Count the vacancies whose figures the caller may read; small counts are withheld from who does not see them.

    Raises SkillUnknown, PeriodInvalid, FiguresNotOffered.
    """
    lexicon = load_lexicon()
    if wanted.since and wanted.until and wanted.until < wanted.since:
        raise PeriodInvalid(pointer="/to", received=wanted.until, allowed=f"{wanted.since} or later")
    skills = _skills(lexicon, wanted)
    sees_them = tx.principal.org_kind in OFFICES | OWNERS
    if not sees_them:
        check_offered(wanted.narrowed)
    names = await _names(tx, lexicon, wanted.by)
    total, counts = await _read(tx, wanted, skills, names)
    if not sees_them:
        counts = _published(await _tables(tx, lexicon, wanted, counts), lexicon)
        nothing = wanted.field is not None and not counts
        total = total.withheld() if nothing or 0 < (total.vacancies or 0) < SMALL else total
    if wanted.by is By.OCCUPATION:
        names = {one.key: occupation_named(one.key) for one in counts} | names
    return Demanded(wanted, lexicon.version, total, counts, names)


async def _read(
    tx: Transaction, wanted: Wanted, skills: list[str], names: Mapping[str, Named]
) -> tuple[Count, list[Count]]:
    asked = Asked(
        by=wanted.by,
        skills=skills,
        industry=wanted.industry,
        county=wanted.county,
        since=wanted.since,
        until=wanted.until,
    )
    return _counts(await Demand(tx).cells(asked, monthly=wanted.monthly), wanted.by, list(names))


async def _tables(tx: Transaction, lexicon: Lexicon, wanted: Wanted, counts: list[Count]) -> Tables:
    kind = wanted.kind or (lexicon.fields[wanted.field].kind if wanted.field else Kind.DIGITAL_TECHNOLOGY)
    of_kind = lexicon.chosen(kind=kind)
    _, fields = await _read(tx, Wanted(By.FIELD), of_kind, {})
    whole: list[Count] = []
    if wanted.field is not None and wanted.by not in OVERLAPPING:
        _, whole = await _read(tx, Wanted(wanted.by), of_kind, await _names(tx, lexicon, wanted.by))
    return Tables(by=wanted.by, field=wanted.field, fields=fields, asked=counts, of_kind=whole)


def _published(tables: Tables, lexicon: Lexicon) -> list[Count]:
    shown = tables.published({one.code: one.field for one in lexicon.skills.values()})
    if tables.by is not By.MONTH and tables.by not in ORDERED:
        # their order would tell which of the withheld is larger
        shown.sort(key=lambda one: (one.suppressed, one.key if one.suppressed else ""))
    return shown


def _skills(lexicon: Lexicon, wanted: Wanted) -> list[str]:
    if wanted.skill is not None and wanted.skill not in lexicon.skills:
        raise SkillUnknown(pointer="/skill", received=wanted.skill)
    if wanted.field is not None and wanted.field not in lexicon.fields:
        raise SkillUnknown(pointer="/field", received=wanted.field)
    named = wanted.skill is not None or wanted.field is not None
    kind = wanted.kind or (None if named else Kind.DIGITAL_TECHNOLOGY)
    return lexicon.chosen(kind=kind, field=wanted.field, skill=wanted.skill)


def _counts(cells: list[Cell], by: By, order: list[str]) -> tuple[Count, list[Count]]:
    """The total, and the counts: of months and levels in their own order, of anything else the largest first."""
    months: dict[str, list[Count]] = {}
    for cell in cells:
        if cell.key is not None and cell.month is not None:
            months.setdefault(cell.key, []).append(_count(cell.month, cell))
    counts: list[Count] = []
    total = Count("total", 0, 0)
    for cell in cells:
        if cell.month is not None:
            continue
        if cell.key is None:
            total = _count("total", cell)
        else:
            in_order = tuple(sorted(months.get(cell.key, ()), key=lambda one: one.key))
            counts.append(_count(cell.key, cell, in_order))
    if by is By.MONTH:
        return total, sorted(counts, key=lambda one: one.key)
    if by in ORDERED:
        return total, sorted(counts, key=lambda one: order.index(one.key))
    return total, sorted(counts, key=lambda one: (-(one.vacancies or 0), one.key))


def _count(key: str, cell: Cell, months: tuple[Count, ...] = ()) -> Count:
    return Count(key, cell.vacancies, cell.openings, cell.openings_unstated, months)


async def _names(tx: Transaction, lexicon: Lexicon, by: By) -> dict[str, Named]:
    """What keys are called; a month is called by its code, and what an occupation is called is not a closed list."""
    if by in ORDERED:
        return {one.code: one for one in ORDERED[by]}
    named = [Named(one.code, one.name_zh, one.name_en) for one in NEITHER]
    if by is By.FIELD:
        named += [Named(one.code, one.name_zh, one.name_en) for one in lexicon.fields.values()]
    elif by is By.SKILL:
        named += [Named(one.code, one.name_zh, one.name_en) for one in lexicon.skills.values()]
    elif by is By.COUNTY:
        named += [Named(one.code, one.name, one.name_en) for one in COUNTIES]
    elif by is By.INDUSTRY:
        # the list of key industries has no English names
        named += [Named(one.code, one.industry, one.industry) for one in await References(tx).key_industries()]
    return {one.code: one for one in named}
