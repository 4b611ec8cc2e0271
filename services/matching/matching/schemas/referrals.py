"""Referrals, and referrals to courses, as callers see them."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from chassis.changes import Feed
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from matching.domain.referral import REFERRAL_LIFE_CYCLE, Referral, ReferralState, StartException
from matching.domain.training_referral import TrainingReferral, TrainingReferralState
from matching.schemas.text import ReasonText
from matching.service.refer import Taken, ToldStep


class ReferralProposed(BaseModel):
    """Whom to send where."""

    model_config = ConfigDict(extra="forbid")

    youth_id: UUID
    vacancy_id: UUID


class StepStated(BaseModel):
    """Why a step is taken; to start, the first day of work too."""

    model_config = ConfigDict(extra="forbid")

    reason: ReasonText | None = None
    started_on: date | None = Field(default=None, description="first day of work; required to start")

    def taken(self, transition: str) -> Taken:
        """As the use case takes it."""
        return Taken(transition, self.reason, self.started_on)


class ReferralView(BaseModel):
    """One referral (推介); county and industry are the vacancy's."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    youth_id: UUID
    vacancy_id: UUID
    state: ReferralState
    version: int = Field(description="also the ETag")
    owner_org: str = Field(description="who assists")
    employer_org: str | None = Field(description="whose vacancy it is; null where the publication did not say")
    county: str | None
    industry: str | None
    issued_on: date | None
    expires_on: date = Field(description="the last day to answer, while nobody has")
    started_on: date | None
    allowed: list[str] = Field(description="steps that the present state allows, by whoever may take them")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, referral: Referral) -> Self:
        """Show a referral."""
        own = {name: getattr(referral, name) for name in cls.model_fields if name != "allowed"}
        return cls.model_validate(own | {"allowed": list(REFERRAL_LIFE_CYCLE.allowed_from(referral.state))})


class ReferralPage(BaseModel):
    """One page of a list."""

    items: list[ReferralView]
    next_cursor: str | None = Field(description="null on the last page")


class ReferralStepView(BaseModel):
    """Who moved a referral on, and why."""

    referral_version: int
    transition: str
    origin: ReferralState
    target: ReferralState
    reason: str | None
    acting_person: str | None
    taken_by: str
    taken_at: datetime

    @classmethod
    def of(cls, told: ToldStep) -> Self:
        """Show a step."""
        own = {name: getattr(told.step, name) for name in cls.model_fields if name != "reason"}
        return cls.model_validate(own | {"reason": told.reason})


class ReferralStepList(BaseModel):
    """Every step, oldest first."""

    items: list[ReferralStepView]


class ReferralChangeView(BaseModel):
    """One entry of the change feed."""

    id: UUID
    version: int
    operation: str
    at: datetime


class ReferralChangePage(BaseModel):
    """Changes, oldest first. The cursor is always given: come back with it."""

    items: list[ReferralChangeView]
    next_cursor: str

    @classmethod
    def of(cls, feed: Feed, *, next_cursor: str) -> Self:
        """Show a piece of the feed."""
        items = [
            ReferralChangeView(id=one.resource_id, version=one.version, operation=one.operation, at=one.at)
            for one in feed.entries
        ]
        return cls(items=items, next_cursor=next_cursor)


class CandidateFacts(BaseModel):
    """What an employer may know of who was referred to it: the fields that the person consented to, and no other."""

    referral_id: UUID
    youth_id: UUID
    fields: dict[str, JsonValue] = Field(description="by the names that the consent uses")


class StartExceptionStated(BaseModel):
    """Why somebody may start full-time before graduation, and until when."""

    model_config = ConfigDict(extra="forbid")

    reason: ReasonText
    valid_until: date


class StartExceptionView(BaseModel):
    """A recorded exception."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    referral_id: UUID
    valid_until: date = Field(description="no later than the policy allows")
    officer: str
    granted_at: datetime

    @classmethod
    def of(cls, exception: StartException) -> Self:
        """Show an exception."""
        return cls.model_validate(exception)


class CourseNamed(BaseModel):
    """Which course somebody is sent to."""

    model_config = ConfigDict(extra="forbid")

    course_id: UUID


class TrainingReferralView(BaseModel):
    """One referral to a course (轉介參訓)."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    youth_id: UUID
    course_id: UUID
    owner_org: str
    state: TrainingReferralState
    version: int
    opened_on: date
    closed_on: date | None
    created_at: datetime

    @classmethod
    def of(cls, referral: TrainingReferral) -> Self:
        """Show a training referral."""
        return cls.model_validate(referral)


class TrainingReferralPage(BaseModel):
    """One page of a list."""

    items: list[TrainingReferralView]
    next_cursor: str | None = Field(description="null on the last page")
