"""What people did to a vacancy, kept for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from vacancy.domain.life_cycle import Outcome, State
from vacancy.domain.statement import Difference, Statement


@dataclass(frozen=True, slots=True)
class Attestation:
    """An association or an officer vouched for facts (佐證), on a basis. ``vacancy_version`` is the version it made."""

    id: UUID
    vacancy_id: UUID
    vacancy_version: int
    facts: Statement
    basis: str
    attested_by: str
    acting_person: str | None
    attested_at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """An officer's decision (複審) on what a screening left open. ``vacancy_version`` is the version it made."""

    id: UUID
    vacancy_id: UUID
    vacancy_version: int
    screening_id: UUID
    outcome: Outcome
    reason: str
    officer: str
    reviewed_by: str
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody moved a vacancy on: ``transition`` names how, ``reason`` why. The platform itself names no person."""

    id: UUID
    vacancy_id: UUID
    vacancy_version: int
    transition: str
    origin: State
    target: State
    reason: str | None
    acting_person: str | None
    taken_by: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Resubmission:
    """A partner answered a screening (補件重送): what differs, which criteria were asked again, which were not."""

    id: UUID
    vacancy_id: UUID
    vacancy_version: int
    previous_screening_id: UUID
    screening_id: UUID
    differences: Sequence[Difference]
    rerun: Sequence[str]
    carried_over: Sequence[str]
    acting_person: str | None
    resubmitted_by: str
    resubmitted_at: datetime


class AppealStatus(StrEnum):
    """Where an appeal stands. A lapsed one was overtaken: the partner changed the vacancy before it was decided."""

    FILED = "filed"
    GRANTED = "granted"
    DISMISSED = "dismissed"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Appeal:
    """A partner's one appeal (申復) against a rejection, and an officer's decision on it."""

    id: UUID
    vacancy_id: UUID
    screening_id: UUID
    status: AppealStatus
    grounds: str
    filed_by: str
    filed_at: datetime
    reason: str | None = None
    officer: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
