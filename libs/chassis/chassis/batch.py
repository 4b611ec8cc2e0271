"""Small bulk: many items in one request, each with the status and the problem that it would have had alone."""

from typing import Any

import orjson
from pydantic import ValidationError

from chassis import echoes, problems
from chassis.domain import DomainError
from chassis.edge import Edge, EdgeRoute

MOST_ITEMS = 500
MOST_BYTES = 8 << 20
"""Of one request: 500 items of 16 KiB."""
Refused = tuple[int, dict[str, Any]]
"""A status and a problem."""


class BatchRoute(EdgeRoute):
    """A route whose body may be as large as many items together."""

    max_body_bytes = MOST_BYTES


def refused(edge: Edge, error: DomainError) -> Refused:
    """How one item's broken rule is answered."""
    status = {**problems.CHASSIS_STATUS_OF, **edge.service.status_of}[type(error)]
    people = edge.service.people is not None
    answer = problems.of_domain_error(error, status, accept_language=_language(edge), people=people)
    return status, orjson.loads(answer.body)


def invalid(edge: Edge, error: ValidationError, *, under: str) -> Refused:
    """How one item's broken content is answered; pointers begin at the item, ``under`` names its field."""
    errors = [echoes.pointed({**one, "loc": ("body", under, *one["loc"])}) for one in error.errors()]
    people = edge.service.people is not None
    answer = problems.plain(422, accept_language=_language(edge), errors=errors, people=people)
    return 422, orjson.loads(answer.body)


def _language(edge: Edge) -> str | None:
    return edge.request.headers.get("accept-language")
