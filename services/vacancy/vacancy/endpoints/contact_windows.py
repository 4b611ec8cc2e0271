"""University contact windows: stated by universities, read by the offices of their region."""

from dataclasses import asdict
from datetime import date
from typing import Annotated
from uuid import UUID

from chassis.documented import (
    IDEMPOTENCY_KEY,
    IDEMPOTENCY_KEY_OPTIONAL,
    IF_MATCH,
    IF_NONE_MATCH,
    answers,
    example,
    headers,
)
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Query, Response

from vacancy.domain.contact_window import WindowRole
from vacancy.endpoints.access import Cursor, Limit, ProgrammeWindows
from vacancy.repository.contact_windows import WindowFilters
from vacancy.schemas.contact_windows import WindowFacts, WindowPageView, WindowView
from vacancy.schemas.examples import contact_windows as examples
from vacancy.service.state_contact_window import list_windows, read_window, restate_window, state_window

router = APIRouter(prefix="/v1/contact-windows", tags=["contact windows"], route_class=EdgeRoute)


@router.post(
    "",
    status_code=201,
    response_model=WindowView,
    summary="State a contact window",
    responses=answers(201, examples.STATED, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_window(
    edge: ProgrammeWindows, facts: Annotated[WindowFacts, Body(openapi_examples=example(examples.FACTS))]
) -> Response:
    """A university states an office that the branches may turn to (R000-037), never a person."""
    stated = await state_window(edge.tx, window=facts.window())
    view, location = WindowView.model_validate(stated), f"/v1/contact-windows/{stated.id}"
    return edge.answer(view, status=201, version=stated.version, location=location)


@router.get("", response_model=WindowPageView, summary="List contact windows", responses=answers(200, examples.PAGE))
async def get_windows(
    edge: ProgrammeWindows,
    county: Annotated[str | None, Query(pattern="^[0-9]{5}$")] = None,
    role: WindowRole | None = None,
    on: Annotated[date | None, Query(description="those that are valid on this day")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """A university its own, a branch those of its region, the agency all, in the order in which they were stated."""
    filters = WindowFilters(county=county, role=role, on=on)
    place = edge.place(cursor, "contact-windows", asdict(filters))
    page = await list_windows(edge.tx, filters=filters, after=place.after, limit=limit)
    following = place.following(page.next_position)
    items = [WindowView.model_validate(one) for one in page.windows]
    return edge.answer(WindowPageView(items=items, next_cursor=following))


@router.get(
    "/{window_id}",
    response_model=WindowView,
    summary="Read a contact window",
    responses=answers(200, examples.STATED),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_window(edge: ProgrammeWindows, window_id: UUID) -> Response:
    """One contact window with its ETag."""
    found = await read_window(edge.tx, window_id=window_id)
    return edge.answer(WindowView.model_validate(found), version=found.version)


@router.put(
    "/{window_id}",
    response_model=WindowView,
    summary="Change a contact window",
    responses=answers(200, examples.RESTATED),
    openapi_extra=headers(IF_MATCH, IDEMPOTENCY_KEY_OPTIONAL),
)
async def put_window(
    edge: ProgrammeWindows,
    window_id: UUID,
    facts: Annotated[WindowFacts, Body(openapi_examples=example(examples.ENDING))],
) -> Response:
    """A university replaces what it states; one that is over gets its last day."""
    restated = await restate_window(edge.tx, window_id=window_id, window=facts.window(), expected=edge.expected())
    return edge.answer(WindowView.model_validate(restated), version=restated.version)
