"""Candidates for a vacancy, and the manifest of what is searched, as callers see them."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from matching.adapters.explanations import Voice
from matching.schemas.recommendations import ComponentView, Told
from matching.service.find_candidates import Candidates
from matching.service.live_snapshot import Live


class CandidateView(BaseModel):
    """A young person who fits: a number without a name, and why. Who it is, the registration tells whoever sees it."""

    youth_id: UUID
    score: int
    sentence: str
    components: list[ComponentView]


class CandidateList(BaseModel):
    """The best candidates, best first."""

    vacancy_id: UUID
    considered: int = Field(description="young people who are offered matching and may want it")
    complete: bool = Field(description="false where more people than are looked at at once may want it")
    items: list[CandidateView]

    @classmethod
    def of(cls, found: Candidates, voice: Voice) -> Self:
        """Show candidates."""
        items = []
        for one in found.items:
            told = Told(voice, one.sources)
            items.append(
                CandidateView(
                    youth_id=one.subject.id,
                    score=one.explanation.score,
                    sentence=voice.whole(one.explanation),
                    components=[ComponentView(**told.component(each)) for each in one.explanation.components],
                )
            )
        return cls(vacancy_id=found.vacancy.id, considered=found.considered, complete=found.complete, items=items)


class ManifestView(BaseModel):
    """What this process searches: enough to say whether two answers rest on the same."""

    snapshot_id: str
    policy_version: str
    policy_digest: str
    input_digest: str = Field(description="SHA-256 over every column of the vacancies")
    sequence: int = Field(description="the last change it contains")
    reached: int = Field(description="how far the feed of changes was read")
    vacancies: int
    segments: int
    compiled: bool = Field(description="whether the kernels are ready; the answers are the same")
    built_at: datetime

    @classmethod
    def of(cls, live: Live, *, digest: str, compiled: bool) -> Self:
        """Show a snapshot's manifest."""
        snapshot = live.snapshot
        return cls(
            snapshot_id=snapshot.identity,
            policy_version=snapshot.policy.version,
            policy_digest=snapshot.policy.digest,
            input_digest=digest,
            sequence=snapshot.sequence,
            reached=live.reached,
            vacancies=len(snapshot.vacancies),
            segments=len(snapshot.segments),
            compiled=compiled,
            built_at=live.built_at,
        )
