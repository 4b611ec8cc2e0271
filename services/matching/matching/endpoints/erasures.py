"""Erasure: asked for by the person, confirmed by every service."""

from uuid import UUID

from chassis.documented import IDEMPOTENCY_KEY, IF_MATCH, answers, headers
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Response

from matching.endpoints.access import YouthErase
from matching.repository.erasures import Erasures
from matching.schemas.erasures import ErasureView
from matching.schemas.examples import erasures as examples
from matching.service.erase_person import ask_erasure

router = APIRouter(prefix="/v1", tags=["erasures"], route_class=EdgeRoute)


@router.post(
    "/youths/{youth_id}/erasure",
    status_code=202,
    response_model=ErasureView,
    summary="Erase a person",
    responses=answers(202, examples.ASKED, "Accepted"),
    openapi_extra=headers(IF_MATCH, IDEMPOTENCY_KEY),
)
async def post_erasure(edge: YouthErase, youth_id: UUID) -> Response:
    """Forward a person's own request to be erased. From now on there is no such person here.

    Every registration of the person loses what names anybody; the other services are told and confirm. What is counted
    stays as a number without a person. ``Location`` shows who has confirmed.
    """
    erasure = await ask_erasure(edge.tx, youth_id=youth_id, expected=edge.expected())
    return edge.answer(ErasureView.of(erasure), status=202, location=f"/v1/erasures/{erasure.id}")


@router.get(
    "/erasures/{erasure_id}",
    response_model=ErasureView,
    summary="Follow an erasure",
    responses=answers(200, examples.DONE),
)
async def get_erasure(edge: YouthErase, erasure_id: UUID) -> Response:
    """Which services have confirmed, and when."""
    return edge.answer(ErasureView.of(await Erasures(edge.tx).get(erasure_id)))
