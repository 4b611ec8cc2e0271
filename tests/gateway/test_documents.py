"""One document and one page for the whole platform, from the services' own documents."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import chassis.app
import httpx2
import pytest
from chassis.settings import Mode
from gateway.documents import Documents, merge
from gateway.examples import resolved
from gateway.main import create_app
from gateway.routes import ROUTES, Route, RouteTable
from gateway.state import Gateway
from gateway.upstreams import InProcessUpstream, Upstream
from jsonschema import Draft202012Validator
from onebox.services import BUILDERS
from onebox.shell import SERVICES
from pydantic import SecretStr

from tests.gateway.conftest import Ticks, client_of
from tests.gateway.echo import TABLE

NOWHERE = SecretStr("postgresql+asyncpg://nobody@127.0.0.1:1/none")
GET = frozenset({"GET"})
OTHERS = [BUILDERS[name] for name in SERVICES]


@pytest.fixture(scope="module")
def real() -> dict[str, Upstream]:
    """The real services, whose documents need no database."""
    built = [build(settings(mode=Mode.DEVELOPMENT, database_url=NOWHERE)) for settings, build in OTHERS]
    return {service.name: InProcessUpstream(chassis.app.create_app(service)) for service in built}


@pytest.fixture
def services(real: dict[str, Upstream]) -> dict[str, Upstream]:
    """The real services, of which a test may take some away."""
    return dict(real)


async def merged(gateway: Gateway, upstreams: dict[str, Upstream]) -> dict[str, Any]:
    async with client_of(create_app(gateway, upstreams)) as client:
        return dict((await client.get("/openapi.json")).json())


def references(node: object) -> Iterator[str]:
    """Every ``$ref`` in a document."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


async def test_the_document_holds_every_routed_operation_and_the_gateways_own(
    gateway: Gateway, services: dict[str, Upstream]
) -> None:
    document = await merged(gateway, services)

    assert document["openapi"] == "3.1.0"
    assert document["x-absent-services"] == []
    described = {
        (operation["tags"][0], method.upper(), path)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }
    routed = {(route.service, method, route.path) for route in ROUTES for method in route.methods}
    own = {("gateway", "POST", "/oauth/token"), ("gateway", "POST", "/oauth/revoke")}
    own |= {("gateway", "GET", f"/.well-known/{name}") for name in ("jwks.json", "oauth-authorization-server")}
    assert described == routed | own
    assert [tag["name"] for tag in document["tags"]] == [*sorted(SERVICES), "gateway"]


async def test_every_reference_in_the_document_leads_somewhere(gateway: Gateway, services: dict[str, Upstream]) -> None:
    document = await merged(gateway, services)

    found = set(references(document))
    assert found
    for reference in found:
        assert resolved({"$ref": reference}, document) is not None
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


async def test_operations_name_scopes_that_the_document_explains(
    gateway: Gateway, services: dict[str, Upstream]
) -> None:
    document = await merged(gateway, services)

    explained = document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"]
    for path, item in document["paths"].items():
        for operation in item.values():
            if path.startswith("/v1/"):
                assert {scope for one in operation["security"] for scope in one["oauth2"]} <= explained.keys()


async def test_a_service_that_cannot_be_asked_is_named_as_absent(
    gateway: Gateway, services: dict[str, Upstream]
) -> None:
    del services["vacancy"]

    document = await merged(gateway, services)

    assert document["x-absent-services"] == ["vacancy"]
    assert "vacancy" in document["info"]["description"]
    assert "/v1/indicators" in document["paths"]
    assert not {route.path for route in ROUTES if route.service == "vacancy"} & document["paths"].keys()


async def test_the_services_are_asked_once_a_minute_and_sooner_while_one_is_absent() -> None:
    asked, present, ticks = 0, True, Ticks()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal asked
        asked += 1
        await send({"type": "http.response.start", "status": 200 if present else 500, "headers": []})
        await send({"type": "http.response.body", "body": b'{"paths": {}}'})

    table = RouteTable([Route("one", "/v1/one", GET)])
    documents = Documents(dict, {"one": InProcessUpstream(app)}, table, monotonic=ticks)

    for ticks.now, expected, present in ((0.0, 1, True), (59.0, 1, True), (60.0, 2, False), (65.0, 3, True)):
        assert (await documents.merged())["x-absent-services"] == ([] if present else ["one"])
        assert asked == expected


