"""Declare the platform's topics on a cluster: ``python -m chassis.bus.kafka.topics``. Run it as often as you like.

Topics that are missing are created; one that exists with another number of partitions ends this with an error, because
more partitions move keys and with them the order of an aggregate's events: that is a migration and no setting.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.catalogue import TOPICS, dead_letter_topic
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError, UnknownTopicOrPartitionError
from pydantic import PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis import telemetry

DAY_MS = 86_400_000
READY_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.5


class ClusterSettings(BaseSettings):
    """Read from ``YOUTHLINK_KAFKA_*``; three brokers, one of which may be away, unless told otherwise."""

    model_config = SettingsConfigDict(env_prefix="YOUTHLINK_KAFKA_")

    bootstrap_servers: str
    replication_factor: PositiveInt = 3
    min_insync_replicas: PositiveInt = 2


class TopicsDiffer(RuntimeError):
    """A topic exists with another number of partitions than is declared."""


class TopicsNotReady(RuntimeError):
    """The cluster did not have every topic with its leaders in time."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One topic as it should be."""

    name: str
    partitions: int
    retention_days: int


def declared() -> list[Declared]:
    """Every topic of the catalogue, with the dead-letter topic of each consumer."""
    found = []
    for name, topic in TOPICS.items():
        found.append(Declared(name, topic.partitions, topic.retention_days))
        found += [Declared(dead_letter_topic(name, one), 1, topic.retention_days) for one in topic.consumers]
    return found


def declare(settings: ClusterSettings, topics: Sequence[Declared]) -> list[str]:
    """Create what is missing and wait until each partition has a leader; the names of what was created.

    Raises TopicsDiffer, TopicsNotReady, and the client's own error when the cluster refuses a setting.
    """
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers.split(","))
    created: set[str] = set()
    deadline = time.monotonic() + READY_SECONDS
    try:
        while not _ready(admin, settings, topics, created):
            if time.monotonic() > deadline:
                raise TopicsNotReady(f"the topics are not ready after {READY_SECONDS:.0f} s")
            time.sleep(LOOK_AGAIN_SECONDS)
    finally:
        admin.close()
    return sorted(created)


def _ready(admin: Any, settings: ClusterSettings, topics: Sequence[Declared], created: set[str]) -> bool:
    """Whether all topics are there and led; asks for those that are not. One answer tells all: brokers may differ."""
    try:
        found = {topic["name"]: topic for topic in admin.describe_topics([topic.name for topic in topics])}
        absent = [one for one in topics if found[one.name]["error_code"] == UnknownTopicOrPartitionError.errno]
        if absent:
            admin.create_topics({one.name: _wanted(one, settings) for one in absent})
            created |= {one.name for one in absent}
            return False
    except TopicAlreadyExistsError:
        return False
    except KafkaError as error:
        if error.retriable:
            return False
        raise
    _check_partitions(topics, found)
    parts = [part for one in found.values() for part in one["partitions"]]
    return all(one["partitions"] for one in found.values()) and all(part["leader_id"] >= 0 for part in parts)


def _wanted(topic: Declared, settings: ClusterSettings) -> dict[str, object]:
    configs = {
        "retention.ms": str(topic.retention_days * DAY_MS),
        "min.insync.replicas": str(settings.min_insync_replicas),
    }
    return {
        "num_partitions": topic.partitions,
        "replication_factor": settings.replication_factor,
        "configs": configs,
    }


def _check_partitions(topics: Sequence[Declared], found: Mapping[str, Any]) -> None:
    wrong = [
        f"{one.name} has {has} partitions, not {one.partitions}"
        for one in topics
        if (has := len(found[one.name]["partitions"])) not in (0, one.partitions)
    ]
    if wrong:
        raise TopicsDiffer("; ".join(wrong))


def main() -> None:
    """Declare every topic on the cluster that the environment names."""
    telemetry.configure_logs("topics", "INFO")
    created = declare(ClusterSettings(), declared())
    telemetry.log.info("the topics are declared", extra={"created": created})


if __name__ == "__main__":
    main()
