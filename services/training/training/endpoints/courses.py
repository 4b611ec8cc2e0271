"""Courses and their sessions."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from chassis.documented import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_NONE_MATCH,
    Steps,
    answers,
    example,
    headers,
)
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Query, Response

from training.domain.course import CourseKind
from training.endpoints.access import CourseRead, CourseWrite, Cursor, Limit
from training.repository.courses import CourseFilters, Courses
from training.schemas.courses import (
    CourseFacts,
    CoursePage,
    CourseStatisticsView,
    CourseView,
    SessionFacts,
    SessionList,
    SessionView,
)
from training.schemas.examples import courses as examples
from training.service.state_course import (
    add_session,
    list_sessions,
    move_course,
    read_figures,
    read_session,
    restate_course,
    restate_session,
    state_course,
)

router = APIRouter(prefix="/v1", tags=["courses"], route_class=EdgeRoute)
step = Steps(router, "/courses/{course_id}", CourseView)


@router.post(
    "/courses",
    status_code=201,
    response_model=CourseView,
    summary="State a course",
    responses=answers(201, examples.COURSE_SHOWN, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_course(
    edge: CourseWrite, facts: Annotated[CourseFacts, Body(openapi_examples=example(examples.COURSE))]
) -> Response:
    """A provider states a course; a branch's needs an acknowledged plan for its industry (R000-034)."""
    course = await state_course(edge.tx, content=facts.content())
    location = f"/v1/courses/{course.id}"
    return edge.answer(CourseView.of(course), status=201, version=course.version, location=location)


@router.get("/courses", response_model=CoursePage, summary="List courses", responses=answers(200, examples.COURSES))
async def list_courses(
    edge: CourseRead,
    kind: CourseKind | None = None,
    industry: Annotated[str | None, Query(max_length=20)] = None,
    skill: Annotated[str | None, Query(max_length=63, description="a code that the course teaches")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Every course, of all providers: they are a public catalogue."""
    filters = CourseFilters(kind=kind, industry=industry, skill=skill)
    place = edge.place(cursor, "courses", asdict(filters))
    page = await Courses(edge.tx).page(filters, after=place.after, limit=limit)
    items = [CourseView.of(one) for one in page.items]
    return edge.answer(CoursePage(items=items, next_cursor=place.following(page.next_position)))


@router.get(
    "/courses/{course_id}",
    response_model=CourseView,
    summary="Read a course",
    responses=answers(200, examples.COURSE_SHOWN),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_course(edge: CourseRead, course_id: UUID) -> Response:
    """One course with its ETag."""
    course = await Courses(edge.tx).get(course_id)
    return edge.answer(CourseView.of(course), version=course.version)


@router.put(
    "/courses/{course_id}",
    response_model=CourseView,
    summary="Restate a course",
    responses=answers(200, examples.COURSE_SHOWN | {"version": 2}),
    openapi_extra=headers(IF_MATCH),
)
async def put_course(
    edge: CourseWrite, course_id: UUID, facts: Annotated[CourseFacts, Body(openapi_examples=example(examples.COURSE))]
) -> Response:
    """The whole new content; enrolments under way are judged by it when they end."""
    course = await restate_course(edge.tx, course_id=course_id, expected=edge.expected(), content=facts.content())
    return edge.answer(CourseView.of(course), version=course.version)


@step("closing", "Close a course", examples.COURSE_CLOSED)
async def post_closing(edge: CourseWrite, course_id: UUID) -> Response:
    """Nobody new is referred to it or enrolled in it; who is enrolled or waits stays."""
    course = await move_course(edge.tx, course_id=course_id, expected=edge.expected(), transition="close")
    return edge.answer(CourseView.of(course), version=course.version)


@step("reopening", "Open a closed course again", examples.COURSE_SHOWN | {"version": 3})
async def post_reopening(edge: CourseWrite, course_id: UUID) -> Response:
    """People may be referred to it and enrolled in it again."""
    course = await move_course(edge.tx, course_id=course_id, expected=edge.expected(), transition="reopen")
    return edge.answer(CourseView.of(course), version=course.version)


@router.get(
    "/courses/{course_id}/statistics",
    response_model=CourseStatisticsView,
    summary="Read a course's figures",
    responses=answers(200, examples.STATISTICS),
)
async def get_statistics(edge: CourseRead, course_id: UUID) -> Response:
    """Who took part by gender beside the target of a third women (R003-012), completion and satisfaction.

    Cells of fewer than five people are withheld, and so is what would reveal them.
    """
    figures = await read_figures(edge.tx, course_id=course_id)
    return edge.answer(CourseStatisticsView.of(course_id, figures))


@router.post(
    "/courses/{course_id}/sessions",
    status_code=201,
    response_model=SessionView,
    summary="Plan a session",
    responses=answers(201, examples.SESSION_SHOWN, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_session(
    edge: CourseWrite,
    course_id: UUID,
    facts: Annotated[SessionFacts, Body(openapi_examples=example(examples.SESSION))],
) -> Response:
    """A session of a branch's course lies within an acknowledged plan (R000-034). Who waits for it is placed."""
    seats = await add_session(edge.tx, course_id=course_id, content=facts.content())
    session = seats.session
    location = f"/v1/course-sessions/{session.id}"
    return edge.answer(SessionView.of(seats), status=201, version=session.version, location=location)


@router.get(
    "/courses/{course_id}/sessions",
    response_model=SessionList,
    summary="List a course's sessions",
    responses=answers(200, {"items": [examples.SESSION_SHOWN]}),
)
async def get_sessions(edge: CourseRead, course_id: UUID) -> Response:
    """Every session with its seats, by its first day."""
    found = await list_sessions(edge.tx, course_id=course_id)
    return edge.answer(SessionList(items=[SessionView.of(one) for one in found]))


@router.get(
    "/course-sessions/{session_id}",
    response_model=SessionView,
    summary="Read a session",
    responses=answers(200, examples.SESSION_SHOWN),
)
async def get_session(edge: CourseRead, session_id: UUID) -> Response:
    """One session with its seats; its ETag is its own content's, not its seats'."""
    seats = await read_session(edge.tx, session_id=session_id)
    return edge.answer(SessionView.of(seats), headers={"ETag": f'"{seats.session.version}"'})


@router.put(
    "/course-sessions/{session_id}",
    response_model=SessionView,
    summary="Restate a session",
    responses=answers(200, examples.SESSION_SHOWN | {"version": 2}),
    openapi_extra=headers(IF_MATCH),
)
async def put_session(
    edge: CourseWrite,
    session_id: UUID,
    facts: Annotated[SessionFacts, Body(openapi_examples=example(examples.SESSION))],
) -> Response:
    """Other days, place or size; new seats go to the first on the waiting list."""
    seats = await restate_session(edge.tx, session_id=session_id, expected=edge.expected(), content=facts.content())
    return edge.answer(SessionView.of(seats), version=seats.session.version)
