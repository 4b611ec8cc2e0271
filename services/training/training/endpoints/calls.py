"""Calls for subsidy applications."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from chassis.documented import (
    ACTING_PERSON,
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_NONE_MATCH,
    OF_A_DECISION,
    Steps,
    answers,
    example,
    headers,
)
from chassis.edge import Edge, EdgeRoute
from fastapi import APIRouter, Body, Query, Response

from training.domain.call import CallState
from training.endpoints.access import CallRead, CallWrite, Cursor, Limit
from training.repository.calls import CallFilters, Calls
from training.schemas.calls import CallAmendment, CallDraft, CallPage, CallSummary, CallView
from training.schemas.examples import calls as examples
from training.service.draft_call import Called, close_call, draft_call, open_call, read_call, restate_call

router = APIRouter(prefix="/v1/calls", tags=["calls"], route_class=EdgeRoute)
step = Steps(router, "/{call_id}", CallView)


@router.post(
    "",
    status_code=201,
    response_model=CallView,
    summary="Draft a call",
    responses=answers(201, examples.CALL_DRAFTED, "Created"),
    openapi_extra=headers(ACTING_PERSON, IDEMPOTENCY_KEY),
)
async def post_call(
    edge: CallWrite, draft: Annotated[CallDraft, Body(openapi_examples=example(examples.CALL))]
) -> Response:
    """The programme office drafts a call (徵件); nobody else sees it until it is opened, but its authority."""
    called = await draft_call(
        edge.tx, roc_year=draft.roc_year, authority_org=draft.authority_org, content=draft.content()
    )
    location = f"/v1/calls/{called.call.id}"
    return edge.answer(CallView.of(called), status=201, version=called.call.version, location=location)


@router.get("", response_model=CallPage, summary="List calls", responses=answers(200, examples.CALLS))
async def list_calls(
    edge: CallRead,
    roc_year: Annotated[int | None, Query(ge=112, le=200)] = None,
    state: CallState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The calls that the caller sees: what was opened, and an office's own drafts."""
    filters = CallFilters(roc_year=roc_year, state=state)
    place = edge.place(cursor, "calls", asdict(filters))
    page = await Calls(edge.tx).page(filters, after=place.after, limit=limit)
    items = [CallSummary.model_validate(one) for one in page.items]
    return edge.answer(CallPage(items=items, next_cursor=place.following(page.next_position)))


@router.get(
    "/{call_id}",
    response_model=CallView,
    summary="Read a call",
    responses=answers(200, examples.CALL_OPENED),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_call(edge: CallRead, call_id: UUID) -> Response:
    """One call with its present content and its ETag."""
    called = await read_call(edge.tx, call_id=call_id)
    return _answer(edge, called)


@router.put(
    "/{call_id}",
    response_model=CallView,
    summary="Restate a call",
    responses=answers(200, examples.CALL_AMENDED),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON),
)
async def put_call(
    edge: CallWrite,
    call_id: UUID,
    amendment: Annotated[CallAmendment, Body(openapi_examples=example(examples.AMENDED))],
) -> Response:
    """The whole new content; an open call's with a reason. What was handed in before is judged by what held then."""
    called = await restate_call(
        edge.tx,
        call_id=call_id,
        expected=edge.expected(),
        content=amendment.content(),
        reason=amendment.reason,
    )
    return _answer(edge, called)


@step("opening", "Open a call", examples.CALL_OPENED, asks=OF_A_DECISION)
async def post_opening(edge: CallWrite, call_id: UUID) -> Response:
    """Employers see it, and hand in within its window."""
    called = await open_call(edge.tx, call_id=call_id, expected=edge.expected())
    return _answer(edge, called)


@step("closing", "Close a call", examples.CALL_CLOSED, asks=OF_A_DECISION)
async def post_closing(edge: CallWrite, call_id: UUID) -> Response:
    """Nothing is handed in any more; what was handed in goes on."""
    called = await close_call(edge.tx, call_id=call_id, expected=edge.expected())
    return _answer(edge, called)


def _answer(edge: Edge, called: Called) -> Response:
    return edge.answer(CallView.of(called), version=called.call.version)
