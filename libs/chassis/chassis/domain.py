"""The words in which a service states its rules: errors, verdicts, criteria, rule sets and life cycles.

Standard library only: a ``domain.py`` may import this module and nothing else of the chassis.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

Facts = TypeVar("Facts")
Json = Any
"""A JSON value: None, bool, int, float, str, list or dict of the same."""
_FIELD = re.compile("(?!.*[0-9]{4})[A-Za-z_][A-Za-z0-9_]{0,63}")


def pointer(*path: object) -> str:
    """A JSON pointer (RFC 6901) in which a name that cannot be a field's is "?": it may be anybody's number."""
    return "".join(f"/{part if isinstance(part, int) or _FIELD.fullmatch(str(part)) else '?'}" for part in path)


class DomainError(Exception):
    """A rule was broken. Subclasses are named for the fact; the edge turns them into problems.

    ``details`` are shown to the caller, so they hold ids, codes and states, never personal data.
    """

    code: ClassVar[str]
    title_en: ClassVar[str]
    title_zh: ClassVar[str]
    stands: ClassVar[bool] = False
    """Whether what was written before it was raised is kept, although the request is refused: what it names must be."""

    def __init__(self, **details: Json) -> None:
        super().__init__(self.code)
        self.details = details


class TransitionRefused(DomainError):
    """The life cycle does not allow this transition from the present state."""

    code = "transition-refused"
    title_en = "This transition is not allowed in the present state"
    title_zh = "目前狀態不允許此操作"


class Verdict(StrEnum):
    """Three-valued answer of a criterion; ``unknown`` is never a silent pass."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """How binding a criterion is: 必要條件 or 為原則."""

    MANDATORY = "mandatory"
    IN_PRINCIPLE = "in_principle"


# not frozen: one is made for every criterion of every subject, and freezing quadruples what making it costs
@dataclass(slots=True)
class Finding:
    """What one criterion found: verdict, stable reason code, evidence seen, facts that were missing."""

    verdict: Verdict
    reason: str
    evidence: Mapping[str, Json] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of the rules' parameters and lists, in force ``effective_from`` to ``effective_to`` inclusive."""

    name: str
    version: str
    effective_from: date
    effective_to: date | None
    parameters: Mapping[str, Json]

    def in_force(self, on: date) -> bool:
        """Whether this version holds on that business date."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Criterion(Generic[Facts]):
    """One rule of a decision: a pure function with a name, a code version and the ids of the rules it rests on."""

    name: str
    version: int
    kind: Kind
    rules: tuple[str, ...]
    judge: Callable[[Facts, RuleSet, date], Finding]
    reads: frozenset[str] = frozenset()
    """Names of the facts it looks at: where none of them differs, its finding may be carried over. Empty: not said."""


def judge(criteria: Sequence[Criterion[Facts]], facts: Facts, rules: RuleSet, on: date) -> dict[str, Finding]:
    """Ask every criterion; all are asked, so that the caller sees everything that is missing at once."""
    return {one.name: one.judge(facts, rules, on) for one in criteria}


@dataclass(frozen=True, slots=True)
class Transition:
    """A named step of a life cycle, allowed from ``origins`` only."""

    name: str
    origins: frozenset[str]
    target: str


class LifeCycle:
    """States and named transitions of one aggregate, as data."""

    def __init__(self, transitions: Iterable[Transition]) -> None:
        self._by_name = {transition.name: transition for transition in transitions}

    @property
    def transitions(self) -> Mapping[str, Transition]:
        """Every transition by its name."""
        return self._by_name

    def allowed_from(self, state: str) -> tuple[str, ...]:
        """Names of the transitions that ``state`` allows, sorted."""
        return tuple(sorted(name for name, step in self._by_name.items() if state in step.origins))

    def after(self, state: str, transition: str) -> str:
        """The state that ``transition`` leads to; raises TransitionRefused naming the state and what it allows."""
        step = self._by_name[transition]
        if state not in step.origins:
            raise TransitionRefused(state=state, transition=transition, allowed=list(self.allowed_from(state)))
        return step.target
