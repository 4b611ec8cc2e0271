"""What users report about a published vacancy (職缺回報), and what an officer makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Self
from uuid import UUID

from chassis.domain import LifeCycle, Transition


class ReportReason(StrEnum):
    """What is said to be wrong."""

    NOT_FULL_TIME = "not_full_time"
    NOT_INSURED = "not_insured"
    CONDITIONS_NOT_KEPT = "conditions_not_kept"
    UNSAFE = "unsafe"
    DISPATCHED = "dispatched"
    NOT_TECHNICAL = "not_technical"
    NO_GROWTH = "no_growth"
    PAY_LOWER = "pay_lower"
    ALREADY_FILLED = "already_filled"
    NOT_REACHABLE = "not_reachable"
    MISLEADING = "misleading"


CRITERION_OF: Mapping[ReportReason, str] = MappingProxyType(
    {
        ReportReason.NOT_FULL_TIME: "full_time",
        ReportReason.NOT_INSURED: "insured",
        ReportReason.CONDITIONS_NOT_KEPT: "working_conditions",
        ReportReason.UNSAFE: "safe",
        ReportReason.DISPATCHED: "not_dispatched",
        ReportReason.NOT_TECHNICAL: "technical",
        ReportReason.NO_GROWTH: "growth",
        ReportReason.PAY_LOWER: "wage",
    }
)
"""The criterion that a report contradicts; the other reasons contradict none."""


class ReportState(StrEnum):
    """Whether an officer has decided."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


REPORT_LIFE_CYCLE = LifeCycle(
    (
        Transition("uphold", frozenset({ReportState.OPEN}), ReportState.UPHELD),
        Transition("dismiss", frozenset({ReportState.OPEN}), ReportState.DISMISSED),
    )
)


@dataclass(frozen=True, slots=True)
class Report:
    """One report. The vacancy does not move by it: an officer who upholds it may suspend the vacancy."""

    id: UUID
    vacancy_id: UUID
    reporter_org: str
    reporter_kind: str
    reason: ReportReason
    text: str | None
    state: ReportState
    version: int
    reported_by: str
    reported_on: date
    reported_at: datetime
    decision_reason: str | None = None
    officer: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def criterion(self) -> str | None:
        """The criterion that it contradicts."""
        return CRITERION_OF.get(self.reason)

    def decided(self, *, upheld: bool, reason: str, officer: str, by: str, at: datetime) -> Self:
        """An officer found that it is so, or that it is not."""
        state = ReportState(REPORT_LIFE_CYCLE.after(self.state, "uphold" if upheld else "dismiss"))
        return replace(
            self,
            state=state,
            version=self.version + 1,
            decision_reason=reason,
            officer=officer,
            decided_by=by,
            decided_at=at,
        )


def precision(*, upheld: int, dismissed: int) -> float | None:
    """The share of decided reports that were upheld; None while none is decided."""
    decided = upheld + dismissed
    return None if decided == 0 else round(upheld / decided, 4)
