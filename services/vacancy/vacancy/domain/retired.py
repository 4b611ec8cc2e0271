"""Criteria as they were: decisions made under them replay under them. Nothing new is judged by these."""

from collections.abc import Mapping
from datetime import date

from chassis.domain import Criterion, Finding, Json, Kind, RuleSet, Verdict

from vacancy.domain.criteria import Judge, judge_growth, judge_wage, unless_excepted, words_in
from vacancy.domain.facts import Facts

Held = Mapping[str, Json]


def insured_1(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """勞健保 (R000-022, 025) while what the partner itself stated counted like an attestation."""
    held = {"insurance.labour": facts.labour_insurance, "insurance.health": facts.health_insurance}
    if False in held.values():
        return Finding(Verdict.FAIL, "not-insured", _stated(held))
    if missing := _missing(held):
        return Finding(Verdict.UNKNOWN, "not-attested", _stated(held), missing)
    return Finding(Verdict.PASS, "insured", _stated(held))


def working_conditions_1(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """優良的勞動條件 (R000-022, 035) while the partner's own word about violations counted like an attestation."""
    held: dict[str, Json] = {
        "working_conditions.hours_per_week": facts.hours_per_week,
        "working_conditions.days_off_per_week": facts.days_off_per_week,
        "working_conditions.leave_stated": facts.leave_stated or None,
        "working_conditions.no_current_violation": facts.no_current_violation,
    }
    evidence = _stated(held)
    longest, fewest = rules.parameters["max_hours_per_week"], rules.parameters["min_days_off_per_week"]
    if facts.hours_per_week is not None and facts.hours_per_week > longest:
        return Finding(Verdict.FAIL, "hours-too-long", evidence | {"max_hours_per_week": longest})
    if facts.days_off_per_week is not None and facts.days_off_per_week < fewest:
        return Finding(Verdict.FAIL, "days-off-too-few", evidence | {"min_days_off_per_week": fewest})
    if facts.no_current_violation is False:
        return Finding(Verdict.FAIL, "labour-law-violation", evidence)
    if missing := _missing(held):
        return Finding(Verdict.UNKNOWN, "not-stated", evidence, missing)
    return Finding(Verdict.PASS, "lawful", evidence)


def safe_1(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """具安全性 (R000-022, 025) while the partner's own word about hazards counted like an attestation."""
    evidence = _stated({"hazards.none_attested": facts.no_hazard, "hazards.serious_accident": facts.serious_accident})
    if facts.serious_accident:
        return Finding(Verdict.FAIL, "serious-accident", evidence)
    if facts.no_hazard is False:
        return Finding(Verdict.FAIL, "hazardous", evidence)
    if facts.no_hazard is None:
        return Finding(Verdict.UNKNOWN, "not-attested", evidence, ("hazards.none_attested",))
    return Finding(Verdict.PASS, "no-hazard", evidence)


def not_dispatched_1(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """排除派遣性質 (R000-025) while the partner's own word about dispatch counted like an attestation."""
    if facts.direct_employment is False:
        return Finding(Verdict.FAIL, "dispatched", {"direct_employment": False})
    if facts.direct_employment is None:
        return Finding(Verdict.UNKNOWN, "not-attested", missing=("direct_employment",))
    words = rules.parameters["dispatch_words"]
    texts = {"title": facts.title, "employer.name": facts.employer_name, "description": facts.description or ""}
    found = {path: hits for path, text in texts.items() if (hits := words_in(text, words))}
    if found:
        return Finding(Verdict.UNKNOWN, "dispatch-mentioned", {"words": found}, tuple(found))
    return Finding(Verdict.PASS, "direct", {"direct_employment": True})


def growth_1(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """具發展性 (R000-023, 036) before employers' profiles and the authorities' projections were known."""
    path = {"growth.training": facts.training, "growth.promotion": facts.promotion, "growth.prospects": facts.prospects}
    evidence: dict[str, Json] = {name: value for name, value in path.items() if value is not None}
    if any(path.values()):
        return Finding(Verdict.PASS, "path-stated", evidence)
    if facts.industry in rules.parameters["positive_outlook_industries"]:
        return Finding(Verdict.PASS, "positive-outlook", evidence | {"industry": facts.industry})
    needed = {**path, "industry": facts.industry}
    if missing := tuple(name for name, value in needed.items() if value is None):
        return Finding(Verdict.UNKNOWN, "not-stated", evidence, missing)
    return Finding(Verdict.FAIL, "no-path", evidence)


def growth_2(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """具發展性 (R000-019, 023, 036) while a profile that nobody knew counted as one without prospects."""
    return judge_growth(facts, rules, asks_for_profile=False)


def wage_1(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """薪資 (R000-024) while pay that was not stated was called not monthly."""
    return judge_wage(facts, rules, absent="not-monthly")


def _stated(held: Held) -> dict[str, Json]:
    return {path: value for path, value in held.items() if value is not None}


def _missing(held: Held) -> tuple[str, ...]:
    return tuple(path for path, value in held.items() if value is None)


def _mandatory_1(name: str, judge: Judge, *rules: str) -> Criterion[Facts]:
    return Criterion(name, 1, Kind.MANDATORY, rules, unless_excepted(name, judge))


RETIRED = (
    _mandatory_1("insured", insured_1, "R000-022", "R000-025"),
    _mandatory_1("working_conditions", working_conditions_1, "R000-022", "R000-035"),
    _mandatory_1("safe", safe_1, "R000-022", "R000-025"),
    _mandatory_1("not_dispatched", not_dispatched_1, "R000-025"),
    Criterion(
        "growth",
        1,
        Kind.IN_PRINCIPLE,
        ("R000-023", "R000-036"),
        growth_1,
        frozenset({"training", "promotion", "prospects", "industry"}),
    ),
    Criterion(
        "growth", 2, Kind.IN_PRINCIPLE, ("R000-019", "R000-023", "R000-036"), unless_excepted("growth", growth_2)
    ),
    Criterion("wage", 1, Kind.IN_PRINCIPLE, ("R000-024",), unless_excepted("wage", wage_1)),
)
