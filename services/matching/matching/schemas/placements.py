"""Placements and their follow-ups as callers see them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from matching.domain.placement import Checkpoint, CheckpointState, EndReason, Evidence, Placement, PlacementState
from matching.schemas.text import ShortText
from matching.service.place import Answer

DocumentId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]


class CheckpointView(BaseModel):
    """One follow-up (追蹤輔導)."""

    code: str
    due_on: date
    grace_until: date
    state: CheckpointState
    employed: bool | None = Field(description="whether the person still worked there on the due day")
    evidence: Evidence | None
    document: str | None
    late: bool | None = Field(description="answered after the days of grace")
    answered_on: date | None
    policy: str = Field(description="version of the follow-up policy it was set under")

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> Self:
        """Show a follow-up."""
        return cls.model_validate({name: getattr(checkpoint, name) for name in cls.model_fields})


class PlacementView(BaseModel):
    """One placement (就業), counted by what held on its first day."""

    id: UUID
    referral_id: UUID
    youth_id: UUID
    vacancy_id: UUID
    state: PlacementState
    version: int = Field(description="also the ETag")
    started_on: date
    ended_on: date | None
    end_reason: EndReason | None
    target_group: str
    age_band: str
    county: str | None
    industry: str | None
    checkpoints: list[CheckpointView]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, placement: Placement, checkpoints: Sequence[Checkpoint]) -> Self:
        """Show a placement with its follow-ups."""
        own = {name: getattr(placement, name) for name in cls.model_fields if name != "checkpoints"}
        return cls.model_validate(own | {"checkpoints": [CheckpointView.of(one) for one in checkpoints]})


class PlacementPage(BaseModel):
    """One page of a list."""

    items: list[PlacementView]
    next_cursor: str | None = Field(description="null on the last page")


class CheckpointAnswered(BaseModel):
    """What was found out at a follow-up, and on what that rests; a document is named by its id."""

    model_config = ConfigDict(extra="forbid")

    checkpoint: ShortText
    employed: bool
    evidence: Evidence
    document: DocumentId | None = None

    def answer(self) -> Answer:
        """As the use case takes it."""
        return Answer(self.checkpoint, self.employed, self.evidence, self.document)


class FollowUpExtended(BaseModel):
    """Which further follow-up an officer judges necessary."""

    model_config = ConfigDict(extra="forbid")

    checkpoint: ShortText


class EndingStated(BaseModel):
    """The last day of work, and why."""

    model_config = ConfigDict(extra="forbid")

    ended_on: date
    reason: EndReason
