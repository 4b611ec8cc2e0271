"""A trial of rules (試算): what other rules would say of the stock, counted; it decides nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from chassis.domain import Finding, Json

from vacancy.domain.life_cycle import Outcome

_BETTER = (Outcome.REJECTED, Outcome.NEEDS_INFORMATION, Outcome.NEEDS_REVIEW, Outcome.QUALIFIED)
NO_INDUSTRY = "none"


class Direction(StrEnum):
    """Which way a vacancy would flip."""

    BETTER = "better"
    WORSE = "worse"


def direction(before: Outcome, after: Outcome) -> Direction | None:
    """Which way an outcome moves; None when it stays."""
    if before is after:
        return None
    return Direction.BETTER if _BETTER.index(after) > _BETTER.index(before) else Direction.WORSE


def moved(before: Mapping[str, Finding], after: Mapping[str, Finding]) -> list[str]:
    """The criteria whose verdict differs, in their order."""
    return [name for name, finding in before.items() if finding.verdict is not after[name].verdict]


@dataclass(slots=True)
class Tally:
    """Of how many vacancies how many would flip, both ways."""

    vacancies: int = 0
    better: int = 0
    worse: int = 0

    def add(self, way: Direction | None) -> None:
        """Count one vacancy."""
        self.vacancies += 1
        self.better += way is Direction.BETTER
        self.worse += way is Direction.WORSE


@dataclass(slots=True)
class Tallies:
    """The same by county, industry and tier, with the moves from outcome to outcome and the criteria behind them."""

    all: Tally = field(default_factory=Tally)
    county: dict[str, Tally] = field(default_factory=dict)
    industry: dict[str, Tally] = field(default_factory=dict)
    tier: dict[str, Tally] = field(default_factory=dict)
    moves: dict[str, int] = field(default_factory=dict)
    criteria: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        before: Outcome,
        after: Outcome,
        *,
        county: str,
        industry: str | None,
        tier: str,
        criteria: Iterable[str],
    ) -> None:
        """Count one vacancy under both rules."""
        way = direction(before, after)
        self.all.add(way)
        for tallies, key in ((self.county, county), (self.industry, industry or NO_INDUSTRY), (self.tier, tier)):
            tallies.setdefault(key, Tally()).add(way)
        if way is not None:
            move = f"{before}>{after}"
            self.moves[move] = self.moves.get(move, 0) + 1
            for criterion in criteria:
                self.criteria[criterion] = self.criteria.get(criterion, 0) + 1

    def stored(self) -> dict[str, Json]:
        """As JSON; ``read`` takes it back."""
        groups = {name: getattr(self, name) for name in ("county", "industry", "tier")}
        return {
            "all": _plain(self.all),
            **{name: {key: _plain(one) for key, one in tallies.items()} for name, tallies in groups.items()},
            "moves": self.moves,
            "criteria": self.criteria,
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> Self:
        """What ``stored`` wrote; nothing counted yet from None."""
        if stored is None:
            return cls()
        groups = {
            name: {key: Tally(*one) for key, one in stored[name].items()} for name in ("county", "industry", "tier")
        }
        return cls(Tally(*stored["all"]), moves=dict(stored["moves"]), criteria=dict(stored["criteria"]), **groups)


def _plain(tally: Tally) -> list[int]:
    return [tally.vacancies, tally.better, tally.worse]
