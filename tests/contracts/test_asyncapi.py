import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from contracts.catalogue import EVENTS, TOPICS, dead_letter_topic, topic_of
from contracts.released import PACKAGE, Example, examples_of, schemas_of

from tests.contracts.reading import fits

DOCUMENT: dict[str, Any] = yaml.safe_load((PACKAGE / "asyncapi.yaml").read_text(encoding="utf-8"))
EXAMPLES = [
    pytest.param(event_type, example, id=f"{event_type}-{name}")
    for event_type in sorted(EVENTS)
    for name, example in examples_of(event_type).items()
]


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def resolved(reference: str) -> Any:
    """What a reference of the document points at; raises when it points nowhere."""
    file, _, pointer = reference.partition("#")
    target = json.loads((PACKAGE / file).read_text(encoding="utf-8")) if file else DOCUMENT
    for step in pointer.split("/")[1:]:
        target = target[step]
    return target


def message_of(event_type: str) -> dict[str, Any]:
    message: dict[str, Any] = DOCUMENT["components"]["messages"][event_type]
    return message


def test_it_is_an_asyncapi_3_document() -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= DOCUMENT["info"].keys()


def test_every_reference_leads_somewhere() -> None:
    found = list(references(DOCUMENT))
    assert found
    assert all(resolved(reference) for reference in found)


def test_there_is_a_channel_for_each_topic_and_each_consumers_dead_letters() -> None:
    dead_letters = {dead_letter_topic(name, heard) for name, topic in TOPICS.items() for heard in topic.consumers}
    assert DOCUMENT["channels"].keys() == TOPICS.keys() | dead_letters
    assert all(address == channel["address"] for address, channel in DOCUMENT["channels"].items())


def test_a_channel_is_bound_as_its_topic_is_declared() -> None:
    for name, topic in TOPICS.items():
        binding = DOCUMENT["channels"][name]["bindings"]["kafka"]
        assert binding["partitions"] == topic.partitions
        assert binding["topicConfiguration"]["retention.ms"] == topic.retention_days * 24 * 60 * 60 * 1000


def test_the_owner_sends_and_the_hearers_receive_each_event() -> None:
    said = {
        (operation["tags"][0]["name"], operation["action"], reference["$ref"].rpartition("/")[2])
        for operation in DOCUMENT["operations"].values()
        for reference in operation["messages"]
    }
    declared = {(topic.owner, "send", event) for topic in TOPICS.values() for event in topic.events}
    for topic in TOPICS.values():
        declared |= {(hearer, "receive", event) for event, hearers in topic.events.items() for hearer in hearers}
        declared |= {(consumer, "send", "undecodable") for consumer in topic.consumers}
    assert said == declared


def test_an_operation_names_only_messages_of_its_channel() -> None:
    for operation in DOCUMENT["operations"].values():
        channel = operation["channel"]["$ref"]
        assert all(reference["$ref"].startswith(f"{channel}/messages/") for reference in operation["messages"])


def test_a_receiver_is_a_consumer_group_named_as_its_service() -> None:
    for operation in DOCUMENT["operations"].values():
        if operation["action"] == "receive":
            assert operation["bindings"]["kafka"]["groupId"]["const"] == operation["tags"][0]["name"]


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_a_message_has_the_newest_schema_and_the_aggregate_as_key(event_type: str) -> None:
    message = message_of(event_type)
    assert message["payload"]["$ref"] == f"./schemas/{event_type}/{max(schemas_of(event_type))}.json"
    assert message["bindings"]["kafka"]["key"]["description"] == TOPICS[topic_of(event_type)].key


@pytest.mark.parametrize(("event_type", "example"), EXAMPLES)
def test_the_headers_of_a_message_are_as_described(event_type: str, example: Example) -> None:
    described = {**message_of(event_type)["headers"], "components": DOCUMENT["components"]}
    assert fits(described, dict(example.headers))
    assert not fits(described, {**example.headers, "ce_type": "tw.youthlink.other.fact.v1"})
    for name in example.headers.keys() - {"traceparent"}:
        assert not fits(described, {header: text for header, text in example.headers.items() if header != name})


@pytest.mark.parametrize(("event_type", "example"), EXAMPLES)
def test_the_golden_corpus_is_shown(event_type: str, example: Example) -> None:
    shown = [(one["headers"], one["payload"]) for one in message_of(event_type)["examples"]]
    assert (example.headers, example.value) in shown
