"""The OpenAPI document of the work done for young people: words, scopes, examples that fit."""

import re
from typing import Any
from uuid import UUID

import pytest
from chassis.auth import OrgKind
from chassis.domain import DomainError
from fastapi.routing import APIRoute
from matching.domain import activity, held_vacancy, placement, recommendation, referral, subject, training_referral
from matching.endpoints import STATUS_OF, activities, placements, recommendations, referrals
from pydantic import TypeAdapter

from tests.factories.work import WORK_SCOPES
from tests.factories.youths import SCOPES as SCOPES_OF_PEOPLE
from tests.free_texts import UNUSABLE, free_texts
from tests.matching.conftest import Anyone
from tests.matching.test_youth_openapi import SUCCESSES, examples_of

OURS = [
    route
    for module in (recommendations, activities, referrals, placements)
    for route in module.router.routes
    if isinstance(route, APIRoute)
]
SCOPES = ("recommendations:", "activities:", "referrals:", "placements:", "youths:decide")


@pytest.fixture
async def document(http: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await http.get("/openapi.json")).json()
    return found


@pytest.mark.parametrize("route", OURS, ids=lambda one: one.name)
async def test_every_operation_has_words_a_scope_and_examples_that_fit(
    document: dict[str, Any], route: APIRoute
) -> None:
    for method in route.methods or ():
        operation = document["paths"][route.path][method.lower()]
        assert operation["summary"]
        assert operation["description"]
        assert operation["security"][0]["oauth2"][0].startswith(SCOPES)
        assert {"401", "403", "404", "422", "503"} <= set(operation["responses"])
        for status in SUCCESSES & set(operation["responses"]):
            for shown in examples_of(operation["responses"][status]["content"]):
                assert route.response_model is not None
                assert _json(route.response_model.model_validate(shown)) == shown
        if "requestBody" in operation:
            assert route.body_field is not None
            asked: Any = route.body_field.field_info.annotation
            for shown in examples_of(operation["requestBody"]["content"]):
                TypeAdapter(asked).validate_python(shown)


def _json(view: Any) -> Any:
    return view.model_dump(mode="json")


def test_every_error_of_the_work_has_a_status() -> None:
    modules = (activity, held_vacancy, placement, recommendation, referral, subject, training_referral)
    own = {
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, DomainError) and one.__module__ == module.__name__
    }
    assert own <= set(STATUS_OF)


async def test_no_text_that_a_request_may_write_is_blank_or_holds_a_nul(
    document: dict[str, Any], anyone: Anyone
) -> None:
    caller = anyone(OrgKind.BRANCH, scopes=(*SCOPES_OF_PEOPLE, *WORK_SCOPES))
    texts = free_texts(document)

    assert {("exceptions", "/reason"), ("{transition}", "/reason"), ("resource-decision", "/reason")} <= {
        (one.path.rpartition("/")[2], one.pointer) for one in texts
    }
    for one in texts:
        for text in UNUSABLE:
            path = re.sub(r"\{[^}]+\}", str(UUID(int=1)), one.path)
            headers = caller.headers(key=True, etag="*", acting_person="officer-17")
            answer = await caller.http.request(one.method, path, json=one.planted(text), headers=headers)
            assert answer.status_code == 422, (one, text, answer.text)
            assert one.pointer in [entry.get("pointer") for entry in answer.json()["errors"]], (one, text, answer.text)
