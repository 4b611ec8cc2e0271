"""Courses and sessions as providers state them and callers see them."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from training.domain.course import Course, CourseContent, CourseKind, CourseState, Seats, SessionContent, Skill
from training.domain.statistics import LEAST_CELL, PASS_TARGET_PERCENT, CourseFigures
from training.schemas.text import Code, CountyCode, Day, IndustryCode, Percent, ShortText, Strict

Kind = Literal["pre_employment", "in_service", "key_competency", "digital"]


class SkillFacts(Strict):
    """One skill that the course teaches: its code in the lexicon, and the level reached (職能級別)."""

    code: Code
    level: Annotated[int, Field(ge=1, le=6)]


class CourseFacts(Strict):
    """What a course teaches, and what completing it asks for."""

    kind: Annotated[Kind, Field(description="養成班, 在職班, 關鍵職能課程, 數位課程")]
    title: ShortText
    provider: ShortText
    industry: IndustryCode | None = None
    hours: Annotated[int, Field(ge=1, le=10_000)]
    skills: Annotated[list[SkillFacts], Field(max_length=50)]
    attendance_percent: Annotated[Percent, Field(description="of the hours, that completion asks for")]
    pass_mark: Annotated[Percent | None, Field(description="0 to 100; absent: no assessment")] = None

    def content(self) -> CourseContent:
        """What is stated, for the use case."""
        skills = {one.code: Skill(one.code, one.level) for one in self.skills}
        names = ("title", "provider", "industry", "hours", "attendance_percent", "pass_mark")
        stated = {name: getattr(self, name) for name in names}
        return CourseContent(kind=CourseKind(self.kind), skills=tuple(skills.values()), **stated)


class SkillView(BaseModel):
    """One skill that a course teaches."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    level: int


class CourseView(BaseModel):
    """One course."""

    id: UUID
    kind: CourseKind
    title: str
    provider: str
    industry: str | None
    hours: int
    skills: list[SkillView]
    attendance_percent: int
    pass_mark: int | None
    branch: str | None = Field(description="the branch whose acknowledged plan covers it (R000-034); null: needs none")
    state: CourseState = Field(description="closed: nobody new is taken in")
    version: int = Field(description="also the ETag")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, course: Course) -> Self:
        """Show a course."""
        own = {name: getattr(course, name) for name in ("id", "branch", "state", "version", "created_at", "updated_at")}
        return cls.model_validate(own | course.content.record())


class CoursePage(BaseModel):
    """One page of courses, in the order in which they were stated."""

    items: list[CourseView]
    next_cursor: str | None = Field(description="null on the last page")


class SessionFacts(Strict):
    """When and where a course is held, both days included, and for how many."""

    starts_on: Day
    ends_on: Day
    county: CountyCode
    place: ShortText | None = None
    capacity: Annotated[int, Field(ge=1, le=10_000)]
    waiting_places: Annotated[int, Field(ge=0, le=10_000, description="places on the waiting list")]

    def content(self) -> SessionContent:
        """What is stated, for the use case; raises PeriodInvalid."""
        return SessionContent(**{name: getattr(self, name) for name in type(self).model_fields})


class SessionView(BaseModel):
    """One session with its seats."""

    id: UUID
    course_id: UUID
    plan_id: UUID | None = Field(description="the execution plan that covers it; null: it needs none")
    starts_on: date
    ends_on: date
    county: str
    place: str | None
    capacity: int
    waiting_places: int
    taken: int = Field(description="seats taken")
    waiting: int = Field(description="people on the waiting list")
    version: int = Field(description="also the ETag")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, seats: Seats) -> Self:
        """Show a session."""
        session = seats.session
        own = ("id", "course_id", "plan_id", "version", "created_at", "updated_at")
        stated = {name: getattr(session.content, name) for name in SessionFacts.model_fields}
        shown = {name: getattr(session, name) for name in own} | stated
        return cls.model_validate(shown | {"taken": seats.taken, "waiting": seats.waiting})


class SessionList(BaseModel):
    """Every session of one course, by its first day."""

    items: list[SessionView]


class GenderView(BaseModel):
    """People by gender; null: withheld."""

    female: int | None
    male: int | None
    unknown: int | None


class CourseStatisticsView(BaseModel):
    """A course in figures of everybody who took part; null: withheld because it is of few, or nothing to divide by."""

    course_id: UUID
    least_cell: int = Field(description="a cell of fewer people is withheld")
    people: int | None
    by_gender: GenderView
    women_share: float | None = Field(description="of those whose gender is known")
    women_target: str = Field(description="R003-012, shown and never enforced")
    women_target_met: bool | None
    ended: int | None
    completed: int | None
    completion_percent: float | None
    completion_target_percent: int = Field(description="R003-008, shown and never enforced")
    completion_target_met: bool | None
    rated: int | None
    satisfaction: float | None = Field(description="mean of 1 to 5")

    @classmethod
    def of(cls, course_id: UUID, figures: CourseFigures) -> Self:
        """Show a course's figures."""
        targets = {"women_target": "1/3", "completion_target_percent": PASS_TARGET_PERCENT}
        shown = {name: getattr(figures, name) for name in figures.__slots__}
        return cls.model_validate({**shown, **targets, "course_id": course_id, "least_cell": LEAST_CELL})
