"""Careers activities (職涯輔導活動): company visits (企業參訪), hands-on days (實作體驗) and lectures (講座)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.domain import DomainError, LifeCycle, Transition


class ActivityUnknown(DomainError):
    """There is no such activity, or it is not the caller's to see."""

    code = "activity-unknown"
    title_en = "There is no such activity"
    title_zh = "查無此職涯輔導活動"


class PlanNotCovering(DomainError):
    """No acknowledged execution plan of the branch covers the day and the industry (R000-034)."""

    code = "plan-not-covering"
    title_en = "No acknowledged execution plan covers this"
    title_zh = "無已備查之執行計畫涵蓋此日期與產業"

    def __init__(self, *, branch: str, on: date, industry: str | None) -> None:
        super().__init__(branch=branch, on=on.isoformat(), industry=industry, rule="R000-034")


class ActivityFull(DomainError):
    """As many young people have attended as there is room for."""

    code = "activity-full"
    title_en = "The activity is full"
    title_zh = "活動名額已滿"


class AttendanceRecorded(DomainError):
    """The young person's attendance of this activity is recorded already."""

    code = "attendance-recorded"
    title_en = "This attendance is recorded already"
    title_zh = "該青年之出席已登錄"


class NotHeldYet(DomainError):
    """Attendance is recorded from the day of the activity on."""

    code = "activity-not-held-yet"
    title_en = "The activity has not been held yet"
    title_zh = "活動尚未舉辦"


class ActivityKind(StrEnum):
    """What kind of activity it is (R000-017)."""

    COMPANY_VISIT = "company_visit"
    HANDS_ON = "hands_on"
    LECTURE = "lecture"


class ActivityState(StrEnum):
    """Whether it takes place."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


ACTIVITY_LIFE_CYCLE = LifeCycle(
    (
        Transition("cancel", frozenset({ActivityState.PLANNED}), ActivityState.CANCELLED),
        # a step that leaves the state: nobody attends what was cancelled
        Transition("attend", frozenset({ActivityState.PLANNED}), ActivityState.PLANNED),
    )
)


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """A branch's acknowledged plan (備查之執行計畫) as this service has heard of it."""

    id: UUID
    branch: str
    revision: int
    starts_on: date
    ends_on: date
    industries: tuple[str, ...]
    sequence: int

    def covers(self, on: date, industry: str | None) -> bool:
        """Whether the plan holds on that day for that industry; an activity for all industries needs the day only."""
        return self.starts_on <= on <= self.ends_on and (industry is None or industry in self.industries)


def covering(plans: Sequence[HeldPlan], *, branch: str, on: date, industry: str | None) -> HeldPlan:
    """The acknowledged plan of the branch under which something may be done; raises PlanNotCovering (R000-034)."""
    for plan in plans:
        if plan.branch == branch and plan.covers(on, industry):
            return plan
    raise PlanNotCovering(branch=branch, on=on, industry=industry)


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. ``version`` counts writes (the ETag)."""

    id: UUID
    plan_id: UUID
    branch: str
    owner_org: str
    kind: ActivityKind
    title: str
    industry: str | None
    county: str
    held_on: date
    capacity: int
    attended: int
    state: ActivityState
    version: int
    created_at: datetime
    updated_at: datetime

    def cancelled(self, *, at: datetime) -> Self:
        """It does not take place; raises TransitionRefused."""
        state = ActivityState(ACTIVITY_LIFE_CYCLE.after(self.state, "cancel"))
        if self.attended:
            raise AttendanceRecorded(attended=self.attended)
        return replace(self, state=state, version=self.version + 1, updated_at=at)

    def attended_by_one_more(self, *, today: date, at: datetime) -> Self:
        """Somebody was there; raises TransitionRefused, NotHeldYet, ActivityFull."""
        ACTIVITY_LIFE_CYCLE.after(self.state, "attend")
        if today < self.held_on:
            raise NotHeldYet(held_on=self.held_on.isoformat())
        if self.attended >= self.capacity:
            raise ActivityFull(capacity=self.capacity)
        return replace(self, attended=self.attended + 1, version=self.version + 1, updated_at=at)


@dataclass(frozen=True, slots=True)
class Attendance:
    """That a young person attended. ``seq`` counts its events."""

    id: UUID
    activity_id: UUID
    youth_id: UUID
    person_id: UUID
    seq: int
    attended_on: date
    recorded_by: str
    recorded_at: datetime
