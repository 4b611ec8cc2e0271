"""Associations that the branches cooperate with."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from chassis.documented import (
    ACTING_PERSON,
    IDEMPOTENCY_KEY,
    IDEMPOTENCY_KEY_OPTIONAL,
    IF_MATCH,
    IF_NONE_MATCH,
    answers,
    example,
    headers,
)
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Query, Response

from vacancy.domain.association import AssociationKind, CooperationMode
from vacancy.endpoints.access import Cursor, Limit, ProgrammeWrite, VacancyRead
from vacancy.repository.associations import AssociationFilters, Associations
from vacancy.schemas.examples import partners as examples
from vacancy.schemas.programme import AssociationFacts, AssociationPage, AssociationView, CooperationFacts
from vacancy.service.record_association import change_association, record_association

router = APIRouter(prefix="/v1/associations", tags=["associations"], route_class=EdgeRoute)


@router.post(
    "",
    status_code=201,
    response_model=AssociationView,
    summary="Record an association",
    responses=answers(201, examples.ASSOCIATION_SHOWN, "Created"),
    openapi_extra=headers(ACTING_PERSON, IDEMPOTENCY_KEY),
)
async def post_association(
    edge: ProgrammeWrite, facts: Annotated[AssociationFacts, Body(openapi_examples=example(examples.ASSOCIATION))]
) -> Response:
    """An officer records which association (具法人資格之雇主團體) a branch cooperates with, how, and for how long."""
    association = await record_association(edge.tx, org=facts.org, branch=facts.branch, cooperation=facts.cooperation())
    return edge.answer(
        AssociationView.model_validate(association),
        status=201,
        version=association.version,
        location=f"/v1/associations/{association.id}",
    )


@router.get(
    "", response_model=AssociationPage, summary="List associations", responses=answers(200, examples.ASSOCIATIONS)
)
async def list_associations(
    edge: VacancyRead,
    branch: Annotated[str | None, Query(max_length=63)] = None,
    kind: AssociationKind | None = None,
    mode: CooperationMode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The cooperations that the caller sees: a branch its own, the agency all, an association those with itself."""
    filters = AssociationFilters(branch=branch, kind=kind, mode=mode)
    place = edge.place(cursor, "associations", asdict(filters))
    page = await Associations(edge.tx).page(filters, after=place.after, limit=limit)
    following = place.following(page.next_position)
    items = [AssociationView.model_validate(one) for one in page.associations]
    return edge.answer(AssociationPage(items=items, next_cursor=following))


@router.get(
    "/{association_id}",
    response_model=AssociationView,
    summary="Read an association",
    responses=answers(200, examples.ASSOCIATION_SHOWN),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_association(edge: VacancyRead, association_id: UUID) -> Response:
    """One cooperation with its ETag."""
    association = await Associations(edge.tx).get(association_id)
    return edge.answer(AssociationView.model_validate(association), version=association.version)


@router.put(
    "/{association_id}",
    response_model=AssociationView,
    summary="Change an association",
    responses=answers(200, {**examples.ASSOCIATION_SHOWN, "version": 2}),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def put_association(
    edge: ProgrammeWrite,
    association_id: UUID,
    facts: Annotated[CooperationFacts, Body(openapi_examples=example(examples.COOPERATION))],
) -> Response:
    """An officer replaces what is recorded of an association and of the cooperation with it."""
    association = await change_association(
        edge.tx, association_id=association_id, cooperation=facts.cooperation(), expected=edge.expected()
    )
    return edge.answer(AssociationView.model_validate(association), version=association.version)
