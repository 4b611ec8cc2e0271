"""Each criterion of a quality vacancy (優質職缺) at its boundary."""

from typing import Any

import pytest
from chassis.domain import Finding, Kind
from vacancy.domain.criteria import CRITERIA
from vacancy.domain.facts import ATTESTED_ONLY, KnownOutlook, KnownProfile

from tests.factories.vacancy import ALL_INDUSTRIES, ON, facts, rules

BY_NAME = {one.name: one for one in CRITERIA}


def judge(criterion: str, *, parameters: dict[str, Any] | None = None, **stated: Any) -> Finding:
    """One criterion's finding on good facts with ``stated`` changed."""
    return BY_NAME[criterion].judge(facts(**stated), rules(**(parameters or {})), ON)


def answer(criterion: str, **stated: Any) -> tuple[str, str]:
    """Verdict and reason."""
    found = judge(criterion, **stated)
    return str(found.verdict), found.reason


def test_the_criteria_are_the_eight_of_the_programme_with_their_rules() -> None:
    assert {name: (one.kind, one.rules) for name, one in BY_NAME.items()} == {
        "full_time": (Kind.MANDATORY, ("R000-021",)),
        "insured": (Kind.MANDATORY, ("R000-022", "R000-025")),
        "working_conditions": (Kind.MANDATORY, ("R000-022", "R000-035")),
        "safe": (Kind.MANDATORY, ("R000-022", "R000-025")),
        "not_dispatched": (Kind.MANDATORY, ("R000-025",)),
        "technical": (Kind.IN_PRINCIPLE, ("R000-023",)),
        "growth": (Kind.IN_PRINCIPLE, ("R000-019", "R000-023", "R000-036")),
        "wage": (Kind.IN_PRINCIPLE, ("R000-024",)),
    }


@pytest.mark.parametrize("criterion", BY_NAME)
def test_good_facts_pass_every_criterion(criterion: str) -> None:
    assert judge(criterion).verdict == "pass"
    assert judge(criterion).missing == ()


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"employment_type": None}, ("unknown", "not-stated")),
        ({"employment_type": "part_time"}, ("fail", "part-time")),
        ({"employment_type": "part_time", "title": "兼職店員"}, ("fail", "part-time")),
        ({"title": "門市工讀生"}, ("unknown", "contradicted")),
        ({"title": "【兼職】居服員"}, ("unknown", "contradicted")),
        ({"title": "部分工時行政助理"}, ("unknown", "contradicted")),
        ({"title": "ＰＡＲＴ－ＴＩＭＥ 店員"}, ("unknown", "contradicted")),
        ({"title": "兼\u200b職店員"}, ("unknown", "contradicted")),
        ({"pay_basis": "hourly"}, ("unknown", "contradicted")),
        ({"pay_basis": "part_time_monthly"}, ("unknown", "contradicted")),
        ({"pay_basis": "daily"}, ("pass", "full-time")),
        ({"pay_basis": "negotiable"}, ("pass", "full-time")),
        ({"pay_basis": None}, ("pass", "full-time")),
    ],
)
def test_full_time_is_stated_and_nothing_contradicts_it(stated: dict[str, Any], expected: tuple[str, str]) -> None:
    assert answer("full_time", **stated) == expected


def test_a_contradiction_names_both_places() -> None:
    found = judge("full_time", title="兼職店員", pay_basis="hourly")

    assert found.missing == ("title", "pay.basis")
    assert found.evidence == {"employment_type": "full_time", "title_words": ["兼職"], "pay_basis": "hourly"}


@pytest.mark.parametrize(
    ("labour", "health", "expected", "missing"),
    [
        (True, True, "pass", ()),
        (True, None, "unknown", ("insurance.health",)),
        (None, True, "unknown", ("insurance.labour",)),
        (None, None, "unknown", ("insurance.labour", "insurance.health")),
        (False, None, "fail", ()),
        (True, False, "fail", ()),
    ],
)
def test_both_insurances_are_attested(
    labour: bool | None, health: bool | None, expected: str, missing: tuple[str, ...]
) -> None:
    found = judge("insured", labour_insurance=labour, health_insurance=health)

    assert (found.verdict, found.missing) == (expected, missing)


