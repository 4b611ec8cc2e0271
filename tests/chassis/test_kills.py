"""`kill -9` between any two steps loses nothing and doubles nothing, on either bus."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from tests.chassis.buses import Bus, KafkaBus
from tests.chassis.listener import Listener
from tests.chassis.load import Acknowledged, add_items, compete, history_of, speak, unpublished
from tests.chassis.process import RELAY_STEPS, WORKER_STEPS, Part
from tests.chassis.toy import Keeper
from tests.waiting import eventually

pytestmark = pytest.mark.faults

Spawn = Callable[..., ForkServerProcess]
WINDOW = 500
KILLS = 4


@pytest.fixture
async def spawn(
    bus: Bus, tmp_path: Path, keeper_url: str, listener_url: str, toy: Keeper, ear: Listener
) -> AsyncIterator[Spawn]:
    """Starts processes on this test's bus: relay and worker each for itself on Kafka, both in one on the onebox's."""
    started: list[ForkServerProcess] = []

    def start(roles: Sequence[str], die_at: str = "") -> ForkServerProcess:
        if isinstance(bus, KafkaBus):
            part = Part(roles, keeper_url, listener_url, servers=bus.servers, group=bus.group, die_at=die_at)
        else:
            part = Part(roles, keeper_url, listener_url, folder=str(tmp_path), die_at=die_at)
        started.append(part.spawn())
        return started[-1]

    yield start
    for process in started:
        end(process)


def end(process: ForkServerProcess) -> None:
    """Kill and reap."""
    process.kill()
    process.join()


async def death_of(process: ForkServerProcess, step: str) -> int | None:
    """Wait until a process is dead; its exit code."""
    await eventually(lambda: not process.is_alive(), f"the process died {step}")
    return process.exitcode


async def all_through(toy: Keeper, ear: Listener, bus: Bus) -> None:
    """Wait until every row is published and has had its effect."""

    async def sound() -> bool:
        if await unpublished(toy):
            return False
        history = await history_of(toy, ear, bus, [])
        return len({event.id for event in history.effects}) == sum(event.heard for event in history.committed)

    await eventually(sound, "everything committed has had its effect")


def groups(bus: Bus) -> list[list[str]]:
    """Which roles share a process."""
    return [["relay"], ["worker"]] if isinstance(bus, KafkaBus) else [["relay", "worker"]]


async def test_a_process_killed_between_any_two_steps_loses_and_doubles_nothing(
    toy: Keeper, ear: Listener, bus: Bus, spawn: Spawn
) -> None:
    items = await add_items(toy, 6)
    told: Acknowledged = []
    kills = 0
    for roles in groups(bus):
        bystanders = [spawn(others) for others in groups(bus) if others != roles]
        for step in (*(RELAY_STEPS if "relay" in roles else ()), *(WORKER_STEPS if "worker" in roles else ())):
            told += [(item, sequence) for item in items for sequence in await speak(toy, item, True, False, True)]
            doomed = spawn(roles, step)
            assert await death_of(doomed, step) == -signal.SIGKILL
            kills += 1
        for bystander in bystanders:
            end(bystander)

    for roles in groups(bus):
        spawn(roles)
    await all_through(toy, ear, bus)
    history = await history_of(toy, ear, bus, told)

    assert kills == len(RELAY_STEPS) + len(WORKER_STEPS)
    assert history.violations(duplicates_allowed=WINDOW * kills) == []


async def test_processes_killed_at_random_moments_under_load_lose_and_double_nothing(
    toy: Keeper, ear: Listener, bus: Bus, spawn: Spawn, keeper_url: str
) -> None:
    choice = random.Random(20260701)
    items = await add_items(toy, 12)
    alive = {tuple(roles): spawn(roles) for roles in groups(bus)}
    writing = asyncio.create_task(compete(keeper_url, items, writers=6, transactions=60, seed=3))
    for kill in range(KILLS):
        roles = choice.choice(list(alive))
        wanted = (kill + 1) * 40

        async def some_more_effects(wanted: int = wanted) -> bool:
            return len((await history_of(toy, ear, bus, [])).effects) >= wanted

        await eventually(some_more_effects, f"there are {wanted} effects")
        end(alive[roles])
        alive[roles] = spawn(list(roles))
    told = await writing
    await all_through(toy, ear, bus)
    history = await history_of(toy, ear, bus, told)

    assert history.violations(duplicates_allowed=WINDOW * KILLS) == []
