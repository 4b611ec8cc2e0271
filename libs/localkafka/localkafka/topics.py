"""Topics are declared, never typed into being."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError, UnknownTopicOrPartitionError

from localkafka.errors import BrokerFailed, TopicMismatch
from localkafka.ports import POLL_SECONDS

DAY_MS: Final = 24 * 60 * 60 * 1000
DECLARE_SECONDS: Final = 60.0


@dataclass(frozen=True)
class TopicSpec:
    """A topic as it should be; `retention_ms` in milliseconds (None: 7 days), `config` by Kafka's own names."""

    name: str
    partitions: int
    retention_ms: int | None = None
    config: Mapping[str, str] = field(default_factory=dict)

    def settings(self) -> dict[str, str]:
        """Return the topic's settings by Kafka's names, `config` winning."""
        retention = {} if self.retention_ms is None else {"retention.ms": str(self.retention_ms)}
        return {**retention, **self.config}


def read_topics(path: Path) -> list[TopicSpec]:
    """Read `topics: {<name>: {partitions: 12, retention_days: 7, ...}}`, passing over other keys.

    `retention_days` may be absent. Raises ValueError, naming the file and the topic, if a number is not positive and
    whole or the shape is another.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is not YAML: {error}") from error
    topics = document.get("topics") if isinstance(document, dict) else None
    if not isinstance(topics, dict):
        raise ValueError(f"{path}: there is no mapping `topics`")
    return [_spec(f"{path}: topic {name}", name, entry) for name, entry in topics.items()]


def _spec(where: str, name: str, entry: object) -> TopicSpec:
    if not isinstance(entry, dict):
        raise ValueError(f"{where} is not a mapping")
    partitions = _positive(where, "partitions", entry.get("partitions"))
    if entry.get("retention_days") is None:
        return TopicSpec(name, partitions)
    return TopicSpec(name, partitions, DAY_MS * _positive(where, "retention_days", entry["retention_days"]))


def _positive(where: str, key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{where} has {key} {value!r}, not a positive whole number")
    return value


def declare_topics(admin: KafkaAdminClient, topics: Sequence[TopicSpec]) -> None:
    """Create the topics that are missing, replicated to every broker, and wait until each partition has a leader.

    Two processes may declare at the same time. Raises TopicMismatch if a topic exists with other partitions,
    BrokerFailed if the topics are not ready in time, and kafka-python's error if a setting is refused.
    """
    deadline = time.monotonic() + DECLARE_SECONDS
    while not _declared(admin, topics):
        if time.monotonic() > deadline:
            raise BrokerFailed(f"the topics are not ready after {DECLARE_SECONDS:.0f} s.")
        time.sleep(POLL_SECONDS)


def _declared(admin: KafkaAdminClient, topics: Sequence[TopicSpec]) -> bool:
    """Whether all topics are there and ready; asks for those that are not.

    Everything is read from one answer: the client asks any broker, and one may be behind the other, or just have died.
    """
    try:
        described = {topic["name"]: topic for topic in admin.describe_topics([topic.name for topic in topics])}
        missing = [
            topic for topic in topics if described[topic.name]["error_code"] == UnknownTopicOrPartitionError.errno
        ]
        if missing:
            admin.create_topics(
                {topic.name: {"num_partitions": topic.partitions, "configs": topic.settings()} for topic in missing}
            )
            return False
    except TopicAlreadyExistsError:
        return False
    except KafkaError as error:
        if error.retriable:
            return False
        raise
    found = {name: topic["partitions"] for name, topic in described.items()}
    if not all(found.values()):
        return False
    wrong = [
        f"{topic.name} has {len(found[topic.name])} partitions, not {topic.partitions}"
        for topic in topics
        if len(found[topic.name]) != topic.partitions
    ]
    if wrong:
        raise TopicMismatch(f"{'; '.join(wrong)}.")
    return all(partition["leader_id"] >= 0 for partitions in found.values() for partition in partitions)
