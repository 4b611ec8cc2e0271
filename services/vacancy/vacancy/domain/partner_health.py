"""How a partner's source is doing: when it last sent something, and what became of that."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self

from chassis.domain import RuleSet

from vacancy.domain.reports import ReportState
from vacancy.domain.screening import Summary
from vacancy.domain.vacancy import Vacancy

BETWEEN = ":"


class Measure(StrEnum):
    """What vacancies are counted by: the day they came, and what their last screening said on its day."""

    RECEIVED = "received"
    OUTCOME = "outcome"
    FAILING = "failing"
    MISSING = "missing"


class Under(NamedTuple):
    """Whose vacancies are counted where, on which day and by what."""

    owner_org: str
    source: str
    county: str
    day: date
    measure: Measure


class Tally:
    """By how much counts change when vacancies come (``by`` 1) or go (-1)."""

    def __init__(self) -> None:
        self._codes: defaultdict[Under, Counter[str]] = defaultdict(Counter)

    def received(self, vacancy: Vacancy, *, by: int) -> None:
        """A vacancy counts on the day on which it last came."""
        self._under(vacancy, vacancy.last_received_on, Measure.RECEIVED)[""] += by

    def screened(self, vacancy: Vacancy, said: Summary, *, by: int) -> None:
        """A vacancy counts under each thing that its last screening said, on the day of that screening."""
        if vacancy.screened_on is None:
            return
        failing = [f"{name}{BETWEEN}{reason}" for name, reason in said.failing]
        under = {Measure.OUTCOME: [said.outcome], Measure.FAILING: failing, Measure.MISSING: said.missing}
        for measure, codes in under.items():
            counts = self._under(vacancy, vacancy.screened_on, measure)
            (counts.update if by > 0 else counts.subtract)(codes)

    def differences(self) -> Iterator[tuple[Under, str, int]]:
        """Every count that is another one now, and by how much."""
        for under, codes in self._codes.items():
            for code, count in codes.items():
                if count:
                    yield under, code, count

    def _under(self, vacancy: Vacancy, day: date, measure: Measure) -> Counter[str]:
        return self._codes[Under(vacancy.owner_org, vacancy.source, vacancy.county, day, measure)]


def failing_code(code: str) -> tuple[str, str]:
    """The criterion that failed and the reason, out of what they are counted under."""
    criterion, _, reason = code.partition(BETWEEN)
    return criterion, reason


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
    """One source of one partner. Screenings, reports and refused files are those of the policy's window.

    ``refused_files`` are counted by what was wrong with them. A source that nothing was ever taken from has no
    ``last_received_on``.
    """

    owner_org: str
    source: str
    vacancies: int
    last_received_on: date | None
    outcomes: dict[str, int]
    failing: dict[tuple[str, str], int]
    missing: dict[str, int]
    reports: dict[ReportState, int]
    refused_files: dict[str, int]
    last_refused_on: date | None

    @property
    def reject_rate(self) -> float | None:
        """Rejected of all screened; None where nothing was."""
        screened = sum(self.outcomes.values())
        return None if screened == 0 else round(self.outcomes.get("rejected", 0) / screened, 4)

    def days_since_received(self, on: date) -> int | None:
        """0 on the day itself."""
        return None if self.last_received_on is None else (on - self.last_received_on).days

    def silent(self, on: date, policy: HealthPolicy) -> bool:
        """Nothing came for more days than the policy allows, or nothing that could be taken ever did."""
        days = self.days_since_received(on)
        return days is None or days > policy.silent_after_days
