"""The bare Kafka client with the same bytes and the same producer settings; no table, no order of effects, no inbox.

``python -m bench.peers.bare_kafka produce|consume SERVERS TOPIC EVENTS`` says ``ready``; then the producer waits for a
line, and the consumer says ``done`` when it has read as many messages.
"""

import sys
from datetime import UTC, datetime

from chassis.db import new_id
from contracts.envelope import Envelope, Headers, encode
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from bench.prepared import published_vacancies

LONGEST_WAIT_MS = 1_000


def produce(servers: str, topic: str, events: int) -> None:
    """Send everything and wait until all of it is acknowledged."""
    prepared: list[tuple[bytes, bytes, Headers]] = []
    for said in published_vacancies(events, run=0xBA2E):
        envelope = Envelope(
            id=new_id(),
            type=said.fact.TYPE,
            source="/vacancy",
            subject=said.aggregate_id,
            time=datetime.now(UTC),
            sequence=said.sequence,
        )
        prepared.append((str(said.aggregate_id).encode(), encode(said.fact), envelope.headers()))
    producer = KafkaProducer(
        bootstrap_servers=servers.split(","), enable_idempotence=True, linger_ms=5, batch_size=131_072
    )
    producer.partitions_for(topic)
    _say("ready")
    sys.stdin.readline()
    futures = [producer.send(topic, key=key, value=value, headers=list(headers)) for key, value, headers in prepared]
    for future in futures:
        future.get(timeout=60)
    producer.close()


def consume(servers: str, topic: str, events: int) -> None:
    """Read what is sent from now on."""
    consumer = KafkaConsumer(bootstrap_servers=servers.split(","), enable_auto_commit=False)
    partitions = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]
    consumer.assign(partitions)
    consumer.seek_to_end(*partitions)
    for partition in partitions:
        consumer.position(partition)
    _say("ready")
    seen = 0
    while seen < events:
        seen += sum(len(records) for records in consumer.poll(timeout_ms=LONGEST_WAIT_MS).values())
    _say("done")
    consumer.close()


def _say(word: str) -> None:
    print(word, flush=True)


if __name__ == "__main__":
    role, servers, topic, events = sys.argv[1:]
    {"produce": produce, "consume": consume}[role](servers, topic, int(events))
