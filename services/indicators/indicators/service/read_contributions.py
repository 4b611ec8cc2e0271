"""Read what was counted: officers as finely as they ask, everybody else as published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from chassis.auth import OrgKind
from chassis.db import Transaction
from fields.calendar import business_date
from fields.roc import from_roc_year, roc_year

from indicators.domain.contributions import (
    BreakdownReserved,
    By,
    Definition,
    LineageReserved,
    PeriodReversed,
    Readers,
    Series,
    SeriesReserved,
    SeriesUnknown,
    months_of,
)
from indicators.domain.suppression import published
from indicators.repository.figures import FactBehind, Figures, Window
from indicators.service.load_series import definitions

OFFICERS = frozenset({OrgKind.BRANCH, OrgKind.WORKFORCE_AGENCY, OrgKind.PLANNING, OrgKind.MINISTRY_UNIT})
"""Who works with the figures and sees small cells."""
AUDITORS = frozenset({OrgKind.PLANNING, OrgKind.WORKFORCE_AGENCY})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a series: a ROC year or months (first days), the dimensions, and one value of some of them."""

    by: tuple[By, ...] = ()
    year: int | None = None
    first: date | None = None
    last: date | None = None
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; no count where it is withheld."""

    key: Mapping[By, str | None]
    count: int | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """A series in a window. ``withheld``: it cannot be broken down so without telling a small cell."""

    definition: Definition
    window: Window
    by: tuple[By, ...]
    total: int
    cells: Sequence[Cell]
    withheld: bool = False


def definition_of(series: str) -> Definition:
    """What a series counts; raises SeriesUnknown."""
    if series not in set(Series):
        raise SeriesUnknown(series=series, allowed=sorted(Series))
    return definitions()[Series(series)]


async def read_contribution(tx: Transaction, *, series: str, wanted: Wanted) -> Contribution:
    """A series' total and cells. Raises SeriesUnknown, SeriesReserved, PeriodReversed, BreakdownReserved.

    Who is no officer gets one whole ROC year (the present one unless another is asked) by one dimension at most: cells
    of several such tables cannot be subtracted from each other. Its small cells are withheld, and its total is right.
    """
    definition = definition_of(series)
    officer = tx.principal.org_kind in OFFICERS
    if definition.readers is Readers.OFFICERS and not officer:
        raise SeriesReserved()
    if not officer and (wanted.first or wanted.last or wanted.where or len(wanted.by) > 1):
        raise BreakdownReserved(allowed={"by": "one dimension", "period": "roc_year"})
    window = _window(wanted, default=None if officer else roc_year(business_date(tx.now)))
    figures = Figures(tx)
    total = await figures.total(definition.series, window, wanted.where)
    if not wanted.by:
        return Contribution(definition, window, (), total, ())
    counted = await figures.cells(definition.series, window, wanted.by, wanted.where)
    counts: Sequence[int | None] | None = [one.count for one in counted]
    if not officer:
        counts = published([one.count for one in counted])
    if counts is None:
        return Contribution(definition, window, wanted.by, total, (), withheld=True)
    cells = [
        Cell(dict(zip(wanted.by, one.key, strict=True)), count) for one, count in zip(counted, counts, strict=True)
    ]
    return Contribution(definition, window, wanted.by, total, cells)


async def read_lineage(
    tx: Transaction, *, series: str, wanted: Wanted, after: tuple[date, UUID] | None, limit: int
) -> Sequence[FactBehind]:
    """The facts behind a cell, for planning and the agency. Raises LineageReserved, SeriesUnknown, PeriodReversed."""
    if tx.principal.org_kind not in AUDITORS:
        raise LineageReserved()
    definition = definition_of(series)
    window = _window(wanted, default=None)
    return await Figures(tx).facts(definition.series, window, wanted.where, after=after, limit=limit)


async def by_roc_year(tx: Transaction, series: Sequence[Series]) -> dict[tuple[Series, int], int]:
    """The totals of series by ROC year."""
    return {(one, roc_year(year)): count for (one, year), count in (await Figures(tx).by_year(series)).items()}


def _window(wanted: Wanted, *, default: int | None) -> Window:
    year = wanted.year or (None if wanted.first or wanted.last else default)
    first, last = months_of(from_roc_year(year)) if year is not None else (None, None)
    # of a year and months, what lies in both
    first = max([one for one in (first, wanted.first) if one is not None], default=None)
    last = min([one for one in (last, wanted.last) if one is not None], default=None)
    if first is not None and last is not None and first > last:
        raise PeriodReversed(first=f"{first:%Y-%m}", last=f"{last:%Y-%m}")
    return Window(first, last)
