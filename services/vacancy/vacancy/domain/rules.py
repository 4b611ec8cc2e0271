"""The versions of the screening rules: released ones, which nobody edits, and drafts, which decide nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from chassis.domain import Json, RuleSet


@dataclass(frozen=True, slots=True)
class NotedRuleSet:
    """A released version, with the notes that say which of its parameters are defaults that no rule states.

    One that an officer activated names who did; the others shipped with the service.
    """

    rules: RuleSet
    notes: dict[str, str]
    officer: str | None = None
    activated_by: str | None = None
    activated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A version in the making. ``revision`` counts its writes (the ETag); ``based_on`` is what it started from."""

    name: str
    version: str
    based_on: str
    parameters: dict[str, Json]
    notes: dict[str, str]
    revision: int
    officer: str
    drafted_by: str
    drafted_at: datetime

    def rules_from(self, day: date) -> RuleSet:
        """The rules as they would hold from a day on."""
        return RuleSet(self.name, self.version, day, None, self.parameters)
