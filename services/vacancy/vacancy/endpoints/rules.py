"""The screening rules: released versions, drafts, trials over the stock, activation."""

from typing import Annotated
from uuid import UUID

from chassis.documented import (
    ACTING_PERSON,
    IDEMPOTENCY_KEY,
    IDEMPOTENCY_KEY_OPTIONAL,
    IF_MATCH,
    IF_MATCH_OPTIONAL,
    answers,
    example,
    headers,
)
from chassis.edge import EdgeRoute
from chassis.jobs import JobView
from chassis.jobs.routes import add_job_routes, answer
from fastapi import APIRouter, Body, Path, Response

from vacancy.domain.trial import Direction
from vacancy.endpoints.access import Cursor, Limit, ProgrammeRules, VacancyRead
from vacancy.schemas.examples import rules as examples
from vacancy.schemas.examples import vacancies as released
from vacancy.schemas.references import RuleSetList, RuleSetView
from vacancy.schemas.rules import (
    VERSION,
    ActivatedView,
    Activation,
    DraftList,
    DraftRules,
    DraftView,
    FlipPage,
    FlipView,
    TrialRequest,
    TrialView,
)
from vacancy.schemas.text import CountyCode
from vacancy.service.draft_rules import activate_draft, put_draft
from vacancy.service.read_rules import list_drafts, list_flips, read_draft, read_rule_sets
from vacancy.service.rescreen_vacancies import RESCREENING
from vacancy.service.try_rules import TRIAL, request_trial

router = APIRouter(prefix="/v1", tags=["rules"], route_class=EdgeRoute)
Version = Annotated[str, Path(pattern=VERSION, examples=["2026-08"])]


@router.get(
    "/rule-sets",
    response_model=RuleSetList,
    summary="List the versions of the screening rules",
    responses=answers(200, released.RULE_SETS),
)
async def get_rule_sets(edge: VacancyRead) -> Response:
    """The version in force today, and every released version with its parameters and the notes on them."""
    found = await read_rule_sets(edge.tx)
    items = [RuleSetView.of(one) for one in found.released]
    return edge.answer(RuleSetList(in_force=found.in_force.version, items=items))


@router.get(
    "/rule-set-drafts", response_model=DraftList, summary="List drafts", responses=answers(200, examples.DRAFTS)
)
async def get_drafts(edge: ProgrammeRules) -> Response:
    """Every version in the making."""
    found = await list_drafts(edge.tx)
    return edge.answer(DraftList(items=[DraftView.of(one) for one in found]))


@router.get(
    "/rule-set-drafts/{version}",
    response_model=DraftView,
    summary="Read a draft",
    responses=answers(200, examples.DRAFTED),
)
async def get_draft(edge: ProgrammeRules, version: Version) -> Response:
    """A version in the making, as it would judge."""
    draft = await read_draft(edge.tx, version=version)
    return edge.answer(DraftView.of(draft), version=draft.revision)


@router.put(
    "/rule-set-drafts/{version}",
    response_model=DraftView,
    summary="Write a draft",
    responses={**answers(200, examples.DRAFTED), **answers(201, examples.DRAFTED, "Created")},
    openapi_extra=headers(IF_MATCH_OPTIONAL, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def put_rules(
    edge: ProgrammeRules, version: Version, draft: Annotated[DraftRules, Body(openapi_examples=example(examples.DRAFT))]
) -> Response:
    """An officer of the agency writes what differs from a released version, and why. It decides nothing."""
    written = await put_draft(
        edge.tx,
        version=version,
        based_on=draft.based_on,
        parameters=draft.parameters,
        notes=draft.notes,
        expected=edge.expected_if_given(),
    )
    status = 201 if written.revision == 1 else 200
    return edge.answer(DraftView.of(written), status=status, version=written.revision)


@router.post(
    "/rule-sets/{version}/trial",
    status_code=202,
    response_model=JobView,
    summary="Try a version on the stock",
    responses=answers(202, examples.ASKED, "Asked for"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_trial(
    edge: ProgrammeRules,
    version: Version,
    part: Annotated[TrialRequest, Body(openapi_examples=example(examples.TRIAL))],
) -> Response:
    """Who would flip, both ways, against the rules in force today; nothing is decided and nobody is told."""
    job = await request_trial(edge.tx, version=version, county=part.county, industry=part.industry)
    return answer(edge, job, "/v1/rule-set-trials")


@router.get(
    "/rule-set-trials/{job_id}/flips",
    response_model=FlipPage,
    summary="List who would flip",
    responses=answers(200, examples.FLIPS),
)
async def get_flips(
    edge: ProgrammeRules,
    job_id: UUID,
    direction: Direction | None = None,
    county: CountyCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The vacancies that the tried version would judge otherwise, and the criteria behind it."""
    place = edge.place(cursor, "flips", str(job_id), direction, county)
    found = await list_flips(
        edge.tx, trial=job_id, direction=direction, county=county, after=place.after, limit=limit + 1
    )
    shown, following = place.cut(found, limit, at="position")
    return edge.answer(FlipPage(items=[FlipView.model_validate(one) for one in shown], next_cursor=following))


@router.post(
    "/rule-sets/{version}/activation",
    status_code=201,
    response_model=ActivatedView,
    summary="Release a draft",
    responses=answers(201, examples.ACTIVATED, "Released"),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY),
)
async def post_activation(
    edge: ProgrammeRules,
    version: Version,
    activation: Annotated[Activation, Body(openapi_examples=example(examples.ACTIVATION))],
) -> Response:
    """From the day on it judges; what was judged before is screened again, and only what changed is announced."""
    activated = await activate_draft(
        edge.tx, version=version, effective_from=activation.effective_from, expected=edge.expected()
    )
    job = activated.rescreening
    view = ActivatedView(released=RuleSetView.of(activated.released), rescreening_id=None if job is None else job.id)
    return edge.answer(view, status=201, location="/v1/rule-sets")


add_job_routes(
    router,
    "/rule-set-trials",
    kind=TRIAL,
    noun="trial",
    read="programme:rules",
    write="programme:rules",
    show=TrialView.of,
    view=TrialView,
    example=examples.TRIED,
)
add_job_routes(
    router, "/rescreenings", kind=RESCREENING, noun="rescreening", read="programme:rules", write="programme:rules"
)
