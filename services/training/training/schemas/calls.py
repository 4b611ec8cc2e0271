"""Calls as the programme office states them and callers see them."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from training.domain.call import CallContent, CallState, JobType, ListedDocument, Parameters
from training.schemas.text import Code, Day, IssuedText, LongText, Money, Percent, ShortText, Strict
from training.service.draft_call import Called

WHOLE = 100


class DocumentItem(Strict):
    """One item of the list of documents (應備資料)."""

    code: Code
    name: ShortText
    required: bool
    proves: Annotated[
        list[Literal["registered", "dishonoured_cheques", "net_worth"]],
        Field(default_factory=list, max_length=3, description="facts of the company that it is the evidence of"),
    ]


class JobTypeItem(Strict):
    """One iPAS job type (職缺類型) of the year's list (R003-032)."""

    code: Code
    name: ShortText


class ReviewWeights(Strict):
    """審查項目權重 in per cent (R003-020 … 023); the four add to 100. Kept for the review."""

    goals_and_strategy: Percent = 35
    training_content: Percent = 30
    expected_results: Percent = 25
    budget: Percent = 10

    @model_validator(mode="after")
    def add_up(self) -> Self:
        """The weights are of one whole."""
        if sum(self.model_dump().values()) != WHOLE:
            raise PydanticCustomError("weights_not_whole", "The four weights add to 100", {"rule": "R003-020"})
        return self


class CallParameters(Strict):
    """What the programme's text leaves to the call, or states as a figure of it."""

    average_pay_above: Annotated[Money, Field(description="NT$ a month, strictly above (R003-025)")] = 30_000
    own_share_percent: Annotated[Percent, Field(description="at least, of the whole budget (R003-028)")] = 50
    supplement_days: Annotated[
        int, Field(ge=1, le=365, description="calendar days from receipt of the notice (R003-088 names no number)")
    ]
    supplement_rounds: Annotated[int, Field(ge=0, le=10, description="how often it may be supplemented")]
    return_when_overdue: Annotated[
        bool, Field(description="whether the schedule returns what is overdue; otherwise the office does")
    ] = False
    review_weights: ReviewWeights = ReviewWeights()


class CallFacts(Strict):
    """What a call says: its window (both days included), budget, documents, job types, parameters."""

    title: ShortText
    opens_on: Day
    closes_on: Day
    budget: Money
    documents: Annotated[list[DocumentItem], Field(max_length=100)]
    job_types: Annotated[list[JobTypeItem], Field(min_length=1, max_length=200)]
    parameters: CallParameters

    @model_validator(mode="after")
    def name_each_once(self) -> Self:
        """An item is known by its code."""
        for name in ("documents", "job_types"):
            codes = [one.code for one in getattr(self, name)]
            if len(codes) != len(set(codes)):
                raise PydanticCustomError("code_repeated", "A code names one item of a list", {"received": name})
        return self

    def content(self) -> CallContent:
        """What is stated, for the use case; raises PeriodInvalid."""
        parameters = self.parameters.model_dump()
        return CallContent(
            title=self.title,
            opens_on=self.opens_on,
            closes_on=self.closes_on,
            budget=self.budget,
            documents=tuple(ListedDocument(**one.model_dump()) for one in self.documents),
            job_types=tuple(JobType(**one.model_dump()) for one in self.job_types),
            parameters=Parameters(**parameters),
        )


class CallDraft(CallFacts):
    """A new call of one ROC year, and which funding authority may read its applications."""

    roc_year: Annotated[int, Field(ge=112, le=200)]
    authority_org: IssuedText | None = None


class CallAmendment(CallFacts):
    """The whole new content; of a call that is open also why."""

    reason: LongText | None = None


class ListedDocumentView(BaseModel):
    """One item of the list of documents."""

    code: str
    name: str
    required: bool
    proves: list[str]


class JobTypeView(BaseModel):
    """One job type."""

    code: str
    name: str


class ParametersView(BaseModel):
    """The call's parameters."""

    average_pay_above: int
    own_share_percent: int
    supplement_days: int
    supplement_rounds: int
    return_when_overdue: bool
    review_weights: dict[str, int]


class CallSummary(BaseModel):
    """One call without its content."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    roc_year: int
    state: CallState
    revision: int = Field(description="of its present content")
    version: int = Field(description="also the ETag")
    created_at: datetime
    updated_at: datetime


class CallView(CallSummary):
    """One call with its present content."""

    title: str
    opens_on: date
    closes_on: date
    budget: int
    documents: list[ListedDocumentView]
    job_types: list[JobTypeView]
    parameters: ParametersView
    reason: str | None = Field(description="why this content replaced the one before")
    recorded_at: datetime

    @classmethod
    def of(cls, called: Called) -> Self:
        """Show a call."""
        revision = called.revision
        beside = {"reason": revision.reason, "recorded_at": revision.recorded_at}
        summary = CallSummary.model_validate(called.call).model_dump()
        return cls.model_validate(summary | revision.content.record() | beside)


class CallPage(BaseModel):
    """One page of calls, in the order in which they were drafted."""

    items: list[CallSummary]
    next_cursor: str | None = Field(description="null on the last page")
