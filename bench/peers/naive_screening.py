"""The criteria as one would write them first: every word folds the text that it is looked for in, by the book.

The specification in plain Python of what ``fields.text.fold`` and the criteria's word search must equal.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from chassis.domain import Criterion, Finding, Json, RuleSet, Verdict
from vacancy.domain.criteria import CRITERIA, unless_excepted
from vacancy.domain.facts import Facts

INVISIBLE = str.maketrans(dict.fromkeys("\u00ad\u200b\u2060\ufeff"))


def fold(text: str) -> str:
    """Width, letter case, 臺/台 and runs of white space no longer count."""
    folded = unicodedata.normalize("NFKC", text.translate(INVISIBLE)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).replace("臺", "台").split())


def words_in(text: str, words: list[str]) -> list[str]:
    """Which of the words, folded already, the text holds."""
    return [word for word in words if word in fold(text)]


def full_time(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """全職工作 (R000-021)."""
    if facts.employment_type is None:
        return Finding(Verdict.UNKNOWN, "not-stated", missing=("employment_type",))
    evidence: dict[str, Json] = {"employment_type": facts.employment_type}
    if facts.employment_type != "full_time":
        return Finding(Verdict.FAIL, "part-time", evidence)
    missing: list[str] = []
    words = words_in(facts.title, rules.parameters["part_time_words"])
    if words:
        evidence["title_words"] = words
        missing.append("title")
    if facts.pay_basis in rules.parameters["part_time_pay_bases"]:
        evidence["pay_basis"] = facts.pay_basis
        missing.append("pay.basis")
    if missing:
        return Finding(Verdict.UNKNOWN, "contradicted", evidence, tuple(missing))
    return Finding(Verdict.PASS, "full-time", evidence)


def not_dispatched(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """排除派遣性質 (R000-025)."""
    path, said = "direct_employment", facts.direct_employment
    if said is False:
        return Finding(Verdict.FAIL, "dispatched", {path: False})
    if path not in facts.attested:
        evidence = {path: said, "claimed": [path]} if said else {}
        return Finding(Verdict.UNKNOWN, "not-attested", evidence, (path,))
    words = rules.parameters["dispatch_words"]
    texts = {"title": facts.title, "employer.name": facts.employer_name, "description": facts.description or ""}
    found = {place: words_in(text, words) for place, text in texts.items() if words_in(text, words)}
    if found:
        return Finding(Verdict.UNKNOWN, "dispatch-mentioned", {"words": found}, tuple(found))
    return Finding(Verdict.PASS, "direct", {path: True})


def _naive(one: Criterion[Facts]) -> Criterion[Facts]:
    written: dict[str, Callable[[Facts, RuleSet, date], Finding]] = {
        "full_time": full_time,
        "not_dispatched": not_dispatched,
    }
    return replace(one, judge=unless_excepted(one.name, written[one.name])) if one.name in written else one


NAIVE_CRITERIA = tuple(_naive(one) for one in CRITERIA)
