"""Matching rounds: stable over all pairs, within a certified distance of the best total, and resumable where exact."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.engine.explain import Standing
from matching.engine.index import Index, build
from matching.engine.lottery import tickets
from matching.engine.policy import Policy
from matching.engine.rounds import Outcome, RoundRefused, Terms, assign, resume
from matching.engine.tables import Vacancies, Youths
from matching.engine.verify import verify

from bench.matching import naive, yv1
from bench.matching.naive_rounds import best_total, deferred_acceptance
from tests.matching.engine.worlds import policies, vacancies, worlds, youths

SOME = settings(max_examples=40, deadline=None)
MAX_TOTAL = Terms(mode="max_total")


@st.composite
def tight_worlds(draw: st.DrawFn) -> tuple[Policy, Vacancies, Youths]:
    """More youths than seats, so that employers choose."""
    policy = draw(policies())
    return policy, draw(vacancies(policy, most=6)), draw(youths(policy, most=6))


def same(one: Outcome, other: Outcome) -> bool:
    return sorted(one.pairs()) == sorted(other.pairs())


@pytest.fixture(scope="session")
def stable(small: yv1.World, small_index: Index) -> Outcome:
    return assign(small_index, small.youths, Terms(seed=7))


@pytest.fixture(scope="session")
def richest(small: yv1.World, small_index: Index) -> Outcome:
    return assign(small_index, small.youths, replace(MAX_TOTAL, step=1, tolerance=0.0001))


@SOME
@given(worlds(), st.sampled_from([1, 2, 20]), st.integers(0, 2**64))
def test_a_stable_round_equals_deferred_acceptance_by_the_book(
    world: tuple[Policy, Vacancies, Youths], k: int, seed: int
) -> None:
    policy, offered, people = world

    outcome = assign(build(offered, policy), people, Terms(k=k, seed=seed))

    ticket = dict(zip(people.number.tolist(), tickets(people.number, seed).tolist(), strict=True))
    assert dict(outcome.pairs()) == deferred_acceptance(policy, naive.rows(people), naive.rows(offered), ticket)
    assert verify(outcome).holds


@SOME
@given(tight_worlds(), st.sampled_from([1, 20]))
def test_a_max_total_round_comes_within_a_point_a_placement_of_the_best(
    world: tuple[Policy, Vacancies, Youths], k: int
) -> None:
    policy, offered, people = world

    outcome = assign(build(offered, policy), people, Terms(mode="max_total", k=k, step=1, tolerance=0.0))

    best = best_total(policy, naive.rows(people), naive.rows(offered))
    assert outcome.certificate is not None
    assert outcome.total <= best <= outcome.certificate.bound
    assert best - outcome.total <= len(people)
    assert verify(outcome).holds


def test_no_pair_of_the_small_world_blocks_a_stable_round(stable: Outcome) -> None:
    checked = verify(stable)

    assert checked.holds
    assert checked.youths_examined == 10_000
    assert checked.blocking_pairs == 0


def test_the_small_worlds_greatest_total_is_found_and_certified(richest: Outcome, stable: Outcome) -> None:
    checked = verify(richest, sample=range(0, 10_000, 10))

    assert checked.holds
    assert checked.gap is not None
    assert checked.gap <= 0.0001
    assert richest.total >= 9_352_388 - 1_000
    assert stable.total < richest.total


def test_a_tampered_outcome_is_caught(stable: Outcome, richest: Outcome) -> None:
    swapped = stable.match.copy()
    first, second = np.flatnonzero(swapped >= 0)[:2]
    swapped[[first, second]] = swapped[[second, first]]
    emptied = stable.match.copy()
    emptied[first] = -1
    certificate = richest.certificate
    assert certificate is not None
    cheaper = replace(certificate, profits=np.maximum(certificate.profits - 50, 0))

    assert not verify(replace(stable, match=swapped), sample=[first, second]).holds
    assert verify(replace(stable, match=emptied), sample=[first]).wrong["blocking_pairs"] > 0
    assert verify(replace(stable, capacity=stable.capacity - 1), sample=[]).wrong["seats"] > 0
    assert verify(replace(richest, certificate=cheaper), sample=range(200)).wrong["underpaid_youths"] > 0


def test_the_order_of_the_youths_and_the_length_of_lists_do_not_matter(
    small: yv1.World, small_index: Index, stable: Outcome
) -> None:
    order = np.random.default_rng(1).permutation(len(small.youths))

    assert same(assign(small_index, small.youths.take(order), Terms(seed=7, k=5), threads=2), stable)


def test_another_seed_draws_another_lottery(small: yv1.World, small_index: Index, stable: Outcome) -> None:
    other = assign(small_index, small.youths, Terms(seed=8))

    assert not same(other, stable)
    assert len(np.unique(stable.lottery)) == len(small.youths)
    assert stable.lottery.min() >= 0


def test_late_arrivals_join_as_if_they_had_been_there(small: yv1.World, small_index: Index, stable: Outcome) -> None:
    early = assign(small_index, small.youths.take(range(9_800)), Terms(seed=7))

    joined = resume(early, arrivals=small.youths.take(range(9_800, 10_000)))

    assert joined.manifest["resumed"]
    assert same(joined, stable)


def test_closures_and_cuts_are_resumed_exactly(small: yv1.World, small_index: Index, stable: Outcome) -> None:
    fewer = dict.fromkeys(range(0, 1000, 40), 0) | dict.fromkeys(range(7, 1000, 40), 1)

    going_on = resume(stable, openings=fewer)

    assert going_on.manifest["resumed"]
    assert same(going_on, assign(small_index, small.youths, Terms(seed=7, openings=fewer)))
    assert verify(going_on, sample=range(0, 10_000, 20)).holds


def test_withdrawals_and_new_openings_are_run_again(small: yv1.World, stable: Outcome) -> None:
    placed = int(stable.pairs()[0][0])

    without = resume(stable, withdrawn=[placed])
    more = resume(stable, openings={3: 50})

    assert not without.manifest["resumed"]
    assert placed not in dict(without.pairs())
    assert not more.manifest["resumed"]
    assert verify(more, sample=range(0, 10_000, 50)).holds


@SOME
@given(tight_worlds(), st.data())
def test_any_resumption_equals_a_re_run(world: tuple[Policy, Vacancies, Youths], data: st.DataObject) -> None:
    policy, offered, people = world
    index = build(offered, policy)
    cut = data.draw(st.integers(0, len(people)))
    openings = {
        int(number): data.draw(st.integers(0, int(seats)))
        for number, seats in zip(offered.number, offered.openings, strict=True)
    }
    early = assign(index, people.take(range(cut)), Terms(k=2))

    later = resume(early, arrivals=people.take(range(cut, len(people))), openings=openings)

    assert later.manifest["resumed"]
    assert same(later, assign(index, people, Terms(k=2, openings=openings)))


def test_accepted_pairs_keep_their_seats(small: yv1.World, small_index: Index, stable: Outcome) -> None:
    accepted = tuple(stable.pairs()[:300])
    for mode in ("stable", "max_total"):
        again = assign(small_index, small.youths, Terms(mode=mode, seed=9, frozen=accepted))

        assert set(accepted) <= set(again.pairs())
        assert verify(again, sample=range(0, 10_000, 25)).holds


def test_frozen_pairs_must_fit(small: yv1.World, small_index: Index) -> None:
    seats = int(small.vacancies.openings[0])
    too_many = tuple((youth, 0) for youth in range(seats + 1))
    for frozen in (too_many, ((0, 99_999),), ((99_999, 0),), ((0, 1), (0, 2))):
        with pytest.raises(RoundRefused):
            assign(small_index, small.youths, Terms(frozen=frozen))
    with pytest.raises(RoundRefused):
        assign(small_index, small.youths, Terms(openings={99_999: 1}))


def standing(outcome: Outcome, youth: int, vacancy: int) -> Standing:
    found = outcome.why(youth, vacancy).standing
    assert found is not None
    return found


def test_why_says_who_came_first(stable: Outcome, richest: Outcome) -> None:
    assert standing(stable, *stable.pairs()[0]).outcome == "placed"
    unplaced = stable.youths.number[np.flatnonzero(stable.match < 0)][:6].tolist()
    told = [standing(stable, youth, vacancy) for youth in unplaced for vacancy in range(0, 1_000, 25)]
    assert {found.outcome for found in told} == {"outranked", "not_admissible"}
    for found in told:
        if found.outcome == "outranked":
            assert found.band is not None
            assert found.cutoff_band is not None
            assert found.lottery is not None
            assert found.cutoff_lottery is not None
            assert (found.band, -found.lottery) < (found.cutoff_band, -found.cutoff_lottery)
    left_out = richest.youths.number[np.flatnonzero(richest.match < 0)][:3].tolist()
    priced = {standing(richest, youth, vacancy).outcome for youth in left_out for vacancy in range(0, 1_000, 25)}
    assert priced == {"priced_out", "not_admissible"}


def test_why_says_how_many_points_more_would_have_won_the_seat(stable: Outcome, richest: Outcome) -> None:
    for outcome, kind in ((stable, "outrank"), (richest, "outbid")):
        unplaced = outcome.youths.number[np.flatnonzero(outcome.match < 0)][:6].tolist()
        told = [outcome.why(youth, vacancy) for youth in unplaced for vacancy in range(0, 1_000, 25)]
        advised = [found for found in told if found.changes and found.changes[0].kind == kind]
        assert advised
        for found in advised:
            points = {component.name: component.points for component in found.components}
            standing, needed = found.standing, found.changes[0].to
            assert standing is not None
            assert needed > 0
            if kind == "outbid":
                assert standing.price is not None
                assert found.score + needed - standing.price == (standing.profit or 0) + 1
            else:
                assert standing.lottery is not None
                assert standing.cutoff_lottery is not None
                seen = points["skills"] + points["field"] + points["training"] + needed
                unlucky = standing.lottery > standing.cutoff_lottery
                assert seen == 100 * ((standing.cutoff_band or 0) + unlucky)


def test_the_same_manifest_gives_the_same_outcome(small: yv1.World, small_index: Index, stable: Outcome) -> None:
    again = assign(build(small.vacancies, small.policy), small.youths, Terms(seed=7), threads=2)

    assert again.manifest == stable.manifest
    assert again.pairs() == stable.pairs()


def test_nobody_is_placed_where_there_are_no_seats_or_no_vacancies(small: yv1.World) -> None:
    columns = small.vacancies.columns() | {"openings": np.zeros(1_000, dtype=np.int32)}
    for offered in (Vacancies.from_columns(columns), small.vacancies.take([])):
        for mode in ("stable", "max_total"):
            outcome = assign(build(offered, small.policy), small.youths.take(range(50)), Terms(mode=mode))

            assert outcome.pairs() == []
            assert verify(outcome).holds
