import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import ClassVar
from uuid import UUID

import pytest
from contracts.envelope import MAX_SEQUENCE, Envelope, EnvelopeInvalid, Fact, Headers, by_type, decode, encode
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError


class Place(Fact):
    county: str


class Moved(Fact):
    """An event with parts, as a reader of today knows it."""

    TYPE: ClassVar[str] = "tw.youthlink.example.moved.v1"

    count: int = Field(ge=1)
    place: Place
    earlier: tuple[Place, ...] = ()


ENVELOPE = Envelope(
    id=UUID("019a3c5e-8f2a-7d31-8b64-0e9a5c7d1101"),
    type=Moved.TYPE,
    source="/vacancy",
    subject=UUID("019a3c5e-7b10-7c42-9f0a-3d1be6a4c001"),
    time=datetime(2026, 10, 31, 13, 5, 12, 346912, tzinfo=UTC),
    sequence=2,
)
ENVELOPES = st.builds(
    Envelope,
    id=st.uuids(),
    type=st.text(min_size=1),
    source=st.text(min_size=1),
    subject=st.uuids(),
    time=st.datetimes(
        timezones=st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(
            lambda offset: timezone(timedelta(minutes=offset // timedelta(minutes=1)))
        )
    ),
    sequence=st.integers(1, MAX_SEQUENCE),
    traceparent=st.none() | st.text(min_size=1),
)


def changed(name: str, value: bytes) -> Headers:
    return tuple((header, value if header == name else old) for header, old in ENVELOPE.headers())


@given(ENVELOPES)
def test_an_envelope_is_read_as_it_was_written(envelope: Envelope) -> None:
    assert Envelope.of(envelope.headers()) == envelope


@given(ENVELOPES, st.data())
def test_the_order_of_headers_means_nothing(envelope: Envelope, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(envelope.headers()))
    assert Envelope.of(tuple(shuffled)) == envelope


def test_headers_of_others_are_passed_over() -> None:
    others = (("dlt_consumer", b"indicators"), ("ce_comacmesampledrate", b"0.5"))
    assert Envelope.of(ENVELOPE.headers() + others) == ENVELOPE


def test_the_trace_is_left_out_when_there_is_none() -> None:
    traced = replace(ENVELOPE, traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    assert "traceparent" not in dict(ENVELOPE.headers())
    assert "traceparent" in dict(traced.headers())


def test_the_partition_key_is_the_subject() -> None:
    headers = dict(ENVELOPE.headers())
    assert headers["ce_partitionkey"] == headers["ce_subject"] == str(ENVELOPE.subject).encode()


@pytest.mark.parametrize(
    "name", ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "ce_sequence"]
)
def test_a_message_without_a_header_is_not_one_of_ours(name: str) -> None:
    headers = tuple((header, value) for header, value in ENVELOPE.headers() if header != name)
    with pytest.raises(EnvelopeInvalid):
        Envelope.of(headers)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ce_specversion", b"0.3"),
        ("ce_id", b"42"),
        ("ce_subject", b""),
        ("ce_time", b"yesterday"),
        ("ce_time", b"2026-10-31T13:05:12"),
        ("ce_time", b"2026-10-31"),
        ("ce_sequence", b"first"),
        ("ce_sequence", b"1.5"),
        ("ce_sequence", b"0"),
        ("ce_sequence", b"-1"),
        ("ce_sequence", str(MAX_SEQUENCE + 1).encode()),
        ("ce_sequence", b"9" * 5_000),
        ("ce_source", b"\xff\xfe"),
    ],
)
def test_a_message_with_a_wrong_header_is_not_one_of_ours(name: str, value: bytes) -> None:
    with pytest.raises(EnvelopeInvalid):
        Envelope.of(changed(name, value))


def test_a_sequence_may_be_the_first_and_the_greatest() -> None:
    assert Envelope.of(changed("ce_sequence", b"1")).sequence == 1
    assert Envelope.of(changed("ce_sequence", str(MAX_SEQUENCE).encode())).sequence == MAX_SEQUENCE


@given(st.builds(Moved, count=st.integers(1), place=st.builds(Place, county=st.text())))
def test_a_fact_is_read_as_it_was_written(fact: Moved) -> None:
    assert decode(Moved, encode(fact)) == fact


def test_a_reader_ignores_unknown_fields_at_every_depth() -> None:
    newer = {"count": 1, "place": {"county": "63000", "x": 1}, "earlier": [{"county": "65000", "y": {}}], "z": None}
    known = Moved(count=1, place=Place(county="63000"), earlier=(Place(county="65000"),))
    assert decode(Moved, json.dumps(newer).encode()) == known


def test_a_writer_is_refused_unknown_fields_at_every_depth() -> None:
    for unknown in ({"count": 1, "place": {"county": "63000"}, "x": 1}, {"count": 1, "place": {"county": "1", "x": 1}}):
        with pytest.raises(ValidationError):
            Moved.model_validate(unknown)


def test_a_fact_does_not_change_after_it_happened() -> None:
    fact = Place(county="63000")
    with pytest.raises(ValidationError):
        fact.county = "65000"  # type: ignore[misc]  # what is tested


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"count": 0, "place": {"county": "63000"}}',
        b'{"count": 1, "place"',
        b"\xff",
        b"\0",
    ],
)
def test_a_value_that_does_not_fit_is_not_one_of_ours(value: bytes) -> None:
    with pytest.raises(EnvelopeInvalid):
        decode(Moved, value)


def test_facts_are_looked_up_by_their_type() -> None:
    assert by_type(Moved) == {"tw.youthlink.example.moved.v1": Moved}
