"""The branches' execution plans."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from chassis.documented import (
    ACTING_PERSON,
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

from vacancy.domain.plan import PlanState
from vacancy.endpoints.access import Cursor, Limit, ProgrammeAcknowledge, ProgrammeWrite, VacancyRead
from vacancy.repository.plans import PlanFilters, Plans
from vacancy.schemas.examples import partners as examples
from vacancy.schemas.programme import (
    Acknowledgement,
    PlanAmendment,
    PlanFiling,
    PlanPage,
    PlanSummary,
    PlanView,
    RevisionList,
    RevisionView,
)
from vacancy.service.file_plan import acknowledge_plan, amend_plan, file_plan, list_revisions, read_plan

router = APIRouter(prefix="/v1/execution-plans", tags=["execution plans"], route_class=EdgeRoute)


@router.post(
    "",
    status_code=201,
    response_model=PlanView,
    summary="File an execution plan",
    responses=answers(201, examples.PLAN_FILED, "Created"),
    openapi_extra=headers(ACTING_PERSON, IDEMPOTENCY_KEY),
)
async def post_plan(
    edge: ProgrammeWrite, filing: Annotated[PlanFiling, Body(openapi_examples=example(examples.PLAN))]
) -> Response:
    """A branch files its plan of a year (提送執行計畫); until acknowledged it opens nothing (R000-034)."""
    planned = await file_plan(edge.tx, roc_year=filing.roc_year, content=filing.content())
    return edge.answer(
        PlanView.of(planned),
        status=201,
        version=planned.plan.version,
        location=f"/v1/execution-plans/{planned.plan.id}",
    )


@router.get("", response_model=PlanPage, summary="List execution plans", responses=answers(200, examples.PLANS))
async def list_plans(
    edge: VacancyRead,
    branch: Annotated[str | None, Query(max_length=63)] = None,
    roc_year: Annotated[int | None, Query(ge=112, le=115)] = None,
    state: PlanState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The plans that the caller sees: a branch its own, the agency all."""
    filters = PlanFilters(branch=branch, roc_year=roc_year, state=state)
    place = edge.place(cursor, "execution-plans", asdict(filters))
    page = await Plans(edge.tx).page(filters, after=place.after, limit=limit)
    following = place.following(page.next_position)
    items = [PlanSummary.model_validate(plan) for plan in page.plans]
    return edge.answer(PlanPage(items=items, next_cursor=following))


@router.get(
    "/{plan_id}",
    response_model=PlanView,
    summary="Read an execution plan",
    responses=answers(200, examples.PLAN_ACKNOWLEDGED),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_plan(edge: VacancyRead, plan_id: UUID) -> Response:
    """One plan with its present revision and its ETag."""
    planned = await read_plan(edge.tx, plan_id=plan_id)
    return edge.answer(PlanView.of(planned), version=planned.plan.version)


@router.get(
    "/{plan_id}/revisions",
    response_model=RevisionList,
    summary="List a plan's revisions",
    responses=answers(200, {"items": [examples.REVISION]}),
)
async def get_revisions(edge: VacancyRead, plan_id: UUID) -> Response:
    """Every revision with its acknowledgement, oldest first."""
    found = await list_revisions(edge.tx, plan_id=plan_id)
    return edge.answer(RevisionList(items=[RevisionView.of(one) for one in found]))


@router.post(
    "/{plan_id}/acknowledgement",
    response_model=PlanView,
    summary="Acknowledge a plan",
    responses=answers(200, examples.PLAN_ACKNOWLEDGED),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_acknowledgement(
    edge: ProgrammeAcknowledge,
    plan_id: UUID,
    acknowledgement: Annotated[Acknowledgement, Body(openapi_examples=example(examples.ACKNOWLEDGEMENT))],
) -> Response:
    """The agency acknowledges (備查) the present revision; from then on it holds, on its days."""
    planned = await acknowledge_plan(
        edge.tx, plan_id=plan_id, expected=edge.expected(), document_number=acknowledgement.document_number
    )
    return edge.answer(PlanView.of(planned), version=planned.plan.version)


@router.post(
    "/{plan_id}/amendment",
    response_model=PlanView,
    summary="Amend a plan",
    responses=answers(200, examples.PLAN_AMENDED),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_amendment(
    edge: ProgrammeWrite,
    plan_id: UUID,
    amendment: Annotated[PlanAmendment, Body(openapi_examples=example(examples.AMENDMENT))],
) -> Response:
    """A branch files the whole new content, with a reason; what was acknowledged holds until this is too."""
    planned = await amend_plan(
        edge.tx,
        plan_id=plan_id,
        expected=edge.expected(),
        content=amendment.content(),
        reason=amendment.reason,
    )
    return edge.answer(PlanView.of(planned), version=planned.plan.version)
