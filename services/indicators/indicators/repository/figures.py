"""Reads of what was counted. Figures have no tenant: ``service/read_contributions.py`` says who reads how finely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chassis.db import Repository
from sqlalchemy import ColumnElement, Select, Table, extract, func, select, tuple_

from indicators.domain.contributions import DIMENSIONS, UNKNOWN, By, Series
from indicators.models import CONTRIBUTION, MONTH_TOTAL, TALLY


@dataclass(frozen=True, slots=True)
class Window:
    """Months, first and last day of the month's first; None is open."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """The count of one cell, by the values of what it was asked by; None is 'not known'."""

    key: tuple[str | None, ...]
    count: int


@dataclass(frozen=True, slots=True)
class FactBehind:
    """A fact behind a figure: the event that tells it and its day. ``unit`` is for paging only and is not shown."""

    event_id: UUID
    happened_on: date
    unit: UUID


class Figures(Repository):
    """Cells, totals and the facts behind them."""

    async def cells(self, series: Series, window: Window, by: Sequence[By], where: Mapping[str, str]) -> list[Counted]:
        """The counts of a series in a window by some dimensions, those of one value only where that is asked."""
        columns = [_column(one) for one in by]
        many = func.sum(TALLY.c.count)
        query = _of(select(*columns, many), TALLY, series, window, TALLY.c.month, where)
        query = query.group_by(*columns).having(many > 0).order_by(*(one.nulls_last() for one in columns))
        return [Counted(tuple(row[:-1]), int(row[-1])) for row in await self.connection.execute(query)]

    async def total(self, series: Series, window: Window, where: Mapping[str, str]) -> int:
        """The count of a series in a window."""
        table = TALLY if where else MONTH_TOTAL
        total = func.coalesce(func.sum(table.c.count), 0)
        query = _of(select(total), table, series, window, table.c.month, where)
        return int((await self.connection.execute(query)).scalar_one())

    async def by_year(self, series: Sequence[Series]) -> dict[tuple[Series, int], int]:
        """The counts of series by Common Era year."""
        year = extract("year", MONTH_TOTAL.c.month)
        query = select(MONTH_TOTAL.c.series, year.label("year"), func.sum(MONTH_TOTAL.c.count).label("many"))
        query = query.where(MONTH_TOTAL.c.series.in_([str(one) for one in series])).group_by(MONTH_TOTAL.c.series, year)
        rows = await self.connection.execute(query)
        return {(Series(row.series), int(row.year)): int(row.many) for row in rows}

    async def facts(
        self,
        series: Series,
        window: Window,
        where: Mapping[str, str],
        *,
        after: tuple[date, UUID] | None,
        limit: int,
    ) -> list[FactBehind]:
        """At most ``limit`` facts behind a cell, in the order of their days."""
        days = Window(window.first, None if window.last is None else _last_day(window.last))
        on, unit = CONTRIBUTION.c.happened_on, CONTRIBUTION.c.unit_id
        query = _of(select(CONTRIBUTION.c.event_id, on, unit), CONTRIBUTION, series, days, on, where)
        if after is not None:
            query = query.where(tuple_(on, unit) > tuple_(*after))
        rows = await self.connection.execute(query.order_by(on, unit).limit(limit))
        return [FactBehind(row.event_id, row.happened_on, row.unit_id) for row in rows]


def _of(
    query: Select[Any],
    table: Table,
    series: Series,
    window: Window,
    when: ColumnElement[date],
    where: Mapping[str, str],
) -> Select[Any]:
    query = query.where(table.c.series == str(series))
    if window.first is not None:
        query = query.where(when >= window.first)
    if window.last is not None:
        query = query.where(when <= window.last)
    for name in DIMENSIONS:
        if name in where:
            wanted = where[name]
            query = query.where(table.c[name].is_(None) if wanted == UNKNOWN else table.c[name] == wanted)
    return query


def _column(by: By) -> ColumnElement[Any]:
    return func.to_char(TALLY.c.month, "YYYY-MM") if by is By.MONTH else TALLY.c[by]


def _last_day(month: date) -> date:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
