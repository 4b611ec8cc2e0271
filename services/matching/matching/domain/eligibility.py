"""Who is eligible (資格): pure criteria for students and for the unemployed, with the rules they rest on.

Facts only ever move a finding from unknown to pass or fail; stating more never turns a fail into a pass. None means
that nobody has stated it: never no, never yes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from chassis.domain import Criterion, Finding, Json, Kind, RuleSet, Verdict
from fields.roc import AcademicYear

from matching.domain.life_cycle import Outcome, TargetGroup
from matching.domain.person import age_on

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stated about one person. ``expected_graduation`` is the first day of that month."""

    target_group: TargetGroup
    nationality: str | None = None
    number_kind: str | None = None
    birth_date: date | None = None
    status: str | None = None
    degree: str | None = None
    programme_years: int | None = None
    year_of_study: int | None = None
    expected_graduation: date | None = None
    in_school: bool | None = None
    in_work: bool | None = None
    in_person: bool | None = None
    registered_on: date | None = None
    office: str | None = None
    willing: bool | None = None
    urgent_need: bool | None = None


def years_before_graduation(graduation: date, on: date) -> int:
    """In which year before graduation a day lies, in academic years: 1 the last one (大四), 2 the one before (大三).

    The year of graduation is the academic year (1 August to 31 July) that the expected month falls in, so the count
    does not depend on how long the programme is. 0 and less: a later academic year than that.
    """
    return AcademicYear.containing(graduation).year - AcademicYear.containing(on).year + 1


