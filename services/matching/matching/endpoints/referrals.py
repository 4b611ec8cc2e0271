"""Referrals: proposed, issued, and moved on by whoever's step it is; and referrals to courses."""

from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

from chassis.documented import ACTING_PERSON, IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, Steps, answers, example, headers
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Response

from matching.domain.referral import ReferralState
from matching.endpoints.access import Cursor, Limit, ReferralsRead, ReferralsWrite, YouthDecide
from matching.repository.referrals import ReferralFilters, Referrals
from matching.schemas.examples import referrals as examples
from matching.schemas.referrals import (
    CandidateFacts,
    CourseNamed,
    ReferralChangePage,
    ReferralPage,
    ReferralProposed,
    ReferralStepList,
    ReferralStepView,
    ReferralView,
    StartExceptionStated,
    StartExceptionView,
    StepStated,
    TrainingReferralPage,
    TrainingReferralView,
)
from matching.service.refer import grant_exception, list_steps, move_referral, propose_referral
from matching.service.refer_to_course import list_training_referrals, open_training_referral
from matching.service.show_candidate import show_candidate

router = APIRouter(prefix="/v1", tags=["referrals"], route_class=EdgeRoute)
step = Steps(router, "/referrals/{referral_id}", ReferralView)
Transition = Literal[
    "issue", "accept", "decline", "interview", "offer", "hire", "start", "reject", "no-show", "withdraw"
]


