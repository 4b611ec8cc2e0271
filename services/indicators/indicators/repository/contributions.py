"""The platform's own counts: the units, and the cells and totals that are kept current with them.

Who may read which of them is asked in ``service/read_contributions.py``: figures have no tenant.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chassis.db import Repository, Row
from fields.roc import from_roc_year, roc_year
from sqlalchemy import SmallInteger, Table, Text, Uuid, and_, bindparam, cast, delete, extract, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from indicators.domain.contributions import (
    DIMENSIONS,
    Change,
    Definition,
    Dimensions,
    Key,
    PersonYear,
    Series,
    Unit,
    person_year_id,
)
from indicators.models import CONTRIBUTION, MONTH_TOTAL, TALLY

COUNTING = text("SELECT pg_advisory_xact_lock(7240003)")
_COLUMNS = (
    CONTRIBUTION.c.series,
    CONTRIBUTION.c.unit_id,
    CONTRIBUTION.c.person,
    CONTRIBUTION.c.happened_on,
    CONTRIBUTION.c.event_id,
    CONTRIBUTION.c.sequence,
    *(CONTRIBUTION.c[name] for name in DIMENSIONS),
)
_ASKED = (
    func.unnest(bindparam("series", type_=ARRAY(Text)), bindparam("units", type_=ARRAY(Uuid)))
    .table_valued("series", "unit_id")
    .render_derived(name="asked")
)
_HELD = select(*_COLUMNS).select_from(
    _ASKED.join(
        CONTRIBUTION, and_(CONTRIBUTION.c.series == _ASKED.c.series, CONTRIBUTION.c.unit_id == _ASKED.c.unit_id)
    )
)
_NEW = upsert(CONTRIBUTION)
_PUT = _NEW.on_conflict_do_update(
    index_elements=[CONTRIBUTION.c.series, CONTRIBUTION.c.unit_id],
    set_={
        name: _NEW.excluded[name]
        for name in ("person", "happened_on", "event_id", "sequence", "counted_at", *DIMENSIONS)
    },
).inline()
_TAKE = delete(CONTRIBUTION).where(
    CONTRIBUTION.c.series == bindparam("of_series"), CONTRIBUTION.c.unit_id == bindparam("of_unit")
)
_PEOPLE = (
    func.unnest(bindparam("people", type_=ARRAY(Uuid)), bindparam("years", type_=ARRAY(SmallInteger)))
    .table_valued("person", "year")
    .render_derived(name="people")
)
_YEAR = cast(extract("year", CONTRIBUTION.c.happened_on), SmallInteger)
_EARLIEST = (
    select(_PEOPLE.c.year, *_COLUMNS)
    .select_from(_PEOPLE.join(CONTRIBUTION, and_(CONTRIBUTION.c.person == _PEOPLE.c.person, _PEOPLE.c.year == _YEAR)))
    .where(CONTRIBUTION.c.series == func.any(bindparam("made_of", type_=ARRAY(Text))))
    .ext(distinct_on(_PEOPLE.c.person, _PEOPLE.c.year))
    .order_by(
        _PEOPLE.c.person, _PEOPLE.c.year, CONTRIBUTION.c.happened_on, CONTRIBUTION.c.series, CONTRIBUTION.c.unit_id
    )
)


class Contributions(Repository):
    """Units and their counts, written by one transaction at a time."""

    async def lock(self) -> None:
        """Count alone until the transaction ends.

        A figure is a row that everybody adds to: two who count at once would wait for each other, often crosswise.
        """
        await self.connection.execute(COUNTING)

    async def held(self, keys: Sequence[Key]) -> dict[Key, Unit]:
        """Those of these units that count."""
        wanted = {"series": [str(series) for series, _ in keys], "units": [unit for _, unit in keys]}
        rows = await self.connection.execute(_HELD, wanted)
        return {(unit.series, unit.id): unit for unit in map(_unit, rows)}

    async def earliest(self, definition: Definition, wanted: Collection[PersonYear]) -> dict[PersonYear, Unit]:
        """The earliest fact of each person-year as the unit by which the person counts in it.

        Its detail is the series of that fact.
        """
        asked = sorted(wanted)
        parameters = {
            "people": [person for person, _ in asked],
            "years": [from_roc_year(year) for _, year in asked],
            "made_of": [str(one) for one in definition.made_of],
        }
        found = {}
        for fact in map(_unit, await self.connection.execute(_EARLIEST, parameters)):
            assert fact.person is not None  # noqa: S101 - the query joins by it
            person_year = (fact.person, roc_year(fact.happened_on))
            found[person_year] = _counted_as(definition.series, fact, person_year)
        return found

    async def write(self, moved: Sequence[Change]) -> None:
        """Write units as they are after these changes."""
        gone = [one.before for one in moved if one.after is None and one.before is not None]
        if gone:
            keys = [{"of_series": one.series, "of_unit": one.id} for one in gone]
            await self.connection.execute(_TAKE, keys)
        rows = [self._row(one.after) for one in moved if one.after is not None]
        if rows:
            await self.connection.execute(_PUT, rows)

    async def tally(self, moved: Sequence[Change]) -> None:
        """Add what these changes make more or fewer to the cells and the totals."""
        cells: Counter[tuple[Any, ...]] = Counter()
        months: Counter[tuple[Any, ...]] = Counter()
        for change in moved:
            for unit, by in ((change.before, -1), (change.after, 1)):
                if unit is not None:
                    cells[unit.series, unit.month, *_values(unit.dimensions)] += by
                    months[unit.series, unit.month] += by
        await self._add(TALLY, ("series", "month", *DIMENSIONS), cells)
        await self._add(MONTH_TOTAL, ("series", "month"), months)

    async def _add(self, table: Table, names: Sequence[str], counted: Mapping[tuple[Any, ...], int]) -> None:
        rows = [dict(zip(names, cell, strict=True)) | {"count": by} for cell, by in counted.items() if by]
        if rows:
            await self.connection.execute(_adding(table, names), rows)

    def _row(self, unit: Unit) -> dict[str, Any]:
        return {
            "series": unit.series,
            "unit_id": unit.id,
            "person": unit.person,
            "happened_on": unit.happened_on,
            "event_id": unit.event_id,
            "sequence": unit.sequence,
            "counted_at": self.tx.now,
            **dict(zip(DIMENSIONS, _values(unit.dimensions), strict=True)),
        }


def _adding(table: Table, names: Sequence[str]) -> Any:
    new = upsert(table)
    more = {"count": table.c.count + new.excluded.count}
    return new.on_conflict_do_update(index_elements=[table.c[name] for name in names], set_=more).inline()


def _values(dimensions: Dimensions) -> tuple[str | None, ...]:
    return tuple(getattr(dimensions, name) for name in DIMENSIONS)


def _unit(row: Row) -> Unit:
    return Unit(
        series=Series(row.series),
        id=row.unit_id,
        happened_on=row.happened_on,
        dimensions=Dimensions(*(getattr(row, name) for name in DIMENSIONS)),
        event_id=row.event_id,
        sequence=row.sequence,
        person=row.person,
    )


def _counted_as(series: Series, fact: Unit, person_year: PersonYear) -> Unit:
    """A person's earliest fact as the unit by which the person counts."""
    dimensions = replace(fact.dimensions, detail=fact.series)
    return replace(fact, series=series, id=person_year_id(*person_year), dimensions=dimensions)
