"""The platform as processes on a real broker, each of them, and what started them, killed in the course of a story."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from chassis.postgres import Postgres
from onebox.shell import SERVICES

from tests.e2e import leaks
from tests.e2e.platform import Platform, lives, planted, running
from tests.waiting import eventually

pytestmark = [pytest.mark.kafka, pytest.mark.faults, pytest.mark.timeout(600)]

VICTIMS: dict[int, tuple[str, ...]] = {
    1: ("vacancy.worker", "relay"),
    2: ("vacancy.worker", "jobs"),
    4: ("vacancy.main",),
    6: ("gateway.main",),
    7: ("indicators.worker", "worker"),
    9: ("matching.main",),
    10: ("matching.worker", "jobs"),
    11: ("matching.worker", "worker"),
    12: ("kafka.Kafka",),
    13: ("matching.worker", "relay"),
    14: ("training.main",),
    15: ("training.worker", "relay"),
    16: ("postgres", "-D"),
    17: ("vacancy.worker", "worker"),
    18: ("indicators.main",),
    20: ("training.worker", "jobs"),
    22: ("training.worker", "worker"),
    24: ("indicators.worker", "relay"),
}
"""Which process is killed at the beginning of which step, near what it has to do."""
ROLES = (".main", ".worker")
ALL_AT_ONCE = 19
"""The step at whose beginning the supervisor is killed, which takes its processes along, and started again."""


async def test_each_process_is_killed_and_all_at_once_and_the_story_ends_right_and_no_name_is_found_anywhere(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, bus="kafka") as platform:
        run = "every-kill"

        def killing(victim: tuple[str, ...]) -> Callable[[], Awaitable[None]]:
            async def kill() -> None:
                platform.process(*victim).kill()

            return kill

        async def kill_all() -> None:
            # a database server and a broker that are left over are the next supervisor's to take
            roles = [one for one, line in platform.commands() if any(word.endswith(ROLES) for word in line)]
            assert len(roles) > len(SERVICES)
            platform.kill()
            await platform.start()
            await eventually(lambda: not any(lives(one) for one in roles), "no role outlives its supervisor")

        kills = {step: killing(victim) for step, victim in VICTIMS.items()}
        await platform.tell(kills | {ALL_AT_ONCE: kill_all}, run=run)
        assert {name for name, *_ in VICTIMS.values()} >= {f"{service}.worker" for service in SERVICES}
        words = planted(run)
        assert await leaks.in_databases(platform.data, words) == []
        assert leaks.in_topics(_broker_of(platform), words) == []
        processes = platform.processes()
        assert platform.interrupt() == 0
        assert not [one for one in processes if one.is_running()]
        # taken over from the supervisor that was killed, it is nobody's child
        assert not Postgres(platform.data / "postgres").alive()
    assert leaks.in_files(platform.data / "logs", words) == []
    _check_that_every_role_spoke_json(platform.data / "logs")


def _broker_of(platform: Platform) -> str:
    """Where the platform's own broker listens."""
    return platform.process("vacancy.worker", "relay").environ()["YOUTHLINK_VACANCY_KAFKA_BOOTSTRAP_SERVERS"]


def _check_that_every_role_spoke_json(logs: Path) -> None:
    """Whatever was killed and whatever started again: every line of every process is one JSON object."""
    files = {file.stem: file.read_text(encoding="utf-8").splitlines() for file in logs.glob("*.log")}
    assert {"gateway", "vacancy-api", "vacancy-relay", "vacancy-jobs", "indicators-worker"} <= set(files)
    lines = {name: [json.loads(line) for line in said] for name, said in files.items()}
    assert all(
        {"at", "level", "service", "logger", "message", "trace_id"} <= line.keys()
        for said in lines.values()
        for line in said
    )
    answered = [line for said in lines.values() for line in said if line["message"] == "request answered"]
    assert answered
    assert all(line["trace_id"] for line in answered)
