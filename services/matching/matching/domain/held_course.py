"""A course (課程) as this service has heard of it: what the training service said of it last."""

from dataclasses import dataclass
from uuid import UUID

from chassis.domain import DomainError


class CourseUnknown(DomainError):
    """No such course was heard of, at least not yet: it is told some moments after it was stated."""

    code = "course-unknown"
    title_en = "There is no such course"
    title_zh = "查無此課程"


class CourseClosed(DomainError):
    """The provider takes nobody new into the course."""

    code = "course-closed"
    title_en = "The course takes nobody new"
    title_zh = "課程已停止招收"


@dataclass(frozen=True, slots=True)
class HeldCourse:
    """One course. ``sequence`` is that of the newest event heard."""

    id: UUID
    kind: str
    industry: str | None
    open: bool
    sequence: int

    def check_open(self) -> None:
        """Raise CourseClosed unless somebody may be referred to it."""
        if not self.open:
            raise CourseClosed(course_id=str(self.id))
