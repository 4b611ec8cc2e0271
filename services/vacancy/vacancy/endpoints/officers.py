"""The officers' desk: what waits for them, decisions in bulk, what screenings came to; and screening as a dry run."""

from datetime import date
from typing import Annotated

from chassis import batch, conditional
from chassis.documented import ACTING_PERSON, IDEMPOTENCY_KEY, answers, example, headers
from chassis.domain import DomainError
from chassis.edge import Edge, EdgeRoute
from fastapi import APIRouter, Body, Query, Response

from vacancy.domain.life_cycle import Outcome
from vacancy.domain.vacancy import Vacancy
from vacancy.endpoints.access import Cursor, Limit, VacancyRead, VacancyReview
from vacancy.schemas.examples import officers as examples
from vacancy.schemas.examples.vacancies import FACTS
from vacancy.schemas.facts import VacancyFacts
from vacancy.schemas.officers import (
    ReviewBatch,
    ReviewedBatch,
    ReviewedView,
    ReviewItem,
    ReviewQueue,
    ScreeningStatistics,
    SimulationView,
    WaitingView,
)
from vacancy.schemas.vacancies import VacancyView
from vacancy.service.read_officers import count_screenings, read_queue
from vacancy.service.review_vacancy import Judgement, review_vacancies
from vacancy.service.simulate_screening import simulate_screening

router = APIRouter(prefix="/v1", tags=["officers"], route_class=EdgeRoute)


@router.get(
    "/review-queue", response_model=ReviewQueue, summary="Read the review queue", responses=answers(200, examples.QUEUE)
)
async def get_review_queue(
    edge: VacancyReview,
    branch: Annotated[str | None, Query(max_length=63, description="one branch's; a branch sees its own")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The vacancies that wait for a review or for the decision of an appeal, the oldest submission first."""
    place = edge.place(cursor, "review-queue", branch)
    found = await read_queue(edge.tx, named_branch=branch, after=place.after, limit=limit + 1)
    shown, following = place.cut(found, limit, at="position")
    return edge.answer(ReviewQueue(items=[WaitingView.of(one) for one in shown], next_cursor=following))


@router.post(
    "/reviews:batch",
    status_code=207,
    response_model=ReviewedBatch,
    summary="Decide many vacancies",
    responses=answers(207, examples.BATCH_ANSWERED, "One status a decision"),
    openapi_extra=headers(ACTING_PERSON, IDEMPOTENCY_KEY),
)
async def post_reviews(
    edge: VacancyReview, wanted: Annotated[ReviewBatch, Body(openapi_examples=example(examples.BATCH))]
) -> Response:
    """An officer qualifies or rejects up to 500 vacancies, each with its own reason; each stands or falls alone."""
    judgements = [
        Judgement(one.vacancy_id, conditional.expected_versions(one.if_match), Outcome(one.outcome), one.reason)
        for one in wanted.items
    ]
    decided = await review_vacancies(edge.tx, judgements=judgements)
    items = [_answer(edge, item, answer) for item, answer in zip(wanted.items, decided, strict=True)]
    return edge.answer(ReviewedBatch(items=items), status=207)


@router.get(
    "/screening-statistics",
    response_model=ScreeningStatistics,
    summary="Count screenings",
    responses=answers(200, examples.STATISTICS),
)
async def get_statistics(edge: VacancyReview, since: date | None = None, until: date | None = None) -> Response:
    """Outcomes, verdicts by criterion and unknown facts by source, and how far users' reports were right.

    The last thirty days unless a period is given.
    """
    counted = await count_screenings(edge.tx, since=since, until=until)
    return edge.answer(ScreeningStatistics.of(counted.since, counted.until, counted.screenings, counted.reports))


@router.post(
    "/screenings:simulate",
    response_model=SimulationView,
    summary="Try a screening",
    responses=answers(200, examples.SIMULATION),
)
async def post_simulation(
    edge: VacancyRead, facts: Annotated[VacancyFacts, Body(openapi_examples=example(FACTS))]
) -> Response:
    """What a screening would say today of a vacancy as the caller would state it; nothing is stored."""
    return edge.answer(SimulationView.of(await simulate_screening(edge.tx, facts=facts.statement())))


def _answer(edge: Edge, item: ReviewItem, answer: Vacancy | DomainError) -> ReviewedView:
    """The answer that one decision would have had alone."""
    if isinstance(answer, Vacancy):
        view = VacancyView.of(answer)
        return ReviewedView(id=item.id, vacancy_id=item.vacancy_id, status=200, vacancy=view, problem=None)
    status, problem = batch.refused(edge, answer)
    return ReviewedView(id=item.id, vacancy_id=item.vacancy_id, status=status, vacancy=None, problem=problem)
