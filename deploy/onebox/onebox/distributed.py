"""The same platform as separate processes on a real broker: api, relay, worker and jobs a service, and the gateway."""

import asyncio
from collections.abc import Sequence

from chassis.service import Service
from contracts.catalogue import TOPICS, dead_letter_topic
from kafka.admin import KafkaAdminClient
from localkafka.cluster import LocalKafka
from localkafka.ports import free_ports
from localkafka.topics import TopicSpec, declare_topics

from onebox import announce
from onebox.ground import Ground
from onebox.parts import BrokerPart, PostgresPart, RolePart, Supervisor
from onebox.services import BUILDERS, build, prepare, values_of
from onebox.settings import OneboxSettings
from onebox.shell import HOST, SERVICES, Say, until_told_to_stop

DAY_MS = 86_400_000
ROLES = ("relay", "worker")
SESSION_TIMEOUT_MS = 10_000
"""A killed worker is replaced within seconds here, and nothing else competes for its partitions."""


def topics() -> list[TopicSpec]:
    """Every declared topic with the dead-letter topic of each consumer."""
    specs = []
    for name, topic in TOPICS.items():
        retention = topic.retention_days * DAY_MS
        specs.append(TopicSpec(name, topic.partitions, retention))
        specs.extend(TopicSpec(dead_letter_topic(name, consumer), 1, retention) for consumer in topic.consumers)
    return specs


def run(ground: Ground, *, port: int, say: Say) -> None:
    """Run until Ctrl-C or SIGTERM; what dies is started again."""
    supervisor = Supervisor(say)
    supervisor.adopt(PostgresPart(ground.postgres))
    try:
        asyncio.run(until_told_to_stop(_run(ground, supervisor, port=port, say=say)))
    finally:
        say("stopping the platform")
        supervisor.stop()


async def _run(ground: Ground, supervisor: Supervisor, *, port: int, say: Say) -> None:
    await prepare(ground, say=say)
    servers = await asyncio.to_thread(_start_broker, ground, supervisor, say)
    say("starting the services")
    for part in role_parts(ground, port=port, kafka=servers):
        supervisor.add(part)
    async with asyncio.TaskGroup() as group:
        group.create_task(supervisor.watch())
        group.create_task(announce.open_doors(ground, port, say))


def _start_broker(ground: Ground, supervisor: Supervisor, say: Say) -> str:
    given = OneboxSettings().kafka_bootstrap_servers
    if given:
        say(f"using the broker at {given}")
        admin = KafkaAdminClient(bootstrap_servers=given.split(","))
        try:
            declare_topics(admin, topics())
        finally:
            admin.close()
        return given
    say("starting Apache Kafka (the first time it is fetched, about half a minute)")
    cluster = LocalKafka(ground.folder.kafka)
    supervisor.add(BrokerPart(cluster))
    cluster.declare(topics())
    return cluster.bootstrap_servers


def role_parts(ground: Ground, *, port: int, kafka: str) -> Sequence[RolePart]:
    """Every process of the platform; the gateway last, so that it finds its services."""
    roles = {service: _roles_of(build(ground, service)) for service in SERVICES}
    ports = iter(free_ports(1 + sum(1 + len(of_service) for of_service in roles.values()), besides=[port]))
    jwks_url = f"http://{HOST}:{port}/.well-known/jwks.json"
    parts: list[RolePart] = []
    urls: dict[str, object] = {}

    def part(name: str, service: str, arguments: Sequence[str], **more: object) -> RolePart:
        prefix = str(BUILDERS[service][0].model_config["env_prefix"])
        values = values_of(ground, service, **more)
        environment = {f"{prefix}{field.upper()}": str(value) for field, value in values.items()}
        return RolePart(name, arguments, environment, ground.folder.logs / f"{name}.log")

    for service in SERVICES:
        api_port = next(ports)
        urls[f"{service}_url"] = f"http://{HOST}:{api_port}"
        shared = {
            "jwks_url": jwks_url,
            "kafka_bootstrap_servers": kafka,
            "kafka_session_timeout_ms": SESSION_TIMEOUT_MS,
        }
        parts.append(part(f"{service}-api", service, [f"{service}.main"], port=api_port, **shared))
        parts.extend(
            part(f"{service}-{role}", service, [f"{service}.worker", role], health_port=next(ports), **shared)
            for role in roles[service]
        )
    parts.append(part("gateway", "gateway", ["gateway.main"], port=port, health_port=next(ports), **urls))
    return parts


def _roles_of(service: Service) -> tuple[str, ...]:
    return (*ROLES, "jobs") if service.jobs or service.schedules else ROLES
