"""What the matching service says that others rest on: placements (就業) of young people in vacancies."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.envelope import Fact
from contracts.vacancy import CountyCode, IndustryCode


class PlacementStarted(Fact):
    """A young person started work in a vacancy; carries every fact that it is counted by."""

    TYPE: ClassVar[str] = "tw.youthlink.placement.started.v1"

    vacancy_id: UUID
    youth_id: UUID
    started_on: date
    target_group: Literal["in_school", "unemployed"] = Field(description="在校青年 or 未就業青年, when registered")
    gender: Literal["female", "male"] | None = Field(default=None, description="absent when not known")
    age_band: Literal["15-19", "20-24", "25-29", "30+"] = Field(description="on the first day of work")
    county: str | None = CountyCode
    industry: str | None = IndustryCode


class PlacementEnded(Fact):
    """The young person no longer works there; the seat is free again."""

    TYPE: ClassVar[str] = "tw.youthlink.placement.ended.v1"

    vacancy_id: UUID
    youth_id: UUID
    started_on: date
    ended_on: date
    reason: Literal["resigned", "dismissed", "agreed", "other"]
    county: str | None = CountyCode
    industry: str | None = IndustryCode
