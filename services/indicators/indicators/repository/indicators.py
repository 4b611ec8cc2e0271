"""Indicators with their figures, and the reference rows they are loaded from.

Published figures belong to everybody who may read indicators: these tables have no tenant, so the principal's scope is
the whole of the check and no query filters by organisation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chassis.db import Repository, Row
from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from indicators.models import COMPONENT, INDICATOR, OBSERVATION

ALL_INDICATORS = (
    select(
        INDICATOR.c.id,
        INDICATOR.c.framework,
        INDICATOR.c.goal,
        INDICATOR.c.title,
        INDICATOR.c.responsible_unit,
        COMPONENT.c.name,
        COMPONENT.c.measure_type,
        COMPONENT.c.unit,
        COMPONENT.c.direction,
        COMPONENT.c.comparator,
        OBSERVATION.c.value_type,
        OBSERVATION.c.period,
        OBSERVATION.c.value,
        OBSERVATION.c.window,
    )
    .join(COMPONENT, COMPONENT.c.indicator_id == INDICATOR.c.id)
    .outerjoin(
        OBSERVATION,
        (OBSERVATION.c.indicator_id == COMPONENT.c.indicator_id) & (OBSERVATION.c.component == COMPONENT.c.name),
    )
    .order_by(INDICATOR.c.position, COMPONENT.c.position, OBSERVATION.c.period, OBSERVATION.c.value_type)
)
OF_FRAMEWORK = ALL_INDICATORS.where(INDICATOR.c.framework == bindparam("framework"))
ONE_INDICATOR = ALL_INDICATORS.where(INDICATOR.c.id == bindparam("indicator_id"))


@dataclass(frozen=True, slots=True)
class Observed:
    """One figure of a component in one period."""

    value_type: str
    period: str
    value: Decimal
    window: str


@dataclass(frozen=True, slots=True)
class Component:
    """One component of an indicator with its figures."""

    name: str
    measure_type: str
    unit: str
    direction: str
    comparator: str
    observations: tuple[Observed, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator with its components."""

    id: str
    framework: str
    goal: int | None
    title: str
    responsible_unit: str
    components: tuple[Component, ...]


class Indicators(Repository):
    """Indicators with their components and figures."""

    async def list(self, framework: str | None) -> list[Indicator]:
        """Every indicator of a framework (all for None), in the framework's own order."""
        if framework is None:
            return _indicators((await self.connection.execute(ALL_INDICATORS)).all())
        return _indicators((await self.connection.execute(OF_FRAMEWORK, {"framework": framework})).all())

    async def find(self, indicator_id: str) -> Indicator | None:
        """One indicator."""
        found = _indicators((await self.connection.execute(ONE_INDICATOR, {"indicator_id": indicator_id})).all())
        return found[0] if found else None

    async def load(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert or update reference rows by their primary key."""
        statement = upsert(table)
        keys = [column.name for column in table.primary_key]
        rest = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
        await self.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest), list(rows))


def _indicators(rows: Sequence[Row]) -> list[Indicator]:
    """Fold the joined rows, which come in order, into indicators."""
    indicators: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        indicators.setdefault(row.id, {}).setdefault(row.name, []).append(row)
    return [_indicator(components) for components in indicators.values()]


def _indicator(components: Mapping[str, Sequence[Row]]) -> Indicator:
    first = next(iter(components.values()))[0]
    return Indicator(
        id=first.id,
        framework=first.framework,
        goal=first.goal,
        title=first.title,
        responsible_unit=first.responsible_unit,
        components=tuple(_component(rows) for rows in components.values()),
    )


def _component(rows: Sequence[Row]) -> Component:
    first = rows[0]
    return Component(
        name=first.name,
        measure_type=first.measure_type,
        unit=first.unit,
        direction=first.direction,
        comparator=first.comparator,
        observations=tuple(
            Observed(row.value_type, row.period, row.value, row.window) for row in rows if row.value_type is not None
        ),
    )
