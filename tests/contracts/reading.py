"""Judging messages by JSON schemas, as a writer does (closed) and as a reader does (unknown fields ignored)."""

from typing import Any

from contracts.released import Schema
from jsonschema import Draft202012Validator


def fits(schema: Schema, value: Any) -> bool:
    """Whether a writer of ``schema`` may write ``value``."""
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(value)


def is_read(schema: Schema, value: Any) -> bool:
    """Whether a reader of ``schema`` can read ``value``."""
    return fits(_opened(schema), value)


def _opened(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {keyword: _opened(part) for keyword, part in schema.items() if keyword != "additionalProperties"}
    return [_opened(part) for part in schema] if isinstance(schema, list) else schema


def an_object(required: dict[str, Any] | None = None, optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """A closed object schema of these fields."""
    return {
        "type": "object",
        "properties": {**(required or {}), **(optional or {})},
        "required": sorted(required or {}),
        "additionalProperties": False,
    }
