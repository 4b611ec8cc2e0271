"""Courses (課程) and their sessions (梯次): what is taught, when, where, for how many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from chassis.domain import LifeCycle, Transition

from training.domain.errors import CapacityTaken, CourseClosed, PeriodInvalid


class CourseKind(StrEnum):
    """養成班, 在職班 (R001), 關鍵職能課程 (R000-018), 數位課程 (R003-029)."""

    PRE_EMPLOYMENT = "pre_employment"
    IN_SERVICE = "in_service"
    KEY_COMPETENCY = "key_competency"
    DIGITAL = "digital"


class CourseState(StrEnum):
    """Whether anybody new is taken in."""

    OPEN = "open"
    CLOSED = "closed"


COURSE_LIFE_CYCLE = LifeCycle(
    (
        Transition("close", frozenset({CourseState.OPEN}), CourseState.CLOSED),
        Transition("reopen", frozenset({CourseState.CLOSED}), CourseState.OPEN),
    )
)


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill that a course teaches: its code in the lexicon, and the level reached (職能級別 1 to 6)."""

    code: str
    level: int


@dataclass(frozen=True, slots=True)
class CourseContent:
    """What a course states. Completion asks for ``attendance_percent`` of ``hours`` and, where there is one, the mark.

    ``pass_mark`` is 0 to 100; None stands for a course without an assessment.
    """

    kind: CourseKind
    title: str
    provider: str
    industry: str | None
    hours: int
    skills: Sequence[Skill]
    attendance_percent: int
    pass_mark: int | None

    def record(self) -> dict[str, Any]:
        """As a row stores it."""
        names = ("kind", "title", "provider", "industry", "hours", "attendance_percent", "pass_mark")
        skills = [{"code": one.code, "level": one.level} for one in self.skills]
        return {**{name: getattr(self, name) for name in names}, "skills": skills}

    @property
    def hours_needed(self) -> Decimal:
        """The hours of attendance that completion asks for."""
        return Decimal(self.hours * self.attendance_percent) / 100


@dataclass(frozen=True, slots=True)
class Course:
    """One course. ``version`` counts writes (the ETag), ``seq`` events.

    ``branch`` names the branch (分署) whose acknowledged plan has to cover it; None: it needs none.
    """

    id: UUID
    owner_org: str
    branch: str | None
    content: CourseContent
    state: CourseState
    version: int
    seq: int
    created_at: datetime
    updated_at: datetime

    def restated(self, content: CourseContent, *, at: datetime) -> Self:
        """Other content; enrolments under way are judged by what the course states when they end."""
        return replace(self, content=content, version=self.version + 1, seq=self.seq + 1, updated_at=at)

    def moved(self, transition: str, *, at: datetime) -> Self:
        """Closed, or open again; who is enrolled or waits stays. Raises TransitionRefused."""
        state = CourseState(COURSE_LIFE_CYCLE.after(self.state, transition))
        return replace(self, state=state, version=self.version + 1, seq=self.seq + 1, updated_at=at)

    def check_open(self) -> None:
        """Raise CourseClosed unless somebody new may be taken in."""
        if self.state is not CourseState.OPEN:
            raise CourseClosed(course_id=str(self.id))


@dataclass(frozen=True, slots=True)
class SessionContent:
    """When and where a course is held, both days included, and for how many; ``waiting_places`` bounds the queue."""

    starts_on: date
    ends_on: date
    county: str
    place: str | None
    capacity: int
    waiting_places: int

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise PeriodInvalid(pointer="/ends_on", received=self.ends_on, allowed=f"{self.starts_on} or later")


@dataclass(frozen=True, slots=True)
class Session:
    """One session of a course, under the plan that covered it when it was stated."""

    id: UUID
    course_id: UUID
    plan_id: UUID | None
    content: SessionContent
    version: int
    created_at: datetime
    updated_at: datetime

    def restated(self, content: SessionContent, *, plan_id: UUID | None, taken: int, at: datetime) -> Self:
        """Other days, place or size; raises CapacityTaken where more seats are taken than would be left."""
        if content.capacity < taken:
            raise CapacityTaken(capacity=content.capacity, taken=taken)
        return replace(self, content=content, plan_id=plan_id, version=self.version + 1, updated_at=at)


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """The newest acknowledged revision of a branch's execution plan (執行計畫), as training heard of it."""

    plan_id: UUID
    branch: str
    roc_year: int
    revision: int
    starts_on: date
    ends_on: date
    industries: Sequence[str]
    acknowledged_on: date
    document_number: str

    def covers(self, industry: str, content: SessionContent) -> bool:
        """Whether it opens a session of a course for that industry on all of its days (R000-034)."""
        within = self.starts_on <= content.starts_on and content.ends_on <= self.ends_on
        return within and industry in self.industries


@dataclass(frozen=True, slots=True)
class Seats:
    """How a session stands: seats taken, and how many wait."""

    session: Session
    taken: int
    waiting: int

    @property
    def free(self) -> int:
        """Seats left; a queue is served before anybody else."""
        return max(self.session.content.capacity - self.taken - self.waiting, 0)

    @property
    def waiting_places_left(self) -> int:
        """Places left on the waiting list."""
        return max(self.session.content.waiting_places - self.waiting, 0)


def next_with_room(stands: Sequence[Seats], *, on: date, county: str | None = None) -> tuple[Session, bool] | None:
    """Where somebody of a county goes who asks on a day: the first session to come with a free seat, else the first
    with a place on its waiting list (False). None: every list is full, or nothing is planned.

    Of sessions that begin on the same day the one in the youth's own county comes first, then the one with the shorter
    queue, then the one that was stated first.
    """

    def rank(one: Seats) -> tuple[date, bool, int, datetime, str]:
        content = one.session.content
        return content.starts_on, content.county != county, one.waiting, one.session.created_at, str(one.session.id)

    coming = sorted((one for one in stands if one.session.content.starts_on >= on), key=rank)
    for one in coming:
        if one.free:
            return one.session, True
    return next(((one.session, False) for one in coming if one.waiting_places_left), None)


def first_covering(plans: Sequence[HeldPlan], *, industry: str | None, content: SessionContent) -> HeldPlan | None:
    """The first plan that opens a session on its days."""
    return next((one for one in plans if industry is not None and one.covers(industry, content)), None)


def in_plans(plans: Sequence[HeldPlan], *, industry: str | None, on: date) -> bool:
    """Whether some plan that has not ended names the industry."""
    return any(industry in one.industries and on <= one.ends_on for one in plans)
