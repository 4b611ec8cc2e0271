"""Vacancies that several sources state of one opening: read by whoever sees one of them, decided by officers."""

from typing import Annotated
from uuid import UUID

from chassis.documented import ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL, IF_MATCH, answers, example, headers
from chassis.edge import Edge, EdgeRoute
from fastapi import APIRouter, Body, Query, Response

from vacancy.domain.duplicates import LinkState
from vacancy.endpoints.access import Cursor, Limit, VacancyRead, VacancyReview
from vacancy.repository.duplicates import Pair
from vacancy.schemas.duplicates import DuplicateList, DuplicatePage, DuplicateView
from vacancy.schemas.examples import duplicates as examples
from vacancy.schemas.facts import Reason
from vacancy.service.link_duplicates import decide_duplicate, list_duplicates, read_duplicates

router = APIRouter(prefix="/v1", tags=["duplicates"], route_class=EdgeRoute)


@router.get(
    "/vacancies/{vacancy_id}/duplicates",
    response_model=DuplicateList,
    summary="List a vacancy's duplicates",
    responses=answers(200, examples.SEEN_BY_A_PARTNER),
)
async def get_duplicates(edge: VacancyRead, vacancy_id: UUID) -> Response:
    """What other sources state of the same opening, and which of the two is kept.

    A partner learns that there is another, not whose it is; an office sees both.
    """
    found = await list_duplicates(edge.tx, vacancy_id=vacancy_id)
    return edge.answer(DuplicateList(items=[DuplicateView.of(one) for one in found]))


@router.get(
    "/duplicates",
    response_model=DuplicatePage,
    summary="Read the duplicates",
    responses=answers(200, examples.PAGE),
)
async def list_pairs(
    edge: VacancyReview,
    state: LinkState = LinkState.LINKED,
    branch: Annotated[str | None, Query(max_length=63, description="one branch's; a branch sees its own")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """An office's links between two vacancies, the first found first."""
    place = edge.place(cursor, "duplicates", branch, state)
    found = await read_duplicates(edge.tx, state=state, named_branch=branch, after=place.after, limit=limit + 1)
    shown, following = place.cut(found, limit, at="position")
    return edge.answer(DuplicatePage(items=[DuplicateView.of(one) for one in shown], next_cursor=following))


@router.post(
    "/duplicates/{link_id}/release",
    response_model=DuplicateView,
    summary="Release a duplicate",
    responses=answers(200, examples.RELEASED),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_release(
    edge: VacancyReview, link_id: UUID, release: Annotated[Reason, Body(openapi_examples=example(examples.RELEASE))]
) -> Response:
    """An officer says that the two are two openings: the duplicate may be published.

    They are not linked again unless one of them states another title, employer or county.
    """
    pair = await decide_duplicate(
        edge.tx, link_id=link_id, expected=edge.expected(), transition="release", reason=release.reason
    )
    return _answer(edge, pair)


@router.post(
    "/duplicates/{link_id}/restore",
    response_model=DuplicateView,
    summary="Restore a released duplicate",
    responses=answers(200, examples.RESTORED),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_restore(
    edge: VacancyReview, link_id: UUID, restore: Annotated[Reason, Body(openapi_examples=example(examples.RESTORATION))]
) -> Response:
    """An officer takes a release back. What was published meanwhile stays so; suspend it where it should not."""
    pair = await decide_duplicate(
        edge.tx, link_id=link_id, expected=edge.expected(), transition="restore", reason=restore.reason
    )
    return _answer(edge, pair)


def _answer(edge: Edge, pair: Pair) -> Response:
    return edge.answer(DuplicateView.of(pair), version=pair.link.version)
