"""From findings to an outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from chassis.domain import Criterion, Finding, Kind

from vacancy.domain.criteria import FAIL, PASS
from vacancy.domain.facts import Facts
from vacancy.domain.life_cycle import Outcome

IN_PRINCIPLE = Kind.IN_PRINCIPLE


@dataclass(frozen=True, slots=True)
class Summary:
    """A screening in short: ``failing`` are the criteria that fail, each with its reason; ``missing`` as below."""

    outcome: str
    failing: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]

    @classmethod
    def of(cls, outcome: str, findings: Mapping[str, Finding]) -> Self:
        """What findings come to."""
        failing = tuple([(name, one.reason) for name, one in findings.items() if one.verdict is FAIL])
        return cls(outcome, failing, tuple(missing_facts(findings)))


def outcome_of(criteria: Sequence[Criterion[Facts]], findings: Mapping[str, Finding]) -> Outcome:
    """The outcome of a screening: a mandatory fail rejects, a mandatory unknown asks, the rest is reviewed."""
    open_questions = unanswered = False
    for one in criteria:
        verdict = findings[one.name].verdict
        if verdict is PASS:
            continue
        if one.kind is IN_PRINCIPLE:
            open_questions = True
        elif verdict is FAIL:
            return Outcome.REJECTED
        else:
            unanswered = True
    if unanswered:
        return Outcome.NEEDS_INFORMATION
    return Outcome.NEEDS_REVIEW if open_questions else Outcome.QUALIFIED


def affected(criteria: Sequence[Criterion[Facts]], before: Facts, after: Facts) -> tuple[Criterion[Facts], ...]:
    """The criteria that read a fact in which two sets of facts differ, by its value or by whether it is attested, or
    whose own exception differs.

    One that does not say what it reads is always affected.
    """
    changed = {name for name, was, is_now in zip(Facts._fields, before, after, strict=True) if was != is_now}
    changed |= before.attested ^ after.attested
    return tuple(
        one
        for one in criteria
        if not one.reads or one.reads & changed or before.exception_of(one.name) != after.exception_of(one.name)
    )


def missing_facts(findings: Mapping[str, Finding]) -> list[str]:
    """Every fact that some criterion lacks or finds contradicted, each once, in the criteria's order."""
    found: dict[str, None] = {}
    for finding in findings.values():
        if finding.missing:
            found.update(dict.fromkeys(finding.missing))
    return list(found)
