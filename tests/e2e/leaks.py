"""Looks for planted words wherever a platform writes: every table, every topic, every file of its data folder."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import asyncpg
from chassis.postgres import Postgres
from contracts.catalogue import TOPICS, dead_letter_topic
from kafka import KafkaConsumer, TopicPartition

DATABASES = ("vacancy", "matching", "training", "indicators", "gateway")
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


async def in_databases(folder: Path, planted: Iterable[str]) -> list[str]:
    """The tables, by database, that hold one of the words in any column; sealed bytes are looked at as they lie."""
    server, found = Postgres(folder / "postgres"), []
    for database in DATABASES:
        connection = await server.connect(database)
        try:
            for table in [row[0] for row in await connection.fetch(TABLES)]:
                found += [f"{database}.{table}: {word}" for word in planted if await _holds(connection, table, word)]
        finally:
            await connection.close()
    return found


async def _holds(connection: asyncpg.Connection, table: str, word: str) -> bool:
    """Whether any row of a table, written out, holds the word; bytes are written out in hexadecimal."""
    hexadecimal = word.encode().hex()
    query = f'SELECT EXISTS (SELECT FROM "{table}" AS t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0)'
    return bool(await connection.fetchval(query, word, hexadecimal))


def in_topics(servers: str, planted: Iterable[str]) -> list[str]:
    """The topics whose messages hold one of the words, dead letters among them."""
    words = [(word, word.encode(), word.encode("unicode_escape")) for word in planted]
    return [
        f"{topic}: {word}"
        for topic, message in _messages(servers)
        for word, *spellings in words
        if any(spelling in message for spelling in spellings)
    ]


def _messages(servers: str) -> Iterator[tuple[str, bytes]]:
    letters = [dead_letter_topic(name, consumer) for name, topic in TOPICS.items() for consumer in topic.consumers]
    consumer = KafkaConsumer(bootstrap_servers=servers, enable_auto_commit=False, consumer_timeout_ms=2_000)
    try:
        for name in (*TOPICS, *letters):
            partitions = [TopicPartition(name, number) for number in consumer.partitions_for_topic(name) or ()]
            if partitions:
                consumer.assign(partitions)
                consumer.seek_to_beginning(*partitions)
                for record in consumer:
                    headers = b"".join(value for _, value in record.headers)
                    yield name, (record.key or b"") + headers + (record.value or b"")
    finally:
        consumer.close()


def in_files(folder: Path, planted: Iterable[str]) -> list[str]:
    """The files below a folder that hold one of the words as text or as escaped JSON."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        found += [
            f"{path.name}: {word}"
            for word in planted
            if word.encode() in content or word.encode("unicode_escape") in content
        ]
    return found
