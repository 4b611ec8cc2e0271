"""What a service does with a broker, in a few lines: send and be acknowledged, read everything back."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

# kafka-python 3.0.12 leaves the socket of every refused connection to the garbage collector.
REFUSED_CONNECTIONS = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
ACK_SECONDS = 60


@contextmanager
def producing(bootstrap_servers: str) -> Iterator[KafkaProducer]:
    """A producer that never gives up and asks every in-sync replica; flushed and closed at the end."""
    producer = KafkaProducer(
        bootstrap_servers=bootstrap_servers,
        enable_idempotence=True,
        delivery_timeout_ms=3_600_000,
        request_timeout_ms=5_000,
        max_block_ms=10_000,
        reconnect_backoff_max_ms=500,
        allow_auto_create_topics=False,
    )
    try:
        yield producer
    finally:
        producer.close(timeout=ACK_SECONDS)


def send_acknowledged(bootstrap_servers: str, topic: str, values: Mapping[bytes, list[bytes]]) -> None:
    """Send each key's values in their order and wait until all are acknowledged."""
    with producing(bootstrap_servers) as producer:
        sent = [producer.send(topic, key=key, value=value) for key, queue in values.items() for value in queue]
        for acknowledgement in sent:
            acknowledgement.get(timeout=ACK_SECONDS)


def read_everything(bootstrap_servers: str, topic: str) -> dict[bytes, list[bytes]]:
    """Return the values of every key in the order the broker keeps them."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap_servers, enable_auto_commit=False)
    try:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
        consumer.assign(partitions)
        consumer.seek_to_beginning()
        ends = consumer.end_offsets(partitions)
        found: dict[bytes, list[bytes]] = {}
        while any(consumer.position(partition) < end for partition, end in ends.items()):
            for records in consumer.poll(timeout_ms=1000).values():
                for record in records:
                    found.setdefault(record.key, []).append(record.value)
        return found
    finally:
        consumer.close()


@contextmanager
def foreground(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """`python -m localkafka ...` as a process, killed at the end if it still runs."""
    command = [sys.executable, "-m", "localkafka", *map(str, arguments)]
    environment = {**os.environ, **(env or {})}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, encoding="utf-8", env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    """Return the line the process prints once it is ready; fails with its complaint if it ended without one."""
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline().strip()
    assert line, process.stderr.read()
    return line
