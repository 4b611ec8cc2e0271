"""Courses as this service holds them: a public catalogue, which every principal may read."""

from dataclasses import asdict, fields
from uuid import UUID

from chassis.db import Repository
from sqlalchemy import bindparam as bind
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from matching.domain.held_course import CourseUnknown, HeldCourse
from matching.models import HELD_COURSE

_COLUMNS = tuple(HELD_COURSE.c[field.name] for field in fields(HeldCourse))
_BY_ID = select(*_COLUMNS).where(HELD_COURSE.c.id == bind("course_id"))


class HeldCourses(Repository):
    """Courses by what was said of them last."""

    async def put(self, course: HeldCourse) -> None:
        """Keep a course unless something newer is known of it."""
        row = insert(HELD_COURSE).values(asdict(course))
        newer = {name: row.excluded[name] for name in asdict(course) if name != "id"}
        statement = row.on_conflict_do_update(
            index_elements=["id"], set_=newer, where=HELD_COURSE.c.sequence < row.excluded.sequence
        )
        await self.connection.execute(statement)

    async def get(self, course_id: UUID) -> HeldCourse:
        """One course; raises CourseUnknown."""
        row = (await self.connection.execute(_BY_ID, {"course_id": course_id})).one_or_none()
        if row is None:
            raise CourseUnknown(id=str(course_id))
        return HeldCourse(**dict(row._mapping))
