"""Exceptions: granted and revoked by officers, read by whoever sees the vacancy."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from chassis.documented import (
    ACTING_PERSON,
    IDEMPOTENCY_KEY,
    IDEMPOTENCY_KEY_OPTIONAL,
    IF_MATCH,
    answers,
    example,
    headers,
)
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Response

from vacancy.domain.exceptions import ExceptionState
from vacancy.endpoints.access import Cursor, Limit, VacancyRead, VacancyReview
from vacancy.repository.exceptions import ExceptionFilters, Exceptions
from vacancy.schemas.examples import exceptions as examples
from vacancy.schemas.exceptions import CriterionName, ExceptionGrant, ExceptionPage, ExceptionView
from vacancy.schemas.facts import Reason
from vacancy.service.except_criterion import grant_exception, revoke_exception

router = APIRouter(prefix="/v1/exceptions", tags=["exceptions"], route_class=EdgeRoute)


@router.post(
    "",
    status_code=201,
    response_model=ExceptionView,
    summary="Except a criterion of a vacancy",
    responses=answers(201, examples.GRANTED, "Created"),
    openapi_extra=headers(ACTING_PERSON, IDEMPOTENCY_KEY),
)
async def post_exception(
    edge: VacancyReview, grant: Annotated[ExceptionGrant, Body(openapi_examples=example(examples.GRANT))]
) -> Response:
    """An officer excepts one criterion of one vacancy until a date; a mandatory criterion only the agency.

    The next screening says so in its finding. The vacancy itself does not move.
    """
    exception = await grant_exception(
        edge.tx,
        vacancy_id=grant.vacancy_id,
        criterion=grant.criterion,
        reason=grant.reason,
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
    )
    view = ExceptionView.model_validate(exception)
    return edge.answer(view, status=201, version=exception.version, location=f"/v1/exceptions/{exception.id}")


@router.get(
    "",
    response_model=ExceptionPage,
    summary="List exceptions",
    responses=answers(200, examples.PAGE),
)
async def list_exceptions(
    edge: VacancyRead,
    vacancy_id: UUID | None = None,
    criterion: CriterionName | None = None,
    state: ExceptionState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The exceptions of vacancies that the caller sees, in the order in which they were granted."""
    filters = ExceptionFilters(vacancy_id=vacancy_id, criterion=criterion, state=state)
    place = edge.place(cursor, "exceptions", asdict(filters))
    page = await Exceptions(edge.tx).page(filters, after=place.after, limit=limit)
    following = place.following(page.next_position)
    items = [ExceptionView.model_validate(one) for one in page.exceptions]
    return edge.answer(ExceptionPage(items=items, next_cursor=following))


@router.get(
    "/{exception_id}",
    response_model=ExceptionView,
    summary="Read an exception",
    responses=answers(200, examples.GRANTED),
)
async def get_exception(edge: VacancyRead, exception_id: UUID) -> Response:
    """One exception with its ETag."""
    exception = await Exceptions(edge.tx).get(exception_id)
    return edge.answer(ExceptionView.model_validate(exception), version=exception.version)


@router.post(
    "/{exception_id}/revocation",
    response_model=ExceptionView,
    summary="Revoke an exception",
    responses=answers(200, examples.REVOKED),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_revocation(
    edge: VacancyReview,
    exception_id: UUID,
    revocation: Annotated[Reason, Body(openapi_examples=example(examples.REVOCATION))],
) -> Response:
    """An officer takes an exception back, with a reason; screenings of before stay as they are."""
    exception = await revoke_exception(
        edge.tx, exception_id=exception_id, expected=edge.expected(), reason=revocation.reason
    )
    return edge.answer(ExceptionView.model_validate(exception), version=exception.version)
