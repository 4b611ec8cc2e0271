"""Pure work in other processes: every batch, in order, and nobody left behind."""

import asyncio
import os
from collections.abc import Iterator

import psutil
import pytest
from chassis.computing import workers


def doubled(numbers: list[int]) -> tuple[int, list[int]]:
    return os.getpid(), [2 * one for one in numbers]


def refused(numbers: list[int]) -> list[int]:
    raise ValueError(f"cannot take {numbers}")


async def test_batches_are_computed_elsewhere_and_come_in_order() -> None:
    batches = [[number, number + 1] for number in range(50)]

    async with workers(elsewhere=True) as others:
        found = await asyncio.to_thread(list, others.in_order(doubled, batches))
        alone = await others.run(doubled, [7])

    assert [numbers for _, numbers in found] == [[2 * number, 2 * number + 2] for number in range(50)]
    processes = {process for process, _ in [*found, alone]}
    assert alone[1] == [14]
    assert os.getpid() not in processes
    assert [one for one in psutil.Process().children() if one.pid in processes] == []


@pytest.mark.parametrize("elsewhere", [True, False])
async def test_batches_are_fetched_as_they_are_needed(elsewhere: bool) -> None:
    fetched: list[int] = []

    def endless() -> Iterator[list[int]]:
        while True:
            fetched.append(len(fetched))
            yield [fetched[-1]]

    async with workers(elsewhere=elsewhere) as some:
        assert next(some.in_order(doubled, endless()))[1] == [0]

    assert len(fetched) < 10


@pytest.mark.parametrize("elsewhere", [True, False])
async def test_an_error_of_a_batch_is_raised_here(elsewhere: bool) -> None:
    async with workers(elsewhere=elsewhere) as some:
        with pytest.raises(ValueError, match=r"cannot take \[1\]"):
            next(some.in_order(refused, [[1]]))
        with pytest.raises(ValueError, match=r"cannot take \[2\]"):
            await some.run(refused, [2])


async def test_an_error_of_what_gives_the_batches_is_raised_here() -> None:
    def broken() -> Iterator[list[int]]:
        yield [1]
        raise OSError("the file is gone")

    async with workers(elsewhere=True) as others:
        with pytest.raises(OSError, match="the file is gone"):
            list(others.in_order(doubled, broken()))
