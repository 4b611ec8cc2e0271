"""What people did to a vacancy, as callers see it."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from vacancy.domain.life_cycle import State
from vacancy.domain.records import AppealStatus, Resubmission
from vacancy.schemas.screenings import ScreeningView
from vacancy.service.resubmit_vacancy import Resubmitted


class StepView(BaseModel):
    """One step of a vacancy's life, by whom and why."""

    model_config = ConfigDict(from_attributes=True)

    vacancy_version: int
    transition: str
    origin: State
    target: State
    reason: str | None
    acting_person: str | None
    taken_by: str
    taken_at: datetime


class StepList(BaseModel):
    """The steps that people and schedules took, oldest first; screenings and reviews are kept beside them."""

    items: list[StepView]


class FactDifferenceView(BaseModel):
    """One fact that is stated otherwise than before; null: not stated."""

    path: str
    before: JsonValue
    after: JsonValue


class ResubmissionView(BaseModel):
    """A resubmission (補件重送) with its field-level difference."""

    id: UUID
    vacancy_id: UUID
    vacancy_version: int
    previous_screening_id: UUID
    screening_id: UUID
    differences: list[FactDifferenceView]
    rerun: list[str] = Field(description="criteria that were asked again: they read a fact that differs")
    carried_over: list[str] = Field(description="criteria whose findings were carried over from the previous screening")
    acting_person: str | None
    resubmitted_by: str
    resubmitted_at: datetime

    @classmethod
    def of(cls, resubmission: Resubmission) -> Self:
        """Show a resubmission."""
        return cls.model_validate(resubmission, from_attributes=True)


class ResubmittedView(ResubmissionView):
    """A resubmission and the screening that it led to."""

    screening: ScreeningView

    @classmethod
    def after(cls, resubmitted: Resubmitted) -> Self:
        """Show what a resubmission led to."""
        shown = ResubmissionView.of(resubmitted.resubmission).model_dump()
        return cls.model_validate(shown | {"screening": ScreeningView.of(resubmitted.decision)})


class ResubmissionList(BaseModel):
    """Every resubmission of one vacancy, oldest first."""

    items: list[ResubmissionView]


class AppealView(BaseModel):
    """An appeal (申復) and, once there is one, the decision on it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    vacancy_id: UUID
    screening_id: UUID
    status: AppealStatus = Field(description="lapsed: the vacancy was changed before the appeal was decided")
    grounds: str
    filed_by: str
    filed_at: datetime
    reason: str | None
    officer: str | None
    decided_by: str | None
    decided_at: datetime | None


class AppealList(BaseModel):
    """The one appeal of a vacancy, or none."""

    items: list[AppealView]
