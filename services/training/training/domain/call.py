"""A call (徵件) for subsidy applications: its window, budget, list of documents, job types and parameters, all data.

Every content is a revision with its day, so that an application is judged by what the call said when it was submitted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from chassis.domain import LifeCycle, Transition

from training.domain.errors import PeriodInvalid
from training.domain.subsidy_errors import CallNotOpen


class CallState(StrEnum):
    """Where a call stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


CALL_LIFE_CYCLE = LifeCycle(
    (
        Transition("restate", frozenset({CallState.DRAFT}), CallState.DRAFT),
        Transition("amend", frozenset({CallState.OPEN}), CallState.OPEN),
        Transition("open", frozenset({CallState.DRAFT}), CallState.OPEN),
        Transition("close", frozenset({CallState.OPEN}), CallState.CLOSED),
    )
)


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """One item of the list of documents (應備資料); ``proves`` names the company facts that it is the evidence of."""

    code: str
    name: str
    required: bool
    proves: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class JobType:
    """One iPAS job type (職缺類型) of the year's list (R003-032)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the programme's text leaves to the call, or states as a figure of it.

    ``average_pay_above`` NT$ a month, strictly (R003-025); ``own_share_percent`` at least (R003-028); a supplement is
    due ``supplement_days`` calendar days after receipt (R003-088), ``supplement_rounds`` times at most;
    ``return_when_overdue``: whether the schedule returns what is overdue. ``review_weights`` in per cent (R003-020 …
    023), for the review.
    """

    average_pay_above: int
    own_share_percent: int
    supplement_days: int
    supplement_rounds: int
    return_when_overdue: bool
    review_weights: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CallContent:
    """What a call says. The window's days are both included; budget in NT$."""

    title: str
    opens_on: date
    closes_on: date
    budget: int
    documents: Sequence[ListedDocument]
    job_types: Sequence[JobType]
    parameters: Parameters

    def __post_init__(self) -> None:
        if self.closes_on < self.opens_on:
            raise PeriodInvalid(pointer="/closes_on", received=self.closes_on, allowed=f"{self.opens_on} or later")

    def record(self) -> dict[str, Any]:
        """As a revision stores it."""
        days = {"opens_on": self.opens_on.isoformat(), "closes_on": self.closes_on.isoformat()}
        lists = {
            "documents": [asdict(one) | {"proves": list(one.proves)} for one in self.documents],
            "job_types": [asdict(one) for one in self.job_types],
        }
        parameters = asdict(self.parameters) | {"review_weights": dict(self.parameters.review_weights)}
        return {"title": self.title, **days, "budget": self.budget, **lists, "parameters": parameters}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Read a stored revision."""
        return cls(
            title=record["title"],
            opens_on=date.fromisoformat(record["opens_on"]),
            closes_on=date.fromisoformat(record["closes_on"]),
            budget=record["budget"],
            documents=tuple(ListedDocument(**one) for one in record["documents"]),
            job_types=tuple(JobType(**one) for one in record["job_types"]),
            parameters=Parameters(**record["parameters"]),
        )

    def lists(self, code: str) -> bool:
        """Whether the list of documents has an item of this code."""
        return any(one.code == code for one in self.documents)


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``owner_org`` is the programme office's, ``authority_org`` the funding authority's that may read.

    ``revision`` is the present content's.
    """

    id: UUID
    owner_org: str
    authority_org: str | None
    roc_year: int
    state: CallState
    revision: int
    version: int
    created_at: datetime
    updated_at: datetime

    def restated(self, *, at: datetime) -> Self:
        """Other content was recorded: of an open call too, for what is submitted from then on."""
        moved = self.moved("restate" if self.state is CallState.DRAFT else "amend", at=at)
        return replace(moved, revision=self.revision + 1)

    def moved(self, transition: str, *, at: datetime) -> Self:
        """Opened or closed; raises TransitionRefused."""
        state = CallState(CALL_LIFE_CYCLE.after(self.state, transition))
        return replace(self, state=state, version=self.version + 1, updated_at=at)

    def check_takes(self, content: CallContent, *, on: date) -> None:
        """Raise CallNotOpen unless applications are taken on a day."""
        if self.state is not CallState.OPEN or not content.opens_on <= on <= content.closes_on:
            window = {"opens_on": content.opens_on.isoformat(), "closes_on": content.closes_on.isoformat()}
            raise CallNotOpen(state=self.state, **window)


@dataclass(frozen=True, slots=True)
class CallRevision:
    """One content of a call: by whom, since when, and why where it replaces another."""

    call_id: UUID
    revision: int
    content: CallContent
    reason: str | None
    officer: str
    recorded_by: str
    recorded_at: datetime
