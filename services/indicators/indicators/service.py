"""Use cases of the indicators service."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from importlib.resources import files

from chassis.db import Transaction
from contracts.envelope import Envelope
from contracts.vacancy import VacancyPublished

from indicators.domain import (
    Achievement,
    Comparator,
    IndicatorUnknown,
    Measured,
    Series,
    SeriesUnknown,
    achievement,
    component_achievement,
)
from indicators.models import COMPONENT, INDICATOR, OBSERVATION
from indicators.repository import Cell, Component, Contributions, Indicator, Indicators, Unit

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


async def count_published_vacancies(tx: Transaction, published: Sequence[tuple[VacancyPublished, Envelope]]) -> None:
    """Count each vacancy the first time it is published; a later publication of the same vacancy moves nothing."""
    units = [
        Unit(
            id=envelope.subject,
            county=fact.county,
            industry=fact.industry,
            happened_on=fact.published_on,
            event_id=envelope.id,
        )
        for fact, envelope in published
    ]
    await Contributions(tx).count_once(Series.PUBLISHED_VACANCIES, units)


async def contribution_cells(
    tx: Transaction, *, series: str, first: date = date.min, last: date = date.max
) -> list[Cell]:
    """A contribution series by county and industry; raises SeriesUnknown."""
    if series not in set(Series):
        raise SeriesUnknown(series=series, allowed=sorted(Series))
    return await Contributions(tx).cells(series, first=first, last=last)


async def load_reference(tx: Transaction) -> None:
    """Load the SDG component table and the youth target; safe to repeat."""
    repository = Indicators(tx)
    indicators, components, observations = _sdg_rows(_rows("sdg_components.csv"))
    youth = list(_rows("youth_targets.csv"))
    indicators.append(_youth_indicator(position=len(indicators)))
    components.append(_youth_component(unit=youth[0]["unit"], position=len(components)))
    observations.extend(_youth_targets(youth))
    await repository.load(INDICATOR, indicators)
    await repository.load(COMPONENT, components)
    await repository.load(OBSERVATION, observations)


Rows = list[dict[str, object]]


def _rows(name: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(files("indicators").joinpath("data", name).read_text(encoding="utf-8").splitlines())


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
