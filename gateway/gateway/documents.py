"""One OpenAPI 3.1 document out of every service's own."""

import asyncio
import copy
import time
from collections.abc import Callable, Mapping
from typing import Any

from gateway.routes import RouteTable
from gateway.scopes import SCOPES
from gateway.upstreams import Upstream, fetch_json

KEEP_SECONDS = 60.0
KEEP_INCOMPLETE_SECONDS = 5.0
FETCH_SECONDS = 5.0
OWN = "gateway"
COMPONENT = "#/components/"
Document = dict[str, Any]


class Documents:
    """The merged document, fetched anew each minute; sooner while a service is absent."""

    def __init__(
        self,
        own: Callable[[], Document],
        upstreams: Mapping[str, Upstream],
        table: RouteTable,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._own = own
        self._upstreams = upstreams
        self._table = table
        self._monotonic = monotonic
        self._merged: Document = {}
        self._fresh_until = float("-inf")

    async def merged(self) -> Document:
        """The document of the whole platform; ``x-absent-services`` names who could not be asked."""
        if self._monotonic() >= self._fresh_until:
            services = sorted({route.service for route in self._table.routes})
            fetched = await asyncio.gather(*(self._fetch(service) for service in services))
            parts = dict(zip(services, fetched, strict=True))
            self._merged = merge(self._own(), parts, self._table)
            keep = KEEP_INCOMPLETE_SECONDS if self._merged["x-absent-services"] else KEEP_SECONDS
            self._fresh_until = self._monotonic() + keep
        return self._merged

    async def _fetch(self, service: str) -> Document | None:
        upstream = self._upstreams.get(service)
        return await fetch_json(upstream, "/openapi.json", silence_seconds=FETCH_SECONDS) if upstream else None


def merge(own: Document, parts: Mapping[str, Document | None], table: RouteTable) -> Document:
    """The gateway's own document and the services' as one.

    Only what the route table sends to a service is taken from it: anything else cannot be reached here. A component
    whose name is taken by a different one gets the service's name before its own.
    """
    absent = sorted(service for service, part in parts.items() if part is None)
    merged: Document = {
        "openapi": "3.1.0",
        "info": {"title": "YouthLink 青年就業連結平台", "version": "1", "description": _description(absent)},
        "tags": [],
        "paths": {},
        "components": {},
        "x-absent-services": absent,
    }
    for service, part in {**parts, OWN: own}.items():
        if part is not None:
            merged["tags"].append({"name": service, "description": part.get("info", {}).get("title", service)})
            _add(merged, service, copy.deepcopy(part), table)
    flows = {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": dict(SCOPES)}}
    merged["components"]["securitySchemes"] = {"oauth2": {"type": "oauth2", "flows": flows}}
    return merged


def _description(absent: list[str]) -> str:
    if not absent:
        return "全平台之 API 文件。The API of the whole platform."
    names = ", ".join(absent)
    return f"下列服務暫時無法取得文件，未列入：{names}。Not listed, because they could not be asked: {names}."


def _add(merged: Document, service: str, part: Document, table: RouteTable) -> None:
    # the platform has one security scheme and it is written once, with every scope
    sections = {name: held for name, held in part.get("components", {}).items() if name != "securitySchemes"}
    names = _new_names(merged["components"], sections, service)
    for section, held in sections.items():
        kept = merged["components"].setdefault(section, {})
        for name, component in held.items():
            renamed = names.get(f"{COMPONENT}{section}/{name}", f"{COMPONENT}{section}/{name}").rpartition("/")[2]
            kept[renamed] = _renamed(component, names)
    for path, item in part.get("paths", {}).items():
        for method, operation in item.items():
            if service == OWN or _routed(table, service, path, method):
                operation["tags"] = [service, *(tag for tag in operation.get("tags", ()) if tag != service)]
                merged["paths"].setdefault(path, {})[method] = _renamed(operation, names)


def _routed(table: RouteTable, service: str, path: str, method: str) -> bool:
    route = (table.find(path) or {}).get(method.upper())
    return route is not None and route.service == service


def _new_names(taken: Mapping[str, Any], sections: Mapping[str, Any], service: str) -> dict[str, str]:
    """Old reference to new for every component that clashes.

    Renaming one changes those that refer to it, which may then clash themselves: so until nothing is left to rename.
    """
    names: dict[str, str] = {}
    while True:
        clashing = {
            f"{COMPONENT}{section}/{name}": f"{COMPONENT}{section}/{service.title()}{name}"
            for section, held in sections.items()
            for name, component in held.items()
            if f"{COMPONENT}{section}/{name}" not in names
            and name in taken.get(section, {})
            and taken[section][name] != _renamed(component, names)
        }
        if not clashing:
            return names
        names |= clashing


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    """A copy in which every reference, in ``$ref`` or in a discriminator's mapping, has its new name."""
    if isinstance(node, dict):
        return {key: _renamed(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [_renamed(value, names) for value in node]
    if isinstance(node, str):
        return names.get(node, node)
    return node
