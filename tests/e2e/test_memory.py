"""The platform in one process, as a newcomer runs it."""

import asyncio
import contextlib
import json
import signal
import socket
import stat
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from chassis.postgres import Postgres
from onebox.shell import Interrupts, until_told_to_stop

from tests.e2e import leaks
from tests.e2e.platform import Platform, lives, planted, running
from tests.waiting import eventually


@pytest.fixture(scope="module")
async def standing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Platform]:
    """A platform for everybody who only looks at it, or tells a story on it: starting one takes longer than that."""
    async with running(tmp_path_factory.mktemp("standing"), bus="memory") as platform:
        yield platform


def get(platform: Platform, path: str, token: str) -> object:
    request = urllib.request.Request(
        f"http://127.0.0.1:{platform.port}{path}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


async def test_the_story_is_told_to_its_end_leaves_no_name_in_the_clear_and_survives_ctrl_c_and_a_kill(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, bus="memory") as platform:
        assert "loading a sample of 240 vacancies" in platform.words()
        story = platform.run("story", "--run", "first")
        assert story.returncode == 0, story.stdout + story.stderr
        assert story.stdout.count(" ok ") == 25
        assert await leaks.in_databases(platform.data, planted("first")) == []
        assert leaks.in_files(platform.data / "logs", planted("first")) == []
        token = platform.run("token", "--kind", "planning").stdout.strip()
        counted = get(platform, "/v1/contributions/published-vacancies", token)
        processes = platform.processes()
        assert platform.interrupt() == 0
        assert not [one for one in processes if one.is_running()]

        await platform.start()
        assert platform.words().count("loading a sample") == 1
        token = platform.run("token", "--kind", "planning").stdout.strip()
        assert get(platform, "/v1/contributions/published-vacancies", token) == counted
        platform.kill()
        await platform.start()
        again = platform.run("story", "--rows", "40")
        assert again.returncode == 0, again.stdout + again.stderr


async def test_a_port_in_use_gets_one_clear_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        platform = Platform(tmp_path, bus="memory", port=port)
        refused = platform.run("run")
    assert refused.returncode == 1
    assert refused.stderr == f"Port {port} is not free; choose another one: make run PORT={port + 1}\n"
    assert not platform.data.exists()


async def test_a_data_folder_that_is_a_file_gets_one_clear_sentence(tmp_path: Path) -> None:
    platform = Platform(tmp_path, bus="memory")
    platform.data.write_text("not a folder")
    refused = platform.run("run")
    assert refused.returncode == 1
    assert refused.stderr == f"The data folder {platform.data} cannot be used: File exists.\n"


async def test_whatever_stops_the_start_gets_one_clear_sentence(tmp_path: Path) -> None:
    platform = Platform(tmp_path, bus="memory")
    platform.data.mkdir()
    (platform.data / "postgres").write_text("not a folder")
    refused = platform.run("run")
    assert refused.returncode == 1
    assert "YouthLink cannot go on: FileExistsError" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("begun", ["starting PostgreSQL", "migrating vacancy"])
async def test_ctrl_c_during_the_start_ends_it_and_its_database(tmp_path: Path, begun: str) -> None:
    platform = Platform(tmp_path, bus="memory")
    try:
        platform.launch()
        await eventually(lambda: begun in platform.words(), f"the platform says {begun!r}")
        processes = platform.processes()
        assert platform.interrupt() in (0, 130)
    finally:
        platform.end()
    await eventually(lambda: not any(lives(one) for one in processes), "every process has ended")
    assert not Postgres(platform.data / "postgres").alive()
    assert "migrating gateway" not in platform.words()
    assert "Traceback" not in platform.words()


def test_a_ctrl_c_that_python_dropped_on_its_way_ends_the_start_at_the_next_step() -> None:
    async def serve() -> None:
        raise AssertionError("the platform was started all the same")

    before, interrupts = signal.getsignal(signal.SIGINT), Interrupts()
    signal.signal(signal.SIGINT, interrupts)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(until_told_to_stop(serve()))
    finally:
        signal.signal(signal.SIGINT, before)


async def test_the_story_says_which_platform_it_is_told_on_and_does_not_take_the_other_bus(standing: Platform) -> None:
    told = standing.run("story", "--rows", "40")
    refused = standing.run("story", "--rows", "40", bus="kafka")
    assert told.returncode == 0
    assert f"on the platform that runs on port {standing.port} (memory bus" in told.stderr
    assert refused.returncode == 1
    assert refused.stderr == (
        f"BUS=kafka was asked for, but the platform on port {standing.port} runs on the memory bus: stop it first.\n"
    )


async def test_each_log_line_names_its_service_and_the_metrics_are_nobodys(standing: Platform) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(standing, "/metrics", "")
    # the last one may be half written
    *written, _ = (standing.data / "logs" / "platform.log").read_text().split("\n")
    lines = [json.loads(line) for line in written]
    assert {"vacancy", "gateway"} <= {line["service"] for line in lines}


async def test_a_damaged_data_folder_is_left_alone(tmp_path: Path) -> None:
    platform = Platform(tmp_path, bus="memory")
    (platform.data / "postgres" / "data").mkdir(parents=True)
    refused = platform.run("run")
    assert refused.returncode == 1
    assert "is damaged" in refused.stderr
    assert list((platform.data / "postgres" / "data").iterdir()) == []


async def test_a_data_folder_serves_one_platform_at_a_time_and_keeps_its_secrets_private(standing: Platform) -> None:
    refused = Platform(standing.data.parent, bus="memory").run("run")
    assert refused.returncode == 1
    assert "is in use by another running platform" in refused.stderr
    for name in ("secrets.json", "demo-clients.json", "signing-key.pem"):
        assert stat.S_IMODE((standing.data / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(standing.data.stat().st_mode) == 0o700


async def test_a_token_of_an_unknown_kind_names_the_kinds_there_are(standing: Platform) -> None:
    refused = standing.run("token", "--kind", "stranger")
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert "association" in refused.stderr
