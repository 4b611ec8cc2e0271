"""Applications as employers state them and callers see them. What is absent has not been stated."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from training.domain.application import (
    Application,
    ApplicationState,
    Budget,
    Company,
    Content,
    Plan,
    Post,
    PostMode,
    Trainee,
)
from training.schemas.text import Code, CompanyNumber, Id, LongText, Money, PersonName, ShortText, Strict


class CompanyFacts(Strict):
    """What the company states of itself (R003-013, 014); the documents that the call names prove it."""

    company_number: CompanyNumber
    name: ShortText
    registered: bool | None = None
    dishonoured_cheques: Annotated[bool | None, Field(description="whether it is listed: 銀行拒絕往來戶")] = None
    net_worth: Annotated[int | None, Field(ge=-(10**15), le=10**15, description="淨值, NT$")] = None


class PlanFacts(Strict):
    """計畫內容 (R003-089 … 091)."""

    goals: LongText | None = None
    methods: LongText | None = None
    content: LongText | None = None
    site: LongText | None = None
    ipas_coaching: LongText | None = None
    retention: LongText | None = None
    working_conditions: LongText | None = None


class TraineeFacts(Strict):
    """One student (培育對象); the name is sealed and shown on a route of its own."""

    name: PersonName
    university: ShortText | None = None
    year_of_study: Annotated[
        Literal["1", "2", "3", "4", "5", "6", "7", "M1", "M2", "M3", "M4", "D"] | None,
        Field(description="大學 1 to 7, 碩士 M1 to M4, 博士 D"),
    ] = None
    months: Annotated[int | None, Field(ge=1, le=12, description="培育期")] = None
    hours: Annotated[int | None, Field(ge=0, le=10_000)] = None


class PostFacts(Strict):
    """Internship posts (實習職缺) of one kind."""

    mode: Annotated[
        Literal["full_time", "part_time", "in_school_practice"] | None,
        Field(description="全職, 非全職, 在校實務習作 (R003-093)"),
    ] = None
    count: Annotated[int, Field(ge=1, le=10_000)] = 1
    monthly_pay: Money | None = None
    job_type: Annotated[Code | None, Field(description="on the call's list of iPAS job types")] = None


class BudgetFacts(Strict):
    """經費: in all, and what the company bears itself (R003-028)."""

    total: Annotated[int | None, Field(ge=1, le=100_000_000_000, description="NT$")] = None
    own_share: Money | None = None


Universities = Annotated[list[ShortText], Field(default_factory=list, max_length=50)]
Trainees = Annotated[list[TraineeFacts], Field(default_factory=list, max_length=500)]
Posts = Annotated[list[PostFacts], Field(default_factory=list, max_length=100)]


class ApplicationFacts(Strict):
    """Everything that an application states."""

    company: CompanyFacts
    plan: PlanFacts = PlanFacts()
    universities: Universities
    trainees: Trainees
    posts: Posts
    budget: BudgetFacts = BudgetFacts()

    def content(self) -> Content:
        """What is stated, for the use case."""
        return Content(
            company=Company(**self.company.model_dump()),
            plan=Plan(**self.plan.model_dump()),
            universities=tuple(dict.fromkeys(self.universities)),
            trainees=trainees_of(self.trainees),
            posts=posts_of(self.posts),
            budget=Budget(**self.budget.model_dump()),
        )

    def names(self) -> dict[int, str]:
        """The trainees' names by number."""
        return names_of(self.trainees)


class ApplicationDraft(ApplicationFacts):
    """A new application to a call."""

    call_id: Id


class Reason(Strict):
    """Why."""

    reason: LongText


class OptionalReason(Strict):
    """Why, where somebody wishes to say it."""

    reason: LongText | None = None


class CompanyView(BaseModel):
    """What the company states of itself."""

    company_number: str
    name: str
    registered: bool | None
    dishonoured_cheques: bool | None
    net_worth: int | None


class PlanContentView(BaseModel):
    """計畫內容."""

    goals: str | None
    methods: str | None
    content: str | None
    site: str | None
    ipas_coaching: str | None
    retention: str | None
    working_conditions: str | None


class TraineeView(BaseModel):
    """One student without the name."""

    number: int
    university: str | None
    year_of_study: str | None
    months: int | None
    hours: int | None


class PostView(BaseModel):
    """Internship posts of one kind."""

    mode: PostMode | None
    count: int
    monthly_pay: int | None
    job_type: str | None


class BudgetView(BaseModel):
    """經費."""

    total: int | None
    own_share: int | None


class ApplicationSummary(BaseModel):
    """One application without its content."""

    id: UUID
    case_number: str
    call_id: UUID
    company_number: str
    state: ApplicationState
    version: int = Field(description="also the ETag")
    rounds: int = Field(description="supplement requests so far")
    call_revision: int | None = Field(description="the call's content by which it is judged; null: not handed in")
    decision_id: UUID | None
    submitted_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, application: Application) -> Self:
        """Show an application."""
        return cls.model_validate(_shown(application))


class ApplicationView(ApplicationSummary):
    """One application with what it states, but the trainees' names."""

    company: CompanyView
    plan: PlanContentView
    universities: list[str]
    trainees: list[TraineeView]
    posts: list[PostView]
    budget: BudgetView

    @classmethod
    def of(cls, application: Application) -> Self:
        """Show an application."""
        return cls.model_validate(_shown(application) | application.content.record())


class ApplicationPage(BaseModel):
    """One page of applications, in the order in which they were drafted."""

    items: list[ApplicationSummary]
    next_cursor: str | None = Field(description="null on the last page")


def trainees_of(stated: list[TraineeFacts]) -> tuple[Trainee, ...]:
    """The trainees without their names, numbered from 1 in the order in which they are stated."""
    return tuple(Trainee(number, **one.model_dump(exclude={"name"})) for number, one in enumerate(stated, start=1))


def names_of(stated: list[TraineeFacts]) -> dict[int, str]:
    """The trainees' names by the same numbers."""
    return {number: one.name for number, one in enumerate(stated, start=1)}


def posts_of(stated: list[PostFacts]) -> tuple[Post, ...]:
    """The posts, for the use case."""
    return tuple(
        Post(PostMode(one.mode) if one.mode else None, one.count, one.monthly_pay, one.job_type) for one in stated
    )


def _shown(application: Application) -> dict[str, object]:
    own = {name: getattr(application, name) for name in ApplicationSummary.model_fields if name != "company_number"}
    return own | {"company_number": application.content.company.company_number}
