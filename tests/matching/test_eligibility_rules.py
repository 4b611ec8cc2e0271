"""Who is eligible: each criterion at its boundary, and what holds of all of them."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from chassis.domain import Finding, Verdict, judge
from hypothesis import given
from hypothesis import strategies as st
from matching.domain.eligibility import CRITERIA, Facts, missing_facts, outcome_of, years_before_graduation
from matching.domain.life_cycle import Outcome, TargetGroup
from matching.domain.person import age_band, age_on
from matching.domain.youth import facts_of

from tests.factories.youths import rules, student_facts, unemployed_facts

RULES = rules()
AUTUMN = date(2026, 10, 1)


def findings(facts: Facts, on: date = AUTUMN) -> dict[str, Finding]:
    """What every criterion of the person's group finds."""
    return judge(CRITERIA[facts.target_group], facts, RULES, on)


def outcome(facts: Facts, on: date = AUTUMN) -> Outcome:
    return outcome_of(findings(facts, on))


@pytest.mark.parametrize("facts", [student_facts(), unemployed_facts()])
def test_whoever_meets_every_criterion_is_eligible(facts: Facts) -> None:
    assert outcome(facts) is Outcome.ELIGIBLE


@pytest.mark.parametrize(
    ("on", "verdict", "reason"),
    [
        (date(2025, 7, 31), Verdict.FAIL, "too-early"),
        (date(2025, 8, 1), Verdict.PASS, "within-two-years"),
        (date(2026, 7, 31), Verdict.PASS, "within-two-years"),
        (date(2026, 8, 1), Verdict.PASS, "within-two-years"),
        (date(2027, 6, 30), Verdict.PASS, "within-two-years"),
        (date(2027, 7, 1), Verdict.UNKNOWN, "expected-graduation-passed"),
        (date(2027, 8, 1), Verdict.UNKNOWN, "expected-graduation-passed"),
    ],
)
def test_two_years_before_graduation_begin_on_the_first_of_august(on: date, verdict: Verdict, reason: str) -> None:
    found = findings(student_facts(expected_graduation=date(2027, 6, 1)), on)["before_graduation"]

    assert (found.verdict, found.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("graduation", "on", "years"),
    [
        (date(2027, 6, 1), date(2026, 8, 1), 1),
        (date(2027, 6, 1), date(2026, 7, 31), 2),
        (date(2027, 1, 1), date(2026, 8, 1), 1),
        (date(2027, 1, 1), date(2026, 7, 31), 2),
        (date(2027, 8, 1), date(2026, 8, 1), 2),
        (date(2027, 7, 1), date(2027, 8, 1), 0),
    ],
)
def test_years_before_graduation_are_academic_years(graduation: date, on: date, years: int) -> None:
    assert years_before_graduation(graduation, on) == years


@pytest.mark.parametrize(
    ("programme_years", "year_of_study", "graduation", "expected"),
    [
        (2, 1, date(2028, 6, 1), Verdict.PASS),
        (4, 3, date(2028, 6, 1), Verdict.PASS),
        (5, 4, date(2028, 6, 1), Verdict.PASS),
        (7, 6, date(2028, 6, 1), Verdict.PASS),
        (7, 4, date(2030, 6, 1), Verdict.FAIL),
        # deferred (延畢): longer in the programme than it takes, and graduation moves with it
        (4, 5, date(2027, 6, 1), Verdict.PASS),
        (4, 4, date(2028, 1, 1), Verdict.PASS),
        # a year ahead
        (4, 3, date(2027, 6, 1), Verdict.PASS),
        (4, 1, date(2027, 6, 1), Verdict.UNKNOWN),
        (7, 4, date(2027, 6, 1), Verdict.UNKNOWN),
    ],
)
def test_programmes_of_any_length_are_judged_by_the_expected_graduation(
    programme_years: int, year_of_study: int, graduation: date, expected: Verdict
) -> None:
    facts = student_facts(programme_years=programme_years, year_of_study=year_of_study, expected_graduation=graduation)

    assert findings(facts)["before_graduation"].verdict is expected


