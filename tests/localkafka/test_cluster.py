from collections.abc import Iterator

import pytest
from kafka.admin import KafkaAdminClient
from localkafka import LocalKafka, TopicSpec

from tests.localkafka.clients import ACK_SECONDS, REFUSED_CONNECTIONS, producing, read_everything

pytestmark = [pytest.mark.kafka, REFUSED_CONNECTIONS]

KEYS = [f"青年-{number}".encode() for number in range(12)]
HALF = 25


@pytest.fixture(scope="module")
def cluster(jars: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalKafka]:
    with LocalKafka(tmp_path_factory.mktemp("cluster"), brokers=3, heap_mb=256) as kafka:
        yield kafka
        for broker in range(3):
            kafka.kill(broker)  # stopping three cleanly takes 5 s: the last controller waits for a successor


def test_every_partition_has_a_replica_on_each_of_three_brokers(cluster: LocalKafka) -> None:
    cluster.declare([TopicSpec("replicated", partitions=6)])

    with KafkaAdminClient(bootstrap_servers=cluster.bootstrap_servers) as admin:
        while not (partitions := admin.describe_topics(["replicated"])[0]["partitions"]):
            pass  # any broker is asked, and one may hear of a topic a little after the others

    assert [sorted(partition["replica_nodes"]) for partition in partitions] == [[0, 1, 2]] * 6


def test_writes_go_on_and_nothing_is_lost_when_one_of_three_brokers_is_killed(cluster: LocalKafka) -> None:
    cluster.declare([TopicSpec("unbroken", partitions=6)])
    expected = {key: [str(number).encode() for number in range(2 * HALF)] for key in KEYS}

    with producing(cluster.bootstrap_servers) as producer:
        sent = [producer.send("unbroken", key=key, value=value) for key in KEYS for value in expected[key][:HALF]]
        sent[0].get(timeout=ACK_SECONDS)
        cluster.kill(0)
        sent += [producer.send("unbroken", key=key, value=value) for key in KEYS for value in expected[key][HALF:]]
        for acknowledgement in sent:
            acknowledgement.get(timeout=ACK_SECONDS)

    assert [cluster.alive(broker) for broker in range(3)] == [False, True, True]
    assert read_everything(cluster.bootstrap_servers, "unbroken") == expected
    cluster.restart(0)
    assert read_everything(cluster.bootstrap_servers, "unbroken") == expected
