"""The AsyncAPI 3.0 description of every topic, built from the same models and ``topics.yaml`` as the running code.

One document for the whole platform: an operation tells by its tag which service sends or receives. Payloads point at
the newest released schema. They carry no ``schemaFormat``: the keywords that a released schema may use mean the same in
draft 2020-12 and in AsyncAPI's own dialect, and few tools know another.
"""

import inspect
from collections.abc import Mapping
from typing import Any

from contracts.catalogue import Topic, dead_letter_topic
from contracts.envelope import CONTENT_TYPE, SPEC_VERSION, Fact
from contracts.released import Example

ASYNCAPI_VERSION = "3.0.0"
DOCUMENT_VERSION = "1.0.0"
"""Of the document's shape; what a message holds is versioned by its type's name and its schema's number."""
KAFKA_BINDING_VERSION = "0.5.0"
MILLISECONDS_PER_DAY = 86_400_000
UNDECODABLE = "undecodable"
Document = dict[str, Any]


def document(
    events: Mapping[str, type[Fact]],
    topics: Mapping[str, Topic],
    newest: Mapping[str, int],
    examples: Mapping[str, Mapping[str, Example]],
) -> Document:
    """Describe ``topics``; ``newest`` is the number of each event type's newest schema, ``examples`` its messages.

    Raises KeyError for a topic's event that is missing from any of the others.
    """
    channels: Document = {}
    operations: Document = {}
    messages: Document = {}
    for name, topic in topics.items():
        channels[name] = _channel(name, topic)
        operations[f"{topic.owner}.sends.{name}"] = _operation("send", topic.owner, name, list(topic.events))
        for event_type in topic.events:
            message = _message(events[event_type], topic, newest[event_type], examples[event_type])
            messages[event_type] = message
        for consumer in topic.consumers:
            heard = [event_type for event_type, hearers in topic.events.items() if consumer in hearers]
            operations[f"{consumer}.receives.{name}"] = _operation("receive", consumer, name, heard)
            dead_letters = dead_letter_topic(name, consumer)
            channels[dead_letters] = _dead_letter_channel(dead_letters, name, consumer)
            operations[f"{consumer}.sends.{dead_letters}"] = _operation("send", consumer, dead_letters, [UNDECODABLE])
    return {
        "asyncapi": ASYNCAPI_VERSION,
        "info": {
            "title": "YouthLink events",
            "version": DOCUMENT_VERSION,
            "description": "At least once, effect once, ordered per aggregate. CloudEvents 1.0 in Kafka binary mode. "
            "Writers fill the closed schema; readers ignore fields they do not know.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": channels,
        "operations": operations,
        "components": {
            "messages": {**messages, UNDECODABLE: _undecodable()},
            "schemas": {"envelope": _envelope_headers(), "dead-letter": _dead_letter_headers()},
        },
    }


def _channel(name: str, topic: Topic) -> Document:
    kept = {"cleanup.policy": ["delete"], "retention.ms": topic.retention_days * MILLISECONDS_PER_DAY}
    return {
        "address": name,
        "description": topic.description,
        "messages": {event_type: _ref("components", "messages", event_type) for event_type in topic.events},
        "bindings": _kafka(topic=name, partitions=topic.partitions, topicConfiguration=kept),
    }


def _dead_letter_channel(name: str, topic: str, consumer: str) -> Document:
    return {
        "address": name,
        "description": f"What {consumer} could not decode from {topic}, with its bytes as they came",
        "messages": {UNDECODABLE: _ref("components", "messages", UNDECODABLE)},
        "bindings": _kafka(topic=name),
    }


def _operation(action: str, service: str, channel: str, messages: list[str]) -> Document:
    operation: Document = {
        "action": action,
        "channel": _ref("channels", channel),
        "messages": [_ref("channels", channel, "messages", message) for message in messages],
        "tags": [{"name": service}],
    }
    if action == "receive":
        operation["bindings"] = _kafka(groupId={"type": "string", "const": service})
    return operation


def _message(kind: type[Fact], topic: Topic, newest: int, examples: Mapping[str, Example]) -> Document:
    typed = {"type": "object", "properties": {"ce_type": {"const": kind.TYPE}}}
    return {
        "name": kind.TYPE,
        "title": kind.__name__,
        "summary": inspect.getdoc(kind),
        "contentType": CONTENT_TYPE,
        "headers": {"allOf": [_ref("components", "schemas", "envelope"), typed]},
        "payload": {"$ref": f"./schemas/{kind.TYPE}/{newest}.json"},
        "bindings": _kafka(key={"type": "string", "format": "uuid", "description": topic.key}),
        "examples": [
            {"name": name, "headers": dict(example.headers), "payload": dict(example.value)}
            for name, example in examples.items()
        ],
    }


def _undecodable() -> Document:
    return {
        "name": UNDECODABLE,
        "title": "Undecodable",
        "summary": "A message that is not one of our events; the value is the original, whatever it is",
        "contentType": "application/octet-stream",
        "headers": _ref("components", "schemas", "dead-letter"),
        "bindings": _kafka(key={"type": "string", "format": "uuid", "description": "id made of content and origin"}),
    }


def _envelope_headers() -> Document:
    properties = {
        "ce_specversion": {"const": SPEC_VERSION},
        "ce_id": {"type": "string", "format": "uuid", "description": "the event; a repeat carries the same"},
        "ce_type": {"type": "string", "description": "event type with its major version"},
        "ce_source": {"type": "string", "format": "uri-reference", "description": "the service that says it"},
        "ce_subject": {"type": "string", "format": "uuid", "description": "the aggregate it is about"},
        "ce_time": {"type": "string", "format": "date-time", "description": "when it was recorded; no order"},
        "ce_sequence": {
            "type": "string",
            "pattern": "^[1-9][0-9]*$",
            "description": "1 for the first event of the subject, then one more each",
        },
        "ce_partitionkey": {"type": "string", "format": "uuid", "description": "as ce_subject"},
        "content-type": {"const": CONTENT_TYPE},
    }
    trace = {"type": "string", "description": "W3C Trace Context of the request or event behind it"}
    return {
        "type": "object",
        "required": list(properties),
        "properties": {**properties, "traceparent": trace},
    }


def _dead_letter_headers() -> Document:
    properties = {
        "dlt_consumer": {"type": "string", "description": "the service that could not decode it"},
        "dlt_error": {"const": UNDECODABLE},
        "dlt_partition": {"type": "string", "pattern": "^-?[0-9]+$", "description": "where it came from"},
        "dlt_offset": {"type": "string", "pattern": "^-?[0-9]+$", "description": "where it came from"},
    }
    return {
        "type": "object",
        "description": "The original headers and these",
        "required": list(properties),
        "properties": properties,
    }


def _kafka(**binding: object) -> Document:
    return {"kafka": {**binding, "bindingVersion": KAFKA_BINDING_VERSION}}


def _ref(*steps: str) -> Document:
    return {"$ref": "#/" + "/".join(steps)}
