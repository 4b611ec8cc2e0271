"""What a span says of a piece of work: its kind, name and attributes, all names in this one place.

HTTP names follow the stable conventions; those of messaging still move, so nobody else spells them. What may name or
describe a person stays out: no path (it holds ids), no query, no body, no key or aggregate id, no words of an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Attributes = Mapping[str, str | int]

HTTP_METHOD = "http.request.method"
HTTP_ROUTE = "http.route"
HTTP_STATUS = "http.response.status_code"
ERROR_TYPE = "error.type"
MESSAGING_SYSTEM = "messaging.system"
MESSAGING_DESTINATION = "messaging.destination.name"
MESSAGING_OPERATION = "messaging.operation.name"
MESSAGING_OPERATION_TYPE = "messaging.operation.type"
MESSAGING_GROUP = "messaging.consumer.group.name"
MESSAGING_COUNT = "messaging.batch.message_count"
EVENT_TYPE = "cloudevents.event_type"
JOB_KIND = "youthlink.job.kind"
JOB_ATTEMPT = "youthlink.job.attempt"
BUS = "kafka"


class Kind(StrEnum):
    """Which side of an exchange a span stands on, by the names of OpenTelemetry."""

    SERVER = "SERVER"
    PRODUCER = "PRODUCER"
    CONSUMER = "CONSUMER"
    INTERNAL = "INTERNAL"


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work as its span shows it; ``error`` is a class name or a status, None where nothing went wrong."""

    kind: Kind
    name: str
    attributes: Attributes
    error: str | None = None


def http_request(method: str, route: str, status: int) -> Work:
    """One request by its route template; what the caller did wrong is no error of the server."""
    attributes: Attributes = {HTTP_METHOD: method, HTTP_ROUTE: route, HTTP_STATUS: status}
    return Work(Kind.SERVER, f"{method} {route}", attributes, str(status) if status >= 500 else None)


def publishing(topic: str, event_type: str, *, error: str | None = None) -> Work:
    """One event on its way from the outbox to the bus."""
    attributes = {
        MESSAGING_SYSTEM: BUS,
        MESSAGING_DESTINATION: topic,
        MESSAGING_OPERATION: "publish",
        MESSAGING_OPERATION_TYPE: "send",
        EVENT_TYPE: event_type,
    }
    return Work(Kind.PRODUCER, f"publish {topic}", attributes, error)


def handling(topic: str, event_type: str, consumer: str, *, count: int = 1) -> Work:
    """What a consumer does about one event, or about neighbours of one type."""
    attributes: Attributes = {
        MESSAGING_SYSTEM: BUS,
        MESSAGING_DESTINATION: topic,
        MESSAGING_OPERATION: "handle",
        MESSAGING_OPERATION_TYPE: "process",
        MESSAGING_GROUP: consumer,
        MESSAGING_COUNT: count,
        EVENT_TYPE: event_type,
    }
    return Work(Kind.CONSUMER, f"handle {event_type}", attributes)


def job_chunk(kind: str, attempt: int) -> Work:
    """One chunk of a job, which is one transaction."""
    return Work(Kind.INTERNAL, f"job {kind}", {JOB_KIND: kind, JOB_ATTEMPT: attempt})