@router.post(
    "/referrals",
    status_code=201,
    response_model=ReferralView,
    summary="Propose a referral",
    responses=answers(201, examples.PROPOSED, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_referral(
    edge: ReferralsWrite, stated: Annotated[ReferralProposed, Body(openapi_examples=example(examples.PROPOSAL))]
) -> Response:
    """Propose a young person who is offered matching for an open vacancy with a free seat (R000-018)."""
    referral = await propose_referral(edge.tx, youth_id=stated.youth_id, vacancy_id=stated.vacancy_id)
    location = f"/v1/referrals/{referral.id}"
    return edge.answer(ReferralView.of(referral), status=201, version=referral.version, location=location)


@router.get("/referrals", response_model=ReferralPage, summary="List referrals", responses=answers(200, examples.PAGE))
async def list_referrals(
    edge: ReferralsRead,
    youth_id: UUID | None = None,
    vacancy_id: UUID | None = None,
    state: ReferralState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The referrals that the caller sees; an employer those issued to its own vacancies."""
    filters = ReferralFilters(youth_id=youth_id, vacancy_id=vacancy_id, state=state)
    place = edge.place(cursor, "referrals", {name: value and str(value) for name, value in asdict(filters).items()})
    found = await Referrals(edge.tx).page(filters, after=place.after, limit=limit + 1)
    page, following = place.cut(found, limit, at="position")
    items = [ReferralView.of(one.referral) for one in page]
    return edge.answer(ReferralPage(items=items, next_cursor=following))


@router.get(
    "/referrals/changes",
    response_model=ReferralChangePage,
    summary="Follow changes of referrals",
    responses=answers(200, examples.CHANGES),
)
async def get_changes(edge: ReferralsRead, cursor: Cursor = None, limit: Limit = 200) -> Response:
    """What changed since the cursor, in order; an older cursor than ninety days is answered 410."""
    place = edge.place(cursor, "referral-changes")
    feed = await Referrals(edge.tx).changes(place.after if cursor else None, limit=limit)
    following = edge.service.cursors.seal(place.scope, feed.next_number)
    return edge.answer(ReferralChangePage.of(feed, next_cursor=following))


@router.get(
    "/referrals/{referral_id}",
    response_model=ReferralView,
    summary="Read a referral",
    responses=answers(200, examples.ISSUED),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_referral(edge: ReferralsRead, referral_id: UUID) -> Response:
    """One referral with its ETag."""
    referral = await Referrals(edge.tx).get(referral_id)
    return edge.answer(ReferralView.of(referral), version=referral.version)


@router.get(
    "/referrals/{referral_id}/steps",
    response_model=ReferralStepList,
    summary="List the steps of a referral",
    responses=answers(200, examples.STEPS),
)
async def get_steps(edge: ReferralsRead, referral_id: UUID) -> Response:
    """Who moved it on, and why, oldest first."""
    steps = await list_steps(edge.tx, referral_id=referral_id)
    return edge.answer(ReferralStepList(items=[ReferralStepView.of(one) for one in steps]))


@router.get(
    "/referrals/{referral_id}/candidate",
    response_model=CandidateFacts,
    summary="Read who was referred",
    responses=answers(200, examples.CANDIDATE),
)
async def get_candidate(edge: ReferralsRead, referral_id: UUID) -> Response:
    """What the person consented to show the employer; every look is written down."""
    shown = await show_candidate(edge.tx, referral_id=referral_id)
    return edge.answer(CandidateFacts(referral_id=referral_id, youth_id=shown.youth_id, fields=dict(shown.fields)))


@router.post(
    "/referrals/{referral_id}/exceptions",
    status_code=201,
    response_model=StartExceptionView,
    summary="Except a start before graduation",
    responses=answers(201, examples.EXCEPTED, "Created"),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY),
)
async def post_exception(
    edge: YouthDecide,
    referral_id: UUID,
    stated: Annotated[StartExceptionStated, Body(openapi_examples=example(examples.EXCEPTION))],
) -> Response:
    """An officer lets a student start full-time before graduation (R000-018), with a reason and an end.

    The ETag is the referral's new version.
    """
    granted = await grant_exception(
        edge.tx,
        referral_id=referral_id,
        expected=edge.expected(),
        reason=stated.reason,
        valid_until=stated.valid_until,
    )
    return edge.answer(StartExceptionView.of(granted.exception), status=201, version=granted.referral.version)


@step("{transition}", "Move a referral on", examples.ISSUED)
async def post_transition(
    edge: ReferralsWrite,
    referral_id: UUID,
    transition: Transition,
    stated: Annotated[StepStated | None, Body(openapi_examples=example(examples.STEP))] = None,
) -> Response:
    """Take a step of the life cycle.

    The office or school issues and withdraws; the young person's answer is forwarded by a school or a mobile back end;
    the employer interviews, offers, hires, rejects, and says who did not appear; either says who has started.
    """
    taken = (stated or StepStated()).taken(transition)
    referral = await move_referral(edge.tx, referral_id=referral_id, expected=edge.expected(), taken=taken)
    return edge.answer(ReferralView.of(referral), version=referral.version)


@router.post(
    "/youths/{youth_id}/training-referrals",
    status_code=201,
    response_model=TrainingReferralView,
    summary="Refer a young person to a course",
    responses=answers(201, examples.TRAINING, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_training_referral(
    edge: ReferralsWrite,
    youth_id: UUID,
    stated: Annotated[CourseNamed, Body(openapi_examples=example(examples.COURSE))],
) -> Response:
    """Send a young person who is offered courses to an open one (轉介參訓, R000-018).

    A course is known here some moments after it was stated.
    """
    referral = await open_training_referral(edge.tx, youth_id=youth_id, course_id=stated.course_id)
    return edge.answer(TrainingReferralView.of(referral), status=201)


@router.get(
    "/youths/{youth_id}/training-referrals",
    response_model=TrainingReferralPage,
    summary="List a young person's referrals to courses",
    responses=answers(200, examples.TRAININGS),
)
async def get_training_referrals(
    edge: ReferralsRead, youth_id: UUID, cursor: Cursor = None, limit: Limit = 50
) -> Response:
    """The courses that a young person was sent to, in that order."""
    place = edge.place(cursor, "training-referrals", str(youth_id))
    found = await list_training_referrals(edge.tx, youth_id=youth_id, after=place.after, limit=limit + 1)
    page, following = place.cut(found, limit, at="position")
    items = [TrainingReferralView.of(one.referral) for one in page]
    return edge.answer(TrainingReferralPage(items=items, next_cursor=following))
