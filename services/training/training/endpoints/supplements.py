"""Supplement requests: receipt, answer, more time, and the return of what is overdue (R003-088)."""

from typing import Annotated
from uuid import UUID

from chassis.documented import (
    ACTING_PERSON,
    IDEMPOTENCY_KEY_OPTIONAL,
    IF_MATCH,
    answers,
    example,
    headers,
)
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Response

from training.endpoints.access import ApplicationRead, ApplicationReview, ApplicationWrite
from training.endpoints.applications import shown as application_shown
from training.schemas.applications import ApplicationView, Reason
from training.schemas.examples import applications
from training.schemas.examples import eligibility as examples
from training.schemas.supplements import (
    Delivery,
    ExtensionFacts,
    SupplementFacts,
    SupplementRequestList,
    SupplementView,
    shown,
)
from training.service.supplement_application import (
    acknowledge_notice,
    answer_supplement,
    extend_supplement,
    list_requests,
    record_delivery,
    return_overdue,
)

router = APIRouter(prefix="/v1/applications/{application_id}", tags=["supplement requests"], route_class=EdgeRoute)
REQUEST = "/supplement-requests/{request_id}"
OFFICE = headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL)


@router.get(
    "/supplement-requests",
    response_model=SupplementRequestList,
    summary="List supplement requests",
    responses=answers(200, {"items": [examples.REQUEST]}),
)
async def get_requests(edge: ApplicationRead, application_id: UUID) -> Response:
    """Every round, oldest first: a decision makes each (通知補件)."""
    found = await list_requests(edge.tx, application_id=application_id)
    return edge.answer(SupplementRequestList(items=[shown(one) for one in found]))


@router.post(
    f"{REQUEST}/receipt",
    response_model=SupplementView,
    summary="Acknowledge receipt of the notice",
    responses=answers(200, examples.RECEIVED),
    openapi_extra=headers(IF_MATCH, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_receipt(edge: ApplicationWrite, application_id: UUID, request_id: UUID) -> Response:
    """The applicant has the notice: the term runs from today (R003-088)."""
    supplement = await acknowledge_notice(
        edge.tx, application_id=application_id, request_id=request_id, expected=edge.expected()
    )
    return edge.answer(SupplementView.of(supplement), version=supplement.application.version)


@router.post(
    f"{REQUEST}/delivery",
    response_model=SupplementView,
    summary="Record delivery of the notice",
    responses=answers(200, examples.DELIVERED),
    openapi_extra=OFFICE,
)
async def post_delivery(
    edge: ApplicationReview,
    application_id: UUID,
    request_id: UUID,
    delivery: Annotated[Delivery, Body(openapi_examples=example(examples.DELIVERY))],
) -> Response:
    """An officer records on which day the notice was delivered: the term runs from it (R003-088)."""
    supplement = await record_delivery(
        edge.tx,
        application_id=application_id,
        request_id=request_id,
        expected=edge.expected(),
        received_on=delivery.received_on,
        reference=delivery.reference,
    )
    return edge.answer(SupplementView.of(supplement), version=supplement.application.version)


@router.post(
    f"{REQUEST}/extension",
    response_model=SupplementView,
    summary="Give more time",
    responses=answers(200, examples.EXTENDED),
    openapi_extra=OFFICE,
)
async def post_extension(
    edge: ApplicationReview,
    application_id: UUID,
    request_id: UUID,
    extension: Annotated[ExtensionFacts, Body(openapi_examples=example(examples.EXTENSION))],
) -> Response:
    """An officer gives more time, and says why; an overdue request is open again."""
    supplement = await extend_supplement(
        edge.tx,
        application_id=application_id,
        request_id=request_id,
        expected=edge.expected(),
        due_on=extension.due_on,
        reason=extension.reason,
    )
    return edge.answer(SupplementView.of(supplement), version=supplement.application.version)


@router.post(
    f"{REQUEST}/return",
    response_model=SupplementView,
    summary="Return what is overdue",
    responses=answers(200, examples.RETURNED),
    openapi_extra=OFFICE,
)
async def post_return(
    edge: ApplicationReview,
    application_id: UUID,
    request_id: UUID,
    why: Annotated[Reason, Body(openapi_examples=example(examples.OVERDUE))],
) -> Response:
    """An officer returns (退件) an application whose supplement did not come in time."""
    supplement = await return_overdue(
        edge.tx,
        application_id=application_id,
        request_id=request_id,
        expected=edge.expected(),
        reason=why.reason,
    )
    return edge.answer(SupplementView.of(supplement), version=supplement.application.version)


@router.post(
    "/supplement",
    response_model=ApplicationView,
    summary="Answer a supplement request",
    responses=answers(200, applications.APPLICATION_IN_CHECK),
    openapi_extra=headers(IF_MATCH, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_supplement(
    edge: ApplicationWrite,
    application_id: UUID,
    facts: Annotated[SupplementFacts, Body(openapi_examples=example(examples.ANSWER))],
) -> Response:
    """The fields that were asked for, and nothing else (refused with its pointer); it is checked again then.

    Documents that were asked for are sent before, on their own route.
    """
    application = await answer_supplement(
        edge.tx,
        application_id=application_id,
        expected=edge.expected(),
        answer_to=facts.answer,
    )
    return application_shown(edge, application)
