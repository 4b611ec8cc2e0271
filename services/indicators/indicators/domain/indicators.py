"""Indicators: achievement (●/○) and how much of a yearly target was reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from chassis.domain import DomainError


class IndicatorUnknown(DomainError):
    """There is no indicator with this id."""

    code = "indicator-unknown"
    title_en = "There is no indicator with this id"
    title_zh = "查無此指標"


class Comparator(StrEnum):
    """How an actual figure must stand to its target."""

    AT_LEAST = ">="
    AT_MOST = "<="


class Achievement(StrEnum):
    """達成情形: the ministry's own two signs, and a third word where a figure is missing."""

    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not_achieved"
    NOT_AVAILABLE = "not_available"

    @property
    def symbol(self) -> str:
        """● achieved, ○ not achieved, – not available."""
        return {"achieved": "●", "not_achieved": "○", "not_available": "–"}[self]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one component of an indicator has to meet, and what it reached."""

    comparator: Comparator
    target: Decimal | None
    actual: Decimal | None


def component_achievement(measured: Measured) -> Achievement:
    """Whether one component meets its comparator in the target year; meeting it exactly is enough."""
    if measured.target is None or measured.actual is None:
        return Achievement.NOT_AVAILABLE
    if measured.comparator is Comparator.AT_LEAST:
        meets = measured.actual >= measured.target
    else:
        meets = measured.actual <= measured.target
    return Achievement.ACHIEVED if meets else Achievement.NOT_ACHIEVED


def achievement(components: Sequence[Measured]) -> Achievement:
    """A composite is achieved only if every component is; a missed component decides before a missing figure."""
    found = {component_achievement(component) for component in components}
    if Achievement.NOT_ACHIEVED in found:
        return Achievement.NOT_ACHIEVED
    if Achievement.NOT_AVAILABLE in found or not found:
        return Achievement.NOT_AVAILABLE
    return Achievement.ACHIEVED


def attainment(reached: int, target: Decimal) -> Decimal:
    """Which share of a yearly target was reached, in percent with one place; above 100 where it was exceeded."""
    return (100 * Decimal(reached) / target).quantize(Decimal("0.1"))
