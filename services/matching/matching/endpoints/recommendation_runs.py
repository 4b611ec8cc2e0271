"""Recommendations for many at once, in the background, with progress."""

from chassis.documented import IDEMPOTENCY_KEY, answers, headers
from chassis.edge import EdgeRoute
from chassis.jobs import JobView
from chassis.jobs.routes import add_job_routes, answer
from fastapi import APIRouter, Response

from matching.endpoints.access import RecommendationsRead
from matching.schemas.examples import recommendations as examples
from matching.service.run_recommendations import RECOMMENDATION_RUN, request_recommendation_run

router = APIRouter(prefix="/v1", tags=["recommendations"], route_class=EdgeRoute)


@router.post(
    "/recommendation-runs",
    status_code=202,
    response_model=JobView,
    summary="Keep the lists of many young people",
    responses=answers(202, examples.RUNNING, "Asked for"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_run(edge: RecommendationsRead) -> Response:
    """Everybody whom the caller sees and who is offered matching gets a list kept, as it would be alone."""
    return answer(edge, await request_recommendation_run(edge.tx), "/v1/recommendation-runs")


add_job_routes(
    router,
    "/recommendation-runs",
    kind=RECOMMENDATION_RUN,
    noun="recommendation run",
    read="recommendations:read",
    write="recommendations:read",
    example=examples.RUNNING,
)
