"""Enrolments as providers state them and see them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from training.domain.enrolment import Demographics, EndReason, Enrolment, EnrolmentState
from training.schemas.text import CountyCode, Day, Id, IndustryCode, LongText, Strict


class EnrolmentFacts(Strict):
    """Whom the provider enrols, and what the person is counted by; without a session: the next one with room."""

    course_id: Id
    session_id: Id | None = None
    youth_id: Annotated[Id, Field(description="the youth's id in matching")]
    target_group: Literal["in_school", "unemployed"]
    gender: Literal["female", "male"] | None = None
    age_band: Literal["15-19", "20-24", "25-29", "30+"]
    county: CountyCode | None = None
    industry: IndustryCode | None = None

    def demographics(self) -> Demographics:
        """What the youth is counted by."""
        return Demographics(self.target_group, self.gender, self.age_band, self.county, self.industry)


class Attendance(Strict):
    """The hours of one day, in place of what was stated of it before."""

    day: Day
    hours: Annotated[float, Field(ge=0, le=24, multiple_of=0.5, allow_inf_nan=False)]

    @property
    def exact(self) -> Decimal:
        """The hours as they are added up."""
        return Decimal(str(self.hours))


class Assessment(Strict):
    """The result, 0 to 100; remarks are sealed, and gone when the person is erased."""

    score: Annotated[int, Field(ge=0, le=100)]
    remarks: LongText | None = None


class Rating(Strict):
    """The trainee's satisfaction, 1 to 5 (R003-010); a comment is sealed, and gone when the person is erased."""

    satisfaction: Annotated[int, Field(ge=1, le=5)]
    comment: LongText | None = None


class Ended(Strict):
    """Why it ends early, as a code."""

    reason: Literal["own_wish", "employed", "absent", "left_programme", "course_changed", "other"]

    @property
    def code(self) -> EndReason:
        """The reason, for the use case."""
        return EndReason(self.reason)


class EnrolmentSummary(BaseModel):
    """One enrolment without what was written about the person."""

    id: UUID
    course_id: UUID
    session_id: UUID | None
    youth_id: UUID
    training_referral_id: UUID | None
    target_group: str
    gender: str | None
    age_band: str
    county: str | None
    industry: str | None
    state: EnrolmentState
    version: int = Field(description="also the ETag")
    requested_on: date
    attended_hours: float
    score: int | None
    satisfaction: int | None
    started_on: date | None
    ended_on: date | None
    end_reason: EndReason | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, enrolment: Enrolment) -> Self:
        """Show an enrolment."""
        return cls.model_validate(_shown(enrolment))


class EnrolmentView(EnrolmentSummary):
    """One enrolment; reading what was written about the person is put on the audit trail."""

    remarks: str | None
    comment: str | None

    @classmethod
    def with_texts(cls, enrolment: Enrolment, texts: dict[str, str | None]) -> Self:
        """Show an enrolment with what was written."""
        return cls.model_validate(_shown(enrolment) | texts)


class EnrolmentPage(BaseModel):
    """One page of enrolments, in the order of their requests."""

    items: list[EnrolmentSummary]
    next_cursor: str | None = Field(description="null on the last page")


def _shown(enrolment: Enrolment) -> dict[str, object]:
    demographics = enrolment.demographics
    counted = {name: getattr(demographics, name) for name in demographics.__slots__}
    own = {name: getattr(enrolment, name) for name in EnrolmentSummary.model_fields if name not in counted}
    return own | counted | {"attended_hours": float(enrolment.attended_hours)}
