"""Reports as users make them and offices see them."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from vacancy.domain.life_cycle import State
from vacancy.domain.reports import Report, ReportReason, ReportState
from vacancy.repository.reports import Reported
from vacancy.schemas.text import LongText, Strict


class ReportStatement(Strict):
    """What is wrong with a published vacancy."""

    reason: Annotated[ReportReason, Field(strict=False)]
    text: LongText | None = Field(default=None, description="what happened; nobody's name, number or address")


class ReportDecision(Strict):
    """An officer's decision on a report and its reason."""

    outcome: Literal["upheld", "dismissed"]
    reason: LongText


class ReportView(BaseModel):
    """A report (職缺回報)."""

    id: UUID
    vacancy_id: UUID
    reporter_org: str
    reporter_kind: str
    reason: ReportReason
    criterion: str | None = Field(description="the criterion that it contradicts, if any")
    text: str | None
    state: ReportState
    version: int = Field(description="also the ETag")
    reported_at: datetime
    decision_reason: str | None
    officer: str | None
    decided_by: str | None
    decided_at: datetime | None

    @classmethod
    def of(cls, report: Report) -> Self:
        """Show a report."""
        return cls.model_validate({**asdict(report), "criterion": report.criterion})


class ReportedView(ReportView):
    """A report with the vacancy that it is about."""

    case_number: str
    title: str
    employer_name: str
    county: str
    source: str
    vacancy_state: State

    @classmethod
    def about(cls, reported: Reported) -> Self:
        """Show a report and its vacancy."""
        vacancy = {name: getattr(reported, name) for name in cls.model_fields.keys() - ReportView.model_fields.keys()}
        return cls.model_validate({**asdict(reported.report), "criterion": reported.report.criterion, **vacancy})


class ReportPage(BaseModel):
    """One page of reports, the oldest first."""

    items: list[ReportedView]
    next_cursor: str | None = Field(description="null on the last page")
