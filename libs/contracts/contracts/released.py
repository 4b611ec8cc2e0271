"""What was ever released: the schemas of each event type and the example messages, as files beside this module."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.envelope import Headers

Schema = Mapping[str, Any]
"""A JSON schema (draft 2020-12) as parsed JSON."""

PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Example:
    """One real message of the golden corpus, with header values as text."""

    headers: Mapping[str, str]
    key: str
    value: Mapping[str, Any]

    def kafka_headers(self) -> Headers:
        """The headers as they travel."""
        return tuple((name, text.encode()) for name, text in self.headers.items())

    def kafka_value(self) -> bytes:
        """The value as it travels."""
        return json.dumps(self.value, ensure_ascii=False, separators=(",", ":")).encode()


def schemas_of(event_type: str, root: Path = PACKAGE) -> Mapping[int, Schema]:
    """The released schemas of an event type by number, oldest first; empty when none was released."""
    found = {int(path.stem): path for path in (root / "schemas" / event_type).glob("*.json")}
    return {number: json.loads(found[number].read_text(encoding="utf-8")) for number in sorted(found)}


def examples_of(event_type: str, root: Path = PACKAGE) -> Mapping[str, Example]:
    """The example messages of an event type by name; empty when there is none."""
    paths = sorted((root / "examples" / event_type).glob("*.json"))
    return {path.stem: Example(**json.loads(path.read_text(encoding="utf-8"))) for path in paths}
