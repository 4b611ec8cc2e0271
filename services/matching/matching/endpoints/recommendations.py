"""Recommendations, candidates, and the snapshot that both come from."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from chassis.documented import IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_OPTIONAL, answers, example, headers
from chassis.edge import Edge, EdgeRoute
from chassis.problems import prefers_english
from fastapi import APIRouter, Body, Query, Response

from matching.adapters.codebook import Codebook
from matching.adapters.explanations import Voice
from matching.endpoints.access import Cursor, RecommendationsRead
from matching.parts import live_of
from matching.schemas.candidates import CandidateList, ManifestView
from matching.schemas.examples import recommendations as examples
from matching.schemas.recommendations import (
    ProfileStated,
    RecommendationPage,
    RecommendationSetList,
    RecommendationSetView,
    shown_page,
)
from matching.service.find_candidates import find_candidates
from matching.service.recommend import Reached, keep_recommendations, list_kept, preview_recommendations, recommend
from matching.service.show_snapshot import show_snapshot

router = APIRouter(prefix="/v1", tags=["recommendations"], route_class=EdgeRoute)
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get(
    "/youths/{youth_id}/recommendations",
    response_model=RecommendationPage,
    summary="Recommend vacancies to a young person",
    responses=answers(200, examples.PAGE),
)
async def get_recommendations(
    edge: RecommendationsRead,
    youth_id: UUID,
    preview: Annotated[bool, Query(description="also where matching may only be looked at")] = False,
    compare_to: Annotated[UUID | None, Query(description="a kept list: what has changed since")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """The vacancies that fit best, each with its reasons, in the language of Accept-Language (zh-TW or en)."""
    scope = ["recommendations", edge.tx.principal.org, str(youth_id)]
    after = Reached(*edge.service.cursors.open(scope, cursor)) if cursor else None
    found = await recommend(
        edge.tx,
        live_of(edge.service),
        youth_id=youth_id,
        preview=preview,
        after=after,
        limit=limit,
        compare_to=compare_to,
    )
    ends = found.following
    following = None if ends is None else edge.service.cursors.seal(scope, [ends.score, ends.number, ends.shown])
    return edge.answer(shown_page(found, _voice(edge, found.live.codebook, found.live.codes), next_cursor=following))


@router.post(
    "/youths/{youth_id}/recommendation-sets",
    status_code=201,
    response_model=RecommendationSetView,
    summary="Keep a list of recommendations",
    responses=answers(201, examples.KEPT, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_recommendation_set(edge: RecommendationsRead, youth_id: UUID) -> Response:
    """Keep the first fifty places as they are now; ``compare_to`` tells later what became of them."""
    kept = await keep_recommendations(edge.tx, live_of(edge.service), youth_id=youth_id)
    return edge.answer(RecommendationSetView.of(kept), status=201)


@router.get(
    "/youths/{youth_id}/recommendation-sets",
    response_model=RecommendationSetList,
    summary="List the kept lists of recommendations",
    responses=answers(200, {"items": [examples.KEPT]}),
)
async def get_recommendation_sets(edge: RecommendationsRead, youth_id: UUID, limit: Limit = 20) -> Response:
    """The newest first, whether kept alone or by a run: any of them can be compared with."""
    kept = await list_kept(edge.tx, youth_id=youth_id, limit=limit)
    return edge.answer(RecommendationSetList(items=[RecommendationSetView.of(one) for one in kept]))


@router.post(
    "/recommendations:preview",
    response_model=RecommendationPage,
    summary="Preview recommendations",
    responses=answers(200, examples.PREVIEWED),
    openapi_extra=headers(IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_preview(
    edge: RecommendationsRead,
    stated: Annotated[ProfileStated, Body(openapi_examples=example(examples.PROFILE))],
    limit: Limit = 20,
) -> Response:
    """What would be recommended to anybody like this; nothing is stored, and nothing says who it is."""
    found = await preview_recommendations(edge.tx, live_of(edge.service), stated.profile(), limit=limit)
    return edge.answer(shown_page(found, _voice(edge, found.live.codebook, found.live.codes), next_cursor=None))


@router.get(
    "/vacancies/{vacancy_id}/candidates",
    response_model=CandidateList,
    summary="Find candidates for a vacancy",
    responses=answers(200, examples.CANDIDATES),
)
async def get_candidates(edge: RecommendationsRead, vacancy_id: UUID, limit: Limit = 20) -> Response:
    """The young people of yours who fit best: a school's own students, a branch's in its counties. No names."""
    found = await find_candidates(edge.tx, live_of(edge.service), vacancy_id=vacancy_id, limit=limit)
    return edge.answer(CandidateList.of(found, _voice(edge, found.codebook, found.skill_codes)))


@router.get(
    "/recommendation-snapshot",
    response_model=ManifestView,
    summary="Read the manifest of what is searched",
    responses=answers(200, examples.MANIFEST),
)
async def get_snapshot(edge: RecommendationsRead) -> Response:
    """Policy, contents and freshness of the snapshot that this process answers from."""
    live = live_of(edge.service)
    shown, digest = await show_snapshot(edge.tx, live)
    return edge.answer(ManifestView.of(shown, digest=digest, compiled=live.compiled))


def _voice(edge: Edge, codebook: Codebook, skills: Mapping[int, str]) -> Voice:
    english = prefers_english(edge.request.headers.get("accept-language"))
    return Voice(codebook, "en" if english else "zh-TW", skills)
