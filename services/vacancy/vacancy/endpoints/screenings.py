"""Screenings: decide, read, replay."""

from uuid import UUID

from chassis.documented import IDEMPOTENCY_KEY, IF_MATCH, answers, headers
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Response

from vacancy.endpoints.access import VacancyRead, VacancyWrite
from vacancy.schemas.examples import vacancies as examples
from vacancy.schemas.screenings import ReplayView, ScreeningList, ScreeningView
from vacancy.service.replay_screening import list_screenings, read_screening, replay_screening
from vacancy.service.screen_vacancy import screen_vacancy

router = APIRouter(prefix="/v1", tags=["screenings"], route_class=EdgeRoute)


@router.post(
    "/vacancies/{vacancy_id}/screenings",
    status_code=201,
    response_model=ScreeningView,
    summary="Screen a vacancy",
    responses=answers(201, examples.SCREENING, "Created"),
    openapi_extra=headers(IF_MATCH, IDEMPOTENCY_KEY),
)
async def post_screening(edge: VacancyWrite, vacancy_id: UUID) -> Response:
    """Judge the vacancy against the quality-vacancy criteria (優質職缺) and store the decision.

    The answer is the decision; its ETag is the vacancy's new version, for the next If-Match.
    """
    screened = await screen_vacancy(edge.tx, vacancy_id=vacancy_id, expected=edge.expected())
    decision = screened.decision
    return edge.answer(
        ScreeningView.of(decision),
        status=201,
        version=screened.vacancy.version,
        location=f"/v1/screenings/{decision.id}",
    )


@router.get(
    "/vacancies/{vacancy_id}/screenings",
    response_model=ScreeningList,
    summary="List a vacancy's screenings",
    responses=answers(200, {"items": [examples.SCREENING]}),
)
async def get_screenings(edge: VacancyRead, vacancy_id: UUID) -> Response:
    """Every screening of one vacancy, oldest first."""
    found = await list_screenings(edge.tx, vacancy_id=vacancy_id)
    return edge.answer(ScreeningList(items=[ScreeningView.of(decision) for decision in found]))


@router.get(
    "/screenings/{screening_id}",
    response_model=ScreeningView,
    summary="Read a screening",
    responses=answers(200, examples.SCREENING),
)
async def get_screening(edge: VacancyRead, screening_id: UUID) -> Response:
    """One stored decision: facts, rules in force, each finding, outcome."""
    return edge.answer(ScreeningView.of(await read_screening(edge.tx, decision_id=screening_id)))


@router.post(
    "/screenings/{screening_id}/replay",
    response_model=ReplayView,
    summary="Replay a screening",
    responses=answers(200, examples.REPLAY),
)
async def post_replay(edge: VacancyRead, screening_id: UUID) -> Response:
    """Judge the stored facts again under the stored rules and code versions; nothing is written."""
    return edge.answer(ReplayView.of(await replay_screening(edge.tx, decision_id=screening_id)))
