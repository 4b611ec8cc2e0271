"""Pieces of the OpenAPI document that FastAPI cannot read off a route: headers that the edge takes, and examples."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.domain import Json

IF_MATCH = ("If-Match", True, '"1"', "ETag of the version that the caller saw, or *")
IF_MATCH_OPTIONAL = ("If-Match", False, '"1"', "ETag of the version that the caller saw, or *")
IF_NONE_MATCH = ("If-None-Match", False, '"1"', "ETag that the caller holds: unchanged is answered 304")
IDEMPOTENCY_KEY = ("Idempotency-Key", True, "4f2b1f5e-6d0e-4d0c-9d55-0a1a3f3c9f10", "the same key replays the answer")
IDEMPOTENCY_KEY_OPTIONAL = (IDEMPOTENCY_KEY[0], False, *IDEMPOTENCY_KEY[2:])
ACTING_PERSON = ("Acting-Person", True, "officer-17", "id of the person who decides, at the client")
ACTING_PERSON_OF_OFFICERS = (ACTING_PERSON[0], False, ACTING_PERSON[2], "id of the person at the client; officers must")
Header = tuple[str, bool, str, str]
Handler = TypeVar("Handler", bound=Callable[..., Any])


def headers(*named: Header) -> dict[str, Any]:
    """``openapi_extra`` of a route that reads these headers."""
    return {
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": required,
                "description": description,
                "schema": {"type": "string"},
                "example": example,
            }
            for name, required, example, description in named
        ]
    }


def answers(status: int, example: Json, description: str = "Successful response") -> dict[int | str, dict[str, Any]]:
    """``responses`` of a route with an example of what it answers."""
    return {status: {"description": description, "content": {"application/json": {"example": example}}}}


def alternatives(status: int, /, **named: Json) -> dict[int | str, dict[str, Any]]:
    """``responses`` of a route that answers one caller in another shape than the next, with an example of each."""
    shown = {name: {"value": value} for name, value in named.items()}
    return {status: {"description": "Successful response", "content": {"application/json": {"examples": shown}}}}


def example(value: Json) -> dict[str, Any]:
    """``openapi_examples`` of a request body: one that really is accepted."""
    return {"default": {"value": value}}


OF_A_STEP = headers(IF_MATCH, IDEMPOTENCY_KEY_OPTIONAL)
OF_A_DECISION = headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL)
"""The same, taken by somebody who answers for it."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of what stands at ``at`` below a router: each a POST that moves it on under its ETag, and answers with
    its new version, as ``view`` shows it."""

    router: APIRouter
    at: str
    view: type[BaseModel]

    def __call__(
        self, name: str, summary: str, shown: Json, *, asks: Mapping[str, Any] = OF_A_STEP
    ) -> Callable[[Handler], Handler]:
        """The route of one of them, with an example of what it answers."""
        extra, path = dict(asks), f"{self.at}/{name}"
        return self.router.post(
            path, response_model=self.view, summary=summary, responses=answers(200, shown), openapi_extra=extra
        )
