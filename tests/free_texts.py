"""Every text that a request may write freely, as an OpenAPI document tells: where it stands, and a body to plant in."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

UNUSABLE = ("   ", "\u0000", "a\u0000b")
BOUND = ("enum", "const", "format", "pattern")


@dataclass(frozen=True, slots=True)
class FreeText:
    """One text: the operation that takes it, where it stands in the body, and a body that is right otherwise."""

    method: str
    path: str
    place: tuple[str | int, ...]
    example: Any

    @property
    def pointer(self) -> str:
        """Where a refusal points."""
        return "".join(f"/{step}" for step in self.place)

    def planted(self, text: str) -> Any:
        """The body with this text."""
        body = deepcopy(self.example)
        within = body
        for step, following in zip(self.place, self.place[1:], strict=False):
            if isinstance(within, dict) and within.get(str(step)) is None:
                within[str(step)] = [{}] if isinstance(following, int) else {}
            within = within[step]
        within[self.place[-1]] = text
        return body


def free_texts(document: Mapping[str, Any]) -> list[FreeText]:
    """Those of every JSON body, but for batches: what is wrong with one item is said item by item."""
    found: list[FreeText] = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            media = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if media is None or path.endswith(":batch"):
                continue
            example = media["example"] if "example" in media else next(iter(media["examples"].values()))["value"]
            places = _places(document, media["schema"], ())
            found += [FreeText(method, path, place, example) for place in dict.fromkeys(places)]
    return found


def _places(
    document: Mapping[str, Any], schema: Mapping[str, Any], at: tuple[str | int, ...]
) -> Iterator[tuple[str | int, ...]]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _places(document, one, at)
    for name, one in schema.get("properties", {}).items():
        yield from _places(document, one, (*at, name))
    if isinstance(schema.get("items"), dict):
        yield from _places(document, schema["items"], (*at, 0))
    if schema.get("type") == "string" and at and isinstance(at[-1], str) and not any(one in schema for one in BOUND):
        yield at
