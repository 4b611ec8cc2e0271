"""Recommendations as callers see them: codes, points that sum to the score, and a sentence for each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from chassis.domain import Json
from pydantic import BaseModel, Field

from matching.adapters.explanations import Voice
from matching.domain.recommendation import Move, Moved, Profile, SkillHeld, SkillSource
from matching.engine.explain import Component, Evidence
from matching.repository.recommendation_sets import RecommendationSet
from matching.schemas.text import Code, Strict, WantedIndustry
from matching.service.recommend import Recommendations, Recommended

Education = Literal["junior_high", "senior_high", "junior_college", "bachelor", "graduate"]
Attribute = Literal["training", "promotion", "prospects", "two_days_off"]
CountyCode = Annotated[str, Field(pattern=r"^[0-9]{5}$")]


class SkillStated(Strict):
    """A skill at a level (職能級別)."""

    code: Code
    level: int = Field(default=1, ge=1, le=6)


class ProfileStated(Strict):
    """What anybody can do and wants; nothing in it says who it is. An absent list stands for no preference."""

    home_county: CountyCode | None = None
    counties: list[CountyCode] | None = Field(default=None, min_length=1, max_length=22)
    industries: list[WantedIndustry] | None = Field(default=None, min_length=1, max_length=30)
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


class MovedView(BaseModel):
    """What became of a vacancy since the list that is compared with."""

    vacancy_id: UUID
    move: Move
    rank_before: int | None
    rank: int | None
    changed: dict[str, int] = Field(description="points that components gained or lost")


class SnapshotName(BaseModel):
    """Which vacancies and which policy a list was made with."""

    id: str
    policy: str
    sequence: int = Field(description="the last change it contains")


class RecommendationPage(BaseModel):
    """A page of a list, best first."""

    snapshot: SnapshotName
    admissible: int = Field(description="vacancies that meet every condition")
    items: list[RecommendationView]
    difference: list[MovedView] | None = Field(description="since the list named by compare_to; null without one")
    next_cursor: str | None = Field(description="null on the last page")


def shown_page(found: Recommendations, voice: Voice, *, next_cursor: str | None) -> dict[str, Json]:
    """A page as a RecommendationPage has it; plain, because hundreds of checked objects cost more than the search."""
    told = Told(voice, found.sources)
    snapshot = found.live.snapshot
    return {
        "snapshot": {"id": snapshot.identity, "policy": snapshot.policy.version, "sequence": snapshot.sequence},
        "admissible": found.admissible,
        "items": [told.item(one) for one in found.items],
        "difference": None if found.moves is None else [_moved(one) for one in found.moves],
        "next_cursor": next_cursor,
    }


def _moved(moved: Moved) -> dict[str, Json]:
    return {
        "vacancy_id": str(moved.vacancy_id),
        "move": moved.move,
        "rank_before": moved.rank_before,
        "rank": moved.rank,
        "changed": dict(moved.changed),
    }


class Told:
    """Puts components into words and codes, for one person's skills."""

    def __init__(self, voice: Voice, sources: Mapping[str, Sequence[SkillHeld]]) -> None:
        self.voice = voice
        self._components: dict[Component, dict[str, Json]] = {}
        self._sources = {
            code: [{"source": each.source, "course_id": each.course_id and str(each.course_id)} for each in held]
            for code, held in sources.items()
        }

    def item(self, one: Recommended) -> dict[str, Json]:
        """A vacancy of a list, as a RecommendationView has it."""
        vacancy, explanation = one.vacancy, one.explanation
        return {
            "rank": one.rank,
            "vacancy_id": str(vacancy.id),
            "score": explanation.score,
            "county": vacancy.county,
            "industry": vacancy.industry,
            "education": vacancy.education,
            "wage_minimum": vacancy.wage_minimum,
            "openings": vacancy.openings,
            "closes_on": vacancy.closes_on,
            "sentence": self.voice.whole(explanation),
            "components": [self.component(each) for each in explanation.components],
            "changes": self.voice.changes(explanation),
        }

    def component(self, component: Component) -> dict[str, Json]:
        """One component with its evidence, as a ComponentView has it; vacancies of a list have most in common."""
        if component not in self._components:
            self._components[component] = {
                "name": component.name,
                "points": component.points,
                "maximum": component.maximum,
                "reason": component.reason,
                "sentence": self.voice.component(component),
                "evidence": [self._evidence(one) for one in component.evidence],
            }
        return self._components[component]

    def _evidence(self, one: Evidence) -> dict[str, Json]:
        code = self.voice.code(one)
        return {
            "kind": one.kind,
            "code": code,
            "points": one.points,
            "maximum": one.maximum,
            "held": None if one.held < 0 else one.held,
            "asked": None if one.asked < 0 else one.asked,
            "sources": self._sources.get(code or "", []) if one.kind == "skill" else [],
        }


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


class RecommendationSetList(BaseModel):
    """The lists that were kept for somebody, newest first."""

    items: list[RecommendationSetView]
