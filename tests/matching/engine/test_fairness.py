"""The report counts what happened, by group, and measures it against a bound."""

import json

import numpy as np
import pytest
from matching.engine.candidates import candidates
from matching.engine.fairness import Exposure, Rate, Report, churn, exposure, report
from matching.engine.index import Index
from matching.engine.rounds import Outcome, Terms, assign, resume
from matching.engine.tables import TableRefused
from matching.engine.topk import Found, topk_batch

from bench.matching import naive, yv1


@pytest.fixture(scope="module")
def lists(small: yv1.World, small_index: Index) -> Found:
    return topk_batch(small_index, small.youths, 20)


@pytest.fixture(scope="module")
def stable(small: yv1.World, small_index: Index) -> Outcome:
    return assign(small_index, small.youths, Terms())


@pytest.fixture(scope="module")
def told(small: yv1.World, small_index: Index, stable: Outcome, lists: Found) -> Report:
    best = assign(small_index, small.youths, Terms(mode="max_total"))
    assert best.certificate is not None
    return report(stable, lists, gender=np.where(small.female, "F", "M"), bound=best.certificate.bound)


def test_every_breakdown_adds_up_to_the_whole(told: Report, stable: Outcome) -> None:
    for parity in told.parity.values():
        assert sum(group.part for group in parity.groups.values()) == told.placed.part == len(stable.pairs())
        assert sum(group.whole for group in parity.groups.values()) == 10_000
        assert 0 < parity.ratio <= 1
    for fill in told.fill.values():
        assert sum(group.part for group in fill.values()) == told.seats.part == told.placed.part
        assert sum(group.whole for group in fill.values()) == 2_242


def test_the_small_world_is_as_fair_as_it_was_measured_to_be(told: Report) -> None:
    data = told.as_data()

    assert set(data["parity"]["gender"]["groups"]) == {"F", "M"}
    assert data["parity"]["gender"]["ratio"] > 0.9
    assert data["seats"]["rate"] > 0.9
    assert 0.90 < data["score_to_bound"] < 0.95
    assert 1 <= told.rank <= 20
    assert told.beyond_list.part > 0
    assert data["manifest"]["seed"] == 0
    assert json.loads(json.dumps(data)) == data


def test_even_exposure_has_a_gini_of_nothing_and_a_single_star_of_nearly_one() -> None:
    def shown(*positions: int) -> Found:
        column = np.array(positions, dtype=np.int32).reshape(-1, 1)
        return Found(column, column, column)

    assert exposure(shown(0, 1, 2, 3), np.arange(4)) == Exposure(0.0, Rate(0, 4), 1)
    assert exposure(shown(2, 2, 2, 2), np.arange(4)) == Exposure(0.75, Rate(3, 4), 4)
    assert exposure(shown(-1, -1), np.arange(4)) == Exposure(0.0, Rate(4, 4), 0)


def test_churn_counts_the_youths_whose_vacancy_changed(stable: Outcome) -> None:
    youth, vacancy = stable.pairs()[0]

    after = resume(stable, openings={vacancy: 0})

    assert churn(stable, stable) == Rate(0, 10_000)
    moved = churn(stable, after)
    assert 0 < moved.part < 1_000
    assert dict(after.pairs()).get(youth) != vacancy


def test_candidates_of_a_vacancy_are_the_youths_whose_score_is_highest(small: yv1.World, small_index: Index) -> None:
    found = candidates(small_index, small.youths, 403, 10)

    vacancy = naive.rows(small.vacancies.take([403]))[0]
    scored = sorted(
        (-naive.score(small.policy, youth, vacancy)[0], youth["number"])
        for youth in naive.rows(small.youths)
        if naive.admissible(small.policy, youth, vacancy)
    )
    assert [(-int(score), int(row)) for row, score in zip(found.rows, found.scores, strict=True)] == scored[:10]
    assert found.admissible == len(scored)
    with pytest.raises(TableRefused):
        candidates(small_index, small.youths, 99_999, 10)


def test_a_new_vacancy_enters_the_lists_it_scores_well_enough_for(
    small: yv1.World, small_index: Index, lists: Found
) -> None:
    found = candidates(small_index, small.youths, 403, 10_000, above=lists.scores[:, -1] + 1)

    assert set(np.flatnonzero((lists.positions == 403).any(axis=1))) >= set(found.rows.tolist())
    assert len(found.rows) > 0
