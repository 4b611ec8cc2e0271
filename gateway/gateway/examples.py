"""Example values for the documentation page: those the services give, else the simplest value of the right shape."""

from collections.abc import Mapping
from typing import Any

DEEPEST = 8
SIMPLEST: Mapping[str, Any] = {"string": "…", "integer": 1, "number": 1.5, "boolean": True, "null": None}
BY_FORMAT: Mapping[str, str] = {
    "date": "2026-07-01",
    "date-time": "2026-07-01T04:00:00Z",
    "uuid": "0198c5f0-7a3e-7c11-9d55-0a1a3f3c9f10",
    "uri": "urn:example",
}


def of_media(media: Mapping[str, Any], document: Mapping[str, Any]) -> Any:
    """The example of a request or response body."""
    if "example" in media:
        return media["example"]
    for named in media.get("examples", {}).values():
        return named.get("value")
    return of_schema(media.get("schema", {}), document)


def of_parameter(parameter: Mapping[str, Any], document: Mapping[str, Any]) -> Any:
    """The example of a parameter."""
    return of_media(parameter, document)


def of_schema(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int = 0) -> Any:
    """An example of a schema, following its references."""
    schema = resolved(schema, document)
    if schema.get("examples"):
        return schema["examples"][0]
    for key in ("example", "const", "default"):
        if schema.get(key) is not None:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    if depth > DEEPEST:
        return None
    for key in ("anyOf", "oneOf"):
        if schema.get(key):
            return of_schema(schema[key][0], document, depth + 1)
    if schema.get("allOf"):
        return of_schema(schema["allOf"][0], document, depth + 1)
    if "properties" in schema:
        properties: Mapping[str, Any] = schema["properties"]
        return {name: of_schema(held, document, depth + 1) for name, held in properties.items()}
    kind = schema.get("type")
    if kind == "array":
        return [of_schema(schema.get("items", {}), document, depth + 1)]
    if kind == "object":
        return {}
    if kind == "string" and schema.get("format") in BY_FORMAT:
        return BY_FORMAT[schema["format"]]
    return SIMPLEST.get(kind if isinstance(kind, str) else "string", "…")


def resolved(node: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference inside the document stands for."""
    while "$ref" in node:
        found: Any = document
        for step in str(node["$ref"]).removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        node = found
    return node
