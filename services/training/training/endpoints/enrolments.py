"""Enrolments: opened, attended, assessed, ended."""

from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

from chassis.documented import IDEMPOTENCY_KEY, IF_NONE_MATCH, OF_A_DECISION, Steps, answers, example, headers
from chassis.edge import Edge, EdgeRoute
from fastapi import APIRouter, Body, Response

from training.domain.enrolment import Enrolment, EnrolmentState
from training.endpoints.access import CourseRead, Cursor, EnrolmentWrite, Limit
from training.repository.enrolments import EnrolmentFilters, Enrolments
from training.schemas.enrolments import (
    Assessment,
    Attendance,
    Ended,
    EnrolmentFacts,
    EnrolmentPage,
    EnrolmentSummary,
    EnrolmentView,
    Rating,
)
from training.schemas.examples import courses as examples
from training.service.enrol_youth import enrol_youth
from training.service.move_enrolment import (
    assess_enrolment,
    complete_enrolment,
    end_enrolment,
    fail_enrolment,
    rate_course,
    read_enrolment,
    record_attendance,
    start_enrolment,
)

router = APIRouter(prefix="/v1/enrolments", tags=["enrolments"], route_class=EdgeRoute)
step = Steps(router, "/{enrolment_id}", EnrolmentSummary)


@router.post(
    "",
    status_code=201,
    response_model=EnrolmentSummary,
    summary="Enrol a youth",
    responses=answers(201, examples.ENROLMENT_SHOWN, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_enrolment(
    edge: EnrolmentWrite, facts: Annotated[EnrolmentFacts, Body(openapi_examples=example(examples.ENROLMENT))]
) -> Response:
    """The course's provider enrols a youth: a seat, else a place on the waiting list. Others refer in matching."""
    enrolment = await enrol_youth(
        edge.tx,
        course_id=facts.course_id,
        session_id=facts.session_id,
        youth_id=facts.youth_id,
        demographics=facts.demographics(),
    )
    location = f"/v1/enrolments/{enrolment.id}"
    return edge.answer(EnrolmentSummary.of(enrolment), status=201, version=enrolment.version, location=location)


@router.get("", response_model=EnrolmentPage, summary="List enrolments", responses=answers(200, examples.ENROLMENTS))
async def list_enrolments(
    edge: CourseRead,
    course_id: UUID | None = None,
    session_id: UUID | None = None,
    youth_id: UUID | None = None,
    state: EnrolmentState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The enrolments in the caller's own courses, in the order of their requests; the agency sees all."""
    filters = EnrolmentFilters(course_id=course_id, session_id=session_id, youth_id=youth_id, state=state)
    place = edge.place(cursor, "enrolments", asdict(filters))
    page = await Enrolments(edge.tx).page(filters, after=place.after, limit=limit)
    items = [EnrolmentSummary.of(one) for one in page.items]
    return edge.answer(EnrolmentPage(items=items, next_cursor=place.following(page.next_position)))


@router.get(
    "/{enrolment_id}",
    response_model=EnrolmentView,
    summary="Read an enrolment",
    responses=answers(200, examples.ENROLMENT_READ),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_enrolment(edge: CourseRead, enrolment_id: UUID) -> Response:
    """One enrolment with what was written about the person; that it was read is put on the audit trail."""
    enrolment, texts = await read_enrolment(edge.tx, enrolment_id=enrolment_id)
    return edge.answer(EnrolmentView.with_texts(enrolment, texts), version=enrolment.version)


@step("start", "Start an enrolment", examples.ATTENDING)
async def post_start(edge: EnrolmentWrite, enrolment_id: UUID) -> Response:
    """The youth is there, on the session's first day or later."""
    return _answer(edge, await start_enrolment(edge.tx, enrolment_id=enrolment_id, expected=edge.expected()))


@step("attendances", "Record a day's attendance", examples.ATTENDING)
async def post_attendance(
    edge: EnrolmentWrite,
    enrolment_id: UUID,
    attendance: Annotated[Attendance, Body(openapi_examples=example(examples.ATTENDANCE))],
) -> Response:
    """The hours of one day of the session, in place of what was stated of that day before."""
    enrolment = await record_attendance(
        edge.tx,
        enrolment_id=enrolment_id,
        expected=edge.expected(),
        day=attendance.day,
        hours=attendance.exact,
    )
    return _answer(edge, enrolment)


@step("assessment", "Record the assessment", examples.ATTENDING, asks=OF_A_DECISION)
async def post_assessment(
    edge: EnrolmentWrite,
    enrolment_id: UUID,
    assessment: Annotated[Assessment, Body(openapi_examples=example(examples.ASSESSMENT))],
) -> Response:
    """An assessor's result (課後評量), 0 to 100; remarks are sealed."""
    enrolment = await assess_enrolment(
        edge.tx,
        enrolment_id=enrolment_id,
        expected=edge.expected(),
        score=assessment.score,
        remarks=assessment.remarks,
    )
    return _answer(edge, enrolment)


@step("satisfaction", "Record the trainee's satisfaction", examples.ATTENDING)
async def post_satisfaction(
    edge: EnrolmentWrite,
    enrolment_id: UUID,
    rating: Annotated[Rating, Body(openapi_examples=example(examples.RATING))],
) -> Response:
    """1 to 5 (R003-010); a comment is sealed."""
    enrolment = await rate_course(
        edge.tx,
        enrolment_id=enrolment_id,
        expected=edge.expected(),
        satisfaction=rating.satisfaction,
        comment=rating.comment,
    )
    return _answer(edge, enrolment)


@step("completion", "Complete an enrolment", examples.COMPLETED, asks=OF_A_DECISION)
async def post_completion(edge: EnrolmentWrite, enrolment_id: UUID) -> Response:
    """Attendance and assessment are as the course asks; from now on the youth is known to have its skills."""
    return _answer(edge, await complete_enrolment(edge.tx, enrolment_id=enrolment_id, expected=edge.expected()))


@step("failure", "Fail an enrolment", examples.FAILED, asks=OF_A_DECISION)
async def post_failure(edge: EnrolmentWrite, enrolment_id: UUID) -> Response:
    """The course is over without what it asks for."""
    return _answer(edge, await fail_enrolment(edge.tx, enrolment_id=enrolment_id, expected=edge.expected()))


@step("drop", "Drop a seat", examples.DROPPED)
async def post_drop(
    edge: EnrolmentWrite, enrolment_id: UUID, ended: Annotated[Ended, Body(openapi_examples=example(examples.ENDED))]
) -> Response:
    """The youth leaves before the end; the first on the waiting list gets the seat."""
    return await _end(edge, enrolment_id, "drop", ended)


@step("cancellation", "Cancel a request", examples.CANCELLED)
async def post_cancellation(
    edge: EnrolmentWrite, enrolment_id: UUID, ended: Annotated[Ended, Body(openapi_examples=example(examples.ENDED))]
) -> Response:
    """A request or a place on a waiting list is given up."""
    return await _end(edge, enrolment_id, "cancel", ended)


async def _end(edge: Edge, enrolment_id: UUID, transition: Literal["drop", "cancel"], ended: Ended) -> Response:
    enrolment = await end_enrolment(
        edge.tx, enrolment_id=enrolment_id, expected=edge.expected(), transition=transition, reason=ended.code
    )
    return _answer(edge, enrolment)


def _answer(edge: Edge, enrolment: Enrolment) -> Response:
    return edge.answer(EnrolmentSummary.of(enrolment), version=enrolment.version)
