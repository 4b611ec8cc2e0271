"""Recommendations as callers see them: codes, points that sum to the score, and a sentence for each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from matching.adapters.explanations import Voice
from matching.domain.recommendation import Move, Moved, Profile, SkillHeld, SkillSource
from matching.engine.explain import Component, Evidence
from matching.engine.snapshot import Snapshot
from matching.repository.recommendation_sets import RecommendationSet
from matching.service.recommend import Recommendations, Recommended

Education = Literal["junior_high", "senior_high", "junior_college", "bachelor", "graduate"]
Attribute = Literal["training", "promotion", "prospects", "two_days_off"]
CountyCode = Annotated[str, Field(pattern=r"^[0-9]{5}$")]
IndustryCode = Annotated[str, Field(pattern=r"^[0-9]{3}-[0-9]{2}$")]
SkillCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class SkillStated(BaseModel):
    """A skill at a level (職能級別)."""

    model_config = ConfigDict(extra="forbid")

    code: SkillCode
    level: int = Field(default=1, ge=1, le=6)


class ProfileStated(BaseModel):
    """What anybody can do and wants; nothing in it says who it is. An absent list stands for no preference."""

    model_config = ConfigDict(extra="forbid")

    home_county: CountyCode | None = None
    counties: list[CountyCode] | None = Field(default=None, min_length=1, max_length=22)
    industries: list[IndustryCode] | None = Field(default=None, min_length=1, max_length=30)
    education: Education | None = None
    monthly_wage: int | None = Field(default=None, ge=0, le=1_000_000)
    attributes: list[Attribute] = Field(default_factory=list, max_length=10)
    skills: list[SkillStated] = Field(default_factory=list, max_length=100)

    def profile(self) -> Profile:
        """As the engine's adapter reads it."""
        return Profile(
            home=self.home_county,
            counties=None if self.counties is None else tuple(self.counties),
            industries=None if self.industries is None else tuple(self.industries),
            education=self.education,
            wage=self.monthly_wage,
            wishes=tuple(self.attributes),
            skills=tuple(SkillHeld(one.code, one.level, SkillSource.SELF) for one in self.skills),
        )


class SourceView(BaseModel):
    """Whose word a skill is; the course where one taught it."""

    source: SkillSource
    course_id: UUID | None


class EvidenceView(BaseModel):
    """What points rest on. ``held`` and ``asked`` are levels of a skill, or monthly wages wanted and offered."""

    kind: str
    code: str | None
    points: int
    maximum: int
    held: int | None
    asked: int | None
    sources: list[SourceView] = Field(description="where the skill comes from; empty where it is not held")


class ComponentView(BaseModel):
    """One addend of the score."""

    name: str
    points: int
    maximum: int
    reason: str
    sentence: str
    evidence: list[EvidenceView]


class RecommendationView(BaseModel):
    """One recommended vacancy, in codes; its texts are the vacancy service's to show."""

    rank: int
    vacancy_id: UUID
    score: int = Field(description="0 to 10000; the components' points sum to it")
    county: str | None
    industry: str | None
    education: Education | None
    wage_minimum: int | None
    openings: int
    closes_on: date | None
    sentence: str
    components: list[ComponentView]
    changes: list[str] = Field(description="what would raise the score most")

    @classmethod
    def of(cls, one: Recommended, told: "Told") -> Self:
        """Show a vacancy of a list."""
        offer = one.vacancy.offer or {}
        return cls(
            rank=one.rank,
            vacancy_id=one.vacancy.id,
            score=one.explanation.score,
            county=one.vacancy.county,
            industry=one.vacancy.industry,
            education=offer.get("education"),
            wage_minimum=offer.get("wage_minimum"),
            openings=one.vacancy.openings,
            closes_on=one.vacancy.closes_on,
            sentence=told.voice.whole(one.explanation),
            components=[told.component(each) for each in one.explanation.components],
            changes=told.voice.changes(one.explanation),
        )


class MovedView(BaseModel):
    """What became of a vacancy since the list that is compared with."""

    vacancy_id: UUID
    move: Move
    rank_before: int | None
    rank: int | None
    changed: dict[str, int] = Field(description="points that components gained or lost")

    @classmethod
    def of(cls, moved: Moved) -> Self:
        """Show a difference."""
        return cls(
            vacancy_id=moved.vacancy_id,
            move=moved.move,
            rank_before=moved.rank_before,
            rank=moved.rank,
            changed=dict(moved.changed),
        )


class SnapshotName(BaseModel):
    """Which vacancies and which policy a list was made with."""

    id: str
    policy: str
    sequence: int = Field(description="the last change it contains")

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """Name a snapshot."""
        return cls(id=snapshot.identity, policy=snapshot.policy.version, sequence=snapshot.sequence)


class RecommendationPage(BaseModel):
    """A page of a list, best first."""

    snapshot: SnapshotName
    admissible: int = Field(description="vacancies that meet every condition")
    items: list[RecommendationView]
    difference: list[MovedView] | None = Field(description="since the list named by compare_to; null without one")
    next_cursor: str | None = Field(description="null on the last page")

    @classmethod
    def of(cls, found: Recommendations, voice: Voice, *, next_cursor: str | None) -> Self:
        """Show a page."""
        told = Told(voice, found.skill_codes, found.sources)
        return cls(
            snapshot=SnapshotName.of(found.live.snapshot),
            admissible=found.admissible,
            items=[RecommendationView.of(one, told) for one in found.items],
            difference=None if found.moves is None else [MovedView.of(one) for one in found.moves],
            next_cursor=next_cursor,
        )


class Told:
    """Puts components into words and codes, for one person's skills."""

    def __init__(self, voice: Voice, codes: Mapping[int, str], sources: Mapping[str, Sequence[SkillHeld]]) -> None:
        self.voice, self.codes, self.sources = voice, codes, sources

    def component(self, component: Component) -> ComponentView:
        """One component with its evidence."""
        return ComponentView(
            name=component.name,
            points=component.points,
            maximum=component.maximum,
            reason=component.reason,
            sentence=self.voice.component(component),
            evidence=[self._evidence(one) for one in component.evidence],
        )

    def _evidence(self, one: Evidence) -> EvidenceView:
        code = self.codes.get(one.code) if one.kind == "skill" else self.voice.codebook.code(one.kind, one.code)
        sources = self.sources.get(code or "", ()) if one.kind == "skill" else ()
        return EvidenceView(
            kind=one.kind,
            code=code,
            points=one.points,
            maximum=one.maximum,
            held=None if one.held < 0 else one.held,
            asked=None if one.asked < 0 else one.asked,
            sources=[SourceView(source=each.source, course_id=each.course_id) for each in sources],
        )


class RecommendationSetView(BaseModel):
    """A list that was kept, to compare with later."""

    id: UUID
    youth_id: UUID
    snapshot: str
    policy: str
    places: int
    kept_at: datetime

    @classmethod
    def of(cls, kept: RecommendationSet) -> Self:
        """Show what was kept."""
        return cls(
            id=kept.id,
            youth_id=kept.youth_id,
            snapshot=kept.snapshot,
            policy=kept.policy,
            places=len(kept.items),
            kept_at=kept.kept_at,
        )
