"""What people decide about a vacancy: attestation, review, publication. Each answers with the vacancy's new version."""

from typing import Annotated
from uuid import UUID

from chassis.documented import (
    ACTING_PERSON,
    ACTING_PERSON_OF_OFFICERS,
    IDEMPOTENCY_KEY,
    IDEMPOTENCY_KEY_OPTIONAL,
    IF_MATCH,
    answers,
    example,
    headers,
)
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Response

from vacancy.domain.life_cycle import Outcome
from vacancy.endpoints.access import VacancyAttest, VacancyPublish, VacancyReview
from vacancy.schemas.examples import vacancies as examples
from vacancy.schemas.facts import Attestation, Review
from vacancy.schemas.vacancies import VacancyView
from vacancy.service.attest_facts import attest_facts
from vacancy.service.publish_vacancy import publish_vacancy
from vacancy.service.review_vacancy import review_vacancy

router = APIRouter(prefix="/v1/vacancies/{vacancy_id}", tags=["vacancies"], route_class=EdgeRoute)


@router.post(
    "/attestations",
    status_code=201,
    response_model=VacancyView,
    summary="Attest facts",
    responses=answers(201, examples.ATTESTED, "Created"),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON_OF_OFFICERS, IDEMPOTENCY_KEY),
)
async def post_attestation(
    edge: VacancyAttest,
    vacancy_id: UUID,
    attestation: Annotated[Attestation, Body(openapi_examples=example(examples.ATTESTATION))],
) -> Response:
    """Vouch for facts, which then count over what the source states; the vacancy is to be screened again.

    An association attests for what it submitted. For an employer's own vacancy an officer of the branch does, on the
    document that ``basis`` names. What a partner states itself is a claim: insurance, hazards, direct employment and
    the record of violations only pass when attested.
    """
    vacancy = await attest_facts(
        edge.tx,
        vacancy_id=vacancy_id,
        expected=edge.expected(),
        facts=attestation.facts.statement(),
        basis=attestation.basis,
    )
    return edge.answer(VacancyView.of(vacancy), status=201, version=vacancy.version)


@router.post(
    "/review",
    response_model=VacancyView,
    summary="Decide what the rules leave to judgement",
    responses=answers(200, examples.REVIEWED),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_review(
    edge: VacancyReview,
    vacancy_id: UUID,
    review: Annotated[Review, Body(openapi_examples=example(examples.REVIEW))],
) -> Response:
    """An officer of the branch or the agency qualifies or rejects a vacancy that needs review, with a reason."""
    vacancy = await review_vacancy(
        edge.tx,
        vacancy_id=vacancy_id,
        expected=edge.expected(),
        outcome=Outcome(review.outcome),
        reason=review.reason,
    )
    return edge.answer(VacancyView.of(vacancy), version=vacancy.version)


@router.post(
    "/publication",
    status_code=201,
    response_model=VacancyView,
    summary="Publish a qualified vacancy",
    responses=answers(201, examples.PUBLISHED, "Created"),
    openapi_extra=headers(IF_MATCH, IDEMPOTENCY_KEY),
)
async def post_publication(edge: VacancyPublish, vacancy_id: UUID) -> Response:
    """Open a qualified vacancy to young people; the branch or the agency does it."""
    vacancy = await publish_vacancy(edge.tx, vacancy_id=vacancy_id, expected=edge.expected())
    return edge.answer(VacancyView.of(vacancy), status=201, version=vacancy.version)
