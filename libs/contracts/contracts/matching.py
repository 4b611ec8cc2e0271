"""What the matching service says: young people (青年), and what is done for them until they work."""

from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.envelope import Fact
from contracts.vacancy import CountyCode, IndustryCode


class Counted(Fact):
    """A fact about one young person, with everything that it is counted by. The id is a number without a name."""

    youth_id: UUID
    target_group: Literal["in_school", "unemployed"] = Field(description="在校青年 or 未就業青年, when registered")
    gender: Literal["female", "male"] | None = Field(default=None, description="absent when not known")
    age_band: Literal["15-19", "20-24", "25-29", "30+"] = Field(description="on the day of the fact")
    county: str | None = CountyCode
    industry: str | None = IndustryCode


Registrations: Any = Field(
    default_factory=list, description="ids of the person's registrations: organisations know the person by these"
)


class YouthRegistered(Counted):
    """A young person was registered, or what is counted of one is another now; the county is where the person lives.

    It is said of every further registration too. The subject is the young person.
    """

    TYPE: ClassVar[str] = "tw.youthlink.youth.registered.v1"

    registered_on: date
    eligible: bool | None = Field(description="what the last eligibility decision says; null when facts are missing")
    registrations: list[UUID] = Registrations


class YouthWithdrawn(Fact):
    """A young person left the programme: nothing is offered any more. The subject is the young person."""

    TYPE: ClassVar[str] = "tw.youthlink.youth.withdrawn.v1"

    withdrawn_on: date
    reason: Literal["own_wish", "left_school", "consent_withdrawn", "erased"]
    registrations: list[UUID] = Registrations


class YouthErasureRequested(Fact):
    """A person asked to be erased (刪除): every service that hears it drops what it holds and confirms.

    The subject is the young person.
    """

    TYPE: ClassVar[str] = "tw.youthlink.youth.erasure-requested.v1"

    requested_on: date
    registrations: list[UUID] = Registrations


class ActivityAttended(Counted):
    """A young person attended a careers activity (職涯輔導活動) under an acknowledged plan.

    The subject is the attendance.
    """

    TYPE: ClassVar[str] = "tw.youthlink.activity.attended.v1"

    activity_id: UUID
    kind: Literal["company_visit", "hands_on", "lecture"]
    attended_on: date


class ReferralIssued(Counted):
    """A young person was referred (推介) to a vacancy; county and industry are the vacancy's.

    The subject is the referral.
    """

    TYPE: ClassVar[str] = "tw.youthlink.referral.issued.v1"

    vacancy_id: UUID
    issued_on: date


class ReferralClosed(Fact):
    """A referral came to its end. The subject is the referral."""

    TYPE: ClassVar[str] = "tw.youthlink.referral.closed.v1"

    vacancy_id: UUID
    youth_id: UUID
    outcome: Literal["started", "declined", "rejected", "no_show", "expired", "withdrawn"]
    closed_on: date


class TrainingReferralOpened(Counted):
    """A young person was referred to a course (轉介參訓); the subject is the training referral.

    Training opens an enrolment for it; the industry is the one that the person wants to work in.
    """

    TYPE: ClassVar[str] = "tw.youthlink.training-referral.opened.v1"

    course_id: UUID
    opened_on: date


class PlacementStarted(Counted):
    """A young person started work in a vacancy; county and industry are the vacancy's.

    The subject is the placement.
    """

    TYPE: ClassVar[str] = "tw.youthlink.placement.started.v1"

    vacancy_id: UUID
    started_on: date


class PlacementCheckpointReached(Counted):
    """A follow-up (追蹤) of a placement was answered; the subject is the placement."""

    TYPE: ClassVar[str] = "tw.youthlink.placement.checkpoint-reached.v1"

    vacancy_id: UUID
    checkpoint: str = Field(description="its code in the follow-up policy, such as stable-3-months")
    due_on: date
    answered_on: date
    employed: bool = Field(description="whether the person still worked there on the due day")


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
