"""Reports of published vacancies: made by who uses the platform, decided by officers."""

from typing import Annotated
from uuid import UUID

from chassis.documented import (
    ACTING_PERSON,
    IDEMPOTENCY_KEY,
    IDEMPOTENCY_KEY_OPTIONAL,
    IF_MATCH,
    answers,
    example,
    headers,
)
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Query, Response

from vacancy.domain.reports import ReportState
from vacancy.endpoints.access import Cursor, Limit, VacancyReport, VacancyReview
from vacancy.schemas.examples import reports as examples
from vacancy.schemas.reports import ReportDecision, ReportedView, ReportPage, ReportStatement, ReportView
from vacancy.service.report_vacancy import decide_report, read_reports, report_vacancy

router = APIRouter(prefix="/v1", tags=["reports"], route_class=EdgeRoute)


@router.post(
    "/vacancies/{vacancy_id}/reports",
    status_code=201,
    response_model=ReportView,
    summary="Report a published vacancy",
    responses=answers(201, examples.REPORTED, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_report(
    edge: VacancyReport,
    vacancy_id: UUID,
    statement: Annotated[ReportStatement, Body(openapi_examples=example(examples.STATEMENT))],
) -> Response:
    """A mobile client or a university says what is wrong with a vacancy that young people see.

    One report of an organisation about a vacancy is open at a time. The vacancy stays published.
    """
    report = await report_vacancy(edge.tx, vacancy_id=vacancy_id, reason=statement.reason, text=statement.text)
    return edge.answer(ReportView.of(report), status=201, version=report.version)


@router.get("/reports", response_model=ReportPage, summary="Read the reports", responses=answers(200, examples.QUEUE))
async def get_reports(
    edge: VacancyReview,
    state: ReportState = ReportState.OPEN,
    branch: Annotated[str | None, Query(max_length=63, description="one branch's; a branch sees its own")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What users report about vacancies in an office's region, the oldest first."""
    place = edge.place(cursor, "reports", branch, state)
    found = await read_reports(edge.tx, state=state, named_branch=branch, after=place.after, limit=limit + 1)
    shown, following = place.cut(found, limit, at="position")
    return edge.answer(ReportPage(items=[ReportedView.about(one) for one in shown], next_cursor=following))


@router.post(
    "/reports/{report_id}/decision",
    response_model=ReportView,
    summary="Decide a report",
    responses=answers(200, examples.DECIDED),
    openapi_extra=headers(IF_MATCH, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_decision(
    edge: VacancyReview,
    report_id: UUID,
    decision: Annotated[ReportDecision, Body(openapi_examples=example(examples.DECISION))],
) -> Response:
    """An officer upholds or dismisses a report, with a reason. An upheld one suspends nothing by itself."""
    decided = await decide_report(
        edge.tx,
        report_id=report_id,
        expected=edge.expected(),
        upheld=decision.outcome == "upheld",
        reason=decision.reason,
    )
    return edge.answer(ReportView.of(decided), version=decided.version)
