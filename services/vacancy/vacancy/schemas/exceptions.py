"""Exceptions as officers grant them and callers see them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from vacancy.domain.exceptions import ExceptionState
from vacancy.schemas.facts import Day
from vacancy.schemas.text import Id, LongText, Strict

CriterionName = Literal[
    "full_time", "insured", "working_conditions", "safe", "not_dispatched", "technical", "growth", "wage"
]


class ExceptionGrant(Strict):
    """Which criterion of which vacancy is excepted, why, and for how long (both days included)."""

    vacancy_id: Id
    criterion: CriterionName
    reason: LongText
    valid_from: Day | None = Field(default=None, description="today when absent")
    valid_until: Day


class ExceptionView(BaseModel):
    """An exception (例外核准); the officer owns it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    vacancy_id: UUID
    criterion: CriterionName
    state: ExceptionState
    version: int = Field(description="also the ETag")
    reason: str
    valid_from: date
    valid_until: date
    officer: str
    granted_by: str
    granted_at: datetime
    revoked_reason: str | None
    revoked_by_officer: str | None
    revoked_by: str | None
    revoked_at: datetime | None


class ExceptionPage(BaseModel):
    """One page of exceptions, in the order in which they were granted."""

    items: list[ExceptionView]
    next_cursor: str | None = Field(description="null on the last page")
