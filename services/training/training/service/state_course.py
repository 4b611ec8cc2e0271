"""A provider states courses and their sessions, and reads how a course stands."""

from typing import Literal
from uuid import UUID

from chassis.auth import OrgKind
from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from fields.calendar import business_date

from training.domain.course import (
    Course,
    CourseContent,
    CourseState,
    Seats,
    Session,
    SessionContent,
    first_covering,
    in_plans,
)
from training.domain.errors import PlanMissing, SkillUnknown
from training.domain.statistics import CourseFigures, figures_of
from training.repository.courses import Courses
from training.repository.enrolments import Enrolments
from training.repository.visibility import PROVIDERS
from training.service.load_skills import known_skills
from training.service.permission import require_kind
from training.service.place_enrolment import place_all
from training.service.tell_course import say_stated

Expected = frozenset[str] | None


async def state_course(tx: Transaction, *, content: CourseContent) -> Course:
    """A provider states a new course; a branch's needs an acknowledged plan for its industry (R000-034).

    Raises OrganisationKindRefused, SkillUnknown, PlanMissing.
    """
    require_kind(tx.principal, PROVIDERS)
    branch = tx.principal.region or tx.principal.org if tx.principal.org_kind is OrgKind.BRANCH else None
    await _check(tx, content, branch=branch)
    course = Course(
        id=new_id(),
        owner_org=tx.principal.org,
        branch=branch,
        content=content,
        state=CourseState.OPEN,
        version=1,
        seq=1,
        created_at=tx.now,
        updated_at=tx.now,
    )
    await Courses(tx).add(course)
    await say_stated(tx, course)
    return course


async def restate_course(tx: Transaction, *, course_id: UUID, expected: Expected, content: CourseContent) -> Course:
    """Raises OrganisationKindRefused, CourseUnknown, VersionStale, SkillUnknown, PlanMissing."""
    require_kind(tx.principal, PROVIDERS)
    held = await Courses(tx).owned(course_id)
    check_version(held.version, expected)
    await _check(tx, content, branch=held.branch)
    course = held.restated(content, at=tx.now)
    await Courses(tx).save(course)
    await say_stated(tx, course)
    return course


async def move_course(
    tx: Transaction, *, course_id: UUID, expected: Expected, transition: Literal["close", "reopen"]
) -> Course:
    """Take nobody new any more, or again; who is enrolled or waits stays.

    Raises OrganisationKindRefused, CourseUnknown, VersionStale, TransitionRefused.
    """
    require_kind(tx.principal, PROVIDERS)
    held = await Courses(tx).owned(course_id)
    check_version(held.version, expected)
    course = held.moved(transition, at=tx.now)
    await Courses(tx).save(course)
    await say_stated(tx, course)
    return course


async def add_session(tx: Transaction, *, course_id: UUID, content: SessionContent) -> Seats:
    """A provider plans a session; who waits for the course gets its places first.

    Raises OrganisationKindRefused, CourseUnknown, PlanMissing.
    """
    require_kind(tx.principal, PROVIDERS)
    course = await Courses(tx).owned(course_id)
    session = Session(
        id=new_id(),
        course_id=course.id,
        plan_id=await _plan_of(tx, course, content),
        content=content,
        version=1,
        created_at=tx.now,
        updated_at=tx.now,
    )
    await Courses(tx).add_session(session)
    await place_all(tx, course)
    return await _seats(tx, session)


async def restate_session(tx: Transaction, *, session_id: UUID, expected: Expected, content: SessionContent) -> Seats:
    """Other days, place or size; more seats go to who waits.

    Raises OrganisationKindRefused, SessionUnknown, VersionStale, PlanMissing, CapacityTaken.
    """
    require_kind(tx.principal, PROVIDERS)
    course, held = await Courses(tx).owned_session(session_id)
    check_version(held.version, expected)
    plan = await _plan_of(tx, course, content)
    taken = (await _seats(tx, held)).taken
    session = held.restated(content, plan_id=plan, taken=taken, at=tx.now)
    await Courses(tx).save_session(session)
    await place_all(tx, course)
    return await _seats(tx, session)


async def read_session(tx: Transaction, *, session_id: UUID) -> Seats:
    """One session with its seats; raises SessionUnknown."""
    return await _seats(tx, await Courses(tx).session(session_id))


async def list_sessions(tx: Transaction, *, course_id: UUID) -> list[Seats]:
    """Every session of a course, by its first day; raises CourseUnknown."""
    course = await Courses(tx).get(course_id)
    return await Courses(tx).seats(course.id)


async def read_figures(tx: Transaction, *, course_id: UUID) -> CourseFigures:
    """A course in figures, small cells withheld; raises CourseUnknown."""
    course = await Courses(tx).get(course_id)
    return figures_of(await Enrolments(tx).tallies(course.id))


async def _check(tx: Transaction, content: CourseContent, *, branch: str | None) -> None:
    for number, skill in enumerate(content.skills):
        if skill.code not in known_skills():
            raise SkillUnknown(skill.code, pointer=f"/skills/{number}/code")
    if branch is not None:
        plans = await Courses(tx).plans(branch)
        if not in_plans(plans, industry=content.industry, on=business_date(tx.now)):
            raise PlanMissing(branch=branch, industry=content.industry)


async def _plan_of(tx: Transaction, course: Course, content: SessionContent) -> UUID | None:
    if course.branch is None:
        return None
    plans = await Courses(tx).plans(course.branch)
    plan = first_covering(plans, industry=course.content.industry, content=content)
    if plan is None:
        raise PlanMissing(branch=course.branch, industry=course.content.industry)
    return plan.plan_id


async def _seats(tx: Transaction, session: Session) -> Seats:
    return next(one for one in await Courses(tx).seats(session.course_id) if one.session.id == session.id)
