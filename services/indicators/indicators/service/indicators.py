"""Indicators with their figures, what the platform contributes to them, and the reference data they come from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from chassis.db import Transaction
from fields.calendar import business_date
from fields.roc import roc_year

from indicators.domain.contributions import Definition, Series
from indicators.domain.indicators import (
    Achievement,
    Comparator,
    IndicatorUnknown,
    Measured,
    achievement,
    attainment,
    component_achievement,
)
from indicators.models import COMPONENT, INDICATOR, OBSERVATION
from indicators.repository.indicators import Component, Indicator, Indicators
from indicators.service.load_series import beside, definitions, rows
from indicators.service.read_contributions import by_roc_year

TARGET_PERIOD = "2024"
SDG_SOURCE = "Voluntary Departmental Review, targets of 2024"
YOUTH_INDICATOR = "youth-plan.assisted"


def measured(component: Component, period: str = TARGET_PERIOD) -> Measured:
    """A component's target and actual figure of one period."""
    figures = {one.value_type: one.value for one in component.observations if one.period == period}
    return Measured(Comparator(component.comparator), figures.get("target"), figures.get("actual"))


def indicator_achievement(indicator: Indicator) -> Achievement:
    """達成情形 of an indicator in the target year."""
    return achievement([measured(component) for component in indicator.components])


def achievement_of(component: Component) -> Achievement:
    """達成情形 of one component in the target year."""
    return component_achievement(measured(component))


async def list_indicators(tx: Transaction, *, framework: str | None) -> list[Indicator]:
    """Every indicator of a framework, or all."""
    return await Indicators(tx).list(framework)


async def show_indicator(tx: Transaction, *, indicator_id: str) -> Indicator:
    """One indicator; raises IndicatorUnknown."""
    found = await Indicators(tx).find(indicator_id)
    if found is None:
        raise IndicatorUnknown(id=indicator_id)
    return found


@dataclass(frozen=True, slots=True)
class Beside:
    """A contribution series beside an indicator: its counts by ROC year, never added to the indicator's figures."""

    definition: Definition
    by_year: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class YouthYear:
    """The youth target of one ROC year (R000-005 … 009): how many were assisted, and how many work, of whom."""

    year: int
    target: Decimal
    assisted: int
    employed: int
    share: Decimal
    provisional: bool
    """The year is not over."""


async def contributions_beside(tx: Transaction, indicators: Sequence[Indicator]) -> dict[str, list[Beside]]:
    """The contribution series that are shown beside indicators, by the indicator's id."""
    wanted = {one.id: beside().get(one.id, ()) for one in indicators}
    series = sorted({each for some in wanted.values() for each in some})
    counts = await by_roc_year(tx, series) if series else {}
    found = {each: {year: count for (one, year), count in sorted(counts.items()) if one is each} for each in series}
    return {key: [Beside(definitions()[each], found[each]) for each in some] for key, some in wanted.items()}


def youth_years(indicator: Indicator, contributions: Sequence[Beside], *, now: datetime) -> list[YouthYear]:
    """Target, assisted, share reached and employed by ROC year; empty for any other indicator."""
    if indicator.id != YOUTH_INDICATOR:
        return []
    counts = {one.definition.series: one.by_year for one in contributions}
    present = roc_year(business_date(now))
    found = []
    for figure in indicator.components[0].observations:
        if figure.value_type == "target":
            year = roc_year(int(figure.period))
            assisted = counts[Series.ASSISTED_YOUTHS].get(year, 0)
            employed = counts[Series.EMPLOYED_YOUTHS].get(year, 0)
            share = attainment(assisted, figure.value)
            found.append(YouthYear(year, figure.value, assisted, employed, share, provisional=year >= present))
    return found


async def load_reference(tx: Transaction) -> None:
    """Load the SDG component table and the youth target; safe to repeat."""
    repository = Indicators(tx)
    indicators, components, observations = _sdg_rows(rows("sdg_components.csv"))
    youth = list(rows("youth_targets.csv"))
    indicators.append(_youth_indicator(position=len(indicators)))
    components.append(_youth_component(unit=youth[0]["unit"], position=len(components)))
    observations.extend(_youth_targets(youth))
    await repository.load(INDICATOR, indicators)
    await repository.load(COMPONENT, components)
    await repository.load(OBSERVATION, observations)


Rows = list[dict[str, object]]


def _sdg_rows(rows: Iterable[dict[str, str]]) -> tuple[Rows, Rows, Rows]:
    indicators: dict[str, dict[str, object]] = {}
    components: Rows = []
    observations: Rows = []
    for row in rows:
        key = row["indicator_id"]
        indicators.setdefault(
            key,
            {
                "id": key,
                "framework": "t-sdgs",
                "goal": int(row["goal"]),
                "title": row["title"],
                "responsible_unit": row["responsible_unit"],
                "position": len(indicators),
            },
        )
        part = {name: row[name] for name in ("measure_type", "unit", "direction", "comparator")}
        components.append({"indicator_id": key, "name": row["component"], "position": len(components), **part})
        figures = (
            ("base", "2021", row["base_2021"], row["window_base"]),
            ("target", TARGET_PERIOD, row["target_2024"], row["window_2024"]),
            ("actual", TARGET_PERIOD, row["actual_2024"], row["window_2024"]),
            ("interim", "2025", row["interim_2025_value"], row["interim_2025_window"]),
        )
        observations.extend(
            _observation(key, row["component"], kind, period, value, window, SDG_SOURCE)
            for kind, period, value, window in figures
            if value
        )
    return list(indicators.values()), components, observations


def _youth_indicator(*, position: int) -> dict[str, object]:
    return {
        "id": YOUTH_INDICATOR,
        "framework": "youth-plan",
        "goal": None,
        "title": "協助青年人數",
        "responsible_unit": "勞動力發展署",
        "position": position,
    }


def _youth_component(*, unit: str, position: int) -> dict[str, object]:
    return {
        "indicator_id": YOUTH_INDICATOR,
        "name": "single",
        "measure_type": "annual_count",
        "unit": unit,
        "direction": "higher_is_better",
        "comparator": Comparator.AT_LEAST,
        "position": position,
    }


def _youth_targets(rows: Iterable[dict[str, str]]) -> Rows:
    return [
        _observation(
            YOUTH_INDICATOR,
            "single",
            "target",
            str(int(row["roc_year"]) + 1911),
            row["target"],
            f"ROC {row['roc_year']}",
            row["rule"],
        )
        for row in rows
    ]


def _observation(
    indicator: str, component: str, kind: str, period: str, value: str, window: str, source: str
) -> dict[str, object]:
    return {
        "indicator_id": indicator,
        "component": component,
        "value_type": kind,
        "period": period,
        "value": Decimal(value),
        "window": window,
        "source": source,
    }
