"""The envelope of every event: CloudEvents 1.0 in Kafka binary mode (metadata in ``ce_`` headers, bare JSON value).

Writers are strict (a fact refuses unknown fields), readers are lenient (unknown fields are ignored), so a newer writer
never stops an older reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"
MAX_SEQUENCE = 2**63 - 1
"""What a consumer's bigint column can hold; more would fail there at every retry."""
Headers = tuple[tuple[str, bytes], ...]
OTHER_HEADERS = frozenset({"content-type", "traceparent"})


class EnvelopeInvalid(ValueError):
    """A message is not one of our events: a header is missing or wrong, or the value does not fit its type."""


class Fact(BaseModel):
    """The body of one event: what happened, in the past tense, complete enough to be counted by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    TYPE: ClassVar[str]
    """Full event type, ``tw.youthlink.<owner>.<fact>.v<major>``."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who said what about which aggregate, and as its how-manieth event.

    ``sequence`` starts at 1 and grows by one per event of the same ``subject``.
    """

    id: UUID
    type: str
    source: str
    subject: UUID
    time: datetime
    sequence: int
    traceparent: str | None = None

    def named(self) -> list[tuple[str, str]]:
        """The Kafka headers of this envelope, as text."""
        pairs = [
            ("ce_specversion", SPEC_VERSION),
            ("ce_id", str(self.id)),
            ("ce_type", self.type),
            ("ce_source", self.source),
            ("ce_subject", str(self.subject)),
            ("ce_time", self.time.isoformat()),
            ("ce_sequence", str(self.sequence)),
            ("ce_partitionkey", str(self.subject)),
            ("content-type", CONTENT_TYPE),
        ]
        if self.traceparent:
            pairs.append(("traceparent", self.traceparent))
        return pairs

    def headers(self) -> Headers:
        """The Kafka headers of this envelope."""
        return tuple((name, value.encode()) for name, value in self.named())

    @classmethod
    def of(cls, headers: Headers) -> "Envelope":
        """Read the envelope from Kafka headers; raises EnvelopeInvalid."""
        try:
            values = {name: value.decode() for name, value in own(headers)}
            if values["ce_specversion"] != SPEC_VERSION:
                raise EnvelopeInvalid("ce_specversion")
            sequence = int(values["ce_sequence"])
            if not 1 <= sequence <= MAX_SEQUENCE:
                raise EnvelopeInvalid("ce_sequence")
            time = datetime.fromisoformat(values["ce_time"])
            if time.tzinfo is None:
                raise EnvelopeInvalid("ce_time")
            return cls(
                id=UUID(values["ce_id"]),
                type=values["ce_type"],
                source=values["ce_source"],
                subject=UUID(values["ce_subject"]),
                time=time,
                sequence=sequence,
                traceparent=values.get("traceparent"),
            )
        except (KeyError, ValueError) as error:
            raise EnvelopeInvalid(str(error)) from error


def own(headers: Headers) -> Headers:
    """Our own headers among those of a message: agents and mirrors on the way may add any bytes of theirs."""
    return tuple((name, value) for name, value in headers if name.startswith("ce_") or name in OTHER_HEADERS)


def encode(fact: Fact) -> bytes:
    """The bare JSON value of an event."""
    return fact.model_dump_json().encode()


def decode(kind: type[Fact], value: bytes) -> Fact:
    """Read a value as ``kind``, ignoring fields this reader does not know; raises EnvelopeInvalid."""
    try:
        return kind.model_validate_json(value, extra="ignore")
    except ValueError as error:
        raise EnvelopeInvalid(f"{kind.TYPE}: value does not fit") from error


def by_type(*kinds: type[Fact]) -> Mapping[str, type[Fact]]:
    """A look-up of facts by their type name."""
    return {kind.TYPE: kind for kind in kinds}
