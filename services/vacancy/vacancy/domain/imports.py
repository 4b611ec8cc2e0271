"""What becomes of a row of an import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chassis.domain import Json


class RowResult(StrEnum):
    """What an import did with a row; a later row of the same key in the same file supersedes an earlier one."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row, what its screening concluded and still misses, and what in it was not taken."""

    number: int
    outcome: RowResult
    source_id: str | None = None
    vacancy_id: UUID | None = None
    screening: str | None = None
    missing: Sequence[str] = ()
    notes: Sequence[Mapping[str, Json]] = ()
