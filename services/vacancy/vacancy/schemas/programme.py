"""Associations and execution plans as offices record them and callers see them."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from vacancy.domain.association import AssociationKind, CooperationMode
from vacancy.domain.plan import PlanContent, PlanRevision, PlanState
from vacancy.schemas.facts import Day
from vacancy.schemas.text import Id, IndustryCode, IssuedText, LongText, ShortText, Strict
from vacancy.service.file_plan import Planned
from vacancy.service.record_association import Cooperation


class CooperationFacts(Strict):
    """An association with legal personality (R000-016) and how a branch cooperates with it."""

    name: ShortText
    kind: Literal["industrial", "commercial", "professional"]
    legal_person: bool
    certificate: Annotated[IssuedText, Field(description="what proves its legal personality: 法人登記或立案證書字號")]
    mode: Literal["procurement_contract", "letter_of_intent", "other"]
    mode_note: ShortText | None = None
    starts_on: Day
    ends_on: Day

    @model_validator(mode="after")
    def is_a_legal_person_and_says_how(self) -> Self:
        """Only employers' bodies with legal personality take part; another mode of cooperation is put in words."""
        if not self.legal_person:
            reason = "An association has legal personality"
            raise PydanticCustomError("not_a_legal_person", reason, {"rule": "R000-016"})
        if self.mode == "other" and self.mode_note is None:
            raise PydanticCustomError("mode_note_missing", "Another mode of cooperation is put in words")
        return self

    def cooperation(self) -> Cooperation:
        """What is stated, for the use case."""
        return Cooperation(
            name=self.name,
            kind=AssociationKind(self.kind),
            certificate=self.certificate,
            mode=CooperationMode(self.mode),
            mode_note=self.mode_note,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )


class AssociationFacts(CooperationFacts):
    """A new cooperation: with whose clients' organisation, and of which branch (the agency names one)."""

    org: IssuedText
    branch: IssuedText | None = None


class AssociationView(BaseModel):
    """One branch's cooperation with an association (產業公協會)."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    org: str
    branch: str
    name: str
    kind: AssociationKind
    certificate: str
    mode: CooperationMode
    mode_note: str | None
    starts_on: date
    ends_on: date
    version: int = Field(description="also the ETag")
    officer: str
    recorded_by: str
    created_at: datetime
    updated_at: datetime


class AssociationPage(BaseModel):
    """One page of associations, in the order in which they were recorded."""

    items: list[AssociationView]
    next_cursor: str | None = Field(description="null on the last page")


Count = Annotated[int, Field(ge=0, le=10_000_000)]


class Targets(Strict):
    """What a branch sets out to reach in its year."""

    youths: Annotated[int, Field(ge=1, le=10_000_000, description="young people to assist")]
    vacancies: Count | None = None
    activities: Count | None = None
    courses: Count | None = None
    matching_rounds: Count | None = None


class PlanFacts(Strict):
    """What an execution plan says: at least one key industry (R000-020), associations of the branch, targets, days."""

    industries: Annotated[list[IndustryCode], Field(min_length=1, max_length=100)]
    associations: Annotated[list[Id], Field(default_factory=list, max_length=200)]
    targets: Targets
    starts_on: Day
    ends_on: Day

    def content(self) -> PlanContent:
        """What is stated, for the use case."""
        return PlanContent(
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            industries=tuple(dict.fromkeys(self.industries)),
            associations=tuple(dict.fromkeys(str(one) for one in self.associations)),
            targets=self.targets.model_dump(exclude_none=True),
        )


class PlanFiling(PlanFacts):
    """A branch's plan of one ROC year."""

    roc_year: Annotated[int, Field(ge=112, le=115, description="ROC year; the programme runs 112 to 115")]


class PlanAmendment(PlanFacts):
    """The whole new content, and why."""

    reason: LongText


class Acknowledgement(Strict):
    """備查: the agency's document."""

    document_number: IssuedText


class RevisionView(BaseModel):
    """One content of a plan, and its acknowledgement once there is one."""

    revision: int
    industries: list[str]
    associations: list[UUID]
    targets: dict[str, int]
    starts_on: date
    ends_on: date
    reason: str | None
    officer: str
    filed_by: str
    filed_at: datetime
    document_number: str | None
    acknowledging_officer: str | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None

    @classmethod
    def of(cls, revision: PlanRevision) -> Self:
        """Show a revision."""
        names = (name for name in cls.model_fields if name not in revision.content.__slots__)
        return cls.model_validate({**revision.content.record(), **{name: getattr(revision, name) for name in names}})


class RevisionList(BaseModel):
    """Every revision of one plan, oldest first."""

    items: list[RevisionView]


class PlanSummary(BaseModel):
    """One plan without its content. What holds is the acknowledged revision, whatever was filed later."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    branch: str
    roc_year: int
    state: PlanState
    version: int = Field(description="also the ETag")
    revision: int
    acknowledged_revision: int | None = Field(description="the revision that opens activities, courses and rounds")
    created_at: datetime
    updated_at: datetime


class PlanView(PlanSummary):
    """One plan with its present revision."""

    content: RevisionView

    @classmethod
    def of(cls, planned: Planned) -> Self:
        """Show a plan."""
        shown = PlanSummary.model_validate(planned.plan).model_dump()
        return cls.model_validate(shown | {"content": RevisionView.of(planned.revision)})


class PlanPage(BaseModel):
    """One page of plans, in the order of their first filing."""

    items: list[PlanSummary]
    next_cursor: str | None = Field(description="null on the last page")
