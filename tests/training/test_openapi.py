"""The OpenAPI document: every operation shows what it takes and answers, and its examples are true."""

import re
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest
from chassis import problems
from chassis.auth import OrgKind
from chassis.domain import DomainError
from chassis.service import Service
from chassis.testing import FrozenClock
from fastapi.routing import APIRoute
from training.domain import errors, subsidy_errors
from training.endpoints import ROUTERS, STATUS_OF

from tests.factories.training import REQUIRED, Caller, a_youth, an_application, an_enrolment, made, operations
from tests.free_texts import UNUSABLE, free_texts
from tests.training.conftest import Anyone, MakeApplication, Row

ROUTES = operations()
SUCCESSES = {"200", "201"}
STATE_FOR = {
    "/submission": "draft",
    "/eligibility-check": "submitted",
    "/eligibility-decisions": "eligibility_check",
    "/documents": "draft",
}


@pytest.fixture
async def document(http: httpx.AsyncClient) -> Row:
    found: Row = (await http.get("/openapi.json")).json()
    return found


def examples_of(content: Row) -> list[Any]:
    """The examples of one body."""
    media = content.get("application/json") or next(iter(content.values()))
    return [media["example"]] if "example" in media else [one["value"] for one in media["examples"].values()]


@pytest.mark.parametrize(("path", "method"), ROUTES)
async def test_every_operation_has_words_a_scope_and_examples(document: Row, path: str, method: str) -> None:
    operation = document["paths"][path][method]

    assert operation["summary"]
    assert operation["description"]
    assert operation["security"][0]["oauth2"][0].startswith(("courses:", "enrolments:", "calls:", "applications:"))
    assert {"401", "403", "404", "422", "503"} <= set(operation["responses"])
    good = [answer for status, answer in operation["responses"].items() if status in SUCCESSES]
    assert good
    assert all(examples_of(answer["content"]) for answer in good)
    if "requestBody" in operation:
        assert examples_of(operation["requestBody"]["content"])


@pytest.mark.parametrize(
    "route", [one for router in ROUTERS for one in router.routes if isinstance(one, APIRoute)], ids=lambda one: one.name
)
async def test_every_example_answer_fits_its_schema(document: Row, route: APIRoute) -> None:
    [answers] = [
        one["responses"]
        for method, one in document["paths"][route.path].items()
        if method.upper() in (route.methods or ())
    ]

    for status in SUCCESSES & set(answers):
        for shown in examples_of(answers[status]["content"]):
            if route.response_model is None:
                assert shown.startswith("%PDF-")
                continue
            assert route.response_model.model_validate(shown).model_dump(mode="json") == shown


async def test_no_answer_has_a_field_that_may_be_absent(document: Row) -> None:
    views = {
        name: schema
        for name, schema in document["components"]["schemas"].items()
        if name.endswith(("View", "Page", "List", "Summary"))
    }

    assert views
    assert {name for name, schema in views.items() if set(schema["required"]) != set(schema["properties"])} == set()


def test_every_error_of_the_domain_has_a_status(training: Service) -> None:
    own = {
        one
        for module in (errors, subsidy_errors)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, DomainError) and hasattr(one, "code")
    }

    assert own <= set(STATUS_OF)
    assert not set(STATUS_OF) & set(problems.CHASSIS_STATUS_OF)


@pytest.fixture
async def names(
    path_of_it: str,
    branch: Caller,
    office: Caller,
    employer: Caller,
    course: Row,
    session: Row,
    enrolment: Row,
    call: Row,
    apply_for: MakeApplication,
    clock: FrozenClock,
) -> dict[str, str]:
    """What the path names, in the state that the operation asks for."""
    found = {"course_id": course["id"], "session_id": session["id"], "call_id": call["id"]}
    found["enrolment_id"] = (await the_enrolment(branch, course, enrolment, path_of_it))["id"]
    if path_of_it.endswith("/reopening"):
        await made(await branch.post(f"/v1/courses/{course['id']}/closing"))
    if path_of_it.endswith("/opening"):
        stated = {**(await made(await office.get(f"/v1/calls/{call['id']}")))}
        kept = ("title", "opens_on", "closes_on", "budget", "documents", "job_types", "parameters", "roc_year")
        drafted = await office.post("/v1/calls", {name: stated[name] for name in kept})
        found["call_id"] = (await made(drafted))["id"]
    if "application" in path_of_it:
        found |= await the_application(path_of_it, employer, office, apply_for, clock, call)
    return found


async def the_enrolment(branch: Caller, course: Row, enrolment: Row, path: str) -> Row:
    """An enrolment that the step is allowed of."""
    own = f"/v1/enrolments/{enrolment['id']}"
    if path.endswith("/cancellation"):
        stated = [an_enrolment(course["id"], youth_id=a_youth(number)) for number in (1, 2)]
        return [await made(await branch.post("/v1/enrolments", one)) for one in stated][1]
    if path.endswith(("/attendances", "/assessment", "/satisfaction", "/completion", "/failure")):
        await made(await branch.post(f"{own}/start"))
    if path.endswith("/completion"):
        full = {**course, "attendance_percent": 0, "pass_mark": None}
        names = ("kind", "title", "provider", "industry", "hours", "skills", "attendance_percent", "pass_mark")
        await made(await branch.put(f"/v1/courses/{course['id']}", {name: full[name] for name in names}))
    return enrolment


