"""Placements and their follow-ups."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from chassis.documented import IF_NONE_MATCH, OF_A_DECISION, Steps, answers, example, headers
from chassis.edge import Edge, EdgeRoute
from fastapi import APIRouter, Body, Query, Response

from matching.domain.placement import PlacementState
from matching.endpoints.access import Cursor, Limit, PlacementsRead, PlacementsWrite
from matching.repository.placements import PlacementFilters
from matching.schemas.examples import placements as examples
from matching.schemas.placements import (
    CheckpointAnswered,
    EndingStated,
    FollowUpExtended,
    PlacementPage,
    PlacementView,
)
from matching.service.place import (
    Followed,
    answer_checkpoint,
    end_placement,
    extend_follow_up,
    list_placements,
    read_placement,
)

router = APIRouter(prefix="/v1/placements", tags=["placements"], route_class=EdgeRoute)
step = Steps(router, "/{placement_id}", PlacementView)


@router.get("", response_model=PlacementPage, summary="List placements", responses=answers(200, examples.PAGE))
async def get_placements(
    edge: PlacementsRead,
    youth_id: UUID | None = None,
    vacancy_id: UUID | None = None,
    state: PlacementState | None = None,
    overdue: Annotated[bool, Query(description="only those of which a follow-up waits beyond its grace")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The placements that the caller sees; ``overdue`` is an officer's list of whom to ask about now."""
    filters = PlacementFilters(youth_id=youth_id, vacancy_id=vacancy_id, state=state)
    named = {name: value and str(value) for name, value in asdict(filters).items()}
    place = edge.place(cursor, "placements", named | {"overdue": overdue})
    found = await list_placements(edge.tx, filters, overdue=overdue, after=place.after, limit=limit + 1)
    checkpoints = {one.placement.id: each for one, each in found}
    page, following = place.cut([one for one, _ in found], limit, at="position")
    items = [PlacementView.of(one.placement, checkpoints[one.placement.id]) for one in page]
    return edge.answer(PlacementPage(items=items, next_cursor=following))


@router.get(
    "/{placement_id}",
    response_model=PlacementView,
    summary="Read a placement",
    responses=answers(200, examples.PLACEMENT),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_placement(edge: PlacementsRead, placement_id: UUID) -> Response:
    """One placement with its follow-ups and its ETag."""
    return _answer(edge, await read_placement(edge.tx, placement_id=placement_id))


@step("checkpoints", "Answer a follow-up", examples.ANSWERED)
async def post_checkpoint(
    edge: PlacementsWrite,
    placement_id: UUID,
    stated: Annotated[CheckpointAnswered, Body(openapi_examples=example(examples.ANSWER))],
) -> Response:
    """Whether the person still worked there on the due day, with evidence; late answers count and are marked."""
    followed = await answer_checkpoint(
        edge.tx, placement_id=placement_id, expected=edge.expected(), answer=stated.answer()
    )
    return _answer(edge, followed)


@step("extension", "Extend the follow-up", examples.EXTENDED, asks=OF_A_DECISION)
async def post_extension(
    edge: PlacementsWrite,
    placement_id: UUID,
    stated: Annotated[FollowUpExtended, Body(openapi_examples=example(examples.EXTENSION))],
) -> Response:
    """An officer judges a further follow-up necessary (R002-020)."""
    followed = await extend_follow_up(
        edge.tx, placement_id=placement_id, expected=edge.expected(), code=stated.checkpoint
    )
    return _answer(edge, followed)


@step("ending", "End a placement", examples.ENDED)
async def post_ending(
    edge: PlacementsWrite,
    placement_id: UUID,
    stated: Annotated[EndingStated, Body(openapi_examples=example(examples.ENDING))],
) -> Response:
    """The person no longer works there: the seat is free, and later follow-ups are void."""
    followed = await end_placement(
        edge.tx,
        placement_id=placement_id,
        expected=edge.expected(),
        ended_on=stated.ended_on,
        reason=stated.reason,
    )
    return _answer(edge, followed)


def _answer(edge: Edge, followed: Followed) -> Response:
    view = PlacementView.of(followed.placement, followed.checkpoints)
    return edge.answer(view, version=followed.placement.version)
