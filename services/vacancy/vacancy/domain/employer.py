"""The employer (用人單位) aggregate: a company number, its registry status, and a profile."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from vacancy.domain.registry import RegistryAnswer, RegistryStatus
from vacancy.domain.statement import Statement


@dataclass(frozen=True, slots=True)
class Employer:
    """One company as one organisation registered it. ``version`` counts writes (the ETag), ``seq`` events.

    ``registry_*`` is the registry's last answer (None: it has never answered) and, apart from it, the last attempt: a
    failed attempt leaves the answer as it is.
    """

    id: UUID
    owner_org: str
    company_number: str
    name: str
    county: str
    industry: str | None
    head_count: int | None
    profile: Statement
    version: int
    seq: int
    registry_status: RegistryStatus | None
    registry_description: str | None
    registry_source: str | None
    registry_answered_at: datetime | None
    registry_tried_at: datetime | None
    registry_failure: str | None
    created_at: datetime
    updated_at: datetime

    def answered(self, answer: RegistryAnswer, *, at: datetime) -> Self:
        """The registry answered."""
        return replace(
            self,
            registry_status=answer.status,
            registry_description=answer.description,
            registry_source=answer.source,
            registry_answered_at=at,
            registry_tried_at=at,
            registry_failure=None,
        )

    def not_asked(self, reason: str, *, at: datetime) -> Self:
        """The registry could not be asked; what it said before stays."""
        return replace(self, registry_tried_at=at, registry_failure=reason)
