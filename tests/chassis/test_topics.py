"""Topics are declared by a command that may run any number of times, and never differ from their declaration."""

import uuid

import pytest
from chassis.bus.kafka.topics import ClusterSettings, Declared, TopicsDiffer, declare, declared
from contracts.catalogue import TOPICS, dead_letter_topic
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from localkafka import LocalKafka

from tests.conftest import GivenKafka


def test_every_topic_of_the_catalogue_is_declared_with_its_dead_letters() -> None:
    names = {topic.name: topic.partitions for topic in declared()}
    for name, topic in TOPICS.items():
        assert names.pop(name) == topic.partitions
        for consumer in topic.consumers:
            assert names.pop(dead_letter_topic(name, consumer)) == 1
    assert names == {}


@pytest.mark.kafka
def test_missing_topics_are_created_once_and_another_number_of_partitions_is_refused(
    kafka: LocalKafka | GivenKafka,
) -> None:
    one = ClusterSettings(bootstrap_servers=kafka.bootstrap_servers, replication_factor=1, min_insync_replicas=1)
    name = f"youthlink.test.{uuid.uuid4().hex}"

    assert declare(one, [Declared(name, 3, 7)]) == [name]
    assert declare(one, [Declared(name, 3, 7)]) == []
    with pytest.raises(TopicsDiffer, match="has 3 partitions, not 4"):
        declare(one, [Declared(name, 4, 7)])
    admin = KafkaAdminClient(bootstrap_servers=kafka.bootstrap_servers.split(","))
    try:
        described = str(admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)]))
    finally:
        admin.close()
    assert str(7 * 86_400_000) in described
