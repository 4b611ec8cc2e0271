"""The OpenAPI document: every operation shows what it takes and answers, and its examples are true."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import fromstring

import httpx2 as httpx
import pytest
from chassis import problems
from chassis.auth import OrgKind
from chassis.domain import DomainError
from chassis.service import Service
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from vacancy.domain import errors
from vacancy.endpoints import ROUTERS, STATUS_OF
from vacancy.schemas.examples import contact_windows, rules
from vacancy.schemas.examples.imports import ROWS_CSV

from tests.factories import duplicates, partners, reports
from tests.factories.feed import send
from tests.factories.vacancy import Caller, a_complete_statement, operations
from tests.vacancy.conftest import Anyone, InState

ROUTES = operations()
SUCCESSES = {"200", "201", "202", "207"}
STATE_FOR = {
    "/reports": "published",
    "/{report_id}/decision": "published",
    "/publication": "qualified",
    "/submission": "draft",
    "/suspension": "published",
    "/resumption": "suspended",
    "/closure": "published",
    "/appeals": "rejected",
    "/decision": "rejected",
}
BY_AN_OFFICER = (
    ("post", "/review"),
    ("post", "/publication"),
    ("post", "/suspension"),
    ("post", "/resumption"),
    ("post", "/decision"),
    ("post", "/exceptions"),
    ("post", "/revocation"),
    ("post", "/associations"),
    ("put", "/{association_id}"),
    ("post", "/execution-plans"),
    ("get", "/{plan_id}"),
    ("get", "/revisions"),
    ("post", "/amendment"),
    ("put", "/{roc_year}"),
    ("get", "/review-queue"),
    ("post", "/reviews:batch"),
    ("get", "/screening-statistics"),
    ("get", "/v1/duplicates"),
    ("get", "/v1/reports"),
    ("post", "/release"),
    ("post", "/restore"),
)
BY_A_USER = (("post", "/reports"),)
BY_A_UNIVERSITY = ("/contact-windows", "/{window_id}")
BY_THE_AGENCY = (
    ("post", "/acknowledgement"),
    ("put", "/{edition}"),
    ("put", "/{version}"),
    ("post", "/trial"),
    ("post", "/activation"),
    ("post", "/rule-set-trials/{job_id}/cancellation"),
    ("post", "/rescreenings/{job_id}/cancellation"),
)


@pytest.fixture
async def document(http: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await http.get("/openapi.json")).json()
    return found


def examples_of(content: dict[str, Any]) -> list[Any]:
    """The examples of one body."""
    media = content.get("application/json") or next(iter(content.values()))
    return [media["example"]] if "example" in media else [one["value"] for one in media["examples"].values()]


@pytest.mark.parametrize(("path", "method"), ROUTES)
async def test_every_operation_has_words_a_scope_and_examples(document: dict[str, Any], path: str, method: str) -> None:
    operation = document["paths"][path][method]

    assert operation["summary"]
    assert operation["description"]
    assert operation["security"][0]["oauth2"][0].startswith(("vacancies:", "programme:"))
    assert {"401", "403", "404", "422", "503"} <= set(operation["responses"])
    good = [answer for status, answer in operation["responses"].items() if status in SUCCESSES]
    assert good
    assert all(examples_of(answer["content"]) for answer in good)
    if "requestBody" in operation:
        assert examples_of(operation["requestBody"]["content"])


@pytest.mark.parametrize(
    "route", [one for router in ROUTERS for one in router.routes if isinstance(one, APIRoute)], ids=lambda one: one.name
)
async def test_every_example_answer_fits_its_schema(document: dict[str, Any], route: APIRoute) -> None:
    [answers] = [
        one["responses"]
        for method, one in document["paths"][route.path].items()
        if method.upper() in (route.methods or ())
    ]

    for status in SUCCESSES & set(answers):
        for shown in examples_of(answers[status]["content"]):
            if route.response_model is None:
                assert fromstring(shown).tag.endswith("svg")
                continue
            model = TypeAdapter(route.response_model)
            assert model.dump_python(model.validate_python(shown), mode="json") == shown


def caller_of(path: str, method: str, anyone: Anyone) -> Caller:
    """Whoever may ask this."""
    if any(method == verb and path.endswith(end) for verb, end in BY_THE_AGENCY):
        return anyone(OrgKind.WORKFORCE_AGENCY)
    if any(method == verb and path.endswith(end) for verb, end in BY_AN_OFFICER):
        return anyone(OrgKind.BRANCH, region="north")
    if method == "get" and path.startswith(("/v1/rule-set-", "/v1/rescreenings")):
        return anyone(OrgKind.WORKFORCE_AGENCY)
    if path.endswith(BY_A_UNIVERSITY):
        return anyone(OrgKind.UNIVERSITY)
    if any(method == verb and path.endswith(end) for verb, end in BY_A_USER):
        return anyone(OrgKind.MOBILE)
    return anyone(OrgKind.ASSOCIATION)


async def made_for(path: str, anyone: Anyone, in_state: InState) -> dict[str, str]:
    """What the path names, in the state that the operation asks for."""
    association, branch = anyone(OrgKind.ASSOCIATION), anyone(OrgKind.BRANCH, region="north")
    found = await in_state(next((state for end, state in STATE_FOR.items() if path.endswith(end)), "needs_review"))
    names = {"source": "taiwanjobs", "source_id": "2556007-13327969", "company_number": partners.NUMBER}
    names |= {"vacancy_id": found["id"], "screening_id": found["screening_id"]}
    names |= {"industry": "112-10", "edition": "115-117", "roc_year": "115"}
    if path.endswith("/vacancies/{vacancy_id}/screenings"):
        await association.put(a_complete_statement(openings=7), source_id=found["source_id"])
    if "{appeal_id}" in path:
        names["appeal_id"] = (await association.step(found["id"], "appeals", {"grounds": "原處分有誤"})).json()["id"]
    if "{exception_id}" in path:
        grant = {"vacancy_id": found["id"], "criterion": "wage", "reason": "決議", "valid_until": "2026-12-31"}
        granted = await branch.post("/v1/exceptions", grant, acting_person="officer-17")
        names["exception_id"] = granted.json()["id"]
    if "{employer_id}" in path:
        names["employer_id"] = (await partners.register(association)).json()["id"]
    if "{association_id}" in path:
        names["association_id"] = (await partners.record(branch)).json()["id"]
    if "{window_id}" in path:
        made = await anyone(OrgKind.UNIVERSITY).post("/v1/contact-windows", contact_windows.FACTS)
        names["window_id"] = made.json()["id"]
    if "{report_id}" in path:
        names["report_id"] = (await reports.report(anyone(OrgKind.MOBILE), found["id"])).json()["id"]
    if "{link_id}" in path:
        names["link_id"] = (await duplicates.twins(association, branch)).link["id"]
    if path.endswith("/restore"):
        await duplicates.decide(branch, names["link_id"], "release")
    if "{plan_id}" in path:
        names["plan_id"] = (await partners.file(branch)).json()["id"]
    if "{version}" in path or "{job_id}" in path:
        names |= await asked_for(path, anyone)
    return names


async def asked_for(path: str, anyone: Anyone) -> dict[str, str]:
    """A draft of the rules, and a job of the kind that the path names."""
    agency = anyone(OrgKind.WORKFORCE_AGENCY)
    by = agency.headers(acting_person="officer-17")
    await agency.http.put("/v1/rule-set-drafts/2026-07", json=rules.DRAFT, headers=by)
    if "{version}" in path:
        return {"version": "2026-07"}
    if "imports" in path:
        asked = (await send(anyone(OrgKind.ASSOCIATION), ROWS_CSV.encode())).json()["id"]
    elif "trials" in path:
        asked = (await agency.post("/v1/rule-sets/2026-07/trial", {})).json()["id"]
    elif "rescreenings" in path:
        start = {"effective_from": "2026-07-01"}
        released = await agency.post("/v1/rule-sets/2026-07/activation", start, etag="*", acting_person="officer-17")
        asked = released.json()["rescreening_id"]
    else:
        asked = (await anyone(OrgKind.ASSOCIATION).post("/v1/screening-runs", {})).json()["id"]
    return {"version": "2026-07", "job_id": asked}


@pytest.mark.usefixtures("own_figures", "own_rules")
@pytest.mark.parametrize(("path", "method"), ROUTES)
async def test_every_operation_is_accepted_as_its_example_shows_it(
    document: dict[str, Any], anyone: Anyone, in_state: InState, path: str, method: str
) -> None:
    operation = document["paths"][path][method]
    names = await made_for(path, anyone, in_state)
    caller = caller_of(path, method, anyone)
    headers = caller.headers() | {name: str(value) for name, value in header_examples(operation)}
    optional = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header" and not one["required"]}
    headers |= {name: "*" for name in headers if name == "If-Match"}
    for name in optional & {"If-Match", "If-None-Match"}:
        headers.pop(name)
    bodies = examples_of(operation["requestBody"]["content"]) if "requestBody" in operation else [None]

    for body in bodies:
        if isinstance(body, dict) and "vacancy_id" in body:
            body["vacancy_id"] = names["vacancy_id"]
        query = {
            one["name"]: one["schema"]["examples"][0]
            for one in operation.get("parameters", ())
            if one["in"] == "query" and one["required"]
        }
        answer = await caller.http.request(method, path.format(**names), json=body, headers=headers, params=query)
        assert str(answer.status_code) in SUCCESSES, answer.text
        assert str(answer.status_code) in operation["responses"]


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


def test_every_error_of_the_domain_has_a_status(vacancy: Service) -> None:
    own = {one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, DomainError)} - {
        DomainError
    }

    assert own <= set(STATUS_OF)
    assert not set(STATUS_OF) & set(problems.CHASSIS_STATUS_OF)
