"""What the indicators service shows. Figures are decimal strings, so that their published places survive."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer

from indicators.domain import Achievement
from indicators.repository import Cell, Component, Indicator
from indicators.service import achievement_of, indicator_achievement

EXAMPLE_COMPONENT: dict[str, Any] = {
    "name": "single",
    "measure_type": "cumulative_count",
    "unit": "人次",
    "direction": "higher_is_better",
    "comparator": ">=",
    "achievement": {"status": "achieved", "symbol": "●"},
    "observations": [
        {"value_type": "base", "period": "2021", "value": "196778", "window": "2021"},
        {"value_type": "actual", "period": "2024", "value": "833140", "window": "2021-2024"},
        {"value_type": "target", "period": "2024", "value": "800000", "window": "2021-2024"},
    ],
}
EXAMPLE_INDICATOR: dict[str, Any] = {
    "id": "8.6.2",
    "framework": "t-sdgs",
    "goal": 8,
    "title": "公立就業服務機構協助推介青年就業",
    "responsible_unit": "勞動力發展署",
    "achievement": {"status": "achieved", "symbol": "●"},
    "components": [EXAMPLE_COMPONENT],
}
EXAMPLE_SERIES: dict[str, Any] = {
    "series": "published-vacancies",
    "total": 3,
    "cells": [{"county": "65000", "industry": "112-10", "count": 3}],
}
Figure = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str)]
"""A decimal in plain notation: ten thousand is 10000, not 1E+4."""
Framework = Literal["t-sdgs", "youth-plan"]


class AchievementView(BaseModel):
    """達成情形 in a word and in the ministry's sign."""

    status: Achievement
    symbol: str

    @classmethod
    def of(cls, achievement: Achievement) -> "AchievementView":
        """Show an achievement."""
        return cls(status=achievement, symbol=achievement.symbol)


class ObservationView(BaseModel):
    """One figure: base, target, actual or interim."""

    value_type: str
    period: str
    value: Figure
    window: str


class ComponentView(BaseModel):
    """One component with its figures."""

    name: str
    measure_type: str
    unit: str
    direction: str
    comparator: str
    achievement: AchievementView
    observations: list[ObservationView]

    @classmethod
    def of(cls, component: Component) -> "ComponentView":
        """Show a component."""
        return cls(
            name=component.name,
            measure_type=component.measure_type,
            unit=component.unit,
            direction=component.direction,
            comparator=component.comparator,
            achievement=AchievementView.of(achievement_of(component)),
            observations=[
                ObservationView(value_type=one.value_type, period=one.period, value=one.value, window=one.window)
                for one in component.observations
            ],
        )


class IndicatorView(BaseModel):
    """One indicator."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_INDICATOR]})

    id: str
    framework: str
    goal: int | None
    title: str
    responsible_unit: str
    achievement: AchievementView
    components: list[ComponentView]

    @classmethod
    def of(cls, indicator: Indicator) -> "IndicatorView":
        """Show an indicator."""
        return cls(
            id=indicator.id,
            framework=indicator.framework,
            goal=indicator.goal,
            title=indicator.title,
            responsible_unit=indicator.responsible_unit,
            achievement=AchievementView.of(indicator_achievement(indicator)),
            components=[ComponentView.of(component) for component in indicator.components],
        )


class IndicatorList(BaseModel):
    """Indicators with how many have each achievement."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"achievement_counts": {"achieved": 1}, "indicators": [EXAMPLE_INDICATOR]}]}
    )

    achievement_counts: dict[Achievement, int]
    indicators: list[IndicatorView]


class CellView(BaseModel):
    """The count of one county and industry; null means 'not known'."""

    county: str | None
    industry: str | None
    count: int


class SeriesView(BaseModel):
    """A contribution series: the platform's own count, never added to a ministry figure."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_SERIES]})

    series: str
    total: int
    cells: list[CellView]

    @classmethod
    def of(cls, series: str, cells: list[Cell]) -> "SeriesView":
        """Show the cells of a series with their sum."""
        return cls(
            series=series,
            total=sum(cell.count for cell in cells),
            cells=[CellView(county=cell.county, industry=cell.industry, count=cell.count) for cell in cells],
        )