async def the_application(
    path: str, employer: Caller, office: Caller, apply_for: MakeApplication, clock: FrozenClock, call: Row
) -> dict[str, str]:
    """An application with a decision and a request, or in the state that the step is allowed in."""
    if path == "/v1/applications/{application_id}":
        return {"application_id": (await apply_for("draft"))["id"]}
    for end, state in STATE_FOR.items():
        if path.endswith(end):
            return {"application_id": (await apply_for(state))["id"]}
    changes: Row = {"plan": {}} if path.endswith("/supplement") else {}
    found = await apply_for("supplement_requested", without=(REQUIRED[-1],), **changes)
    own = f"/v1/applications/{found['id']}"
    [request] = (await employer.get(f"{own}/supplement-requests")).json()["items"]
    if path.endswith(("/extension", "/return")):
        await made(await employer.post(f"{own}/supplement-requests/{request['id']}/receipt", {}))
    if path.endswith("/return"):
        clock.advance(days=11)
    [document, *_] = (await employer.get(f"{own}/documents")).json()["items"]
    names = {"application_id": found["id"], "request_id": request["id"]}
    return names | {"document_id": document["id"], "decision_id": found["decision_id"]}


@pytest.fixture
def path_of_it(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["path"])


def caller_of(path: str, method: str, anyone: Anyone) -> Caller:
    """Whoever may ask this."""
    if path.startswith(("/v1/courses", "/v1/course-sessions", "/v1/enrolments")):
        return anyone(OrgKind.BRANCH, org="branch-north", region="north")
    if path.startswith("/v1/calls") or path.endswith(("/eligibility-check", "/delivery", "/extension", "/return")):
        return anyone(OrgKind.PROGRAMME_OFFICE, org="office-1")
    if path.endswith("/eligibility-decisions") and method == "post":
        return anyone(OrgKind.PROGRAMME_OFFICE, org="office-1")
    return anyone(OrgKind.EMPLOYER)


@pytest.mark.parametrize(("path", "method"), ROUTES)
async def test_every_operation_is_accepted_as_its_example_shows_it(
    document: Row, anyone: Anyone, names: dict[str, str], path: str, method: str
) -> None:
    operation = document["paths"][path][method]
    caller = caller_of(path, method, anyone)
    headers = caller.headers()
    for one in operation.get("parameters", ()):
        if one["in"] == "header" and one["required"]:
            headers[one["name"]] = "*" if one["name"] == "If-Match" else str(one["example"])
    query = {
        one["name"]: one["schema"]["examples"][0]
        for one in operation.get("parameters", ())
        if one["in"] == "query" and one["required"]
    }
    [body] = examples_of(operation["requestBody"]["content"]) if "requestBody" in operation else [None]
    if isinstance(body, str):
        headers["Content-Type"] = "application/pdf"
        answer = await caller.http.request(
            method, path.format(**names), content=body.encode(), headers=headers, params=query
        )
    else:
        body = with_real_ids(body, names)
        answer = await caller.http.request(method, path.format(**names), json=body, headers=headers, params=query)

    assert str(answer.status_code) in SUCCESSES, answer.text
    assert str(answer.status_code) in operation["responses"]


def with_real_ids(body: Any, names: dict[str, str]) -> Any:
    """An example with the ids of what there is."""
    if not isinstance(body, dict):
        return body
    return body | {name: names[name] for name in ("course_id", "call_id") if name in body}


def test_an_example_application_is_whole(call: Row) -> None:
    assert set(an_application(call["id"])) == {
        "call_id",
        "company",
        "plan",
        "universities",
        "trainees",
        "posts",
        "budget",
    }


async def test_no_text_that_a_request_may_write_is_blank_or_holds_a_nul(document: Row, anyone: Anyone) -> None:
    caller = anyone(OrgKind.BRANCH, org="branch-tp")
    texts = free_texts(document)

    assert {("withdrawal", "/reason"), ("return", "/reason"), ("extension", "/reason"), ("delivery", "/reference")} <= {
        (one.path.rpartition("/")[2], one.pointer) for one in texts
    }
    for one in texts:
        for text in UNUSABLE:
            path = re.sub(r"\{[^}]+\}", str(UUID(int=1)), one.path)
            headers = caller.headers(key=True, etag="*", acting_person="officer-17")
            answer = await caller.http.request(one.method, path, json=one.planted(text), headers=headers)
            assert answer.status_code == 422, (one, text, answer.text)
            assert one.pointer in [entry.get("pointer") for entry in answer.json()["errors"]], (one, text, answer.text)
