"""Associations (產業公協會): employers' bodies with legal personality (R000-016) that a branch cooperates with."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class AssociationKind(StrEnum):
    """工業團體, 商業團體, 自由職業團體 (R000-016)."""

    INDUSTRIAL = "industrial"
    COMMERCIAL = "commercial"
    PROFESSIONAL = "professional"


class CooperationMode(StrEnum):
    """How the branch and the association cooperate: 採購契約, 合作意向書, or otherwise."""

    PROCUREMENT_CONTRACT = "procurement_contract"
    LETTER_OF_INTENT = "letter_of_intent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Association:
    """One branch's cooperation with one association for a period, both days included.

    ``org`` is the organisation that the association's clients belong to; ``certificate`` proves its legal personality.
    """

    id: UUID
    org: str
    branch: str
    name: str
    kind: AssociationKind
    certificate: str
    mode: CooperationMode
    mode_note: str | None
    starts_on: date
    ends_on: date
    version: int
    officer: str
    recorded_by: str
    created_at: datetime
    updated_at: datetime