@pytest.mark.parametrize(
    ("degree", "expected"),
    [
        ("bachelor", Verdict.PASS),
        ("junior_college", Verdict.PASS),
        ("master", Verdict.FAIL),
        ("doctor", Verdict.FAIL),
        (None, Verdict.UNKNOWN),
    ],
)
def test_masters_and_doctoral_students_are_not_eligible(degree: str | None, expected: Verdict) -> None:
    assert findings(student_facts(degree=degree))["degree"].verdict is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("enrolled", Verdict.PASS),
        ("suspended", Verdict.UNKNOWN),
        ("graduated", Verdict.FAIL),
        ("left", Verdict.FAIL),
        (None, Verdict.UNKNOWN),
    ],
)
def test_a_student_is_in_school(status: str | None, expected: Verdict) -> None:
    assert findings(student_facts(status=status))["enrolled"].verdict is expected


@pytest.mark.parametrize("facts", [student_facts(), unemployed_facts()])
@pytest.mark.parametrize(
    ("nationality", "number_kind", "expected"),
    [
        ("ROC", "national", Verdict.PASS),
        ("ROC", "resident", Verdict.UNKNOWN),
        ("other", "resident", Verdict.FAIL),
        ("other", "national", Verdict.FAIL),
        (None, "national", Verdict.UNKNOWN),
    ],
)
def test_the_programme_is_for_nationals(
    facts: Facts, nationality: str | None, number_kind: str, expected: Verdict
) -> None:
    judged = findings(replace(facts, nationality=nationality, number_kind=number_kind))

    assert judged["national"].verdict is expected


@pytest.mark.parametrize(
    ("birth", "on", "verdict", "reason"),
    [
        (date(2006, 10, 2), AUTUMN, Verdict.FAIL, "too-young"),
        (date(2006, 10, 1), AUTUMN, Verdict.PASS, "within-age"),
        (date(1996, 10, 2), AUTUMN, Verdict.PASS, "within-age"),
        (date(1996, 10, 1), AUTUMN, Verdict.FAIL, "too-old"),
        (date(2004, 2, 29), date(2024, 2, 28), Verdict.FAIL, "too-young"),
        (date(2004, 2, 29), date(2024, 2, 29), Verdict.PASS, "within-age"),
        (date(1996, 2, 29), date(2026, 2, 28), Verdict.PASS, "within-age"),
        (date(1996, 2, 29), date(2026, 3, 1), Verdict.FAIL, "too-old"),
    ],
)
def test_the_unemployed_are_twenty_to_twenty_nine_inclusive(
    birth: date, on: date, verdict: Verdict, reason: str
) -> None:
    found = findings(unemployed_facts(birth_date=birth), on)["age"]

    assert (found.verdict, found.reason) == (verdict, reason)


@pytest.mark.parametrize(("name", "wrong"), [("in_school", True), ("in_work", True)])
def test_the_unemployed_are_neither_in_school_nor_in_work(name: str, wrong: bool) -> None:
    criterion = "neither_in_school_nor_in_work"

    assert findings(unemployed_facts(**{name: wrong}))[criterion].verdict is Verdict.FAIL
    unknown = findings(unemployed_facts(**{name: None}))[criterion]
    assert (unknown.verdict, unknown.missing) == (Verdict.UNKNOWN, (f"situation.{name}",))


@pytest.mark.parametrize("name", ["willing", "urgent_need"])
def test_the_unemployed_are_willing_and_in_urgent_need(name: str) -> None:
    assert findings(unemployed_facts(**{name: False}))["willing_and_in_need"].verdict is Verdict.FAIL
    assert findings(unemployed_facts(**{name: None}))["willing_and_in_need"].verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({"registered_on": AUTUMN}, Verdict.PASS, "registered-in-person"),
        ({"registered_on": AUTUMN + timedelta(days=1)}, Verdict.FAIL, "registered-later"),
        ({"in_person": False}, Verdict.FAIL, "not-in-person"),
        ({"in_person": None}, Verdict.UNKNOWN, "not-stated"),
        ({"registered_on": None}, Verdict.UNKNOWN, "not-stated"),
        ({"office": None}, Verdict.UNKNOWN, "not-stated"),
    ],
)
def test_the_unemployed_registered_in_person_by_the_reference_date(
    changes: dict[str, Any], verdict: Verdict, reason: str
) -> None:
    found = findings(unemployed_facts(**changes))["registered_in_person"]

    assert (found.verdict, found.reason) == (verdict, reason)


