"""What the vacancy service says: facts about vacancies (職缺), employers (用人單位) and execution plans (執行計畫)."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.envelope import Fact

CountyCode = Field(default=None, pattern=r"^[0-9]{5}$", description="5-digit county code; absent when not known")
IndustryCode = Field(
    default=None, pattern=r"^[0-9]{3}-[0-9]{2}$", description="key industry, ROC list year and item number"
)


class VacancyScreened(Fact):
    """A vacancy was judged against the quality-vacancy criteria (優質職缺)."""

    TYPE: ClassVar[str] = "tw.youthlink.vacancy.screened.v1"

    decision_id: UUID
    outcome: Literal["qualified", "needs_information", "needs_review", "rejected"]
    rule_set_version: str
    missing: list[str]
    county: str | None = CountyCode
    industry: str | None = IndustryCode


class SkillAsked(BaseModel):
    """One skill that a vacancy asks for; a level where the vacancy states one (職能級別)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(description="its code in the lexicon of skills, or the key competency's own")
    level: int | None = Field(default=None, ge=1, le=6)


class Offer(BaseModel):
    """What a vacancy offers and asks, in codes: enough to match people with it. Absent is what nobody has stated."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    occupation: str | None = Field(default=None, description="職業代碼")
    education: Literal["junior_high", "senior_high", "junior_college", "bachelor", "graduate"] | None = Field(
        default=None, description="least education; absent also where any will do"
    )
    wage_minimum: int | None = Field(default=None, ge=0, description="NT$ a month; absent where no monthly figure is")
    skills: list[SkillAsked] = Field(default_factory=list)
    attributes: list[Literal["training", "promotion", "prospects", "two_days_off"]] = Field(
        default_factory=list, description="what a young person may wish for, where the vacancy states that it has it"
    )
    closes_on: date | None = None


class VacancyPublished(Fact):
    """A qualified vacancy was opened to young people; carries every fact that it is counted and matched by."""

    TYPE: ClassVar[str] = "tw.youthlink.vacancy.published.v1"

    published_on: date
    openings: int = Field(ge=1)
    county: str | None = CountyCode
    industry: str | None = IndustryCode
    offer: Offer | None = Field(default=None, description="absent in what was said before offers were told")
    owner_org: str | None = Field(
        default=None,
        description="code of the association or employer that submitted it, which may act on who is referred to it",
    )


class VacancyChanged(Fact):
    """A vacancy that was published is not what it was; ``open`` says whether young people may still be sent to it.

    A restated one is not open until it is published again.
    """

    TYPE: ClassVar[str] = "tw.youthlink.vacancy.changed.v1"

    change: Literal["restated", "suspended", "resumed"]
    open: bool
    changed_facts: list[str] = Field(description="paths of the facts that a restatement changed")
    published_on: date
    openings: int = Field(ge=1)
    county: str | None = CountyCode
    industry: str | None = IndustryCode


class VacancyClosed(Fact):
    """A vacancy that was published has come to an end; carries every fact that it is counted by."""

    TYPE: ClassVar[str] = "tw.youthlink.vacancy.closed.v1"

    reason: Literal["filled", "closed", "expired", "withdrawn"]
    closed_on: date
    published_on: date
    openings: int = Field(ge=1)
    county: str | None = CountyCode
    industry: str | None = IndustryCode


class EmployerRegistered(Fact):
    """An association or employer registered a company; the same company may be registered by several of them."""

    TYPE: ClassVar[str] = "tw.youthlink.employer.registered.v1"

    company_number: str = Field(pattern=r"^[0-9]{8}$", description="統一編號: which registrations are one company")
    registered_on: date
    head_count: int | None = Field(default=None, ge=0)
    county: str | None = CountyCode
    industry: str | None = IndustryCode


class PlanTargets(BaseModel):
    """What a branch sets out to reach in its year; absent where it sets no figure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    youths: int = Field(ge=1, description="young people to assist")
    vacancies: int | None = Field(default=None, ge=0)
    activities: int | None = Field(default=None, ge=0)
    courses: int | None = Field(default=None, ge=0)
    matching_rounds: int | None = Field(default=None, ge=0)


class _ExecutionPlan(Fact):
    branch: str
    roc_year: int
    revision: int = Field(ge=1)
    starts_on: date
    ends_on: date
    industries: list[str] = Field(description="key industries, ROC list year and item number")
    targets: PlanTargets


class ExecutionPlanFiled(_ExecutionPlan):
    """A branch (分署) filed its plan of a year, or a revision of it; until acknowledged it opens nothing (R000-034)."""

    TYPE: ClassVar[str] = "tw.youthlink.execution-plan.filed.v1"


class ExecutionPlanAcknowledged(_ExecutionPlan):
    """The agency acknowledged (備查) a revision: on its days it opens activities, courses and matching rounds."""

    TYPE: ClassVar[str] = "tw.youthlink.execution-plan.acknowledged.v1"

    acknowledged_on: date
    document_number: str = Field(description="文號 of the acknowledgement")
