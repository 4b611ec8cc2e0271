"""What is offered to whom, by year before graduation and by a branch's decision."""

from datetime import date

import pytest
from matching.domain.life_cycle import Outcome, TargetGroup
from matching.domain.offers import Measure, offered

GRADUATION = date(2027, 6, 1)
NOTHING: frozenset[Measure] = frozenset()


def student(on: date, outcome: Outcome | None = Outcome.ELIGIBLE) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What a student who graduates in June 2027 is offered, by measure."""
    offers = offered(TargetGroup.IN_SCHOOL, outcome=outcome, expected_graduation=GRADUATION, granted=NOTHING, on=on)
    return {one.measure: (one.mode, one.rules) for one in offers}


@pytest.mark.parametrize("on", [date(2025, 8, 1), date(2026, 7, 31)])
def test_two_years_before_graduation_there_are_activities_and_a_preview(on: date) -> None:
    assert student(on) == {
        "activities": ("offered", ("R000-017",)),
        "recommendations": ("preview", ("R000-017", "R000-018")),
    }


@pytest.mark.parametrize("on", [date(2026, 8, 1), date(2027, 7, 31)])
def test_one_year_before_graduation_there_are_courses_and_matching(on: date) -> None:
    assert student(on) == {
        "courses": ("offered", ("R000-018",)),
        "recommendations": ("offered", ("R000-018",)),
    }


@pytest.mark.parametrize("on", [date(2025, 7, 31), date(2027, 8, 1)])
def test_outside_of_these_years_nothing_is_offered(on: date) -> None:
    assert student(on) == {}


@pytest.mark.parametrize("outcome", [None, Outcome.NOT_ELIGIBLE, Outcome.NEEDS_INFORMATION])
@pytest.mark.parametrize("group", list(TargetGroup))
def test_without_an_eligible_decision_nothing_is_offered(group: TargetGroup, outcome: Outcome | None) -> None:
    granted = frozenset(Measure)

    assert not offered(group, outcome=outcome, expected_graduation=GRADUATION, granted=granted, on=date(2026, 10, 1))


def test_the_unemployed_are_offered_what_the_branch_decided() -> None:
    def offers(*granted: Measure) -> list[tuple[str, str, tuple[str, ...]]]:
        found = offered(
            TargetGroup.UNEMPLOYED,
            outcome=Outcome.ELIGIBLE,
            expected_graduation=None,
            granted=frozenset(granted),
            on=date(2026, 10, 1),
        )
        return [(one.measure, one.mode, one.rules) for one in found]

    assert offers() == []
    assert offers(Measure.RECOMMENDATIONS) == [("recommendations", "offered", ("R000-033",))]
    assert [measure for measure, *_ in offers(*Measure)] == ["activities", "courses", "recommendations"]
