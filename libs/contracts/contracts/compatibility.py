"""Whether two schemas of one event type can live together, whoever writes and whoever reads.

Writers fill a closed schema, readers ignore the fields they do not know. Old readers must read new messages and new
readers old ones, so the only change that stays compatible is a field that no message must have, added or dropped;
everything else is a new event type. Two spellings of one meaning count as a change, except for the order of
alternatives and values, ``const`` beside ``enum``, and a list of types beside ``anyOf``.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.released import Schema

ANNOTATIONS = frozenset({"$schema", "$defs", "title", "description", "default", "examples", "deprecated"})
UNIONS = frozenset({"anyOf", "oneOf"})
SHAPE = frozenset({"type", "enum", "const", "properties", "required", "additionalProperties", "items"})
ASSERTED_BY_DEFAULT: Mapping[str, Any] = {
    "format": None,
    "pattern": None,
    "minLength": 0,
    "maxLength": None,
    "minimum": None,
    "maximum": None,
    "exclusiveMinimum": None,
    "exclusiveMaximum": None,
    "multipleOf": None,
    "minItems": 0,
    "maxItems": None,
    "uniqueItems": False,
}
"""Each assertion of one value, and what its absence means."""
UNDERSTOOD = ANNOTATIONS | SHAPE | ASSERTED_BY_DEFAULT.keys()
ANY_ITEM = "*"
_Met = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Break:
    """One reason why some reader could not read some message; ``pointer`` leads into the message, * is any item."""

    pointer: str
    why: str

    def __str__(self) -> str:
        return f"{self.pointer or '(the whole value)'}: {self.why}"


def breaks(old: Schema, new: Schema) -> list[Break]:
    """Why messages of either schema cannot be read by readers of the other; empty when they can.

    Both schemas must be fit for release (see ``unfit``).
    """
    return list(_compare(_Node(old, old), _Node(new, new), "", frozenset()))


def unfit(schema: Schema) -> list[Break]:
    """Why a schema cannot be released at all: an object that is not closed, or a keyword that is not judged here."""
    return breaks(schema, schema)


@dataclass(frozen=True, slots=True)
class _Node:
    """A schema somewhere in a document, which its ``$ref``s point into."""

    document: Schema
    schema: Schema

    def child(self, schema: Schema) -> "_Node":
        return _Node(self.document, schema)

    def spelling(self) -> str:
        return _spelling(self.schema)

    def alternatives(self) -> list["_Node"]:
        """The schemas of which a value has to fit one, references followed."""
        schema = self._resolved()
        if UNIONS & schema.keys():
            if schema.keys() - ANNOTATIONS - {"discriminator"} - UNIONS or schema.keys() >= UNIONS:
                return [self.child(schema)]  # judged as a keyword that is not understood
            options = schema.get("anyOf") or schema["oneOf"]
            return [found for option in options for found in self.child(option).alternatives()]
        if isinstance(schema.get("type"), list):
            return [self.child({**schema, "type": name}) for name in schema["type"]]
        return [self.child(schema)]

    def _resolved(self) -> Schema:
        schema = self.schema
        while "$ref" in schema:
            beside = {keyword: said for keyword, said in schema.items() if keyword != "$ref"}
            target = self.document
            for step in schema["$ref"].removeprefix("#").split("/")[1:]:
                target = target[step.replace("~1", "/").replace("~0", "~")]
            if beside.keys() - ANNOTATIONS:
                raise ValueError(f"{schema['$ref']} has assertions beside it")
            schema = {**target, **beside}
        return schema


def _compare(old: _Node, new: _Node, at: str, met: _Met) -> Iterator[Break]:
    pair = (old.spelling(), new.spelling())
    if pair in met:  # a recursive model: the outer comparison of the same pair decides
        return
    met |= {pair}
    theirs, ours = old.alternatives(), new.alternatives()
    if len(theirs) == len(ours) == 1:
        yield from _compare_alternative(theirs[0], ours[0], at, met)
        return
    dropped = [node for node in theirs if not any(_agree(node, other, at, met) for other in ours)]
    added = [node for node in ours if not any(_agree(other, node, at, met) for other in theirs)]
    if len(dropped) == len(added) == 1:
        yield from _compare_alternative(dropped[0], added[0], at, met)
        return
    for node in dropped:
        yield Break(at, f"new readers do not know the old alternative {_name(node.schema)}")
    for node in added:
        yield Break(at, f"old readers do not know the new alternative {_name(node.schema)}")


def _agree(old: _Node, new: _Node, at: str, met: _Met) -> bool:
    return next(_compare_alternative(old, new, at, met), None) is None


def _compare_alternative(old: _Node, new: _Node, at: str, met: _Met) -> Iterator[Break]:
    for keyword in sorted((old.schema.keys() | new.schema.keys()) - UNDERSTOOD):
        yield Break(at, f"the keyword {keyword} is not understood here, so nothing can be promised about it")
    kind, was = new.schema.get("type"), old.schema.get("type")
    if kind != was:
        yield Break(at, f"the type was {was}, is {kind}")
        return
    yield from _compare_values(old.schema, new.schema, at)
    for keyword, absent in ASSERTED_BY_DEFAULT.items():
        before, after = old.schema.get(keyword, absent), new.schema.get(keyword, absent)
        if before != after:
            yield Break(at, f"{keyword} was {_said(before)}, is {_said(after)}")
    if kind == "object":
        yield from _compare_objects(old, new, at, met)
    elif kind == "array":
        items = old.child(old.schema.get("items", {})), new.child(new.schema.get("items", {}))
        yield from _compare(*items, f"{at}/{ANY_ITEM}", met)


def _compare_values(old: Schema, new: Schema, at: str) -> Iterator[Break]:
    before, after = _values(old), _values(new)
    if before is None and after is None:
        if "type" not in new:
            yield Break(at, "it may hold anything")
    elif before is None or after is None:
        yield Break(at, f"it was {_one_of(before)}, is {_one_of(after)}")
    else:
        for value in sorted(after - before):
            yield Break(at, f"old readers refuse the added value {value}")
        for value in sorted(before - after):
            yield Break(at, f"new readers refuse the dropped value {value}")


def _compare_objects(old: _Node, new: _Node, at: str, met: _Met) -> Iterator[Break]:
    if old.schema.get("additionalProperties") is not False or new.schema.get("additionalProperties") is not False:
        yield Break(at, "the object is not closed")
    theirs, ours = old.schema.get("properties", {}), new.schema.get("properties", {})
    was_required, is_required = set(old.schema.get("required", ())), set(new.schema.get("required", ()))
    for name in sorted(theirs.keys() | ours.keys()):
        here = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
        if name not in theirs:
            if name in is_required:
                yield Break(here, "a required field was added; old messages lack it")
        elif name not in ours:
            if name in was_required:
                yield Break(here, "a required field was dropped; old readers miss it")
        else:
            yield from _compare_presence(theirs[name], ours[name], here, name in was_required, name in is_required)
            yield from _compare(old.child(theirs[name]), new.child(ours[name]), here, met)


def _compare_presence(old: Schema, new: Schema, at: str, was_required: bool, is_required: bool) -> Iterator[Break]:
    if is_required and not was_required:
        yield Break(at, "it became required; old messages may lack it")
    elif was_required and not is_required:
        yield Break(at, "it became optional; old readers miss it")
    elif not is_required and _default(old) != _default(new):
        yield Break(at, f"its absence meant {_default(old)}, means {_default(new)}")


def _default(schema: Schema) -> str:
    return _spelling(schema["default"]) if "default" in schema else "nothing"


def _values(schema: Schema) -> frozenset[str] | None:
    """The only values allowed, in JSON's spelling (where 1 and true differ), or None for any."""
    if "const" in schema:
        return frozenset({_spelling(schema["const"])})
    return frozenset(map(_spelling, schema["enum"])) if "enum" in schema else None


def _one_of(values: frozenset[str] | None) -> str:
    return "any value" if values is None else f"one of {', '.join(sorted(values))}"


def _name(schema: Schema) -> str:
    told: Mapping[str, Any] = {keyword: said for keyword, said in schema.items() if keyword not in ANNOTATIONS}
    return str(schema.get("title") or _spelling(told))


def _said(value: Any) -> str:
    return "not set" if value is None else str(value)


def _spelling(value: Schema | Sequence[Any] | str | float | None) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