@pytest.mark.parametrize("path", ATTESTED_ONLY)
@pytest.mark.parametrize("claimed", [True, None])
def test_what_a_partner_claims_of_its_own_case_is_evidence_and_stays_missing(path: str, claimed: bool | None) -> None:
    name = ATTESTED_ONLY[path]
    [criterion] = [one for one in CRITERIA if name in one.reads]
    attested = frozenset(ATTESTED_ONLY.values()) - {name}

    stated: dict[str, Any] = {name: claimed, "attested": attested}
    found = judge(criterion.name, **stated)

    assert (found.verdict, found.reason, found.missing) == ("unknown", "not-attested", (path,))
    assert found.evidence.get("claimed") == ([path] if claimed else None)


@pytest.mark.parametrize("name", ATTESTED_ONLY.values())
def test_what_a_partner_admits_fails_attested_or_not(name: str) -> None:
    [criterion] = [one for one in CRITERIA if name in one.reads]

    stated: dict[str, Any] = {name: False, "attested": frozenset()}
    assert judge(criterion.name, **stated).verdict == "fail"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"hours_per_week": 40, "days_off_per_week": 2}, ("pass", "lawful")),
        ({"hours_per_week": 40.5}, ("fail", "hours-too-long")),
        ({"days_off_per_week": 1.5}, ("fail", "days-off-too-few")),
        ({"hours_per_week": None}, ("unknown", "not-stated")),
        ({"days_off_per_week": None}, ("unknown", "not-stated")),
        ({"leave_stated": None}, ("unknown", "not-stated")),
        ({"leave_stated": False}, ("unknown", "not-stated")),
        ({"no_current_violation": None}, ("unknown", "not-attested")),
        ({"no_current_violation": None, "leave_stated": None}, ("unknown", "not-stated")),
        ({"no_current_violation": False}, ("fail", "labour-law-violation")),
        ({"hours_per_week": 48, "leave_stated": None}, ("fail", "hours-too-long")),
    ],
)
def test_working_conditions_are_stated_and_lawful(stated: dict[str, Any], expected: tuple[str, str]) -> None:
    assert answer("working_conditions", **stated) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"no_hazard": None}, ("unknown", "not-attested")),
        ({"no_hazard": False}, ("fail", "hazardous")),
        ({"serious_accident": True}, ("fail", "serious-accident")),
        ({"serious_accident": True, "no_hazard": None}, ("fail", "serious-accident")),
        ({"serious_accident": False}, ("pass", "no-hazard")),
    ],
)
def test_a_workplace_is_safe_when_no_hazard_is_attested(stated: dict[str, Any], expected: tuple[str, str]) -> None:
    assert answer("safe", **stated) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"direct_employment": None}, ("unknown", "not-attested")),
        ({"direct_employment": False}, ("fail", "dispatched")),
        ({"description": "本職缺為派遣人員"}, ("unknown", "dispatch-mentioned")),
        ({"title": "派遣工程師"}, ("unknown", "dispatch-mentioned")),
        ({"employer_name": "範例人力派遣有限公司"}, ("unknown", "dispatch-mentioned")),
        ({"direct_employment": False, "title": "派遣工程師"}, ("fail", "dispatched")),
    ],
)
def test_dispatched_work_is_excluded(stated: dict[str, Any], expected: tuple[str, str]) -> None:
    assert answer("not_dispatched", **stated) == expected


@pytest.mark.parametrize(
    ("occupation", "levels", "expected"),
    [
        ("080203", None, "pass"),
        ("08", None, "pass"),
        ("190101", None, "unknown"),
        ("190101", (2,), "fail"),
        ("190101", (2, 3), "pass"),
        ("190101", (), "fail"),
        (None, (3,), "pass"),
        (None, (2,), "unknown"),
        (None, None, "unknown"),
    ],
)
def test_an_occupation_is_technical_by_the_list_or_by_a_key_competency(
    occupation: str | None, levels: tuple[int, ...] | None, expected: str
) -> None:
    assert judge("technical", occupation_code=occupation, competency_levels=levels).verdict == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"training": None, "promotion": True}, ("pass", "path-stated")),
        ({"training": None, "prospects": True}, ("pass", "path-stated")),
        ({"training": None}, ("unknown", "not-stated")),
        ({"training": False, "promotion": False}, ("unknown", "not-stated")),
        ({"training": False, "promotion": False, "prospects": False}, ("unknown", "no-projection-known")),
        ({"training": False, "promotion": False, "prospects": False, "industry": None}, ("unknown", "not-stated")),
    ],
)
def test_growth_is_a_stated_path(stated: dict[str, Any], expected: tuple[str, str]) -> None:
    assert answer("growth", **stated) == expected


