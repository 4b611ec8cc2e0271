"""Screening in the background: many vacancies at once, with progress."""

from typing import Annotated

from chassis.documented import IDEMPOTENCY_KEY, answers, example, headers
from chassis.edge import EdgeRoute
from chassis.jobs import JobView
from chassis.jobs.routes import add_job_routes, answer
from fastapi import APIRouter, Body, Response

from vacancy.domain.life_cycle import State
from vacancy.endpoints.access import VacancyWrite
from vacancy.repository.stock import StockFilters
from vacancy.schemas.examples import rules as examples
from vacancy.schemas.rules import RunRequest
from vacancy.service.screen_stock import SCREENING_RUN, request_run

router = APIRouter(prefix="/v1", tags=["screenings"], route_class=EdgeRoute)


@router.post(
    "/screening-runs",
    status_code=202,
    response_model=JobView,
    summary="Screen many vacancies",
    responses=answers(202, examples.RUNNING, "Asked for"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_run(
    edge: VacancyWrite, wanted: Annotated[RunRequest, Body(openapi_examples=example(examples.RUN))]
) -> Response:
    """Every vacancy that the caller sees in these states is screened under today's rules, as it would be alone."""
    filters = StockFilters(county=wanted.county, industry=wanted.industry, source=wanted.source)
    job = await request_run(edge.tx, states=[State(one) for one in wanted.states], filters=filters)
    return answer(edge, job, "/v1/screening-runs")


add_job_routes(
    router,
    "/screening-runs",
    kind=SCREENING_RUN,
    noun="screening run",
    read="vacancies:read",
    write="vacancies:write",
    example=examples.RUNNING,
)
