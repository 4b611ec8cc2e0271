import itertools
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from contracts.catalogue import EVENTS, TOPICS, topic_of
from contracts.compatibility import breaks, unfit
from contracts.envelope import Envelope, decode, encode
from contracts.released import PACKAGE, Example, examples_of, schemas_of
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from tests.contracts.reading import fits, is_read

SERVICES = {"vacancy", "matching", "training", "indicators", "gateway"}
PERSONAL = {
    "name",
    "birth",
    "birthday",
    "phone",
    "mobile",
    "email",
    "address",
    "passport",
    "identity",
    "note",
    "remark",
}
EVENT_TYPES = sorted(EVENTS)
EXAMPLES = [
    pytest.param(event_type, example, id=f"{event_type}-{name}")
    for event_type in EVENT_TYPES
    for name, example in examples_of(event_type).items()
]


def newest_schema(event_type: str) -> dict[str, Any]:
    released = schemas_of(event_type)
    return dict(released[max(released)])


@pytest.mark.parametrize("kind", ["schemas", "examples"])
def test_every_event_has_files_and_no_file_is_without_its_event(kind: str) -> None:
    assert sorted(path.name for path in (PACKAGE / kind).iterdir()) == EVENT_TYPES
    assert {path.suffix for path in (PACKAGE / kind).glob("*/*")} == {".json"}


def test_every_event_travels_on_exactly_one_topic_and_no_topic_names_another() -> None:
    assert sorted(event_type for topic in TOPICS.values() for event_type in topic.events) == EVENT_TYPES


def test_every_topic_carries_events_of_its_owner_to_services_that_exist() -> None:
    for name, topic in TOPICS.items():
        assert re.fullmatch(rf"youthlink\.{topic.owner}\.v[1-9][0-9]*", name)
        assert topic.events
        assert {topic.owner, *topic.consumers} <= SERVICES
        assert topic.owner not in topic.consumers


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_an_event_is_named_for_the_platform_the_subject_the_fact_and_the_major(event_type: str) -> None:
    assert re.fullmatch(r"tw\.youthlink(\.[a-z]+(-[a-z]+)*){2}\.v[1-9][0-9]*", event_type)
    assert event_type == EVENTS[event_type].TYPE


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_the_released_schemas_are_closed_and_numbered_from_one(event_type: str) -> None:
    released = schemas_of(event_type)
    assert list(released) == list(range(1, len(released) + 1))
    for schema in released.values():
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
        assert unfit(schema) == []


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_the_released_schemas_are_compatible_with_each_other(event_type: str) -> None:
    for older, newer in itertools.combinations(schemas_of(event_type).values(), 2):
        assert breaks(older, newer) == []


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_no_event_has_a_field_for_personal_data_or_remarks(event_type: str) -> None:
    spelled = json.dumps(list(schemas_of(event_type).values()))
    fields = re.findall(r'"([a-z_]+)": \{', spelled)
    assert not PERSONAL & {word for field in fields for word in field.split("_")}


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_the_examples_show_each_optional_field_said_and_unsaid(event_type: str) -> None:
    schema = newest_schema(event_type)
    values = [example.value for example in examples_of(event_type).values()]
    assert len(values) >= 2
    for field in schema["properties"].keys() - set(schema.get("required", ())):
        said = {value.get(field) is not None for value in values}
        assert said == {True, False}, field


@pytest.mark.parametrize(("event_type", "example"), EXAMPLES)
def test_an_example_fits_the_schema_of_its_writer_and_every_reader_reads_it(event_type: str, example: Example) -> None:
    released = schemas_of(event_type).values()
    assert any(fits(schema, example.value) for schema in released)
    assert all(is_read(schema, example.value) for schema in released)


@pytest.mark.parametrize(("event_type", "example"), EXAMPLES)
def test_an_example_decodes_with_the_present_model(event_type: str, example: Example) -> None:
    fact = decode(EVENTS[event_type], example.kafka_value())
    said_again = json.loads(encode(fact))
    assert {field: said_again[field] for field in example.value.keys() & said_again.keys()} == {
        field: value for field, value in example.value.items() if field in said_again
    }
    assert fits(newest_schema(event_type), said_again)


@pytest.mark.parametrize(("event_type", "example"), EXAMPLES)
def test_an_example_has_the_envelope_of_its_event(event_type: str, example: Example) -> None:
    envelope = Envelope.of(example.kafka_headers())
    assert envelope.headers() == example.kafka_headers()
    assert envelope.type == event_type
    assert str(envelope.subject) == example.key
    assert envelope.source == f"/{TOPICS[topic_of(event_type)].owner}"


@pytest.mark.parametrize(("event_type", "example"), EXAMPLES)
def test_a_field_from_the_future_is_ignored_by_readers_and_refused_from_writers(
    event_type: str, example: Example
) -> None:
    newer = {**example.value, "from_the_future": True}
    kind = EVENTS[event_type]
    assert decode(kind, json.dumps(newer).encode()) == decode(kind, example.kafka_value())
    with pytest.raises(ValidationError):
        kind.model_validate(newer)
    assert not fits(newest_schema(event_type), newer)


def test_no_two_examples_are_the_same_event() -> None:
    ids = [example.headers["ce_id"] for kind in EVENT_TYPES for example in examples_of(kind).values()]
    assert len(set(ids)) == len(ids)


def test_the_wheel_carries_the_topics_the_schemas_and_the_examples(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=PACKAGE.parent, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = set(wheel.namelist())
    data = {path for pattern in ("*.yaml", "*.json", "py.typed") for path in PACKAGE.rglob(pattern)}
    assert {path.relative_to(PACKAGE.parent).as_posix() for path in data} <= packed