def test_what_is_missing_is_named_once() -> None:
    bare = findings(Facts(TargetGroup.UNEMPLOYED))

    assert outcome_of(bare) is Outcome.NEEDS_INFORMATION
    assert missing_facts(bare) == [
        "nationality",
        "birth_date",
        "situation.in_school",
        "situation.in_work",
        "registration.in_person",
        "registration.registered_on",
        "registration.office",
        "situation.willing",
        "situation.urgent_need",
    ]


def test_every_criterion_cites_its_rules() -> None:
    cited = {rule for group in CRITERIA.values() for one in group for rule in one.rules}

    assert cited == {"R000-010", "R000-011", "R000-012", "R000-013", "R000-014", "R000-015", "R000-031", "R000-032"}


@pytest.mark.parametrize(
    ("birth", "on", "age", "band"),
    [
        (date(2006, 10, 2), AUTUMN, 19, "15-19"),
        (date(2006, 10, 1), AUTUMN, 20, "20-24"),
        (date(2001, 10, 1), AUTUMN, 25, "25-29"),
        (date(1996, 10, 1), AUTUMN, 30, "30+"),
    ],
)
def test_an_age_band_begins_on_the_birthday(birth: date, on: date, age: int, band: str) -> None:
    assert (age_on(birth, on), age_band(birth, on)) == (age, band)


MAYBE = st.none() | st.booleans()
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
STUDENTS = st.builds(
    Facts,
    target_group=st.just(TargetGroup.IN_SCHOOL),
    nationality=st.sampled_from([None, "ROC", "other"]),
    number_kind=st.sampled_from([None, "national", "resident"]),
    status=st.sampled_from([None, "enrolled", "suspended", "graduated", "left"]),
    degree=st.sampled_from([None, "junior_college", "bachelor", "master", "doctor"]),
    programme_years=st.none() | st.integers(1, 8),
    year_of_study=st.none() | st.integers(1, 12),
    expected_graduation=st.none() | DAYS.map(lambda day: day.replace(day=1)),
)
UNEMPLOYED = st.builds(
    Facts,
    target_group=st.just(TargetGroup.UNEMPLOYED),
    nationality=st.sampled_from([None, "ROC", "other"]),
    number_kind=st.sampled_from([None, "national", "resident"]),
    birth_date=st.none() | st.dates(date(1985, 1, 1), date(2012, 12, 31)),
    in_school=MAYBE,
    in_work=MAYBE,
    in_person=MAYBE,
    registered_on=st.none() | DAYS,
    office=st.none() | st.just("office"),
    willing=MAYBE,
    urgent_need=MAYBE,
)
EVERYBODY = STUDENTS | UNEMPLOYED
NAMES = [one.name for one in fields(Facts) if one.name != "target_group"]


@given(facts=EVERYBODY, on=DAYS, hidden=st.sets(st.sampled_from(NAMES)))
def test_more_facts_never_turn_a_fail_into_a_pass(facts: Facts, on: date, hidden: set[str]) -> None:
    shown: dict[str, Any] = {one.name: getattr(facts, one.name) for one in fields(Facts) if one.name not in hidden}
    fewer = findings(Facts(**shown), on)
    more = findings(facts, on)

    assert not [name for name in fewer if (fewer[name].verdict, more[name].verdict) == (Verdict.FAIL, Verdict.PASS)]


@given(facts=EVERYBODY, on=DAYS)
def test_the_answer_depends_on_nothing_but_facts_rules_and_date(facts: Facts, on: date) -> None:
    assert findings(facts, on) == findings(replace(facts), on)


@given(facts=EVERYBODY, on=DAYS)
def test_unknown_is_never_a_silent_pass(facts: Facts, on: date) -> None:
    judged = findings(facts, on)

    assert (outcome_of(judged) is Outcome.ELIGIBLE) == all(one.verdict is Verdict.PASS for one in judged.values())
    assert all(one.missing for one in judged.values() if one.verdict is Verdict.UNKNOWN)
    assert not any(one.missing for one in judged.values() if one.verdict is not Verdict.UNKNOWN)


@given(facts=EVERYBODY)
def test_facts_come_back_from_what_is_stored(facts: Facts) -> None:
    stored: dict[str, Any] = {one.name: getattr(facts, one.name) for one in fields(Facts)}
    for name, form in (("birth_date", "%Y-%m-%d"), ("registered_on", "%Y-%m-%d"), ("expected_graduation", "%Y-%m")):
        if stored[name] is not None:
            stored[name] = stored[name].strftime(form)

    assert facts_of(stored) == facts
