"""A course in figures: targets are shown and never enforced, and nobody is given away."""

from typing import Any

import pytest
from chassis.service import Service
from hypothesis import given
from hypothesis import strategies as st
from training.domain.enrolment import EnrolmentState
from training.domain.statistics import GENDERS, LEAST_CELL, Tally, figures_of, withheld
from training.models import ENROLMENT

from tests.factories.training import Caller, a_session, a_youth, an_enrolment, made
from tests.training.conftest import Row

COMPLETED, FAILED, ATTENDING = EnrolmentState.COMPLETED, EnrolmentState.FAILED, EnrolmentState.ATTENDING


def tally(gender: str | None, people: int, state: EnrolmentState = COMPLETED, *, rated: int = 0) -> Tally:
    return Tally(state, gender, people, rated, rated * 4)


@pytest.mark.parametrize(("women", "men", "met"), [(5, 10, True), (5, 11, False), (15, 30, True), (15, 31, False)])
def test_a_third_of_women_meets_the_target(women: int, men: int, met: bool) -> None:
    assert figures_of([tally("female", women), tally("male", men)]).women_target_met is met


@pytest.mark.parametrize(("completed", "failed", "met"), [(40, 10, True), (39, 10, False)])
def test_four_fifths_who_complete_meet_the_target(completed: int, failed: int, met: bool) -> None:
    figures = figures_of([tally("male", completed), tally("male", failed, FAILED)])

    assert figures.completion_target_met is met


def test_four_people_are_withheld_and_five_are_shown() -> None:
    assert figures_of([tally("female", 4)]).people is None
    assert figures_of([tally("female", 5)]).people == 5


def test_a_small_cell_takes_another_with_it_so_that_the_total_does_not_reveal_it() -> None:
    figures = figures_of([tally("female", 4), tally("male", 20)])

    assert figures.people == 24
    assert figures.by_gender == {"female": None, "male": None, "unknown": 0}
    assert (figures.women_share, figures.women_target_met) == (None, None)


def test_completions_do_not_reveal_how_few_failed() -> None:
    figures = figures_of([tally("male", 20), tally("male", 2, FAILED)])

    assert (figures.ended, figures.completed, figures.completion_percent) == (22, None, None)


def test_who_left_or_waits_is_not_counted() -> None:
    figures = figures_of([tally("male", 6), tally("male", 9, EnrolmentState.DROPPED), tally("male", 9, ATTENDING)])

    assert (figures.people, figures.ended) == (15, 6)


def test_satisfaction_is_a_mean_of_five_answers_at_least() -> None:
    assert figures_of([tally("male", 9, rated=4)]).satisfaction is None
    assert figures_of([tally("male", 9, rated=5)]).satisfaction == 4.0


@given(st.dictionaries(st.sampled_from(GENDERS), st.integers(0, 12), min_size=1))
def test_no_small_cell_can_be_worked_out_from_the_total(cells: dict[str, int]) -> None:
    shown = withheld(cells)
    hidden = [cells[name] for name, count in shown.items() if count is None]

    assert not [name for name, count in shown.items() if count is not None and 0 < count < LEAST_CELL]
    assert all(count in (None, cells[name]) for name, count in shown.items())
    if hidden and sum(cells.values()) >= LEAST_CELL:
        assert len(hidden) > 1
        assert sum(hidden) >= LEAST_CELL


async def test_the_route_shows_what_the_rows_say(branch: Caller, course: Row, training: Service) -> None:
    await made(await branch.post(f"/v1/courses/{course['id']}/sessions", a_session(capacity=20)))
    for number in range(12):
        changes: dict[str, Any] = {"gender": "male"} if number < 7 else {}
        await made(await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=a_youth(number), **changes)))
    async with training.database.transaction() as connection:
        await connection.execute(ENROLMENT.update().values(state="attending", satisfaction=5))

    shown = (await branch.get(f"/v1/courses/{course['id']}/statistics")).json()

    assert (shown["people"], shown["by_gender"]) == (12, {"female": 5, "male": 7, "unknown": 0})
    assert (shown["women_target"], shown["women_target_met"]) == ("1/3", True)
    assert (shown["rated"], shown["satisfaction"], shown["ended"]) == (12, 5.0, None)
