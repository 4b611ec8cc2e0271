"""JSON objects that another process has written down: stored as they stand, read only where somebody asks."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import orjson

Value = TypeVar("Value")


class Written(Mapping[str, Value], Generic[Value]):
    """An object as its text. ``read`` says at every look what the text holds: this is for what nobody looks at."""

    __slots__ = ("_read", "text")

    def __init__(self, text: bytes, read: Callable[[bytes], Mapping[str, Value]] = orjson.loads) -> None:
        self.text = text
        self._read = read

    def __getitem__(self, name: str) -> Value:
        return self._read(self.text)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read(self.text))

    def __len__(self) -> int:
        return len(self._read(self.text))


def canonical(value: Mapping[str, Any]) -> bytes:
    """The text of a JSON object, the same whatever the order of its keys."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def digest_of(text: bytes) -> bytes:
    """SHA-256 of a canonical text."""
    return hashlib.sha256(text).digest()


def as_json(value: Any) -> str:
    """What a JSON column is sent."""
    return orjson.dumps(value, default=_as_it_stands).decode()


def _as_it_stands(value: object) -> orjson.Fragment:
    if isinstance(value, Written):
        return orjson.Fragment(value.text)
    raise TypeError(f"{type(value).__name__} is no JSON")
