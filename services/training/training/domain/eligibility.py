"""From findings to an outcome, and from what is missing to the items of a supplement request."""

from collections.abc import Mapping, Sequence

from chassis.domain import Finding, Verdict

from training.domain.application import Outcome
from training.domain.eligibility_criteria import MAY_BE_SETTLED
from training.domain.eligibility_facts import Judgement
from training.domain.subsidy_errors import JudgementNeeded, JudgementRefused
from training.domain.supplement import Item

DOCUMENTS = "/documents/"


def outcome_of(findings: Mapping[str, Finding], *, rounds_used: int, rounds_allowed: int) -> Outcome:
    """A fail returns; what can be supplied is asked for while the call allows another round, else it returns too.

    Raises JudgementNeeded when all that is left unknown is nothing that the applicant could supply.
    """
    unknown = {name: one for name, one in findings.items() if one.verdict is Verdict.UNKNOWN}
    if any(one.verdict is Verdict.FAIL for one in findings.values()):
        return Outcome.RETURNED
    if any(one.missing for one in unknown.values()):
        return Outcome.SUPPLEMENT_REQUESTED if rounds_used < rounds_allowed else Outcome.RETURNED
    if unknown:
        raise JudgementNeeded(criteria=sorted(unknown))
    return Outcome.ELIGIBLE


def check_judgements(judgements: Sequence[Judgement], found: Mapping[str, Finding]) -> None:
    """Raise JudgementRefused for one that would pass what the applicant has to supply, or what a rule fails, and for
    one that leaves a criterion open without naming what is to be supplied.

    ``found`` is what the rules find without any judgement.
    """
    for one in judgements:
        passes = one.verdict is Verdict.PASS
        verdict = found[one.criterion].verdict
        overridden = verdict is Verdict.FAIL and one.verdict is not Verdict.FAIL
        unsettled = passes and verdict is Verdict.UNKNOWN and one.criterion not in MAY_BE_SETTLED
        if overridden or unsettled or (one.verdict is Verdict.UNKNOWN and not one.missing):
            raise JudgementRefused(criterion=one.criterion, found=verdict, judged=one.verdict)


def missing_facts(findings: Mapping[str, Finding]) -> list[str]:
    """Every field and document that some criterion lacks, each once."""
    return list(dict.fromkeys(path for finding in findings.values() for path in finding.missing))


def items_of(findings: Mapping[str, Finding]) -> list[Item]:
    """What a supplement request names: each field and document once, for the first criterion that lacks it."""
    items: dict[str, Item] = {}
    for criterion, finding in findings.items():
        for path in finding.missing:
            if path.startswith(DOCUMENTS):
                item = Item("document", path.removeprefix(DOCUMENTS), criterion, finding.reason)
            else:
                item = Item("field", path, criterion, finding.reason)
            items.setdefault(path, item)
    return list(items.values())
