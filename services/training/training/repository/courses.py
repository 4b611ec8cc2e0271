"""Courses and their sessions, and the execution plans that training has heard of."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row, insert_into
from sqlalchemy import Select, Uuid, any_, func, select, union_all, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, insert

from training.domain.course import (
    Course,
    CourseContent,
    CourseKind,
    CourseState,
    HeldPlan,
    Seats,
    Session,
    SessionContent,
    Skill,
)
from training.domain.enrolment import SEATED, UNDER_WAY, EnrolmentState
from training.domain.errors import CourseUnknown, SessionUnknown
from training.models import COURSE, COURSE_SESSION, ENROLMENT, HELD_PLAN
from training.repository.enrolments import PERSON
from training.repository.paging import Page, following
from training.repository.visibility import owned

_CONTENT = tuple(field.name for field in fields(SessionContent))
_SAVE = update(COURSE).where(COURSE.c.id == bind("saved_course"))
_SAVE_SESSION = update(COURSE_SESSION).where(COURSE_SESSION.c.id == bind("saved_session"))
_SESSIONS = (
    select(COURSE_SESSION)
    .where(COURSE_SESSION.c.course_id == bind("course_id"))
    .order_by(COURSE_SESSION.c.starts_on, COURSE_SESSION.c.position)
)
_TAKEN = func.count().filter(ENROLMENT.c.state.in_(sorted(SEATED)))
_WAITING = func.count().filter(ENROLMENT.c.state == EnrolmentState.WAITING)
_COUNTS = (
    select(ENROLMENT.c.session_id, _TAKEN.label("taken"), _WAITING.label("waiting"))
    .where(ENROLMENT.c.course_id == bind("course_id"), ENROLMENT.c.session_id.is_not(None))
    .group_by(ENROLMENT.c.session_id)
)
_PLANS = select(HELD_PLAN).where(HELD_PLAN.c.branch == bind("branch")).order_by(HELD_PLAN.c.starts_on)

_OF_REGISTRATIONS = select(ENROLMENT.c.course_id).where(
    ENROLMENT.c.youth_id == any_(bind("registrations", type_=ARRAY(Uuid)))
)
_OF_LEAVING = select(ENROLMENT.c.course_id).where(
    any_(bind("leaving", type_=ARRAY(Uuid))) == PERSON, ENROLMENT.c.state.in_(sorted(UNDER_WAY))
)
_NAMED = select(func.unnest(bind("courses", type_=ARRAY(Uuid))))
# one list of ids, so that each part and the courses are found by their indexes
_LOCK_ALL = (
    select(COURSE.c.id)
    .where(COURSE.c.id.in_(union_all(_OF_REGISTRATIONS, _OF_LEAVING, _NAMED)))
    .order_by(COURSE.c.id)
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class CourseFilters:
    """What a list of courses may be narrowed by; None does not narrow. ``skill`` is a code that the course teaches."""

    kind: CourseKind | None = None
    industry: str | None = None
    skill: str | None = None


class Courses(Repository):
    """Courses: read by everybody, changed by their provider. Whoever changes who sits where holds the course locked."""

    async def get(self, course_id: UUID) -> Course:
        """One course; raises CourseUnknown."""
        return await self._one(select(COURSE).where(COURSE.c.id == course_id), course_id)

    async def owned(self, course_id: UUID) -> Course:
        """One of the caller's own, its row locked until the transaction ends; raises CourseUnknown."""
        return await self._one(
            select(COURSE).where(COURSE.c.id == course_id, owned(self.principal, COURSE)).with_for_update(), course_id
        )

    async def lock_all(
        self, course_ids: Collection[UUID], *, registrations: Collection[UUID], leaving: Collection[UUID]
    ) -> None:
        """Lock courses by id: these, any of somebody known by these registrations, and the open ones of who leaves."""
        wanted = {"courses": list(course_ids), "registrations": list(registrations), "leaving": list(leaving)}
        await self.connection.execute(_LOCK_ALL, wanted)

    async def page(self, filters: CourseFilters, *, after: int, limit: int) -> Page[Course]:
        """At most ``limit`` courses stated after position ``after``."""
        query = select(COURSE)
        if filters.kind is not None:
            query = query.where(COURSE.c.kind == filters.kind)
        if filters.industry is not None:
            query = query.where(COURSE.c.industry == filters.industry)
        if filters.skill is not None:
            query = query.where(COURSE.c.skills.contains([{"code": filters.skill}]))
        rows = (await self.connection.execute(following(query, COURSE, after=after, limit=limit))).all()
        return Page.of(rows, _course, limit=limit)

    async def add(self, course: Course) -> None:
        """Keep a new course."""
        names = ("id", "owner_org", "branch", "state", "version", "seq", "created_at", "updated_at")
        row = {name: getattr(course, name) for name in names}
        await self.connection.execute(insert_into(COURSE), row | course.content.record())

    async def save(self, course: Course) -> None:
        """Write what changes about a locked course."""
        row = {name: getattr(course, name) for name in ("state", "version", "seq", "updated_at")}
        await self.connection.execute(_SAVE, {"saved_course": course.id, **row, **course.content.record()})

    async def of_all(self, course_ids: Sequence[UUID]) -> list[Course]:
        """Courses by their ids. The platform's own announcement asks this."""
        rows = await self.connection.execute(select(COURSE).where(COURSE.c.id.in_(course_ids)))
        return [_course(row) for row in rows]

    async def session(self, session_id: UUID) -> Session:
        """One session; raises SessionUnknown."""
        row = (
            await self.connection.execute(select(COURSE_SESSION).where(COURSE_SESSION.c.id == session_id))
        ).one_or_none()
        if row is None:
            raise SessionUnknown(id=str(session_id))
        return _session(row)

    async def owned_session(self, session_id: UUID) -> tuple[Course, Session]:
        """A session of a course of the caller's own, the course locked; raises SessionUnknown."""
        session = await self.session(session_id)
        try:
            course = await self.owned(session.course_id)
        except CourseUnknown as error:
            raise SessionUnknown(id=str(session_id)) from error
        # read again under the lock
        return course, await self.session(session_id)

    async def add_session(self, session: Session) -> None:
        """Keep a new session."""
        await self.connection.execute(insert_into(COURSE_SESSION), _session_row(session))

    async def save_session(self, session: Session) -> None:
        """Write what changes about a session of a locked course."""
        row = _session_row(session)
        for name in ("id", "course_id", "created_at"):
            row.pop(name)
        await self.connection.execute(_SAVE_SESSION, {"saved_session": session.id, **row})

    async def seats(self, course_id: UUID) -> list[Seats]:
        """How every session of a course stands, in the order of their first days."""
        wanted = {"course_id": course_id}
        counts = {row.session_id: row for row in await self.connection.execute(_COUNTS, wanted)}
        return [
            Seats(_session(row), found.taken if found else 0, found.waiting if found else 0)
            for row in await self.connection.execute(_SESSIONS, wanted)
            for found in (counts.get(row.id),)
        ]

    async def plans(self, branch: str) -> list[HeldPlan]:
        """The acknowledged plans of a branch."""
        return [_plan(row) for row in await self.connection.execute(_PLANS, {"branch": branch})]

    async def hold_plan(self, plan: HeldPlan) -> None:
        """Keep an acknowledged revision, unless a later one is held already."""
        row = asdict(plan) | {"industries": list(plan.industries)}
        statement = insert(HELD_PLAN)
        news = {name: statement.excluded[name] for name in row if name != "plan_id"}
        later = HELD_PLAN.c.revision < statement.excluded.revision
        await self.connection.execute(
            statement.on_conflict_do_update(index_elements=["plan_id"], set_=news, where=later), row
        )

    async def _one(self, query: Select[Any], course_id: UUID) -> Course:
        row = (await self.connection.execute(query)).one_or_none()
        if row is None:
            raise CourseUnknown(id=str(course_id))
        return _course(row)


def _course(row: Row) -> Course:
    content = CourseContent(
        kind=CourseKind(row.kind),
        title=row.title,
        provider=row.provider,
        industry=row.industry,
        hours=row.hours,
        skills=tuple(Skill(**one) for one in row.skills),
        attendance_percent=row.attendance_percent,
        pass_mark=row.pass_mark,
    )
    names = ("id", "owner_org", "branch", "version", "seq", "created_at", "updated_at")
    own = {name: getattr(row, name) for name in names}
    return Course(**own, content=content, state=CourseState(row.state))


def _session(row: Row) -> Session:
    content = SessionContent(**{name: getattr(row, name) for name in _CONTENT})
    return Session(row.id, row.course_id, row.plan_id, content, row.version, row.created_at, row.updated_at)


def _session_row(session: Session) -> dict[str, Any]:
    names = ("id", "course_id", "plan_id", "version", "created_at", "updated_at")
    return {name: getattr(session, name) for name in names} | asdict(session.content)


def _plan(row: Row) -> HeldPlan:
    return HeldPlan(**{field.name: getattr(row, field.name) for field in fields(HeldPlan)})
