"""Criteria as they were: decisions made under them replay under them. Nothing new is judged by these."""

from datetime import date

from chassis.domain import Criterion, Finding, Json, Kind, RuleSet, Verdict

from vacancy.domain.facts import Facts


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


RETIRED = (
    Criterion(
        "growth",
        1,
        Kind.IN_PRINCIPLE,
        ("R000-023", "R000-036"),
        growth_1,
        frozenset({"training", "promotion", "prospects", "industry"}),
    ),
)
