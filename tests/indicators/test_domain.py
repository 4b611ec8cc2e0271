"""達成情形 at its boundaries."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from indicators.domain.indicators import Achievement, Comparator, Measured, achievement, component_achievement

FIGURES = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=3)


@pytest.mark.parametrize(
    ("comparator", "target", "actual", "expected"),
    [
        (Comparator.AT_LEAST, "100", "100", Achievement.ACHIEVED),
        (Comparator.AT_LEAST, "100", "99.999", Achievement.NOT_ACHIEVED),
        (Comparator.AT_MOST, "0.019", "0.019", Achievement.ACHIEVED),
        (Comparator.AT_MOST, "0.019", "0.020", Achievement.NOT_ACHIEVED),
    ],
)
def test_a_component_is_achieved_from_its_target_on(
    comparator: Comparator, target: str, actual: str, expected: Achievement
) -> None:
    assert component_achievement(Measured(comparator, Decimal(target), Decimal(actual))) is expected


def test_a_component_without_an_actual_figure_is_not_available() -> None:
    assert component_achievement(Measured(Comparator.AT_LEAST, Decimal(1), None)) is Achievement.NOT_AVAILABLE


def test_an_indicator_without_components_is_not_available() -> None:
    assert achievement([]) is Achievement.NOT_AVAILABLE


def test_one_missed_component_decides_even_when_another_figure_is_missing() -> None:
    missed = Measured(Comparator.AT_LEAST, Decimal(2), Decimal(1))
    missing = Measured(Comparator.AT_LEAST, Decimal(2), None)
    assert achievement([missing, missed]) is Achievement.NOT_ACHIEVED


@given(st.lists(st.tuples(FIGURES, FIGURES), min_size=1))
def test_a_composite_is_achieved_exactly_when_every_component_is(figures: list[tuple[Decimal, Decimal]]) -> None:
    components = [Measured(Comparator.AT_LEAST, target, actual) for target, actual in figures]
    assert (achievement(components) is Achievement.ACHIEVED) == all(actual >= target for target, actual in figures)
