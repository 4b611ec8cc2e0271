"""Rule sets in the making, their trials, and screening in the background, as callers send and see them."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from chassis.jobs import Job, JobView
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from vacancy.domain.life_cycle import Outcome, State
from vacancy.domain.rules import Draft
from vacancy.domain.trial import Direction, Tallies, Tally
from vacancy.schemas.facts import Day
from vacancy.schemas.references import RuleSetView
from vacancy.schemas.text import CountyCode, IndustryCode, ShortText, Strict

VERSION = r"^20[0-9]{2}-(0[1-9]|1[0-2])(-[a-z0-9]{1,20})?$"
Version = Annotated[str, Field(pattern=VERSION, description="year and month, and a word where one is not enough")]

Waiting = Literal["submitted", "needs_information", "needs_review"]


class DraftRules(Strict):
    """A draft: a released version, what differs from it, and why."""

    based_on: Version
    parameters: Annotated[dict[str, JsonValue], Field(max_length=50, description="those that differ, by name")]
    notes: Annotated[dict[str, ShortText], Field(max_length=50, description="why, for each that differs")]


class DraftView(BaseModel):
    """A draft as it would judge."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    version: str
    based_on: str
    parameters: dict[str, JsonValue]
    notes: dict[str, str]
    revision: int = Field(description="also the ETag")
    officer: str
    drafted_by: str
    drafted_at: datetime

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """Show a draft."""
        return cls.model_validate(draft)


class DraftList(BaseModel):
    """Every draft, by version."""

    items: list[DraftView]


class Activation(Strict):
    """From which day on a draft judges."""

    effective_from: Day


class ActivatedView(BaseModel):
    """The released version, and the job that screens again what was judged under others; null: on a later day."""

    released: RuleSetView
    rescreening_id: UUID | None


class TrialRequest(Strict):
    """Which part of the stock is tried; all of it unless narrowed."""

    county: CountyCode | None = None
    industry: IndustryCode | None = None


class TallyView(BaseModel):
    """Of how many vacancies how many would flip, both ways."""

    key: str
    vacancies: int
    better: int
    worse: int


class MoveView(BaseModel):
    """How many would move from one outcome to another."""

    before: Outcome
    after: Outcome
    vacancies: int


class TrialReport(BaseModel):
    """What has been tried so far, counted; whole when the job has succeeded."""

    vacancies: int
    better: int
    worse: int
    moves: list[MoveView]
    criteria: dict[str, int] = Field(description="flips in which a criterion's verdict differs")
    by_county: list[TallyView]
    by_industry: list[TallyView] = Field(description='"none" where no key industry is stated')
    by_tier: list[TallyView]

    @classmethod
    def of(cls, tallies: Tallies) -> Self:
        """Show what was counted."""
        return cls(
            vacancies=tallies.all.vacancies,
            better=tallies.all.better,
            worse=tallies.all.worse,
            moves=[_move(name, count) for name, count in sorted(tallies.moves.items())],
            criteria=tallies.criteria,
            by_county=_rows(tallies.county),
            by_industry=_rows(tallies.industry),
            by_tier=_rows(tallies.tier),
        )


class TrialView(JobView):
    """A trial: the job and its report."""

    report: TrialReport

    @classmethod
    def of(cls, job: Job) -> Self:
        """Show a trial."""
        tallies = Tallies.read((job.cursor or {}).get("tallies"))
        shown: dict[str, Any] = JobView.model_validate(job).model_dump()
        return cls(**shown, report=TrialReport.of(tallies))


class FlipView(BaseModel):
    """A vacancy that would be judged otherwise."""

    model_config = ConfigDict(from_attributes=True)

    vacancy_id: UUID
    case_number: str
    state: State = Field(description="when it was tried; one that is published would stand")
    county: str
    industry: str | None
    tier: str
    before: Outcome
    after: Outcome
    direction: Direction
    criteria: list[str] = Field(description="whose verdict differs")


class FlipPage(BaseModel):
    """Some flips, in the order of the vacancies' submission."""

    items: list[FlipView]
    next_cursor: str | None


class RunRequest(Strict):
    """Which vacancies are screened: those that wait for it, unless others are named."""

    states: Annotated[list[Waiting], Field(min_length=1, max_length=3, default_factory=lambda: ["submitted"])]
    county: CountyCode | None = None
    industry: IndustryCode | None = None
    source: Annotated[str | None, Field(max_length=63)] = None


def _move(name: str, count: int) -> MoveView:
    before, after = name.split(">")
    return MoveView(before=Outcome(before), after=Outcome(after), vacancies=count)


def _rows(tallies: dict[str, Tally]) -> list[TallyView]:
    return [
        TallyView(key=key, vacancies=one.vacancies, better=one.better, worse=one.worse)
        for key, one in sorted(tallies.items())
    ]
