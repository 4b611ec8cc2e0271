"""How a partner answers a screening: with other content, or with its one appeal."""

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

from vacancy.endpoints.access import VacancyRead, VacancyReview, VacancyWrite
from vacancy.schemas.examples import life_cycle as examples
from vacancy.schemas.facts import AppealDecision, Grounds, VacancyFacts
from vacancy.schemas.records import AppealList, AppealView, ResubmissionList, ResubmissionView, ResubmittedView
from vacancy.service.appeal_vacancy import decide_appeal, file_appeal, list_appeals
from vacancy.service.resubmit_vacancy import list_resubmissions, resubmit_vacancy

router = APIRouter(prefix="/v1/vacancies/{vacancy_id}", tags=["vacancies"], route_class=EdgeRoute)


@router.post(
    "/resubmission",
    status_code=201,
    response_model=ResubmittedView,
    summary="Resubmit a screened vacancy",
    responses=answers(201, examples.RESUBMITTED, "Created"),
    openapi_extra=headers(IF_MATCH, IDEMPOTENCY_KEY),
)
async def post_resubmission(
    edge: VacancyWrite,
    vacancy_id: UUID,
    facts: Annotated[VacancyFacts, Body(openapi_examples=example(examples.RESUBMISSION))],
) -> Response:
    """Answer a screening with the whole new content; what differs is kept, and only what it touches is judged again.

    The answer holds the new screening; findings that were carried over say so. Its ETag is the vacancy's new version.
    """
    resubmitted = await resubmit_vacancy(
        edge.tx, vacancy_id=vacancy_id, expected=edge.expected(), facts=facts.statement()
    )
    return edge.answer(
        ResubmittedView.after(resubmitted),
        status=201,
        version=resubmitted.vacancy.version,
        location=f"/v1/screenings/{resubmitted.decision.id}",
    )


@router.get(
    "/resubmissions",
    response_model=ResubmissionList,
    summary="List a vacancy's resubmissions",
    responses=answers(200, examples.RESUBMISSIONS),
)
async def get_resubmissions(edge: VacancyRead, vacancy_id: UUID) -> Response:
    """Every resubmission with its field-level difference, oldest first."""
    found = await list_resubmissions(edge.tx, vacancy_id=vacancy_id)
    return edge.answer(ResubmissionList(items=[ResubmissionView.of(one) for one in found]))


@router.post(
    "/appeals",
    status_code=201,
    response_model=AppealView,
    summary="Appeal against a rejection",
    responses=answers(201, examples.APPEALED, "Created"),
    openapi_extra=headers(IF_MATCH, IDEMPOTENCY_KEY),
)
async def post_appeal(
    edge: VacancyWrite,
    vacancy_id: UUID,
    appeal: Annotated[Grounds, Body(openapi_examples=example(examples.APPEAL))],
) -> Response:
    """The association or employer appeals, once; the rejection stands until an officer decides."""
    appealed = await file_appeal(edge.tx, vacancy_id=vacancy_id, expected=edge.expected(), grounds=appeal.grounds)
    return edge.answer(AppealView.model_validate(appealed.appeal), status=201, version=appealed.vacancy.version)


@router.get(
    "/appeals",
    response_model=AppealList,
    summary="List a vacancy's appeals",
    responses=answers(200, {"items": [examples.DECIDED]}),
)
async def get_appeals(edge: VacancyRead, vacancy_id: UUID) -> Response:
    """The vacancy's one appeal, or none."""
    found = await list_appeals(edge.tx, vacancy_id=vacancy_id)
    return edge.answer(AppealList(items=[AppealView.model_validate(one) for one in found]))


@router.post(
    "/appeals/{appeal_id}/decision",
    response_model=AppealView,
    summary="Decide an appeal",
    responses=answers(200, examples.DECIDED),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_appeal_decision(
    edge: VacancyReview,
    vacancy_id: UUID,
    appeal_id: UUID,
    decision: Annotated[AppealDecision, Body(openapi_examples=example(examples.APPEAL_DECISION))],
) -> Response:
    """An officer grants or dismisses the appeal, with a reason.

    An officer's own refusal is reversed by granting; a rejection by a mandatory criterion goes back to screening.
    """
    decided = await decide_appeal(
        edge.tx,
        vacancy_id=vacancy_id,
        appeal_id=appeal_id,
        expected=edge.expected(),
        granted=decision.outcome == "granted",
        reason=decision.reason,
    )
    return edge.answer(AppealView.model_validate(decided.appeal), version=decided.vacancy.version)
