"""One real PostgreSQL a test worker, one migrated database a service, one event loop a session."""

import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

with warnings.catch_warnings():
    # while being imported, kafka-python reads its message schemas by calls that Python 3.11 and 3.12 deprecate
    warnings.filterwarnings("ignore", r"(read|open)_text is deprecated", DeprecationWarning)
    import kafka as _kafka  # noqa: F401

from chassis import migrate
from chassis.postgres import Postgres
from chassis.service import Service
from chassis.testing import FrozenClock, Signer
from contracts.catalogue import TOPICS, dead_letter_topic
from hypothesis import settings
from kafka.admin import KafkaAdminClient
from localkafka import KafkaUnavailable, LocalKafka, TopicSpec
from localkafka.topics import declare_topics
from pydantic_settings import BaseSettings

settings.register_profile("youthlink", deadline=None)
settings.load_profile("youthlink")

Build = Callable[[str], Service]
StandUp = Callable[[str, Build], Awaitable[Service]]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    server = Postgres(Path(tmp_path_factory.mktemp("postgres")), durable=False)
    server.start()
    yield server
    server.stop()


class KafkaSettings(BaseSettings):
    """Where the tests find a broker, and whether going without one is a failure."""

    kafka_bootstrap_servers: str = ""
    ci: bool = False


@dataclass(frozen=True)
class GivenKafka:
    """A broker that somebody else runs."""

    bootstrap_servers: str


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalKafka | GivenKafka]:
    """One broker with every declared topic: the given one, else one started here; skipped aloud where neither can be.

    Topics are shared, so each test begins at their present end with a consumer group of its own.
    """
    given = KafkaSettings()
    if given.kafka_bootstrap_servers:
        with KafkaAdminClient(bootstrap_servers=given.kafka_bootstrap_servers.split(",")) as admin:
            declare_topics(admin, declared_topics())
        yield GivenKafka(given.kafka_bootstrap_servers)
        return
    local = LocalKafka(tmp_path_factory.mktemp("kafka"))
    try:
        local.start()
    except KafkaUnavailable as error:
        if given.ci:
            raise
        pytest.skip(str(error))
    local.declare(declared_topics())
    yield local
    local.stop()


def declared_topics() -> list[TopicSpec]:
    """The catalogue's topics and their consumers' dead-letter topics."""
    topics = [TopicSpec(name, topic.partitions) for name, topic in TOPICS.items()]
    return topics + [
        TopicSpec(dead_letter_topic(name, consumer), 1)
        for name, topic in TOPICS.items()
        for consumer in topic.consumers
    ]


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture(scope="session")
async def stand_up(postgres: Postgres) -> AsyncIterator[StandUp]:
    """Create, migrate and load the database of a service built by ``build(url)``."""
    built: list[Service] = []

    async def stand(name: str, build: Build) -> Service:
        await postgres.create_database(name, owner_password="test")
        service = build(postgres.url(name, user=name, password="test"))
        await migrate.migrate(service)
        built.append(service)
        return service

    yield stand
    for service in built:
        await service.database.close()
