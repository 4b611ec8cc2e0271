"""Careers activities and attendance."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from chassis.documented import IDEMPOTENCY_KEY, IF_NONE_MATCH, Steps, answers, headers
from chassis.documented import example as shown
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Query, Response

from matching.domain.activity import ActivityKind, ActivityState
from matching.endpoints.access import ActivitiesRead, ActivitiesWrite, Cursor, Limit
from matching.repository.activities import Activities, ActivityFilters
from matching.schemas.activities import (
    ActivityPage,
    ActivityPlanned,
    ActivityView,
    AttendancePage,
    AttendanceStated,
    AttendanceView,
)
from matching.schemas.examples import activities as examples
from matching.service.hold_activity import cancel_activity, list_attendances, plan_activity, record_attendance

router = APIRouter(prefix="/v1/activities", tags=["activities"], route_class=EdgeRoute)
step = Steps(router, "/{activity_id}", ActivityView)


@router.post(
    "",
    status_code=201,
    response_model=ActivityView,
    summary="Plan a careers activity",
    responses=answers(201, examples.ACTIVITY, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_activity(
    edge: ActivitiesWrite, stated: Annotated[ActivityPlanned, Body(openapi_examples=shown(examples.PLANNED))]
) -> Response:
    """A branch, or a university with its branch's plan, plans an activity on a day the plan covers (R000-034)."""
    activity = await plan_activity(edge.tx, stated.planned())
    location = f"/v1/activities/{activity.id}"
    return edge.answer(ActivityView.of(activity), status=201, version=activity.version, location=location)


@router.get("", response_model=ActivityPage, summary="List activities", responses=answers(200, examples.PAGE))
async def list_activities(
    edge: ActivitiesRead,
    kind: ActivityKind | None = None,
    state: ActivityState | None = None,
    industry: Annotated[str | None, Query(max_length=16)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The activities that the caller sees: a university its own, a branch those of its plans, the agency all."""
    filters = ActivityFilters(kind=kind, state=state, industry=industry)
    place = edge.place(cursor, "activities", asdict(filters))
    found = await Activities(edge.tx).page(filters, after=place.after, limit=limit + 1)
    page, following = place.cut(found, limit, at="position")
    return edge.answer(ActivityPage.of([one.row for one in page], next_cursor=following))


@router.get(
    "/{activity_id}",
    response_model=ActivityView,
    summary="Read an activity",
    responses=answers(200, examples.ACTIVITY),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_activity(edge: ActivitiesRead, activity_id: UUID) -> Response:
    """One activity with its ETag."""
    activity = await Activities(edge.tx).get(activity_id)
    return edge.answer(ActivityView.of(activity), version=activity.version)


@step("cancellation", "Cancel an activity", examples.CANCELLED)
async def post_cancellation(edge: ActivitiesWrite, activity_id: UUID) -> Response:
    """It does not take place; one that somebody attended did."""
    activity = await cancel_activity(edge.tx, activity_id=activity_id, expected=edge.expected())
    return edge.answer(ActivityView.of(activity), version=activity.version)


@router.post(
    "/{activity_id}/attendances",
    status_code=201,
    response_model=AttendanceView,
    summary="Record an attendance",
    responses=answers(201, examples.ATTENDANCE, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_attendance(
    edge: ActivitiesWrite,
    activity_id: UUID,
    stated: Annotated[AttendanceStated, Body(openapi_examples=shown(examples.ATTENDED))],
) -> Response:
    """A young person who is offered activities was there (R000-017); recorded from that day on, once."""
    attendance = await record_attendance(edge.tx, activity_id=activity_id, youth_id=stated.youth_id)
    return edge.answer(AttendanceView.of(attendance), status=201)


@router.get(
    "/{activity_id}/attendances",
    response_model=AttendancePage,
    summary="List attendances",
    responses=answers(200, examples.ATTENDANCES),
)
async def get_attendances(
    edge: ActivitiesRead, activity_id: UUID, cursor: Cursor = None, limit: Limit = 50
) -> Response:
    """Who attended, in the order of recording."""
    place = edge.place(cursor, "attendances", str(activity_id))
    found = await list_attendances(edge.tx, activity_id=activity_id, after=place.after, limit=limit + 1)
    page, following = place.cut(found, limit, at="position")
    items = [AttendanceView.of(one.row) for one in page]
    return edge.answer(AttendancePage(items=items, next_cursor=following))
