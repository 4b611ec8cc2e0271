"""Top-k search equals the plain-Python specification, whatever the world, the threads and the shards."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.engine import topk
from matching.engine.index import Index, build
from matching.engine.kernels import CHUNK, search_many
from matching.engine.policy import Policy
from matching.engine.tables import TableRefused, Vacancies, Youths
from matching.engine.topk import Found, market_of, topk_batch

from bench.matching import naive, yv1
from tests.matching.engine.worlds import worlds

EVERYTHING = settings(max_examples=60, deadline=None)
MIXED_ALWAYS = 1 << 16
"""More vacancies a region and industry than any drawn world has."""


def listed(index: Index, found: Found) -> list[list[tuple[int, int]]]:
    numbers = index.vacancies.number
    return [
        [(int(numbers[at]), int(score)) for at, score in zip(*row, strict=True) if at >= 0]
        for row in zip(found.positions, found.scores, strict=True)
    ]


def same(one: Found, other: Found) -> bool:
    names = ("positions", "scores", "bands")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def specified(policy: Policy, youths: Youths, vacancies: Vacancies, k: int) -> list[list[tuple[int, int]]]:
    held = naive.rows(vacancies)
    return [naive.topk(policy, youth, held, k) for youth in naive.rows(youths)]


def test_every_list_of_the_small_world_equals_the_specification(small: yv1.World, small_index: Index) -> None:
    found = topk_batch(small_index, small.youths, 20, threads=2)

    assert round(float(found.scores[found.positions >= 0].mean()), 4) == 2929.2119
    assert round(float((found.positions >= 0).sum(axis=1).mean()), 4) == 11.5882
    assert same(found, topk_batch(small_index, small.youths, 20, compiled=False))
    sample = small.youths.take(range(0, 10_000, 50))
    assert listed(small_index, found)[::50] == specified(small.policy, sample, small.vacancies, 20)


def test_sampled_lists_of_the_medium_world_equal_the_specification(medium: yv1.World, medium_index: Index) -> None:
    sample = medium.youths.take(range(0, 100_000, 20_000))

    found = topk_batch(medium_index, sample, 20)

    assert listed(medium_index, found) == specified(medium.policy, sample, medium.vacancies, 20)
    more = medium.youths.take(range(0, 100_000, 500))
    assert same(topk_batch(medium_index, more, 20), topk_batch(medium_index, more, 20, compiled=False))


@EVERYTHING
@given(worlds(), st.sampled_from([1, 3, 40]), st.sampled_from([2, 3, 65_536]), st.sampled_from([0, MIXED_ALWAYS]))
def test_any_odd_world_is_searched_as_specified(
    world: tuple[Policy, Vacancies, Youths], k: int, cell_limit: int, mixed_below: int
) -> None:
    policy, vacancies, youths = world
    index = build(vacancies, policy, cell_limit=cell_limit, mixed_below=mixed_below)

    found = topk_batch(index, youths, k)

    assert index.rules.mixed == (mixed_below == MIXED_ALWAYS)
    assert listed(index, found) == specified(policy, youths, vacancies, k)
    assert same(found, topk_batch(index, youths, k, compiled=False))


@EVERYTHING
@given(worlds(), st.data())
def test_a_hint_of_any_height_changes_nothing(world: tuple[Policy, Vacancies, Youths], data: st.DataObject) -> None:
    policy, vacancies, youths = world
    index = build(vacancies, policy)
    hints = np.array(data.draw(st.lists(st.integers(-5, 10_500), min_size=len(youths), max_size=len(youths))))

    assert same(topk_batch(index, youths, 3, hints=hints), topk_batch(index, youths, 3))


@pytest.mark.parametrize("k", [1, 20, 200])
def test_a_thousand_vacancies_that_are_all_the_same_are_listed_by_number(small: yv1.World, k: int) -> None:
    columns = {name: column for name, column in small.vacancies.columns().items() if name != "number"}
    one = small.vacancies.take([7])
    repeated = Vacancies.from_columns(
        {name: np.tile(value, 1_000) if not name.endswith(".offsets") else np.arange(1_001) * value[-1]
         for name, value in one.columns().items() if name in columns}
        | {"number": np.arange(1_000)}
    )  # fmt: skip
    index = build(repeated, small.policy)
    everybody = small.youths.take(range(50))
    eager = Youths.from_columns(
        everybody.columns() | {"regions": np.full(50, (1 << 22) - 1), "industries": np.full(50, (1 << 18) - 1)}
    )

    found = topk_batch(index, eager, k)

    assert set(map(tuple, found.positions.tolist())) == {tuple(range(k)), (-1,) * k}
    assert same(found, topk_batch(index, eager, k, compiled=False))


@EVERYTHING
@given(worlds(), st.data(), st.sampled_from([1, 3, 40]), st.sampled_from([0, 16]))
def test_prices_and_cutoffs_select_what_they_say(
    world: tuple[Policy, Vacancies, Youths], data: st.DataObject, k: int, mixed_below: int
) -> None:
    policy, vacancies, youths = world
    index, n = build(vacancies, policy, mixed_below=mixed_below), len(vacancies)
    prices = np.array(data.draw(st.lists(st.integers(0, 9_000), min_size=n, max_size=n)), dtype=np.int64)
    classes = np.array(data.draw(st.lists(st.integers(0, 60), min_size=n, max_size=n)), dtype=np.int64)
    held = np.array(data.draw(st.lists(st.sampled_from([0, 5, 2**48 - 1]), min_size=n, max_size=n)), dtype=np.int64)
    free = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)), dtype=bool)
    cutoffs = np.where(free, -1, (classes << 48) | held)
    lottery = np.arange(len(youths), dtype=np.int64) + 3

    priced = topk_batch(index, youths, k, market=market_of(index, prices=prices))
    accepted = topk_batch(index, youths, k, market=market_of(index, cutoffs=cutoffs, lottery=lottery))

    for row, youth in enumerate(naive.rows(youths)):
        worth, willing = [], []
        for at, vacancy in enumerate(naive.rows(vacancies)):
            if naive.admissible(policy, youth, vacancy):
                points, seen = naive.score(policy, youth, vacancy)
                worth += [(prices[at] - points, vacancy["number"])] if points >= prices[at] else []
                key = ((seen // policy.employer_band) << 48) | int(lottery[row])
                willing += [(-points, vacancy["number"])] if key > cutoffs[at] else []
        for found, expected in ((priced, worth), (accepted, willing)):
            assert listed(index, found)[row] == [(number, -points) for points, number in sorted(expected)[:k]]
    for market in (market_of(index, prices=prices), market_of(index, cutoffs=cutoffs, lottery=lottery)):
        numpy = topk_batch(index, youths, k, market=market, compiled=False)
        assert same(topk_batch(index, youths, k, market=market), numpy)


@pytest.mark.parametrize("k", [1, 20, 3_000])
def test_a_youth_open_to_everything_is_searched_across_many_chunks(
    medium: yv1.World, medium_index: Index, k: int
) -> None:
    everything = (medium.youths.regions == (1 << 22) - 1) & (medium.youths.industries == (1 << 18) - 1)
    rows = np.flatnonzero(everything)[:5]
    assert medium_index.rules.cell_rows < CHUNK < len(medium.vacancies)

    found = topk_batch(medium_index, medium.youths, k, rows=rows)

    assert same(found, topk_batch(medium_index, medium.youths, k, rows=rows, compiled=False))
    assert listed(medium_index, found)[:1] == specified(
        medium.policy, medium.youths.take(rows[:1]), medium.vacancies, k
    )


def test_rows_that_cannot_be_written_or_are_not_contiguous_compile_nothing(
    small: yv1.World, small_index: Index
) -> None:
    before = list(getattr(search_many, "signatures", []))
    rows = np.arange(0, 4_000)
    rows.setflags(write=False)

    strided, plain = topk_batch(small_index, small.youths, 5, rows=rows[::2]), rows[::2].copy()

    assert same(strided, topk_batch(small_index, small.youths, 5, rows=plain))
    assert list(getattr(search_many, "signatures", [])) == before


@EVERYTHING
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_youths_does_not_matter(world: tuple[Policy, Vacancies, Youths], random: Random) -> None:
    policy, vacancies, youths = world
    index = build(vacancies, policy)
    shuffled = list(range(len(youths)))
    random.shuffle(shuffled)
    order = np.array(shuffled)

    moved = topk_batch(index, youths.take(order), 5)
    whole = topk_batch(index, youths, 5)

    assert same(moved, Found(whole.positions[order], whole.scores[order], whole.bands[order]))


def test_threads_and_ranges_of_youths_do_not_matter(small: yv1.World, small_index: Index) -> None:
    assert len(small.youths) > 2 * topk.BLOCK
    whole = topk_batch(small_index, small.youths, 20)

    assert same(whole, topk_batch(small_index, small.youths, 20, threads=3))
    part = topk_batch(small_index, small.youths.take(range(2_500, 5_000)), 20)
    rows = slice(2_500, 5_000)
    assert same(part, Found(whole.positions[rows], whole.scores[rows], whole.bands[rows]))


@EVERYTHING
@given(worlds(), st.data())
def test_closed_vacancies_are_never_found(world: tuple[Policy, Vacancies, Youths], data: st.DataObject) -> None:
    policy, vacancies, youths = world
    closed = data.draw(st.sets(st.sampled_from(range(len(vacancies))))) if len(vacancies) else set()
    left = [at for at in range(len(vacancies)) if at not in closed]
    index = build(vacancies, policy).closing(np.array(sorted(closed), dtype=np.int64))

    found = topk_batch(index, youths, 4)

    assert listed(index, found) == specified(policy, youths, vacancies.take(left), 4)
    assert same(found, topk_batch(index, youths, 4, compiled=False))
    assert index.open_positions.tolist() == left


@EVERYTHING
@given(worlds())
def test_one_youth_online_gets_the_same_list_and_the_number_admissible(world: tuple[Policy, Vacancies, Youths]) -> None:
    policy, vacancies, youths = world
    index, held = build(vacancies, policy), naive.rows(vacancies)
    for row, youth in enumerate(naive.rows(youths)):
        for compiled in (True, False):
            found, admissible = topk.topk(index, youths, row, 4, compiled=compiled)

            assert listed(index, found) == [naive.topk(policy, youth, held, 4)]
            assert admissible == sum(naive.admissible(policy, youth, vacancy) for vacancy in held)


def test_a_youth_who_meets_no_vacancy_gets_an_empty_list(small: yv1.World, small_index: Index) -> None:
    columns = small.youths.take([0]).columns() | {"regions": np.array([0])}

    found = topk_batch(small_index, Youths.from_columns(columns), 20)

    assert (found.positions == -1).all()
    assert (found.scores == -1).all()


def test_a_list_of_nothing_is_refused(small: yv1.World, small_index: Index) -> None:
    with pytest.raises(TableRefused):
        topk_batch(small_index, small.youths, 0)


def test_searching_never_compiles_again_once_warm(small: yv1.World, small_index: Index) -> None:
    before = list(getattr(search_many, "signatures", []))

    topk_batch(small_index, small.youths.take(range(10)), 7, hints=np.zeros(10, dtype=np.int64))

    assert list(getattr(search_many, "signatures", [])) == before
