"""A batch on a real cluster of processes gives what one process gives, whoever dies meanwhile."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from distributed import Client, LocalCluster
from matching.engine.snapshot import Change, Ranking, Snapshot
from matching.engine.tables import TableRefused
from matching.scale_out import ScaleOutFailed, topk_batch

from bench.matching import yv1

PRELOAD = "matching.scale_out"


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two workers of one thread each, in processes of their own; one that dies is started again."""
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(**options, preload=[PRELOAD], host="127.0.0.1") as cluster:
        yield cluster


@pytest.fixture(scope="module")
def world() -> yv1.World:
    return yv1.draw("S")


@pytest.fixture(scope="module")
def snapshot(world: yv1.World) -> Snapshot:
    """A base and a delta, with a vacancy closed."""
    moved = world.vacancies.take([5])
    return Snapshot.of(world.vacancies, world.policy).applied([Change(1, 3, None), Change(2, 5, moved)])


def same(one: Ranking, other: Ranking) -> bool:
    return np.array_equal(one.numbers, other.numbers) and np.array_equal(one.scores, other.scores)


def workers(cluster: LocalCluster) -> list[int]:
    """The process of each worker."""
    with Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(2)
        return list(client.run(os.getpid).values())


def test_without_a_scheduler_one_process_does_it_and_nothing_of_dask_is_imported() -> None:
    script = """
import sys
from bench.matching import yv1
from matching.engine.snapshot import Snapshot
from matching.scale_out import topk_batch
world = yv1.draw("S")
print(topk_batch(Snapshot.of(world.vacancies, world.policy), world.youths.take(range(9)), 3, threads=2).scores.sum())
assert not {"distributed", "dask"} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_cluster_gives_what_one_process_gives(cluster: LocalCluster, world: yv1.World, snapshot: Snapshot) -> None:
    alone = snapshot.topk_batch(world.youths, 20)

    for part in (10_000, 3_000, 777):
        assert same(topk_batch(snapshot, world.youths, 20, scheduler=cluster.scheduler_address, part=part), alone)


def test_hints_travel_with_their_youths(cluster: LocalCluster, world: yv1.World, snapshot: Snapshot) -> None:
    alone = snapshot.topk_batch(world.youths, 5)
    hints = np.where(np.arange(len(world.youths)) % 3 == 0, 9_999, alone.scores[:, -1])

    assert same(topk_batch(snapshot, world.youths, 5, hints=hints, scheduler=cluster.scheduler_address), alone)


def test_progress_is_told_after_each_part(cluster: LocalCluster, world: yv1.World, snapshot: Snapshot) -> None:
    heard: list[int] = []

    topk_batch(snapshot, world.youths, 3, scheduler=cluster.scheduler_address, part=4_000, progress=heard.append)

    assert len(heard) == 3
    assert heard == sorted(heard)
    assert heard[-1] == 10_000


class Enough(Exception):
    """Nobody waits for the rest."""


@pytest.mark.parametrize("far", [False, True])
def test_a_batch_ends_with_the_part_after_which_progress_raises(
    cluster: LocalCluster, world: yv1.World, snapshot: Snapshot, far: bool
) -> None:
    heard: list[int] = []

    def progress(done: int) -> None:
        heard.append(done)
        raise Enough

    scheduler = cluster.scheduler_address if far else None
    with pytest.raises(Enough):
        topk_batch(snapshot, world.youths.take(range(100)), 5, part=10, scheduler=scheduler, progress=progress)

    assert heard == [10]


def test_parts_on_threads_of_one_process_give_what_one_part_gives(world: yv1.World, snapshot: Snapshot) -> None:
    youths, hints = world.youths.take(range(100)), np.arange(100) * 50
    heard: list[int] = []

    parts = topk_batch(snapshot, youths, 5, part=15, threads=2, hints=hints, progress=heard.append)

    assert same(parts, snapshot.topk_batch(youths, 5))
    assert heard == [30, 60, 90, 100]


def test_a_batch_of_nobody_is_empty(cluster: LocalCluster, world: yv1.World, snapshot: Snapshot) -> None:
    nobody = topk_batch(snapshot, world.youths.take([]), 20, scheduler=cluster.scheduler_address)

    assert nobody.numbers.shape == nobody.scores.shape == (0, 20)


def test_what_the_engine_refuses_is_refused_from_afar(
    cluster: LocalCluster, world: yv1.World, snapshot: Snapshot
) -> None:
    with pytest.raises(TableRefused):
        topk_batch(snapshot, world.youths, 0, scheduler=cluster.scheduler_address)


@pytest.mark.faults
@pytest.mark.parametrize("dying", [1, 2])
def test_workers_killed_in_mid_run_change_nothing(
    cluster: LocalCluster, world: yv1.World, snapshot: Snapshot, dying: int
) -> None:
    """One dies: its parts go to the other. Both die: every copy of the snapshot is lost, and is sent again."""
    alone = snapshot.topk_batch(world.youths, 20)
    victims = workers(cluster)[:dying]
    doomed = list(victims)

    def kill(done: int) -> None:
        while doomed and done >= 2_000:
            os.kill(doomed.pop(), signal.SIGKILL)

    found = topk_batch(snapshot, world.youths, 20, scheduler=cluster.scheduler_address, part=400, progress=kill)

    assert same(found, alone)
    assert not set(victims) & set(workers(cluster))


def test_an_address_where_nobody_answers_is_refused(world: yv1.World, snapshot: Snapshot) -> None:
    with pytest.raises(ScaleOutFailed):
        topk_batch(snapshot, world.youths, 20, scheduler="tcp://127.0.0.1:1", timeout=1)
