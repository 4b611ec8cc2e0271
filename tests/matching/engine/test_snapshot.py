"""Snapshots follow the changes, merge exactly, and are refused from disk when a byte differs."""

import pickle
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.engine.explain import explain
from matching.engine.index import Index
from matching.engine.kernels import search_many
from matching.engine.policy import Policy
from matching.engine.snapshot import Change, Ranking, Snapshot, merge
from matching.engine.snapshot_file import SnapshotRefused, load, save
from matching.engine.tables import TableRefused, Vacancies, Youths

from bench.matching import naive, yv1
from tests.matching.engine.worlds import policies, vacancies, youths


def listed(ranking: Ranking) -> list[list[tuple[int, int]]]:
    rows = zip(ranking.numbers.tolist(), ranking.scores.tolist(), strict=True)
    return [[pair for pair in zip(*row, strict=True) if pair[0] >= 0] for row in rows]


def same(one: Ranking, other: Ranking) -> bool:
    return np.array_equal(one.numbers, other.numbers) and np.array_equal(one.scores, other.scores)


def changes_between(before: Vacancies, after: Vacancies) -> list[Change]:
    """Every vacancy of the later table arrives anew; those gone are closed."""
    rows = {int(number): after.take([at]) for at, number in enumerate(after.number)}
    numbers = sorted(rows.keys() | set(before.number.tolist()))
    return [Change(at, number, rows.get(number)) for at, number in enumerate(numbers, start=1)]


@st.composite
def changing_worlds(draw: st.DrawFn) -> tuple[Policy, list[Vacancies], Youths]:
    policy = draw(policies())
    return policy, [draw(vacancies(policy, most=10)) for _ in range(3)], draw(youths(policy, most=4))


@settings(max_examples=25, deadline=None)
@given(changing_worlds())
def test_a_snapshot_that_followed_changes_equals_one_built_afresh(
    world: tuple[Policy, list[Vacancies], Youths],
) -> None:
    policy, stages, people = world
    snapshot = Snapshot.of(stages[0], policy)
    for before, after in pairwise(stages):
        changes = changes_between(before, after)
        snapshot = snapshot.applied([Change(snapshot.sequence + c.sequence, c.number, c.vacancy) for c in changes])

        held = naive.rows(after)
        expected = [naive.topk(policy, youth, held, 3) for youth in naive.rows(people)]
        assert listed(snapshot.topk_batch(people, 3)) == expected
        assert snapshot.vacancies.digest == after.digest
        assert listed(snapshot.compacted().topk_batch(people, 3)) == expected
        for row, youth in enumerate(naive.rows(people)):
            ranking, admissible = snapshot.topk(people, row, 3)
            assert listed(ranking) == [expected[row]]
            assert admissible == sum(naive.admissible(policy, youth, vacancy) for vacancy in held)


def test_a_change_heard_twice_counts_once(small: yv1.World) -> None:
    snapshot = Snapshot.of(small.vacancies, small.policy, sequence=10)
    closing, stale = Change(11, 3, None), Change(9, 4, None)

    once = snapshot.applied([closing])

    assert once.applied([closing, stale]) is once
    assert snapshot.applied([stale]) is snapshot
    assert 3 not in once.vacancies.number
    assert 4 in once.vacancies.number
    assert once.sequence == 11
    assert once.identity != snapshot.identity


def test_a_vacancy_that_changes_is_found_as_it_is_now(small: yv1.World) -> None:
    snapshot = Snapshot.of(small.vacancies, small.policy)
    columns = small.vacancies.take([3]).columns() | {"wage": np.array([80_000])}

    after = snapshot.applied([Change(1, 3, Vacancies.from_columns(columns))])

    assert after.waiting == 1
    assert len(after.vacancies) == len(small.vacancies)
    wage = next(part for part in after.explain(small.youths, 0, 3).components if part.name == "wage")
    assert wage.points == wage.maximum
    closed = after.applied([Change(2, 3, None)])
    assert closed.explain(small.youths, 0, 3).conditions[0].reason == "closed"
    with pytest.raises(TableRefused):
        after.explain(small.youths, 0, 5_000)
    with pytest.raises(TableRefused):
        after.applied([Change(5, 7, small.vacancies.take([8]))])


