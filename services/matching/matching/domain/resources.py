"""What a branch decides to spend on somebody unemployed (分署審酌彈性運用相關資源措施, R000-033)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from matching.domain.offers import Measure


@dataclass(frozen=True, slots=True)
class ResourceDecision:
    """An officer's decision with its reason: not a criterion, and never computed. The last one counts."""

    id: UUID
    youth_id: UUID
    youth_version: int
    granted: bool
    measures: frozenset[Measure]
    reason: str
    officer: str
    decided_by: str
    decided_at: datetime
