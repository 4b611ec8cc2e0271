"""Eligibility decisions, and what branches decide to spend on the unemployed."""

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

from matching.endpoints.access import YouthDecide, YouthRead, YouthWrite
from matching.schemas.eligibility import (
    DecidedView,
    EligibilityList,
    EligibilityReplayView,
    EligibilityView,
    ReasonedResourceDecisionView,
    ResourceDecisionList,
    ResourceDecisionView,
    ResourcesWanted,
)
from matching.schemas.examples import eligibility as examples
from matching.service.decide_eligibility import decide_youth
from matching.service.decide_resources import decide_resources, list_resource_decisions
from matching.service.replay_eligibility import list_decisions, read_decision, replay_decision

router = APIRouter(prefix="/v1", tags=["eligibility"], route_class=EdgeRoute)


@router.post(
    "/youths/{youth_id}/eligibility-decisions",
    status_code=201,
    response_model=DecidedView,
    summary="Decide eligibility",
    responses=answers(201, examples.DECIDED, "Created"),
    openapi_extra=headers(IF_MATCH, IDEMPOTENCY_KEY),
)
async def post_decision(edge: YouthWrite, youth_id: UUID) -> Response:
    """Ask every criterion of the person's target group under today's rules; the ETag is the registration's.

    It is also decided at registration, and again whenever a fact that a criterion reads becomes another one.
    """
    youth, decision = await decide_youth(edge.tx, youth_id=youth_id, expected=edge.expected())
    location = f"/v1/eligibility-decisions/{decision.id}"
    return edge.answer(DecidedView.of(decision), status=201, version=youth.version, location=location)


@router.get(
    "/youths/{youth_id}/eligibility-decisions",
    response_model=EligibilityList,
    summary="List eligibility decisions",
    responses=answers(200, examples.DECISIONS),
)
async def get_decisions(edge: YouthRead, youth_id: UUID) -> Response:
    """Every decision about a person, oldest first, each criterion with its reason and evidence."""
    items = [EligibilityView.of(one) for one in await list_decisions(edge.tx, youth_id=youth_id)]
    return edge.answer(EligibilityList(items=items))


@router.get(
    "/eligibility-decisions/{decision_id}",
    response_model=EligibilityView,
    summary="Read an eligibility decision",
    responses=answers(200, examples.DECISION),
)
async def get_decision(edge: YouthRead, decision_id: UUID) -> Response:
    """One decision with the finding of each criterion."""
    return edge.answer(EligibilityView.of(await read_decision(edge.tx, decision_id=decision_id)))


@router.post(
    "/eligibility-decisions/{decision_id}/replay",
    response_model=EligibilityReplayView,
    summary="Reach a decision's answer again",
    responses=answers(200, examples.REPLAY),
    openapi_extra=headers(IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_replay(edge: YouthRead, decision_id: UUID) -> Response:
    """Judge the stored facts again under the decision's own rules, code versions and date.

    Of a person who has been erased nothing can be reached again, and the answer says so.
    """
    replay = await replay_decision(edge.tx, decision_id=decision_id)
    return edge.answer(EligibilityReplayView.of(decision_id, replay))


@router.post(
    "/youths/{youth_id}/resource-decision",
    status_code=201,
    response_model=ResourceDecisionView,
    summary="Decide what to spend on somebody unemployed",
    responses=answers(201, examples.RESOURCES_DECIDED, "Created"),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY),
)
async def post_resource_decision(
    edge: YouthDecide,
    youth_id: UUID,
    wanted: Annotated[ResourcesWanted, Body(openapi_examples=example(examples.RESOURCES))],
) -> Response:
    """An officer of the branch decides, with a reason, which measures are open to somebody unemployed (R000-033)."""
    decision = await decide_resources(
        edge.tx,
        youth_id=youth_id,
        expected=edge.expected(),
        granted=wanted.granted,
        measures=wanted.measures,
        reason=wanted.reason,
    )
    return edge.answer(ResourceDecisionView.of(decision), status=201, version=decision.youth_version)


@router.get(
    "/youths/{youth_id}/resource-decision",
    response_model=ResourceDecisionList,
    summary="List what branches decided to spend",
    responses=answers(200, examples.RESOURCES_LISTED),
)
async def get_resource_decisions(edge: YouthRead, youth_id: UUID) -> Response:
    """Every such decision about a person, oldest first, with its reason; the last one counts."""
    decisions = await list_resource_decisions(edge.tx, youth_id=youth_id)
    return edge.answer(ResourceDecisionList(items=[ReasonedResourceDecisionView.of(one) for one in decisions]))
