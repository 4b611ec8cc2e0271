"""What a partner states about a vacancy. An absent field is a fact that nobody has stated: never no, never yes."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from vacancy.schemas.text import (
    CompanyNumber,
    CountyCode,
    IndustryCode,
    LongText,
    Money,
    OccupationCode,
    ShortText,
    Stated,
    Strict,
)

# JSON has no dates: a text in ISO form is one, even where values are taken strictly
Day = Annotated[date, Field(strict=False)]
EmploymentType = Literal["full_time", "part_time"]


class Employer(Strict):
    """Who hires (用人單位)."""

    name: ShortText
    company_number: CompanyNumber | None = None


class Pay(Strict):
    """What is paid (核薪方式); ``negotiable`` is the basis that names no figure."""

    basis: Literal["monthly", "hourly", "daily", "piece", "negotiable", "part_time_monthly"]
    minimum: Money | None = None
    maximum: Money | None = None

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """A range goes upwards."""
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise PydanticCustomError("pay_range_inverted", "The minimum is above the maximum")
        return self


class WorkingConditions(Strict):
    """勞動條件: regular hours, days off, whether leave is stated, and the employer's record."""

    hours_per_week: Annotated[float, Field(gt=0, le=168, allow_inf_nan=False)] | None = None
    days_off_per_week: Annotated[float, Field(ge=0, le=7, allow_inf_nan=False)] | None = None
    leave_stated: Stated = None
    no_current_violation: Stated = None


class Insurance(Strict):
    """勞保 and 健保."""

    labour: Stated = None
    health: Stated = None


class Hazards(Strict):
    """職場環境: ``none_attested`` false says that there is a hazard."""

    none_attested: Stated = None
    serious_accident: Stated = None


class Growth(Strict):
    """發展性: what the employer offers beyond the job itself."""

    training: Stated = None
    promotion: Stated = None
    prospects: Stated = None


class KeyCompetency(Strict):
    """A key competency (關鍵職能) that the job asks, on the six levels of the occupational standards (職能級別)."""

    code: ShortText
    level: Annotated[int, Field(ge=1, le=6)]


class AttestableFacts(Strict):
    """The facts that may be vouched for."""

    employment_type: EmploymentType | None = None
    industry: IndustryCode | None = None
    occupation_code: OccupationCode | None = None
    working_conditions: WorkingConditions | None = None
    insurance: Insurance | None = None
    hazards: Hazards | None = None
    direct_employment: Stated = None
    growth: Growth | None = None
    key_competencies: Annotated[list[KeyCompetency], Field(max_length=50)] | None = None

    def statement(self) -> dict[str, Any]:
        """What is stated, as JSON, without what is not."""
        return self.model_dump(mode="json", exclude_none=True)


class VacancyFacts(AttestableFacts):
    """A vacancy as its source states it."""

    title: ShortText
    employer: Employer
    county: CountyCode
    openings: Annotated[int, Field(ge=1, le=10_000)] | None = None
    pay: Pay | None = None
    working_time: ShortText | None = None
    education: ShortText | None = None
    experience: ShortText | None = None
    description: LongText | None = None
    closing_date: Day | None = None
    source_updated_on: Day | None = None


class Attestation(Strict):
    """Facts, and the document or inspection that they rest on."""

    facts: AttestableFacts
    basis: ShortText

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """An attestation states at least one fact."""
        if not any(value != {} for value in self.facts.statement().values()):
            raise PydanticCustomError("nothing_attested", "The attestation states no fact")
        return self


class Grounds(Strict):
    """Why a decision is appealed (申復理由)."""

    grounds: LongText


class Reason(Strict):
    """Why a step is taken."""

    reason: LongText


class Closure(Strict):
    """How a vacancy came to its end: everybody was found, or recruiting stopped."""

    outcome: Literal["filled", "closed"]
    reason: LongText | None = None


class AppealDecision(Strict):
    """An officer's decision on an appeal and its reason."""

    outcome: Literal["granted", "dismissed"]
    reason: LongText


class Review(Strict):
    """An officer's decision and its reason."""

    outcome: Literal["qualified", "rejected"]
    reason: LongText
