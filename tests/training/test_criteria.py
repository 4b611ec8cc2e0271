"""The criteria of eligibility at their boundaries: three-valued, and unknown is never a pass."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from chassis.domain import Finding, Verdict, judge
from training.domain.application import Budget, Company, Outcome, Post, PostMode, Trainee
from training.domain.eligibility import items_of, outcome_of
from training.domain.eligibility_criteria import CRITERIA
from training.domain.eligibility_facts import PLAN_PARTS, Facts
from training.domain.subsidy_errors import JudgementNeeded

from tests.factories.training import ON, facts, rules

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
GOOD = facts()
FULL, PART, PRACTICE = PostMode.FULL_TIME, PostMode.PART_TIME, PostMode.IN_SCHOOL_PRACTICE


def judged(stated: Facts, **parameters: Any) -> dict[str, Finding]:
    return judge(CRITERIA, stated, rules(**parameters), ON)


def found(criterion: str, **changes: Any) -> Finding:
    return judged(facts(**changes))[criterion]


def company(**changes: Any) -> Company:
    return replace(GOOD.company, **changes)


def trainee(**changes: Any) -> tuple[Trainee, ...]:
    return (replace(GOOD.trainees[0], **changes),)


def post(pay: int | None, mode: PostMode | None = FULL, count: int = 1) -> Post:
    return Post(mode, count, pay, "big-data")


def outcome(stated: Facts) -> Outcome:
    return outcome_of(judged(stated), rounds_used=stated.rounds_used, rounds_allowed=stated.rounds_allowed)


def test_complete_facts_pass_every_criterion() -> None:
    assert {one.verdict for one in judged(GOOD).values()} == {PASS}
    assert outcome(GOOD) is Outcome.ELIGIBLE


def test_every_criterion_cites_a_rule_and_the_rules_of_the_check_are_all_cited() -> None:
    cited = {rule for one in CRITERIA for rule in one.rules}
    asked = {f"R003-{number:03}" for number in (*range(13, 20), 25, 28, 32, 87, 89, 90, 91, 93)}

    assert cited == asked


@pytest.mark.parametrize(
    ("criterion", "changes", "verdict"),
    [
        ("registered", {"registered": False}, FAIL),
        ("registered", {"registered": None}, UNKNOWN),
        ("creditworthy", {"dishonoured_cheques": True}, FAIL),
        ("creditworthy", {"dishonoured_cheques": None}, UNKNOWN),
        ("net_worth", {"net_worth": 1}, PASS),
        ("net_worth", {"net_worth": 0}, FAIL),
        ("net_worth", {"net_worth": -1}, FAIL),
        ("net_worth", {"net_worth": None}, UNKNOWN),
    ],
)
def test_the_company_is_registered_not_dishonoured_and_worth_more_than_nothing(
    criterion: str, changes: dict[str, Any], verdict: Verdict
) -> None:
    finding = found(criterion, company=company(**changes))

    assert finding.verdict is verdict
    assert bool(finding.missing) is (verdict is UNKNOWN)


@pytest.mark.parametrize(
    ("criterion", "proof"),
    [("registered", "registration"), ("creditworthy", "credit-report"), ("net_worth", "balance-sheet")],
)
def test_a_companys_own_word_passes_only_with_the_document_that_proves_it(criterion: str, proof: str) -> None:
    there = {code: digest for code, digest in GOOD.documents.items() if code != proof}

    finding = found(criterion, documents=there)

    assert (finding.verdict, finding.missing) == (UNKNOWN, (f"/documents/{proof}",))


def test_where_the_call_lists_no_proof_somebody_has_to_judge() -> None:
    listed = tuple(replace(one, proves=()) for one in GOOD.listed)

    assert found("registered", listed=listed).missing == ()
    with pytest.raises(JudgementNeeded) as refused:
        outcome(facts(listed=listed))
    assert refused.value.details == {"criteria": ["creditworthy", "net_worth", "registered"]}


@pytest.mark.parametrize(("named", "verdict"), [((), UNKNOWN), (("甲",), PASS), (("甲", "乙"), PASS)])
def test_one_university_at_least(named: Sequence[str], verdict: Verdict) -> None:
    assert found("universities", universities=named).verdict is verdict


@pytest.mark.parametrize(
    ("year", "verdict"),
    [
        ("2", FAIL),
        ("3", PASS),
        ("4", PASS),
        ("5", FAIL),
        ("M1", PASS),
        ("M2", PASS),
        ("M3", FAIL),
        ("D", FAIL),
        (None, UNKNOWN),
    ],
)
def test_third_and_fourth_years_and_masters_of_two_years(year: str | None, verdict: Verdict) -> None:
    assert found("trainees", trainees=trainee(year_of_study=year)).verdict is verdict


@pytest.mark.parametrize(
    ("months", "hours", "verdict"),
    [
        (2, 249, FAIL),
        (2, 250, PASS),
        (3, 379, FAIL),
        (3, 380, PASS),
        (4, 509, FAIL),
        (4, 510, PASS),
        (1, 600, FAIL),
        (5, 600, FAIL),
        (None, 600, UNKNOWN),
        (3, None, UNKNOWN),
    ],
)
def test_hours_of_each_trainee_by_months(months: int | None, hours: int | None, verdict: Verdict) -> None:
    assert found("training_hours", trainees=trainee(months=months, hours=hours)).verdict is verdict


def test_every_trainee_counts_and_none_is_unknown() -> None:
    short = replace(GOOD.trainees[0], number=2, hours=379)

    finding = found("training_hours", trainees=(*GOOD.trainees, short))

    assert finding.evidence == {"trainees": [{"trainee": 2, "months": 3, "hours": 379, "least": 380}]}
    for criterion in ("trainees", "training_hours"):
        assert found(criterion, trainees=()).verdict is UNKNOWN


@pytest.mark.parametrize(("code", "verdict"), [("big-data", PASS), ("cook", FAIL), (None, UNKNOWN)])
def test_a_post_is_of_a_job_type_of_the_years_list(code: str | None, verdict: Verdict) -> None:
    assert found("job_types", posts=(Post(FULL, 1, 40_000, code),)).verdict is verdict


@pytest.mark.parametrize(
    ("posts", "verdict", "reason"),
    [
        ([post(30_000)], FAIL, "not-above"),
        ([post(30_001)], PASS, "above"),
        ([post(29_999), post(30_002)], PASS, "above"),
        ([post(29_999), post(30_001)], FAIL, "not-above"),
        ([post(29_000, count=1), post(30_500, count=3)], PASS, "above"),
        ([post(29_000, count=3), post(30_500, count=1)], FAIL, "not-above"),
        ([post(60_000, PART)], UNKNOWN, "not-comparable"),
        ([post(None, PRACTICE)], UNKNOWN, "not-comparable"),
        ([post(40_000), post(9_000, PART)], UNKNOWN, "not-comparable"),
        ([post(30_000), post(60_000, PART)], FAIL, "not-above"),
        ([post(None)], UNKNOWN, "not-stated"),
        ([post(40_000, None)], UNKNOWN, "not-stated"),
        ([], UNKNOWN, "not-stated"),
    ],
)
def test_full_time_posts_pay_more_than_the_calls_figure_on_average_strictly(
    posts: list[Post], verdict: Verdict, reason: str
) -> None:
    finding = found("pay", posts=tuple(posts))

    assert (finding.verdict, finding.reason) == (verdict, reason)
    assert bool(finding.missing) is (reason == "not-stated")


def test_the_figure_of_average_pay_is_the_calls() -> None:
    assert found("pay", average_pay_above=30_001).verdict is FAIL


@pytest.mark.parametrize(
    ("total", "own", "verdict"),
    [
        (1_000, 499, FAIL),
        (1_000, 500, PASS),
        (1_001, 500, FAIL),
        (1_001, 501, PASS),
        (1_000, 1_000, PASS),
        (1_000, 1_001, UNKNOWN),
        (None, 500, UNKNOWN),
        (1_000, None, UNKNOWN),
    ],
)
def test_the_company_bears_the_calls_share_at_least(total: int | None, own: int | None, verdict: Verdict) -> None:
    assert found("own_share", budget=Budget(total, own)).verdict is verdict


@pytest.mark.parametrize("part", PLAN_PARTS)
def test_every_part_of_the_plan_is_asked_for(part: str) -> None:
    findings = judged(facts(plan=dict(GOOD.plan) | {part: False}))

    assert [one.missing for one in findings.values() if one.verdict is UNKNOWN] == [(f"/plan/{part}",)]


def test_required_documents_are_asked_for_and_others_are_not() -> None:
    findings = judged(facts(documents={}))

    assert findings["documents"].missing == (
        "/documents/registration",
        "/documents/credit-report",
        "/documents/balance-sheet",
    )
    items = [(one.kind, one.name, one.criterion) for one in items_of(findings)]
    assert items == [
        ("document", "registration", "registered"),
        ("document", "credit-report", "creditworthy"),
        ("document", "balance-sheet", "net_worth"),
    ]


@pytest.mark.parametrize(
    ("used", "allowed", "expected"),
    [
        (0, 0, Outcome.RETURNED),
        (0, 1, Outcome.SUPPLEMENT_REQUESTED),
        (1, 1, Outcome.RETURNED),
        (1, 2, Outcome.SUPPLEMENT_REQUESTED),
    ],
)
def test_what_lacks_is_asked_for_as_often_as_the_call_allows(used: int, allowed: int, expected: Outcome) -> None:
    assert outcome(facts(universities=(), rounds_used=used, rounds_allowed=allowed)) is expected


def test_a_fail_returns_whatever_lacks_besides() -> None:
    assert outcome(facts(company=company(net_worth=0), universities=())) is Outcome.RETURNED
