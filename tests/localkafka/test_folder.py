import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from localkafka import FolderInUse, FolderMismatch, LocalKafka, LocalKafkaError
from localkafka.folder import Layout, Ownership, read_layout, write_layout
from localkafka.ports import CANDIDATES, free_ports, is_free
from localkafka.processes import clear_stale


@contextmanager
def a_process_named(folder: Path, argument: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that only waits, with its id in the folder as a broker's would be."""
    command = [sys.executable, "-c", "import signal; print('ready', flush=True); signal.pause()", argument]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        (folder / "broker-0").mkdir()
        (folder / "broker-0" / "pid").write_text(str(process.pid), encoding="ascii")
        try:
            yield process
        finally:
            process.kill()


def test_a_broker_left_over_in_the_folder_is_ended(tmp_path: Path) -> None:
    settings = tmp_path / "broker-0" / "server.properties"
    with a_process_named(tmp_path, str(settings)) as left_over:
        clear_stale(tmp_path)

        assert left_over.wait() == -signal.SIGKILL
    assert not (tmp_path / "broker-0" / "pid").exists()


def test_a_process_id_that_now_means_another_program_is_let_be(tmp_path: Path) -> None:
    neighbour = tmp_path.with_name(f"{tmp_path.name}-2") / "broker-0" / "server.properties"
    with a_process_named(tmp_path, str(neighbour)) as stranger:
        clear_stale(tmp_path)

        assert stranger.poll() is None
    assert not (tmp_path / "broker-0" / "pid").exists()


def test_a_folder_has_one_owner_at_a_time(tmp_path: Path) -> None:
    first, second = Ownership(tmp_path), Ownership(tmp_path)
    first.take()

    with pytest.raises(FolderInUse):
        second.take()
    first.give_back()
    second.take()
    second.give_back()


def test_a_folder_remembers_its_cluster_and_refuses_another_size(tmp_path: Path) -> None:
    assert read_layout(tmp_path, brokers=1) is None
    write_layout(tmp_path, Layout("an-id", [20_001]))

    assert read_layout(tmp_path, brokers=1) == Layout("an-id", [20_001])
    with pytest.raises(FolderMismatch):
        read_layout(tmp_path, brokers=3)


def test_a_spoilt_record_is_named_rather_than_overwritten(tmp_path: Path) -> None:
    (tmp_path / "cluster.json").write_text("{", encoding="utf-8")

    with pytest.raises(FolderMismatch, match=r"cluster\.json"):
        read_layout(tmp_path, brokers=1)


def test_picked_ports_are_different_free_and_none_of_those_set_aside() -> None:
    aside = CANDIDATES[:-4]

    ports = free_ports(3, besides=aside)

    assert len(set(ports)) == 3
    assert set(ports) <= set(CANDIDATES[-4:])
    assert all(map(is_free, ports))


@pytest.mark.parametrize(("brokers", "ports"), [(2, None), (1, [1, 2]), (3, [20_001, 20_001, 20_002])])
def test_a_cluster_of_an_odd_shape_is_refused_at_once(tmp_path: Path, brokers: int, ports: list[int] | None) -> None:
    with pytest.raises(ValueError):
        LocalKafka(tmp_path, brokers=brokers, ports=ports)


def test_there_is_no_address_before_the_first_start(tmp_path: Path) -> None:
    kafka = LocalKafka(tmp_path)

    assert not kafka.alive()
    with pytest.raises(LocalKafkaError):
        _ = kafka.bootstrap_servers
    kafka.stop()
