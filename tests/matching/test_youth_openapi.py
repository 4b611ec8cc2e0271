"""The OpenAPI document of what is done about people: words, scopes, examples that are accepted and that fit."""

from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest
from chassis import problems
from chassis.domain import DomainError
from chassis.service import Service
from fastapi.routing import APIRoute
from matching.domain import errors
from matching.endpoints import STATUS_OF, consents, eligibility, erasures, students, youths

from tests.factories.youths import Caller

OURS = [
    route
    for module in (youths, students, consents, eligibility, erasures)
    for route in module.router.routes
    if isinstance(route, APIRoute)
]
ROUTES = [(route.path, method.lower()) for route in OURS for method in sorted(route.methods or ())]
SUCCESSES = {"200", "201", "202", "207"}


@pytest.fixture
async def document(http: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await http.get("/openapi.json")).json()
    return found


def examples_of(content: dict[str, Any]) -> list[Any]:
    """The examples of one body."""
    media = content["application/json"]
    return [media["example"]] if "example" in media else [one["value"] for one in media["examples"].values()]


@pytest.mark.parametrize(("path", "method"), ROUTES)
async def test_every_operation_has_words_a_scope_and_examples(document: dict[str, Any], path: str, method: str) -> None:
    operation = document["paths"][path][method]

    assert operation["summary"]
    assert operation["description"]
    assert operation["security"][0]["oauth2"][0].startswith("youths:")
    assert {"401", "403", "404", "422", "503"} <= set(operation["responses"])
    good = [answer for status, answer in operation["responses"].items() if status in SUCCESSES]
    assert good
    assert all(examples_of(answer["content"]) for answer in good)
    if "requestBody" in operation:
        assert examples_of(operation["requestBody"]["content"])


@pytest.mark.parametrize("route", OURS, ids=lambda one: one.name)
async def test_every_example_answer_fits_its_schema(document: dict[str, Any], route: APIRoute) -> None:
    [answers] = [
        one["responses"]
        for method, one in document["paths"][route.path].items()
        if method.upper() in (route.methods or ())
    ]

    for status in SUCCESSES & set(answers):
        for shown in examples_of(answers[status]["content"]):
            assert route.response_model is not None
            assert route.response_model.model_validate(shown).model_dump(mode="json") == shown


@pytest.mark.parametrize(("path", "method"), ROUTES)
async def test_every_operation_is_accepted_as_its_example_shows_it(
    document: dict[str, Any], office: Caller, university: Caller, branch: Caller, path: str, method: str
) -> None:
    operation = document["paths"][path][method]
    caller = university if "students" in path else branch if (path, method) == RESOURCES else office
    names = await made_for(path, office)
    headers = caller.headers() | dict(header_examples(operation))
    headers |= {name: "*" for name in headers if name == "If-Match"}
    headers.pop("If-None-Match", None)
    bodies = examples_of(operation["requestBody"]["content"]) if "requestBody" in operation else [None]

    for body in bodies:
        answer = await caller.http.request(method, path.format(**names), json=body, headers=headers)
        assert str(answer.status_code) in SUCCESSES, answer.text
        assert str(answer.status_code) in operation["responses"]


RESOURCES = ("/v1/youths/{youth_id}/resource-decision", "post")


async def made_for(path: str, office: Caller) -> dict[str, str]:
    """What the path names."""
    if "{" not in path:
        return {}
    made = await office.registered()
    [consent] = (await office.get(f"/v1/youths/{made['id']}/consents")).json()["items"]
    names = {"youth_id": made["id"], "decision_id": made["decision_id"], "consent_id": consent["id"]}
    if "{erasure_id}" in path:
        names["erasure_id"] = (await office.post(f"/v1/youths/{made['id']}/erasure", etag="*")).json()["id"]
    return names


def header_examples(operation: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The headers that an operation documents, with their examples."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "header":
            yield parameter["name"], parameter["example"]


async def test_no_answer_has_a_field_that_may_be_absent(document: dict[str, Any]) -> None:
    views = {
        name: schema
        for name, schema in document["components"]["schemas"].items()
        if name.endswith(("View", "Page", "List"))
    }

    assert views
    assert {name for name, schema in views.items() if set(schema["required"]) != set(schema["properties"])} == set()


def test_every_error_of_the_domain_has_a_status(matching: Service) -> None:
    own = {one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, DomainError)} - {
        DomainError
    }

    assert own <= set(STATUS_OF)
    assert not set(STATUS_OF) & set(problems.CHASSIS_STATUS_OF)
