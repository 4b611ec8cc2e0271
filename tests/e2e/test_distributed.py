"""The platform as processes on a real broker, with any one of them killed in the middle of the story."""

import json
from pathlib import Path

import pytest

from tests.e2e.platform import running

pytestmark = [pytest.mark.kafka, pytest.mark.faults, pytest.mark.xdist_group("platform"), pytest.mark.timeout(600)]

VICTIMS = (
    ("gateway.main",),
    ("vacancy.main",),
    ("indicators.main",),
    ("vacancy.worker", "relay"),
    ("indicators.worker", "worker"),
    ("indicators.worker", "relay"),
    ("kafka.Kafka",),
    ("postgres", "-D"),
)


async def test_whichever_process_is_killed_in_mid_story_it_still_ends_right(tmp_path: Path) -> None:
    async with running(tmp_path, bus="kafka") as platform:
        for round_number, victim in enumerate(VICTIMS):

            async def kill(victim: tuple[str, ...] = victim) -> None:
                platform.process(*victim).kill()

            said = await platform.tell(when="[2/", do=kill)
            assert f"{round_number} → {round_number + 1}; total {round_number + 1}" in said, f"killed {victim}: {said}"
        processes = platform.processes()
        assert platform.interrupt() == 0
        assert not [one for one in processes if one.is_running()]
    _check_that_every_role_spoke_json(platform.data / "logs")


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


async def test_a_killed_supervisor_takes_its_processes_along_and_the_story_ends_right_after_a_restart(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, bus="kafka") as platform:

        async def kill() -> None:
            platform.kill()
            await platform.start()

        assert "total 1" in await platform.tell(when="[2/", do=kill)
