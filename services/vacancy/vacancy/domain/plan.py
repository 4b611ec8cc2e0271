"""A branch's execution plan (分署執行計畫) of a year: filed, acknowledged (備查), amended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from chassis.domain import LifeCycle, Transition
from fields.roc import from_roc_year

from vacancy.domain.errors import PeriodInvalid

PROGRAMME_FIRST_DAY, PROGRAMME_LAST_DAY = date(2023, 5, 1), date(2026, 12, 31)
"""實施期程: 112 年 5 月 (R000-003) 至 115 年 12 月 (R000-004)."""


class PlanState(StrEnum):
    """Where a plan stands. An amended one waits for acknowledgement again; what was acknowledged holds meanwhile."""

    FILED = "filed"
    ACKNOWLEDGED = "acknowledged"
    AMENDED = "amended"


PLAN_LIFE_CYCLE = LifeCycle(
    (
        Transition("refile", frozenset({PlanState.FILED}), PlanState.FILED),
        Transition("amend", frozenset({PlanState.ACKNOWLEDGED, PlanState.AMENDED}), PlanState.AMENDED),
        Transition("acknowledge", frozenset({PlanState.FILED, PlanState.AMENDED}), PlanState.ACKNOWLEDGED),
    )
)


@dataclass(frozen=True, slots=True)
class PlanContent:
    """What a plan says: its days, key industries (at least one, R000-020), associations, and targets."""

    starts_on: date
    ends_on: date
    industries: Sequence[str]
    associations: Sequence[str]
    targets: Mapping[str, int]

    def record(self) -> dict[str, Any]:
        """As a revision stores it."""
        days = {"starts_on": self.starts_on.isoformat(), "ends_on": self.ends_on.isoformat()}
        lists = {"industries": list(self.industries), "associations": list(self.associations)}
        return {**days, **lists, "targets": dict(self.targets)}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Read a stored revision."""
        days = {name: date.fromisoformat(record[name]) for name in ("starts_on", "ends_on")}
        return cls(**{**record, **days})


@dataclass(frozen=True, slots=True)
class PlanRevision:
    """One content of a plan, by whom and why, and its acknowledgement once there is one."""

    plan_id: UUID
    revision: int
    content: PlanContent
    reason: str | None
    officer: str
    filed_by: str
    filed_at: datetime
    document_number: str | None = None
    acknowledging_officer: str | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExecutionPlan:
    """The plan of one branch and ROC year. ``version`` counts writes (the ETag), ``seq`` events."""

    id: UUID
    branch: str
    roc_year: int
    state: PlanState
    version: int
    seq: int
    revision: int
    acknowledged_revision: int | None
    created_at: datetime
    updated_at: datetime

    def amended(self, *, at: datetime) -> Self:
        """Other content was filed: before the first acknowledgement in its place, later beside what holds."""
        state = self._after("refile" if self.state is PlanState.FILED else "amend")
        return replace(self._next(at), state=state, revision=self.revision + 1)

    def acknowledged(self, *, at: datetime) -> Self:
        """The agency acknowledged the present revision (備查); from now on it holds."""
        return replace(self._next(at), state=self._after("acknowledge"), acknowledged_revision=self.revision)

    def _next(self, at: datetime) -> Self:
        return replace(self, version=self.version + 1, seq=self.seq + 1, updated_at=at)

    def _after(self, transition: str) -> PlanState:
        return PlanState(PLAN_LIFE_CYCLE.after(self.state, transition))


def check_period(content: PlanContent, roc_year: int) -> None:
    """Raise PeriodInvalid unless the plan's days keep to its year and to the programme's period."""
    first = max(date(from_roc_year(roc_year), 1, 1), PROGRAMME_FIRST_DAY)
    last = min(date(from_roc_year(roc_year), 12, 31), PROGRAMME_LAST_DAY)
    if not first <= content.starts_on <= last:
        allowed = f"{first} to {last}"
        raise PeriodInvalid(pointer="/starts_on", received=content.starts_on, allowed=allowed, rule="R000-003")
    if not content.starts_on <= content.ends_on <= last:
        allowed = f"{content.starts_on} to {last}"
        raise PeriodInvalid(pointer="/ends_on", received=content.ends_on, allowed=allowed, rule="R000-004")
