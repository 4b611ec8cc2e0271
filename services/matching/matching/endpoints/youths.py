"""Young people: registration, reads, the change feed, corrections, leaving."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from chassis.documented import (
    ACTING_PERSON_OF_OFFICERS,
    IDEMPOTENCY_KEY,
    IDEMPOTENCY_KEY_OPTIONAL,
    IF_MATCH,
    IF_NONE_MATCH,
    Steps,
    answers,
    example,
    headers,
)
from chassis.edge import Edge, EdgeRoute
from fastapi import APIRouter, Body, Query, Response

from matching.domain.life_cycle import Outcome, State, TargetGroup
from matching.domain.youth import Youth
from matching.endpoints.access import Cursor, Limit, YouthRead, YouthWrite
from matching.repository.youths import Filters, Youths
from matching.schemas.examples import youths as examples
from matching.schemas.facts import Correction
from matching.schemas.youths import ChangePage, ListedView, NewYouth, StandingView, Withdrawal, YouthPage, YouthView
from matching.service.correct_youth import correct_youth
from matching.service.register_youth import register_youth
from matching.service.show_youth import list_youths, show_youth, with_offers
from matching.service.withdraw_youth import withdraw_youth

router = APIRouter(prefix="/v1/youths", tags=["youths"], route_class=EdgeRoute)
step = Steps(router, "/{youth_id}", StandingView)


@router.post(
    "",
    status_code=201,
    response_model=StandingView,
    summary="Register somebody unemployed",
    responses=answers(201, examples.REGISTERED, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_youth(
    edge: YouthWrite, wanted: Annotated[NewYouth, Body(openapi_examples=example(examples.NEW))]
) -> Response:
    """A public employment office or a branch registers somebody who came in person; eligibility is decided at once.

    Without a consent to be registered nobody is. The answer is the same whether or not another organisation has
    registered the person before.
    """
    given = [one.given() for one in wanted.consents]
    youth = await register_youth(edge.tx, facts=wanted.facts.statement(), given=given)
    return await _standing(edge, youth, status=201, location=f"/v1/youths/{youth.id}")


@router.get("", response_model=YouthPage, summary="List young people", responses=answers(200, examples.PAGE))
async def get_youths(
    edge: YouthRead,
    target_group: TargetGroup | None = None,
    state: State | None = None,
    outcome: Annotated[Outcome | None, Query(description="of the last eligibility decision")] = None,
    county: Annotated[str | None, Query(pattern="^[0-9]{5}$", description="where the person lives")] = None,
    industry: Annotated[str | None, Query(pattern="^[0-9]{3}-[0-9]{2}$", description="wanted first")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Whom the caller sees, in the order of registration, with masked names; the look is written down."""
    filters = Filters(target_group=target_group, state=state, outcome=outcome, county=county, industry=industry)
    place = edge.place(cursor, "youths", asdict(filters))
    page = await list_youths(edge.tx, filters, after=place.after, limit=limit)
    items = [ListedView.of(one) for one in page.youths]
    return edge.answer(YouthPage(items=items, next_cursor=place.following(page.next_position)))


@router.get("/changes", response_model=ChangePage, summary="Follow changes", responses=answers(200, examples.CHANGES))
async def get_changes(edge: YouthRead, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Every new version of the registrations that the caller sees, oldest first, without a gap.

    Without a cursor it begins with the oldest entry kept (90 days). A cursor older than that is answered 410: begin
    without one, read the list, and go on from there.
    """
    cursors = edge.service.cursors
    scope = ["youth-changes", edge.tx.principal.org, edge.tx.principal.client_id]
    after = cursors.open(scope, cursor) if cursor else None
    feed = await Youths(edge.tx).changes(after, limit=limit)
    return edge.answer(ChangePage.of(feed, next_cursor=cursors.seal(scope, feed.next_number)))


@router.get(
    "/{youth_id}",
    response_model=YouthView,
    summary="Read a young person",
    responses=answers(200, examples.YOUTH),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_youth(edge: YouthRead, youth_id: UUID) -> Response:
    """One person with the ETag, masked unless consent allows more, and what is offered today; the look is written down.

    Whoever registered the person reads what it stated itself. The person's number is masked for everybody.
    """
    shown = await show_youth(edge.tx, youth_id=youth_id)
    return edge.answer(YouthView.of(shown), version=shown.youth.version)


@router.patch(
    "/{youth_id}",
    response_model=StandingView,
    summary="Correct what is stated",
    responses=answers(200, examples.CORRECTED),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON_OF_OFFICERS, IDEMPOTENCY_KEY_OPTIONAL),
)
async def patch_youth(
    edge: YouthWrite,
    youth_id: UUID,
    correction: Annotated[Correction, Body(openapi_examples=example(examples.CORRECTION))],
) -> Response:
    """Correct facts: an officer's word stands over the person's, the person's over the organisation's.

    No later statement of the organisation overwrites a correction. Where a fact that a criterion reads differs,
    eligibility is decided again.
    """
    youth = await correct_youth(
        edge.tx,
        youth_id=youth_id,
        expected=edge.expected(),
        changes=correction.facts.changes(),
        by_person=correction.by_person,
    )
    return await _standing(edge, youth)


@step("withdrawal", "Leave the programme", examples.WITHDRAWN)
async def post_withdrawal(
    edge: YouthWrite,
    youth_id: UUID,
    withdrawal: Annotated[Withdrawal, Body(openapi_examples=example(examples.WITHDRAWAL))],
) -> Response:
    """End a registration: nothing is offered any more. What is held of the person stays until erasure is asked for."""
    youth = await withdraw_youth(edge.tx, youth_id=youth_id, expected=edge.expected(), reason=withdrawal.reason)
    return await _standing(edge, youth)


async def _standing(edge: Edge, youth: Youth, *, status: int = 200, location: str | None = None) -> Response:
    [shown] = await with_offers(edge.tx, [youth])
    return edge.answer(StandingView.of(shown), status=status, version=youth.version, location=location)
