"""Closed schemas, their messages, and schemas that are an edit or two away."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.contracts.reading import an_object

Schema = dict[str, Any]

NAMES = st.sampled_from(["county", "industry", "openings", "outcome"])
SCALARS: SearchStrategy[Schema] = st.one_of(
    st.sampled_from(["string", "integer", "boolean", "null"]).map(lambda kind: {"type": kind}),
    st.sets(st.sampled_from(["won", "lost", "open"]), min_size=1).map(lambda v: {"type": "string", "enum": sorted(v)}),
    st.integers(1, 3).map(lambda digits: {"type": "string", "pattern": f"^[0-9]{{{digits}}}$"}),
    st.integers(0, 3).map(lambda least: {"type": "integer", "minimum": least}),
)


def _around(inner: SearchStrategy[Schema]) -> SearchStrategy[Schema]:
    lists = st.builds(lambda items, most: {"type": "array", "items": items, "maxItems": most}, inner, st.integers(1, 3))
    maybe = inner.map(lambda schema: {"anyOf": [schema, {"type": "null"}]})
    return lists | maybe | _objects(inner)


def _objects(inner: SearchStrategy[Schema]) -> SearchStrategy[Schema]:
    return st.builds(
        lambda required, optional: an_object(required, {n: s for n, s in optional.items() if n not in required}),
        st.dictionaries(NAMES, inner, max_size=2),
        st.dictionaries(NAMES, inner, max_size=2),
    )


ANY_SCHEMAS = st.recursive(SCALARS, _around, max_leaves=5)
EVENT_SCHEMAS = _objects(ANY_SCHEMAS)
EDITS = ("add", "add", "add", "drop optional", "drop any", "require", "release", "replace")


def messages(schema: Schema) -> SearchStrategy[Any]:
    """The values that a writer of ``schema`` may write."""
    if "anyOf" in schema:
        return st.one_of([messages(option) for option in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    return _OF_TYPE[schema["type"]](schema)


def _of_object(schema: Schema) -> SearchStrategy[Any]:
    fields = {name: messages(field) for name, field in schema["properties"].items()}
    required = {name: fields[name] for name in schema["required"]}
    return st.fixed_dictionaries(required, optional={n: f for n, f in fields.items() if n not in required})


_OF_TYPE: dict[str, Callable[[Schema], SearchStrategy[Any]]] = {
    "object": _of_object,
    "array": lambda schema: st.lists(messages(schema["items"]), max_size=schema["maxItems"]),
    "integer": lambda schema: st.integers(min_value=schema.get("minimum")),
    "string": lambda schema: st.text(max_size=5),
    "boolean": lambda schema: st.booleans(),
    "null": lambda schema: st.none(),
}


@st.composite
def relatives(draw: st.DrawFn, schema: Schema) -> Schema:
    """``schema`` after one to three edits of the objects within it; most edits are such as may be released."""
    edited = deepcopy(schema)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(list(_objects_in(edited))))
        fields, required = place["properties"], place["required"]
        optional = sorted(fields.keys() - set(required))
        edit = draw(st.sampled_from(EDITS))
        name = draw(NAMES)
        if edit == "drop optional" and optional:
            del fields[draw(st.sampled_from(optional))]
        elif edit == "drop any":
            fields.pop(name, None)
            place["required"] = [kept for kept in required if kept != name]
        elif edit == "require" and name in fields:
            place["required"] = sorted({*required, name})
        elif edit == "release":
            place["required"] = [kept for kept in required if kept != name]
        elif edit == "replace" or name not in fields:
            fields[name] = draw(ANY_SCHEMAS)
    return edited


def _objects_in(schema: Schema) -> Iterator[Schema]:
    if schema.get("type") == "object":
        yield schema
    items = [schema["items"]] if "items" in schema else []
    for part in [*schema.get("properties", {}).values(), *schema.get("anyOf", []), *items]:
        yield from _objects_in(part)