def test_a_page_is_explained_as_each_of_its_vacancies_is_wherever_it_is_held(small: yv1.World) -> None:
    columns = small.vacancies.take([3]).columns() | {"wage": np.array([80_000])}
    base = Snapshot.of(small.vacancies, small.policy)
    changed = base.applied([Change(1, 3, Vacancies.from_columns(columns)), Change(2, 4, None)])
    delta = changed.segments[1]

    page = changed.explain_all(small.youths, 17, [403, 3, 4, 0, 403])

    assert page[0] == page[4] == explain(base.segments[0], small.youths, 17, 403)
    assert page[1] == explain(delta, small.youths, 17, 3)
    assert page[2] == explain(changed.segments[0], small.youths, 17, 4)
    assert not page[2].admissible
    assert page[3] == explain(base.segments[0], small.youths, 17, 0)
    assert changed.explain_all(small.youths, 17, []) == []


def test_shards_by_region_merge_into_the_whole(small: yv1.World) -> None:
    whole = Snapshot.of(small.vacancies, small.policy).topk_batch(small.youths, 20)
    shards = [
        Snapshot.of(small.vacancies.take(np.flatnonzero(small.vacancies.region % 3 == part)), small.policy)
        for part in range(3)
    ]

    assert same(merge([shard.topk_batch(small.youths, 20) for shard in shards], 20), whole)


def test_a_saved_snapshot_is_the_same_snapshot(small: yv1.World, small_index: Index, tmp_path: Path) -> None:
    snapshot = Snapshot((small_index,), sequence=42)

    digest = save(snapshot, tmp_path / "snapshot")
    loaded = load(tmp_path / "snapshot")

    assert loaded.sequence == 42
    assert loaded.identity == snapshot.identity
    assert loaded.policy == snapshot.policy
    assert same(loaded.topk_batch(small.youths, 20), snapshot.topk_batch(small.youths, 20))
    assert save(loaded, tmp_path / "again") == digest
    assert (tmp_path / "again").read_bytes() == (tmp_path / "snapshot").read_bytes()


def test_a_loaded_snapshot_needs_no_new_compilation(small: yv1.World, small_index: Index, tmp_path: Path) -> None:
    save(Snapshot((small_index,)), tmp_path / "snapshot")
    before = list(getattr(search_many, "signatures", []))

    load(tmp_path / "snapshot").topk(small.youths, 0, 20)

    assert list(getattr(search_many, "signatures", [])) == before


def test_a_snapshot_travels_to_another_process_as_it_is(small: yv1.World) -> None:
    snapshot = Snapshot.of(small.vacancies, small.policy, sequence=5).applied([Change(6, 3, None)])
    before = list(getattr(search_many, "signatures", []))

    arrived, youths = pickle.loads(pickle.dumps((snapshot, small.youths)))

    assert (arrived.identity, arrived.sequence) == (snapshot.identity, 6)
    assert same(arrived.topk_batch(youths, 20), snapshot.topk_batch(small.youths, 20))
    assert list(getattr(search_many, "signatures", [])) == before


def test_changes_are_folded_in_before_saving(small: yv1.World, tmp_path: Path) -> None:
    changed = Snapshot.of(small.vacancies, small.policy).applied([Change(7, 3, None), Change(8, 5, None)])

    save(changed, tmp_path / "snapshot")

    assert load(tmp_path / "snapshot").vacancies.digest == changed.vacancies.digest
    assert load(tmp_path / "snapshot").sequence == 8


@pytest.mark.parametrize("place", [0, 9, 20, 100, 100_000, -1])
def test_a_file_with_one_wrong_byte_is_refused(small_index: Index, tmp_path: Path, place: int) -> None:
    path = tmp_path / "snapshot"
    save(Snapshot((small_index,)), path)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)

    with pytest.raises(SnapshotRefused):
        load(path)


def test_a_missing_empty_or_cut_file_is_refused(small_index: Index, tmp_path: Path) -> None:
    path = tmp_path / "snapshot"
    with pytest.raises(SnapshotRefused):
        load(path)
    path.write_bytes(b"")
    with pytest.raises(SnapshotRefused):
        load(path)
    save(Snapshot((small_index,)), path)
    path.write_bytes(path.read_bytes()[:-64])
    with pytest.raises(SnapshotRefused):
        load(path)