def part(**schemas: Any) -> dict[str, Any]:
    """A service's document whose one operation answers with its schema ``Page``."""
    answer = {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}
    return {"paths": {"/v1/PATH": {"get": {"responses": {"200": answer}}}}, "components": {"schemas": schemas}}


def test_a_component_of_the_same_name_and_another_meaning_gets_its_services_name() -> None:
    one, two = part(Page={"type": "string"}), part(Page={"type": "integer"})
    two["paths"] = {"/v1/two": two["paths"].pop("/v1/PATH")}
    one["paths"] = {"/v1/one": one["paths"].pop("/v1/PATH")}
    table = RouteTable([Route("one", "/v1/one", GET), Route("two", "/v1/two", GET)])

    document = merge({}, {"one": one, "two": two}, table)

    assert document["components"]["schemas"] == {"Page": {"type": "string"}, "TwoPage": {"type": "integer"}}
    assert list(references(document["paths"]["/v1/one"])) == ["#/components/schemas/Page"]
    assert list(references(document["paths"]["/v1/two"])) == ["#/components/schemas/TwoPage"]


def test_a_component_that_is_the_same_but_refers_to_a_renamed_one_is_renamed_too() -> None:
    page = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}
    one, two = part(Page=page, Item={"type": "string"}), part(Page=page, Item={"type": "integer"})
    two["paths"] = {"/v1/two": two["paths"].pop("/v1/PATH")}
    table = RouteTable([Route("one", "/v1/one", GET), Route("two", "/v1/two", GET)])

    document = merge({}, {"one": one, "two": two}, table)

    schemas = document["components"]["schemas"]
    assert schemas["TwoPage"]["items"] == {"$ref": "#/components/schemas/TwoItem"}
    assert schemas["Page"] == page
    assert list(references(document["paths"]["/v1/two"])) == ["#/components/schemas/TwoPage"]


def test_what_is_not_routed_is_not_described() -> None:
    document = merge({}, {"one": {"paths": {"/internal": {"get": {}}}}}, RouteTable([Route("one", "/v1/one", GET)]))

    assert document["paths"] == {}


class Page(HTMLParser):
    """What a browser would show and what it would fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.text = ""
        self.language: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang")
        if tag in ("script", "link", "img", "iframe", "object", "embed", "base") or "src" in given or "style" in given:
            self.fetched.append(tag)
        if tag == "a":
            self.links.append(given.get("href") or "")
        self.ids.add(given.get("id") or "")

    def handle_data(self, data: str) -> None:
        self.text += data


async def page_of(gateway: Gateway, services: dict[str, Upstream]) -> tuple[httpx2.Response, Page]:
    async with client_of(create_app(gateway, services)) as client:
        answer = await client.get("/docs")
    return answer, Page(answer.text)


async def test_the_page_shows_every_operation_with_a_line_to_try(
    gateway: Gateway, services: dict[str, Upstream]
) -> None:
    document = await merged(gateway, services)

    answer, page = await page_of(gateway, services)

    assert answer.status_code == 200
    assert page.language == "zh-Hant-TW"
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert f"{method.upper()} {path}" in page.text
            assert operation["summary"] in page.text
    count = sum(len(item) for item in document["paths"].values())
    assert page.text.count("curl") == count + 1
    assert "Idempotency-Key: " in page.text


async def test_the_page_loads_nothing_and_every_link_leads_somewhere(
    gateway: Gateway, services: dict[str, Upstream]
) -> None:
    answer, page = await page_of(gateway, services)

    assert page.fetched == []
    assert "url(" not in answer.text
    assert "@import" not in answer.text
    assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    inside = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert inside <= page.ids
    assert [link for link in page.links if not link.startswith("#")] == ["/openapi.json"]


async def test_the_page_points_machines_to_the_document(own: httpx2.AsyncClient) -> None:
    answer = await own.get("/docs")

    assert answer.headers["link"] == '</openapi.json>; rel="service-desc"'


async def test_a_reader_who_knows_no_path_lands_on_the_page(own: httpx2.AsyncClient) -> None:
    answer = await own.get("/")

    assert (answer.is_redirect, answer.headers["location"]) == (True, "/docs")


async def test_what_a_service_writes_is_shown_and_never_run(gateway: Gateway) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        body = b'{"info": {"title": "<script>x</script>"}, "paths": {"/v1/echo": {"get": {"summary": "<img src=x>"}}}}'
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async with client_of(create_app(gateway, {"echo": InProcessUpstream(app)}, TABLE)) as client:
        page = Page((await client.get("/docs")).text)

    assert page.fetched == []
    assert "<img src=x>" in page.text
