"""Indicators as they are shown. Figures are decimal strings, so that their published places survive."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer

from indicators.domain.indicators import Achievement
from indicators.repository.indicators import Component, Indicator
from indicators.service.indicators import Beside, YouthYear, achievement_of, indicator_achievement

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
    "contributions": [
        {
            "series": "youth-placements",
            "unit_zh": "人次",
            "unit_en": "placements",
            "by_roc_year": [{"roc_year": 115, "count": 21}],
        }
    ],
    "youth_target": [],
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


class YearCount(BaseModel):
    """A contribution series in one ROC year."""

    roc_year: int
    count: int


class BesideView(BaseModel):
    """What this platform counted beside the ministry's figures; it is never added to them."""

    series: str
    unit_zh: str
    unit_en: str
    by_roc_year: list[YearCount]

    @classmethod
    def of(cls, beside: Beside) -> "BesideView":
        """Show a series by year."""
        return cls(
            series=beside.definition.series,
            unit_zh=beside.definition.unit_zh,
            unit_en=beside.definition.unit_en,
            by_roc_year=[YearCount(roc_year=year, count=count) for year, count in beside.by_year.items()],
        )


class YouthYearView(BaseModel):
    """The youth target of a ROC year (協助青年人數), how many were assisted (人), and of whom how many work (人)."""

    roc_year: int
    target: Figure
    assisted: int
    share_percent: Figure
    employed: int
    provisional: bool

    @classmethod
    def of(cls, year: YouthYear) -> "YouthYearView":
        """Show a year."""
        return cls(
            roc_year=year.year,
            target=year.target,
            assisted=year.assisted,
            share_percent=year.share,
            employed=year.employed,
            provisional=year.provisional,
        )


class IndicatorView(BaseModel):
    """One indicator. ``youth_target`` is empty but for the youth target."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_INDICATOR]})

    id: str
    framework: str
    goal: int | None
    title: str
    responsible_unit: str
    achievement: AchievementView
    components: list[ComponentView]
    contributions: list[BesideView]
    youth_target: list[YouthYearView]

    @classmethod
    def of(
        cls, indicator: Indicator, beside: Sequence[Beside] = (), years: Sequence[YouthYear] = ()
    ) -> "IndicatorView":
        """Show an indicator."""
        return cls(
            id=indicator.id,
            framework=indicator.framework,
            goal=indicator.goal,
            title=indicator.title,
            responsible_unit=indicator.responsible_unit,
            achievement=AchievementView.of(indicator_achievement(indicator)),
            components=[ComponentView.of(component) for component in indicator.components],
            contributions=[BesideView.of(one) for one in beside],
            youth_target=[YouthYearView.of(one) for one in years],
        )


class IndicatorList(BaseModel):
    """Indicators with how many have each achievement."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"achievement_counts": {"achieved": 1}, "indicators": [EXAMPLE_INDICATOR]}]}
    )

    achievement_counts: dict[Achievement, int]
    indicators: list[IndicatorView]
