"""Pure work in other processes: every batch, in order, and nobody left behind."""

import os
from collections.abc import Iterator

import psutil
import pytest
from chassis.computing import computed


def doubled(numbers: list[int]) -> tuple[int, list[int]]:
    return os.getpid(), [2 * one for one in numbers]


def refused(numbers: list[int]) -> list[int]:
    raise ValueError(f"cannot take {numbers}")


def test_batches_are_computed_elsewhere_and_come_in_order() -> None:
    batches = [[number, number + 1] for number in range(50)]

    with computed(doubled, batches) as results:
        found = list(results)

    assert [numbers for _, numbers in found] == [[2 * number, 2 * number + 2] for number in range(50)]
    assert os.getpid() not in {process for process, _ in found}
    assert [one for one in psutil.Process().children() if one.pid in {process for process, _ in found}] == []


def test_batches_are_fetched_as_they_are_needed() -> None:
    fetched: list[int] = []

    def endless() -> Iterator[list[int]]:
        number = 0
        while True:
            fetched.append(number)
            yield [number]
            number += 1

    with computed(doubled, endless()) as results:
        assert next(results)[1] == [0]

    assert len(fetched) < 10


def test_an_error_of_a_batch_is_raised_here() -> None:
    with computed(refused, [[1]]) as results, pytest.raises(ValueError, match=r"cannot take \[1\]"):
        next(results)


def test_an_error_of_what_gives_the_batches_is_raised_here() -> None:
    def broken() -> Iterator[list[int]]:
        yield [1]
        raise OSError("the file is gone")

    with computed(doubled, broken()) as results, pytest.raises(OSError, match="the file is gone"):
        list(results)
