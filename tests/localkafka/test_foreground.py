import os
import signal
from pathlib import Path

import pytest
from localkafka import LocalKafka, TopicSpec
from localkafka.ports import free_ports

from tests.localkafka.clients import REFUSED_CONNECTIONS, first_line, foreground, read_everything, send_acknowledged

pytestmark = [pytest.mark.kafka, pytest.mark.usefixtures("jars"), REFUSED_CONNECTIONS]

VALUES = [b"1", b"2", b"3"]


def test_it_serves_the_topics_of_a_file_in_a_foreign_surrounding_and_leaves_cleanly(tmp_path: Path) -> None:
    topics = tmp_path / "topics.yaml"
    topics.write_text("topics: {youthlink.vacancy.v1: {partitions: 3, retention_days: 7}}", encoding="utf-8")
    (port,) = free_ports(1)
    arguments = ("--folder", tmp_path / "資料", "--port", str(port), "--topics", topics)
    surrounding = {"LANG": "zh_TW.UTF-8", "LC_ALL": "", "PATH": "", "JAVA_TOOL_OPTIONS": "-Xmx1k"}

    with foreground(*arguments, env=surrounding) as process:
        address = first_line(process)
        send_acknowledged(address, "youthlink.vacancy.v1", {b"key": VALUES})
        process.send_signal(signal.SIGTERM)

        assert process.wait() == 0
    assert address == f"127.0.0.1:{port}"


def test_it_ends_with_an_error_when_its_broker_dies(tmp_path: Path) -> None:
    with foreground("--folder", tmp_path) as process:
        first_line(process)
        os.kill(int((tmp_path / "broker-0" / "pid").read_text(encoding="ascii")), signal.SIGKILL)

        assert process.wait() == 1


def test_the_broker_of_a_killed_owner_makes_room_for_the_next_at_the_same_address(tmp_path: Path) -> None:
    with foreground("--folder", tmp_path) as owner:
        address = first_line(owner)
        left_over = int((tmp_path / "broker-0" / "pid").read_text(encoding="ascii"))
        owner.kill()

    with LocalKafka(tmp_path) as kafka:
        assert kafka.bootstrap_servers == address
        assert kafka.pids != [left_over]
        kafka.declare([TopicSpec("after", partitions=1)])
        send_acknowledged(address, "after", {b"key": VALUES})
        assert read_everything(address, "after") == {b"key": VALUES}


def test_a_mistake_on_the_command_line_is_one_sentence_and_no_broker(tmp_path: Path) -> None:
    with foreground("--folder", tmp_path / "data", "--topics", tmp_path / "missing.yaml") as process:
        _, complaint = process.communicate()

    assert process.returncode == 1
    assert complaint.startswith("localkafka: ")
    assert "missing.yaml" in complaint
    assert not (tmp_path / "data").exists()
