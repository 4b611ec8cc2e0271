"""Subsidy applications: drafted, handed in, withdrawn, read."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from chassis.documented import IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, Steps, answers, example, headers
from chassis.edge import Edge, EdgeRoute
from fastapi import APIRouter, Body, Response

from training.domain.application import Application, ApplicationState
from training.endpoints.access import ApplicationRead, ApplicationWrite, Cursor, Limit
from training.repository.applications import ApplicationFilters, Applications
from training.schemas.application_records import StepList, StepView, TraineeNameList, TraineeNameView
from training.schemas.applications import (
    ApplicationDraft,
    ApplicationFacts,
    ApplicationPage,
    ApplicationSummary,
    ApplicationView,
    OptionalReason,
)
from training.schemas.examples import applications as examples
from training.service.draft_application import (
    draft_application,
    restate_application,
    submit_application,
    withdraw_application,
)
from training.service.keep_application import list_steps, read_names

router = APIRouter(prefix="/v1/applications", tags=["applications"], route_class=EdgeRoute)
step = Steps(router, "/{application_id}", ApplicationView)


def shown(edge: Edge, application: Application) -> Response:
    """The application with its new version."""
    return edge.answer(ApplicationView.of(application), version=application.version)


@router.post(
    "",
    status_code=201,
    response_model=ApplicationView,
    summary="Draft an application",
    responses=answers(201, examples.APPLICATION_DRAFTED, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_application(
    edge: ApplicationWrite, draft: Annotated[ApplicationDraft, Body(openapi_examples=example(examples.DRAFT))]
) -> Response:
    """An employer begins an application (補助申請) to an open call; what it does not state yet may follow."""
    application = await draft_application(edge.tx, call_id=draft.call_id, content=draft.content(), names=draft.names())
    return edge.answer(
        ApplicationView.of(application),
        status=201,
        version=application.version,
        location=f"/v1/applications/{application.id}",
    )


@router.get(
    "", response_model=ApplicationPage, summary="List applications", responses=answers(200, examples.APPLICATIONS)
)
async def list_applications(
    edge: ApplicationRead,
    call_id: UUID | None = None,
    state: ApplicationState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """An employer's own; of what was handed in, an office's and an authority's own programme's."""
    filters = ApplicationFilters(call_id=call_id, state=state)
    place = edge.place(cursor, "applications", asdict(filters))
    page = await Applications(edge.tx).page(filters, after=place.after, limit=limit)
    items = [ApplicationSummary.of(one) for one in page.items]
    return edge.answer(ApplicationPage(items=items, next_cursor=place.following(page.next_position)))


@router.get(
    "/{application_id}",
    response_model=ApplicationView,
    summary="Read an application",
    responses=answers(200, examples.APPLICATION_SUBMITTED),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_application(edge: ApplicationRead, application_id: UUID) -> Response:
    """One application with its ETag; trainees without their names."""
    return shown(edge, await Applications(edge.tx).get(application_id))


@router.put(
    "/{application_id}",
    response_model=ApplicationView,
    summary="Restate a draft",
    responses=answers(200, examples.APPLICATION_DRAFTED | {"version": 2}),
    openapi_extra=headers(IF_MATCH),
)
async def put_application(
    edge: ApplicationWrite,
    application_id: UUID,
    facts: Annotated[ApplicationFacts, Body(openapi_examples=example(examples.FACTS))],
) -> Response:
    """The whole new content of a draft."""
    application = await restate_application(
        edge.tx,
        application_id=application_id,
        expected=edge.expected(),
        content=facts.content(),
        names=facts.names(),
    )
    return shown(edge, application)


@step("submission", "Hand an application in", examples.APPLICATION_SUBMITTED)
async def post_submission(edge: ApplicationWrite, application_id: UUID) -> Response:
    """Within the call's window; from now on it is judged by what the call says today."""
    return shown(edge, await submit_application(edge.tx, application_id=application_id, expected=edge.expected()))


@step("withdrawal", "Withdraw an application", examples.APPLICATION_WITHDRAWN)
async def post_withdrawal(
    edge: ApplicationWrite,
    application_id: UUID,
    why: Annotated[OptionalReason, Body(openapi_examples=example(examples.WITHDRAWAL))],
) -> Response:
    """The employer takes it back."""
    application = await withdraw_application(
        edge.tx, application_id=application_id, expected=edge.expected(), reason=why.reason
    )
    return shown(edge, application)


@router.get(
    "/{application_id}/trainees",
    response_model=TraineeNameList,
    summary="Read the trainees' names",
    responses=answers(200, examples.NAMES),
)
async def get_trainees(edge: ApplicationRead, application_id: UUID) -> Response:
    """Names by the numbers in the application; that they were read is put on the audit trail."""
    names = await read_names(edge.tx, application_id)
    items = [TraineeNameView(number=number, name=name) for number, name in names.items()]
    return edge.answer(TraineeNameList(items=items))


@router.get(
    "/{application_id}/steps",
    response_model=StepList,
    summary="List an application's steps",
    responses=answers(200, examples.STEPS),
)
async def get_steps(edge: ApplicationRead, application_id: UUID) -> Response:
    """Who moved it on, and why, oldest first; that reasons were read is put on the audit trail."""
    found = await list_steps(edge.tx, application_id)
    return edge.answer(StepList(items=[StepView.of(one) for one in found]))
