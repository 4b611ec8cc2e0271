"""The eligibility check (資格審) by the programme office, and its decisions."""

from typing import Annotated
from uuid import UUID

from chassis.documented import ACTING_PERSON, IDEMPOTENCY_KEY, IF_MATCH, OF_A_DECISION, Steps, answers, example, headers
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Response

from training.endpoints.access import ApplicationRead, ApplicationReview
from training.endpoints.applications import shown
from training.schemas.applications import ApplicationView
from training.schemas.eligibility import DecisionList, DecisionView, EligibilityCheck, ReplayView
from training.schemas.examples import applications
from training.schemas.examples import eligibility as examples
from training.service.decide_eligibility import begin_check, decide_eligibility
from training.service.replay_decision import list_decisions, read_decision, replay_decision

router = APIRouter(prefix="/v1", tags=["eligibility"], route_class=EdgeRoute)
step = Steps(router, "/applications/{application_id}", ApplicationView)


@step("eligibility-check", "Begin the eligibility check", applications.APPLICATION_IN_CHECK, asks=OF_A_DECISION)
async def post_check(edge: ApplicationReview, application_id: UUID) -> Response:
    """An officer takes up what was handed in; a second start is refused."""
    return shown(edge, await begin_check(edge.tx, application_id=application_id, expected=edge.expected()))


@router.post(
    "/applications/{application_id}/eligibility-decisions",
    status_code=201,
    response_model=DecisionView,
    summary="Decide eligibility",
    responses=answers(201, examples.DECISION, "Created"),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY),
)
async def post_decision(
    edge: ApplicationReview,
    application_id: UUID,
    check: Annotated[EligibilityCheck, Body(openapi_examples=example(examples.CHECK))],
) -> Response:
    """Every criterion is asked, judgements are added: eligible, to be supplemented, or returned (R003-087).

    What lacks or contradicts is asked for in a supplement request, as often as the call allows. The ETag is the
    application's new version.
    """
    decided = await decide_eligibility(
        edge.tx, application_id=application_id, expected=edge.expected(), judgements=check.said()
    )
    return edge.answer(
        DecisionView.of(decided.decision),
        status=201,
        version=decided.application.version,
        location=f"/v1/application-decisions/{decided.decision.id}",
    )


@router.get(
    "/applications/{application_id}/eligibility-decisions",
    response_model=DecisionList,
    summary="List an application's decisions",
    responses=answers(200, {"items": [examples.DECISION]}),
)
async def get_decisions(edge: ApplicationRead, application_id: UUID) -> Response:
    """Every decision, oldest first."""
    found = await list_decisions(edge.tx, application_id=application_id)
    return edge.answer(DecisionList(items=[DecisionView.of(one) for one in found]))


@router.get(
    "/application-decisions/{decision_id}",
    response_model=DecisionView,
    summary="Read a decision",
    responses=answers(200, examples.DECISION),
)
async def get_decision(edge: ApplicationRead, decision_id: UUID) -> Response:
    """One stored decision: facts, rules in force, each finding, outcome."""
    return edge.answer(DecisionView.of(await read_decision(edge.tx, decision_id=decision_id)))


@router.post(
    "/application-decisions/{decision_id}/replay",
    response_model=ReplayView,
    summary="Replay a decision",
    responses=answers(200, examples.REPLAY),
)
async def post_replay(edge: ApplicationRead, decision_id: UUID) -> Response:
    """Judge the stored facts again under the stored rules and code versions; nothing is written."""
    return edge.answer(ReplayView.of(await replay_decision(edge.tx, decision_id=decision_id)))
