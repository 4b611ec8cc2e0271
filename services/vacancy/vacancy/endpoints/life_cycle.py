"""The steps of a vacancy's life; each is a POST that answers with the vacancy's new version."""

from typing import Annotated, Literal
from uuid import UUID

from chassis.documented import ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL, IF_MATCH, answers, example, headers
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Response

from vacancy.endpoints.access import VacancyPublish, VacancyRead, VacancyWrite
from vacancy.schemas.examples import life_cycle as examples
from vacancy.schemas.facts import Closure, Reason
from vacancy.schemas.records import StepList, StepView
from vacancy.schemas.vacancies import VacancyView
from vacancy.service.move_vacancy import end_vacancy, list_steps, resume_vacancy, submit_vacancy, suspend_vacancy

router = APIRouter(prefix="/v1/vacancies/{vacancy_id}", tags=["vacancies"], route_class=EdgeRoute)

TRANSITION_OF: dict[str, Literal["fill", "close"]] = {"filled": "fill", "closed": "close"}


@router.post(
    "/submission",
    response_model=VacancyView,
    summary="Submit a draft",
    responses=answers(200, examples.SUBMITTED),
    openapi_extra=headers(IF_MATCH, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_submission(edge: VacancyWrite, vacancy_id: UUID) -> Response:
    """The association or employer hands in its draft; then it can be screened."""
    vacancy = await submit_vacancy(edge.tx, vacancy_id=vacancy_id, expected=edge.expected())
    return edge.answer(VacancyView.of(vacancy), version=vacancy.version)


@router.post(
    "/suspension",
    response_model=VacancyView,
    summary="Suspend a published vacancy",
    responses=answers(200, examples.SUSPENDED),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_suspension(
    edge: VacancyPublish,
    vacancy_id: UUID,
    suspension: Annotated[Reason, Body(openapi_examples=example(examples.SUSPENSION))],
) -> Response:
    """An officer takes a published vacancy from young people, with a reason. It cannot be restated meanwhile."""
    vacancy = await suspend_vacancy(edge.tx, vacancy_id=vacancy_id, expected=edge.expected(), reason=suspension.reason)
    return edge.answer(VacancyView.of(vacancy), version=vacancy.version)


@router.post(
    "/resumption",
    response_model=VacancyView,
    summary="Resume a suspended vacancy",
    responses=answers(200, examples.RESUMED),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_resumption(
    edge: VacancyPublish,
    vacancy_id: UUID,
    resumption: Annotated[Reason, Body(openapi_examples=example(examples.RESUMPTION))],
) -> Response:
    """An officer opens a suspended vacancy again, with a reason, unless its closing date has passed."""
    vacancy = await resume_vacancy(edge.tx, vacancy_id=vacancy_id, expected=edge.expected(), reason=resumption.reason)
    return edge.answer(VacancyView.of(vacancy), version=vacancy.version)


@router.post(
    "/closure",
    response_model=VacancyView,
    summary="Close a published vacancy",
    responses=answers(200, examples.CLOSED),
    openapi_extra=headers(IF_MATCH, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_closure(
    edge: VacancyWrite,
    vacancy_id: UUID,
    closure: Annotated[Closure, Body(openapi_examples=example(examples.CLOSURE))],
) -> Response:
    """The association or employer ends a published or suspended vacancy: filled, or closed with seats left."""
    vacancy = await end_vacancy(
        edge.tx,
        vacancy_id=vacancy_id,
        expected=edge.expected(),
        transition=TRANSITION_OF[closure.outcome],
        reason=closure.reason,
    )
    return edge.answer(VacancyView.of(vacancy), version=vacancy.version)


@router.post(
    "/withdrawal",
    response_model=VacancyView,
    summary="Withdraw a vacancy",
    responses=answers(200, examples.WITHDRAWN),
    openapi_extra=headers(IF_MATCH, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_withdrawal(
    edge: VacancyWrite,
    vacancy_id: UUID,
    withdrawal: Annotated[Reason, Body(openapi_examples=example(examples.WITHDRAWAL))],
) -> Response:
    """The association or employer takes its vacancy back before it has come to an end."""
    vacancy = await end_vacancy(
        edge.tx,
        vacancy_id=vacancy_id,
        expected=edge.expected(),
        transition="withdraw",
        reason=withdrawal.reason,
    )
    return edge.answer(VacancyView.of(vacancy), version=vacancy.version)


@router.get(
    "/steps",
    response_model=StepList,
    summary="List a vacancy's steps",
    responses=answers(200, examples.STEPS),
)
async def get_steps(edge: VacancyRead, vacancy_id: UUID) -> Response:
    """Who moved the vacancy on, and why, oldest first."""
    found = await list_steps(edge.tx, vacancy_id=vacancy_id)
    return edge.answer(StepList(items=[StepView.model_validate(step) for step in found]))
