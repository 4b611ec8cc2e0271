import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from kafka import KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaTimeoutError
from localkafka import BrokerFailed, FolderInUse, LocalKafka, PortTaken, TopicMismatch, TopicSpec
from localkafka.ports import HOST, free_ports
from localkafka.processes import BrokerProcess
from localkafka.properties import server_properties

from tests.localkafka.clients import ACK_SECONDS, REFUSED_CONNECTIONS, producing, read_everything, send_acknowledged

pytestmark = [pytest.mark.kafka, REFUSED_CONNECTIONS]

KEYS = [f"職缺-{number}".encode() for number in range(20)]
VALUES = [str(number).encode() for number in range(30)]


@contextmanager
def a_stranger_listening() -> Iterator[int]:
    with socket.create_server((HOST, 0)) as stranger:
        yield stranger.getsockname()[1]


def test_messages_of_a_key_come_back_in_the_order_sent(kafka: LocalKafka) -> None:
    kafka.declare([TopicSpec("ordered", partitions=4)])

    send_acknowledged(kafka.bootstrap_servers, "ordered", dict.fromkeys(KEYS, VALUES))

    assert read_everything(kafka.bootstrap_servers, "ordered") == dict.fromkeys(KEYS, VALUES)


def test_a_broker_outlives_the_thread_that_started_it(kafka: LocalKafka) -> None:
    kafka.check()

    assert kafka.alive()


def test_declaring_twice_is_harmless_and_keeps_what_is_there(kafka: LocalKafka) -> None:
    topics = [TopicSpec("declared", partitions=3, retention_ms=3_600_000), TopicSpec("declared-too", partitions=1)]

    kafka.declare(topics)
    send_acknowledged(kafka.bootstrap_servers, "declared", {b"key": VALUES})
    kafka.declare(topics)

    assert read_everything(kafka.bootstrap_servers, "declared") == {b"key": VALUES}


def test_a_declared_retention_reaches_the_broker(kafka: LocalKafka) -> None:
    kafka.declare([TopicSpec("kept", partitions=1, retention_ms=86_400_000, config={"cleanup.policy": "compact"})])

    with KafkaAdminClient(bootstrap_servers=kafka.bootstrap_servers) as admin:
        described = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, "kept")])

    settings = described["topic"]["kept"]
    assert settings["retention.ms"]["value"] == "86400000"
    assert settings["cleanup.policy"]["value"] == "compact"


def test_a_topic_with_other_partitions_is_refused(kafka: LocalKafka) -> None:
    kafka.declare([TopicSpec("sized", partitions=2)])

    with pytest.raises(TopicMismatch, match="sized has 2 partitions, not 5"):
        kafka.declare([TopicSpec("sized", partitions=5)])


def test_a_topic_nobody_declared_is_not_typed_into_being(kafka: LocalKafka) -> None:
    producer = KafkaProducer(bootstrap_servers=kafka.bootstrap_servers, allow_auto_create_topics=True, max_block_ms=500)
    with pytest.raises(KafkaTimeoutError):
        producer.send("mistyped", b"value")
    producer.close()

    with KafkaAdminClient(bootstrap_servers=kafka.bootstrap_servers) as admin:
        assert "mistyped" not in admin.list_topics()


def test_a_second_owner_of_the_folder_is_refused(kafka: LocalKafka) -> None:
    with pytest.raises(FolderInUse):
        LocalKafka(kafka.folder).start()

    assert kafka.alive()


def test_a_killed_broker_comes_back_with_its_messages_at_its_address(kafka: LocalKafka) -> None:
    kafka.declare([TopicSpec("survives", partitions=4)])
    send_acknowledged(kafka.bootstrap_servers, "survives", dict.fromkeys(KEYS, VALUES))
    address, pids = kafka.bootstrap_servers, kafka.pids

    kafka.kill()
    assert not kafka.alive()
    with pytest.raises(BrokerFailed):
        kafka.check()
    kafka.restart()

    assert kafka.pids != pids
    assert read_everything(address, "survives") == dict.fromkeys(KEYS, VALUES)


def test_a_frozen_broker_answers_nobody_until_it_is_thawed(kafka: LocalKafka) -> None:
    kafka.declare([TopicSpec("frozen", partitions=1)])
    with producing(kafka.bootstrap_servers) as producer:
        producer.send("frozen", b"before").get(timeout=ACK_SECONDS)
        kafka.freeze()
        waiting = producer.send("frozen", b"during")
        with pytest.raises(KafkaTimeoutError):
            waiting.get(timeout=0.5)
        assert kafka.alive()

        kafka.thaw()

        waiting.get(timeout=ACK_SECONDS)


def test_a_taken_port_is_named(jars: list[Path], tmp_path: Path) -> None:
    with a_stranger_listening() as port:
        kafka = LocalKafka(tmp_path, ports=[port])

        with pytest.raises(PortTaken, match=str(port)):
            kafka.start()

    assert kafka.pids == []


def test_a_port_lost_between_the_look_and_the_bind_is_told_from_other_failures(
    jars: list[Path], tmp_path: Path
) -> None:
    with a_stranger_listening() as taken, ThreadPoolExecutor(max_workers=1) as forks:
        settings = server_properties(node=0, ports=free_ports(1), controller_ports=[taken])
        (tmp_path / "server.properties").write_text(settings, encoding="ascii")
        broker = BrokerProcess(tmp_path, jars=jars, heap_mb=256, forks=forks)
        broker.begin_format("AAAAAAAAAAAAAAAAAAAAAQ")
        broker.finish_format()
        broker.start()
        broker.finish_stop(time.monotonic() + ACK_SECONDS)

        with pytest.raises(PortTaken):
            broker.check()
