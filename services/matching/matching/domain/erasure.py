"""The erasure (刪除) of a person: asked for once, done when every service that was told has confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

AWAITED = ("indicators", "training", "vacancy")
"""The services that hear of people, and confirm that they hold nothing of one."""


@dataclass(frozen=True, slots=True)
class ErasureAnswer:
    """One service's confirmation: ``rows`` counts what it deleted or emptied."""

    service: str
    erased_on: date
    rows: int
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Erasure:
    """A request and what was answered so far; ``erased_on`` is the day of the last confirmation."""

    id: UUID
    person_id: UUID
    youth_id: UUID
    owner_org: str
    county: str
    requested_on: date
    requested_by: str
    erased_on: date | None
    answers: Sequence[ErasureAnswer] = ()

    @property
    def waiting_for(self) -> list[str]:
        """The services that have not confirmed yet."""
        return sorted(set(AWAITED) - {one.service for one in self.answers})
