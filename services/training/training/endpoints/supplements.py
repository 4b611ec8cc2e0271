"""Supplement requests: receipt, answer, more time, and the return of what is overdue (R003-088)."""

from typing import Annotated
from uuid import UUID

from chassis.documented import OF_A_DECISION, Steps, answers, example
from chassis.edge import Edge, EdgeRoute
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
    Supplement,
    acknowledge_notice,
    answer_supplement,
    extend_supplement,
    list_requests,
    record_delivery,
    return_overdue,
)

router = APIRouter(prefix="/v1/applications/{application_id}", tags=["supplement requests"], route_class=EdgeRoute)
REQUEST = "/supplement-requests/{request_id}"
of_request = Steps(router, REQUEST, SupplementView)
of_application = Steps(router, "", ApplicationView)


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


@of_request("receipt", "Acknowledge receipt of the notice", examples.RECEIVED)
async def post_receipt(edge: ApplicationWrite, application_id: UUID, request_id: UUID) -> Response:
    """The applicant has the notice: the term runs from today (R003-088)."""
    supplement = await acknowledge_notice(
        edge.tx, application_id=application_id, request_id=request_id, expected=edge.expected()
    )
    return _answer(edge, supplement)


@of_request("delivery", "Record delivery of the notice", examples.DELIVERED, asks=OF_A_DECISION)
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
    return _answer(edge, supplement)


@of_request("extension", "Give more time", examples.EXTENDED, asks=OF_A_DECISION)
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
    return _answer(edge, supplement)


@of_request("return", "Return what is overdue", examples.RETURNED, asks=OF_A_DECISION)
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
    return _answer(edge, supplement)


@of_application("supplement", "Answer a supplement request", applications.APPLICATION_IN_CHECK)
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


def _answer(edge: Edge, supplement: Supplement) -> Response:
    return edge.answer(SupplementView.of(supplement), version=supplement.application.version)
