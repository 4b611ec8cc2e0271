"""How a partner's source is doing: when it last sent something, and what became of that."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from chassis.domain import RuleSet

from vacancy.domain.reports import ReportState


@dataclass(frozen=True, slots=True)
class HealthPolicy:
    """When a source is silent, and how much is counted and shown: the parameters of a rule set."""

    version: str
    silent_after_days: int
    window_days: int
    codes_shown: int

    @classmethod
    def of(cls, rules: RuleSet) -> Self:
        """Read the parameters."""
        read = rules.parameters
        return cls(rules.version, read["silent_after_days"], read["window_days"], read["codes_shown"])


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source of one partner. Screenings and reports are those of the policy's window."""

    owner_org: str
    source: str
    vacancies: int
    last_received_on: date
    outcomes: dict[str, int]
    failing: dict[tuple[str, str], int]
    missing: dict[str, int]
    reports: dict[ReportState, int]

    @property
    def reject_rate(self) -> float | None:
        """Rejected of all screened; None where nothing was."""
        screened = sum(self.outcomes.values())
        return None if screened == 0 else round(self.outcomes.get("rejected", 0) / screened, 4)

    def days_since_received(self, on: date) -> int:
        """0 on the day itself."""
        return (on - self.last_received_on).days

    def silent(self, on: date, policy: HealthPolicy) -> bool:
        """Nothing came for more days than the policy allows."""
        return self.days_since_received(on) > policy.silent_after_days
