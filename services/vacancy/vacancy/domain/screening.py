"""From findings to an outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import fields

from chassis.domain import Criterion, Finding, Kind, Verdict

from vacancy.domain.facts import Facts
from vacancy.domain.life_cycle import Outcome


def outcome_of(criteria: Sequence[Criterion[Facts]], findings: Mapping[str, Finding]) -> Outcome:
    """The outcome of a screening: a mandatory fail rejects, a mandatory unknown asks, the rest is reviewed."""
    mandatory = {findings[one.name].verdict for one in criteria if one.kind is Kind.MANDATORY}
    in_principle = {findings[one.name].verdict for one in criteria if one.kind is Kind.IN_PRINCIPLE}
    if Verdict.FAIL in mandatory:
        return Outcome.REJECTED
    if Verdict.UNKNOWN in mandatory:
        return Outcome.NEEDS_INFORMATION
    if in_principle & {Verdict.FAIL, Verdict.UNKNOWN}:
        return Outcome.NEEDS_REVIEW
    return Outcome.QUALIFIED


def affected(criteria: Sequence[Criterion[Facts]], before: Facts, after: Facts) -> tuple[Criterion[Facts], ...]:
    """The criteria that read a fact in which two sets of facts differ, by its value or by whether it is attested, or
    whose own exception differs.

    One that does not say what it reads is always affected.
    """
    changed = {one.name for one in fields(Facts) if getattr(before, one.name) != getattr(after, one.name)}
    changed |= before.attested ^ after.attested
    return tuple(
        one
        for one in criteria
        if not one.reads or one.reads & changed or before.exception_of(one.name) != after.exception_of(one.name)
    )


def missing_facts(findings: Mapping[str, Finding]) -> list[str]:
    """Every fact that some criterion lacks or finds contradicted, each once, in the criteria's order."""
    return list(dict.fromkeys(path for finding in findings.values() for path in finding.missing))
