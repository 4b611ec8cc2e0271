"""Careers activities and attendance as callers see them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from matching.domain.activity import Activity, ActivityKind, ActivityState, Attendance
from matching.schemas.recommendations import CountyCode
from matching.schemas.text import IndustryCode, ShortText
from matching.service.hold_activity import Planned


class ActivityPlanned(BaseModel):
    """An activity somebody wants to hold. Without an industry it is for all of them."""

    model_config = ConfigDict(extra="forbid")

    kind: ActivityKind
    title: ShortText
    industry: IndustryCode | None = None
    county: CountyCode
    held_on: date
    capacity: int = Field(ge=1, le=10_000)

    def planned(self) -> Planned:
        """As the use case takes it."""
        return Planned(self.kind, self.title, self.industry, self.county, self.held_on, self.capacity)


class ActivityView(BaseModel):
    """One careers activity (職涯輔導活動)."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    plan_id: UUID = Field(description="the acknowledged execution plan it is held under")
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
    version: int = Field(description="also the ETag")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, activity: Activity) -> Self:
        """Show an activity."""
        return cls.model_validate(activity)


class ActivityPage(BaseModel):
    """One page of a list."""

    items: list[ActivityView]
    next_cursor: str | None = Field(description="null on the last page")

    @classmethod
    def of(cls, activities: Sequence[Activity], *, next_cursor: str | None) -> Self:
        """Show a page."""
        return cls(items=[ActivityView.of(one) for one in activities], next_cursor=next_cursor)


class AttendanceStated(BaseModel):
    """Who was there."""

    model_config = ConfigDict(extra="forbid")

    youth_id: UUID


class AttendanceView(BaseModel):
    """One attendance."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    activity_id: UUID
    youth_id: UUID
    attended_on: date
    recorded_at: datetime

    @classmethod
    def of(cls, attendance: Attendance) -> Self:
        """Show an attendance."""
        return cls.model_validate(attendance)


class AttendancePage(BaseModel):
    """One page of a list."""

    items: list[AttendanceView]
    next_cursor: str | None = Field(description="null on the last page")
