"""What is recommended to a young person, where a skill comes from, and how one list differs from an earlier one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from chassis.domain import DomainError


class RecommendationSetUnknown(DomainError):
    """There is no such kept list of this young person."""

    code = "recommendation-set-unknown"
    title_en = "There is no such list of recommendations"
    title_zh = "查無此推薦清單"


class SkillSource(StrEnum):
    """Whose word a skill is."""

    SELF = "self"
    SCHOOL = "school"
    OFFICER = "officer"
    COURSE = "course"


@dataclass(frozen=True, slots=True)
class SkillHeld:
    """A skill that a person has at a level, on one source's word; ``course_id`` where a course taught it."""

    code: str
    level: int
    source: SkillSource
    course_id: UUID | None = None


def strongest(held: Iterable[SkillHeld]) -> dict[str, tuple[SkillHeld, ...]]:
    """By code what says the highest level of each skill; several sources may say the same."""
    best: dict[str, list[SkillHeld]] = {}
    for one in held:
        known = best.setdefault(one.code, [one])
        if one.level > known[0].level:
            best[one.code] = [one]
        elif one.level == known[0].level and one not in known:
            known.append(one)
    return {
        code: tuple(sorted(found, key=lambda one: (one.source, str(one.course_id)))) for code, found in best.items()
    }


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person can do and wants, in the programme's codes; None is what nobody has stated."""

    home: str | None = None
    counties: tuple[str, ...] | None = None
    industries: tuple[str, ...] | None = None
    education: str | None = None
    wage: int | None = None
    wishes: tuple[str, ...] = ()
    skills: tuple[SkillHeld, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """One place of a list: the vacancy, its rank from 1, its score, and the points of each component."""

    vacancy_id: UUID
    rank: int
    score: int
    components: Mapping[str, int]

    def record(self) -> dict[str, Any]:
        """As a kept list stores it."""
        own = {"vacancy_id": str(self.vacancy_id), "rank": self.rank, "score": self.score}
        return {**own, "components": dict(self.components)}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Read one place of a kept list."""
        return cls(UUID(record["vacancy_id"]), record["rank"], record["score"], record["components"])


class Move(StrEnum):
    """What became of a vacancy between two lists."""

    ENTERED = "entered"
    LEFT = "left"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Moved:
    """One vacancy that is not where it was; ``changed`` are the points that each component gained or lost."""

    vacancy_id: UUID
    move: Move
    rank_before: int | None
    rank: int | None
    changed: Mapping[str, int]


def difference(before: Sequence[Listed], after: Sequence[Listed]) -> list[Moved]:
    """What differs between two lists: what entered and moved by its new rank, then what left by its old one.

    A vacancy whose rank is the same but whose points are not counts as moved: it is why others moved.
    """
    was = {one.vacancy_id: one for one in before}
    now = {one.vacancy_id: one for one in after}
    moves = []
    for one in after:
        old = was.get(one.vacancy_id)
        if old is None:
            moves.append(Moved(one.vacancy_id, Move.ENTERED, None, one.rank, {}))
            continue
        changed = _changed(old.components, one.components)
        if changed or old.rank != one.rank:
            moves.append(Moved(one.vacancy_id, Move.MOVED, old.rank, one.rank, changed))
    gone = [one for one in before if one.vacancy_id not in now]
    return moves + [Moved(one.vacancy_id, Move.LEFT, one.rank, None, {}) for one in gone]


def _changed(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    names = before.keys() | after.keys()
    steps = {name: after.get(name, 0) - before.get(name, 0) for name in sorted(names)}
    return {name: step for name, step in steps.items() if step}
