"""What the training service says: subsidy applications (補助申請), courses (課程) and enrolments in them (參訓)."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.envelope import Fact
from contracts.matching import Counted
from contracts.vacancy import IndustryCode

CourseKind = Literal["pre_employment", "in_service", "key_competency", "digital"]


class ApplicationDecided(Fact):
    """A stage of the review of a subsidy application was decided. The subject is the application."""

    TYPE: ClassVar[str] = "tw.youthlink.application.decided.v1"

    decision_id: UUID
    call_id: UUID
    roc_year: int
    stage: Literal["eligibility", "review", "decision"] = Field(description="資格審, 專業審, 決審")
    outcome: Literal["eligible", "supplement_requested", "returned", "approved", "reserve", "rejected"]
    rule_set_version: str
    decided_on: date


class CourseStated(Fact):
    """A course was stated, or is not what it was; carries all that others ask of it. The subject is the course."""

    TYPE: ClassVar[str] = "tw.youthlink.course.stated.v1"

    kind: CourseKind = Field(description="養成班, 在職班, 關鍵職能, 數位課程")
    industry: str | None = IndustryCode
    open: bool = Field(description="whether young people may be referred to it and enrolled in it")


class SkillGained(BaseModel):
    """One skill that a course taught, on the levels of the key competencies (職能級別)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(description="its code in the lexicon of skills")
    level: int = Field(ge=1, le=6)


class _Enrolment(Counted):
    course_id: UUID
    session_id: UUID
    kind: CourseKind = Field(description="養成班, 在職班, 關鍵職能, 數位課程")
    training_referral_id: UUID | None = Field(default=None, description="the referral that opened it, if one did")


class EnrolmentStarted(_Enrolment):
    """A young person began a course; county is the session's. The subject is the enrolment."""

    TYPE: ClassVar[str] = "tw.youthlink.enrolment.started.v1"

    started_on: date


class EnrolmentCompleted(_Enrolment):
    """A young person completed a course, and may now do what it teaches. The subject is the enrolment."""

    TYPE: ClassVar[str] = "tw.youthlink.enrolment.completed.v1"

    completed_on: date
    skills: list[SkillGained]