def national(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """本國籍 (R000-031, 032): stated, and not contradicted by a resident's number."""
    evidence: dict[str, Json] = _stated(nationality=facts.nationality, number_kind=facts.number_kind)
    if facts.nationality is None:
        return Finding(UNKNOWN, "not-stated", evidence, ("nationality",))
    if facts.nationality != rules.parameters["nationality"]:
        return Finding(FAIL, "another-nationality", evidence)
    if facts.number_kind not in (None, "national"):
        return Finding(UNKNOWN, "resident-number", evidence, ("nationality", "person_number"))
    return Finding(PASS, "national", evidence)


def enrolled(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """在校生 (R000-010): the school says so. A suspension (休學) is neither yes nor no."""
    if facts.status is None:
        return Finding(UNKNOWN, "not-stated", missing=("study.status",))
    evidence: dict[str, Json] = {"status": facts.status}
    if facts.status in ("graduated", "left"):
        return Finding(FAIL, "not-in-school", evidence)
    if facts.status != "enrolled":
        return Finding(UNKNOWN, "suspended", evidence, ("study.status",))
    return Finding(PASS, "in-school", evidence)


def degree(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """不包括碩士生及博士生 (R000-012)."""
    if facts.degree is None:
        return Finding(UNKNOWN, "not-stated", missing=("study.degree",))
    evidence: dict[str, Json] = {"degree": facts.degree}
    if facts.degree in rules.parameters["excluded_degrees"]:
        return Finding(FAIL, "degree-excluded", evidence)
    return Finding(PASS, "degree-included", evidence)


def before_graduation(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """畢業前一至二年 (R000-010, 011), by the expected month of graduation.

    Passes from 1 August of the last academic year but one to the last day of the expected month. Where the programme's
    length and the year of study say something that is two years or more off, one of them is wrong.
    """
    least, most = rules.parameters["min_years_before_graduation"], rules.parameters["max_years_before_graduation"]
    graduation = facts.expected_graduation
    by_study = _by_study(facts)
    evidence: dict[str, Json] = _stated(programme_years=facts.programme_years, year_of_study=facts.year_of_study)
    if graduation is None:
        return Finding(UNKNOWN, "not-stated", evidence, ("study.expected_graduation",))
    years = years_before_graduation(graduation, on)
    evidence |= {"expected_graduation": f"{graduation:%Y-%m}", "years_before_graduation": years}
    if years > most:
        return Finding(FAIL, "too-early", evidence)
    if years < least or (graduation.year, graduation.month) < (on.year, on.month):
        # the school has to say: graduated, or deferred (延畢) to when
        return Finding(UNKNOWN, "expected-graduation-passed", evidence, ("study.expected_graduation", "study.status"))
    if by_study is None:
        return Finding(UNKNOWN, "not-stated", evidence, _not_stated(facts))
    if abs(by_study - years) > 1:
        contradicting = ("study.expected_graduation", "study.programme_years", "study.year_of_study")
        return Finding(UNKNOWN, "contradicted", evidence, contradicting)
    return Finding(PASS, "within-two-years", evidence)


def age(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """20 至 29 歲 (R000-013, 014): completed years on the reference date, both inclusive."""
    if facts.birth_date is None:
        return Finding(UNKNOWN, "not-stated", missing=("birth_date",))
    years = age_on(facts.birth_date, on)
    evidence: dict[str, Json] = {"age": years}
    if years < rules.parameters["min_age"]:
        return Finding(FAIL, "too-young", evidence)
    if years > rules.parameters["max_age"]:
        return Finding(FAIL, "too-old", evidence)
    return Finding(PASS, "within-age", evidence)


def neither_in_school_nor_in_work(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """未就學未就業 (R000-013)."""
    held = {"situation.in_school": facts.in_school, "situation.in_work": facts.in_work}
    return _all_of(held, wanted=False, passed="neither", failed="in-school-or-in-work")


def registered_in_person(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """親自向公立就業服務機構辦理求職登記 (R000-015), on or before the reference date."""
    held: dict[str, object] = {
        "registration.in_person": facts.in_person,
        "registration.registered_on": facts.registered_on,
        "registration.office": facts.office,
    }
    evidence = _stated(in_person=facts.in_person, office=facts.office)
    if facts.in_person is False:
        return Finding(FAIL, "not-in-person", evidence)
    if facts.registered_on is not None:
        evidence["registered_on"] = facts.registered_on.isoformat()
        if facts.registered_on > on:
            return Finding(FAIL, "registered-later", evidence)
    if missing := tuple(path for path, value in held.items() if value is None):
        return Finding(UNKNOWN, "not-stated", evidence, missing)
    return Finding(PASS, "registered-in-person", evidence)


def willing_and_in_need(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """具有工作意願且有急迫就業需求 (R000-013)."""
    held = {"situation.willing": facts.willing, "situation.urgent_need": facts.urgent_need}
    return _all_of(held, wanted=True, passed="willing-and-in-need", failed="not-willing-or-not-in-need")


CRITERIA: Mapping[TargetGroup, tuple[Criterion[Facts], ...]] = MappingProxyType(
    {
        TargetGroup.IN_SCHOOL: (
            Criterion("national", 1, Kind.MANDATORY, ("R000-031", "R000-032"), national),
            Criterion("enrolled", 1, Kind.MANDATORY, ("R000-010",), enrolled),
            Criterion("degree", 1, Kind.MANDATORY, ("R000-012",), degree),
            Criterion("before_graduation", 1, Kind.MANDATORY, ("R000-010", "R000-011"), before_graduation),
        ),
        TargetGroup.UNEMPLOYED: (
            Criterion("national", 1, Kind.MANDATORY, ("R000-031", "R000-032"), national),
            Criterion("age", 1, Kind.MANDATORY, ("R000-013", "R000-014"), age),
            Criterion("neither_in_school_nor_in_work", 1, Kind.MANDATORY, ("R000-013",), neither_in_school_nor_in_work),
            Criterion("registered_in_person", 1, Kind.MANDATORY, ("R000-015",), registered_in_person),
            Criterion("willing_and_in_need", 1, Kind.MANDATORY, ("R000-013",), willing_and_in_need),
        ),
    }
)
"""What is asked of each target group; every criterion is mandatory (必要條件)."""


def outcome_of(findings: Mapping[str, Finding]) -> Outcome:
    """A fail decides; else anything unknown asks; else the person is eligible."""
    verdicts = {finding.verdict for finding in findings.values()}
    if FAIL in verdicts:
        return Outcome.NOT_ELIGIBLE
    return Outcome.NEEDS_INFORMATION if UNKNOWN in verdicts else Outcome.ELIGIBLE


def missing_facts(findings: Mapping[str, Finding]) -> list[str]:
    """Every fact that some criterion lacks or finds contradicted, each once, in the criteria's order."""
    return list(dict.fromkeys(path for finding in findings.values() for path in finding.missing))


def _by_study(facts: Facts) -> int | None:
    """The years before graduation as programme length and year of study have it; 1 for whoever stays longer."""
    if facts.programme_years is None or facts.year_of_study is None:
        return None
    return max(facts.programme_years - facts.year_of_study + 1, 1)


def _not_stated(facts: Facts) -> tuple[str, ...]:
    held = {"study.programme_years": facts.programme_years, "study.year_of_study": facts.year_of_study}
    return tuple(path for path, value in held.items() if value is None)


def _all_of(held: Mapping[str, bool | None], *, wanted: bool, passed: str, failed: str) -> Finding:
    """Pass when every answer is the wanted one, fail when one is not, unknown when one is missing."""
    evidence: dict[str, Json] = {path.partition(".")[2]: value for path, value in held.items() if value is not None}
    if (not wanted) in held.values():
        return Finding(FAIL, failed, evidence)
    if missing := tuple(path for path, value in held.items() if value is None):
        return Finding(UNKNOWN, "not-stated", evidence, missing)
    return Finding(PASS, passed, evidence)


def _stated(**held: Any) -> dict[str, Json]:
    return {name: value for name, value in held.items() if value is not None}
