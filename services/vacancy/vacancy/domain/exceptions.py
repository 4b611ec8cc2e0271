"""Exceptions (例外核准): one criterion of one vacancy, for a period, with owner and reason."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.domain import LifeCycle, Transition


class ExceptionState(StrEnum):
    """Whether an exception was taken back; that its period is over is read off its dates."""

    GRANTED = "granted"
    REVOKED = "revoked"


EXCEPTION_LIFE_CYCLE = LifeCycle((Transition("revoke", frozenset({ExceptionState.GRANTED}), ExceptionState.REVOKED),))


@dataclass(frozen=True, slots=True)
class CriterionException:
    """An officer excepts one criterion of one vacancy, both days included. ``officer`` owns it."""

    id: UUID
    vacancy_id: UUID
    criterion: str
    state: ExceptionState
    version: int
    reason: str
    valid_from: date
    valid_until: date
    officer: str
    granted_by: str
    granted_at: datetime
    revoked_reason: str | None = None
    revoked_by_officer: str | None = None
    revoked_by: str | None = None
    revoked_at: datetime | None = None

    def revoked(self, *, reason: str, officer: str, by: str, at: datetime) -> Self:
        """Taken back before its end; screenings of before keep what they found."""
        state = ExceptionState(EXCEPTION_LIFE_CYCLE.after(self.state, "revoke"))
        return replace(
            self,
            state=state,
            version=self.version + 1,
            revoked_reason=reason,
            revoked_by_officer=officer,
            revoked_by=by,
            revoked_at=at,
        )