@pytest.mark.parametrize(
    ("looked_up", "expected"),
    [
        ({"profile": KnownProfile("an-id", prospects=True)}, ("pass", "path-stated")),
        ({"profile": KnownProfile("an-id", prospects=False)}, ("unknown", "no-projection-known")),
        ({"outlook": KnownOutlook("115-117", 101, 100, "a survey")}, ("pass", "positive-outlook")),
        ({"outlook": KnownOutlook("115-117", 100, 100, "a survey")}, ("unknown", "no-profile-known")),
        (
            {
                "outlook": KnownOutlook("115-117", 100, 100, "a survey"),
                "profile": KnownProfile("an-id", prospects=False),
            },
            ("fail", "no-path"),
        ),
        ({}, ("unknown", "no-projection-known")),
    ],
)
def test_growth_is_also_read_off_the_profile_and_the_projection(
    looked_up: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert answer("growth", training=False, promotion=False, prospects=False, **looked_up) == expected


def test_growth_is_also_an_industry_with_a_positive_outlook() -> None:
    found = judge("growth", parameters={"positive_outlook_industries": ["112-10"]}, training=None)

    assert (found.verdict, found.reason) == ("pass", "positive-outlook")


@pytest.mark.parametrize(
    ("minimum", "expected"),
    [
        (39_001, ("pass", "above-entry-wage")),
        (39_000, ("fail", "not-above-entry-wage")),
        (38_999, ("fail", "not-above-entry-wage")),
    ],
)
def test_the_wage_is_strictly_above_the_industrys_entry_wage(minimum: int, expected: tuple[str, str]) -> None:
    assert answer("wage", pay_minimum=minimum) == expected


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ({"pay_basis": "negotiable", "pay_minimum": None}, "negotiable"),
        ({"pay_basis": "negotiable", "pay_minimum": 40_000}, "negotiable"),
        ({"pay_basis": "hourly", "pay_minimum": 500}, "not-monthly"),
        ({"pay_basis": "daily"}, "not-monthly"),
        ({"pay_basis": None}, "pay-not-stated"),
        ({"pay_minimum": None}, "not-stated"),
        ({"industry": None, "entry_wage": None}, "industry-not-stated"),
        ({"entry_wage": None}, "no-entry-wage-known"),
    ],
)
def test_a_wage_that_cannot_be_compared_is_unknown(stated: dict[str, Any], reason: str) -> None:
    assert answer("wage", **stated) == ("unknown", reason)


def test_the_figure_for_all_industries_is_shown_and_never_passed_on() -> None:
    found = judge("wage", pay_minimum=1_000_000, entry_wage=None, all_industry_entry_wage=ALL_INDUSTRIES)

    assert found.verdict == "unknown"
    assert found.evidence["all_industry_reference"] == 39_000
    assert found.evidence["label"] == "全體/全體"


@pytest.mark.parametrize(("minimum", "expected"), [(39_001, "pass"), (39_000, "fail")])
def test_the_figure_for_all_industries_counts_only_when_the_rule_set_says_so(minimum: int, expected: str) -> None:
    found = judge(
        "wage",
        parameters={"accept_all_industry_entry_wage": True},
        pay_minimum=minimum,
        entry_wage=None,
        all_industry_entry_wage=ALL_INDUSTRIES,
    )

    assert found.verdict == expected


def test_an_industrys_own_entry_wage_goes_before_the_figure_for_all() -> None:
    own = ALL_INDUSTRIES._replace(monthly=50_000, label="資安")
    found = judge(
        "wage",
        parameters={"accept_all_industry_entry_wage": True},
        entry_wage=own,
        all_industry_entry_wage=ALL_INDUSTRIES,
    )

    assert (found.verdict, found.evidence["entry_wage"]) == ("fail", 50_000)
