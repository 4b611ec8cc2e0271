"""An officer's judgement beside the rules, and what holds of any facts whatever."""

from dataclasses import replace
from typing import Any

import pytest
from chassis.domain import Verdict
from hypothesis import given
from hypothesis import strategies as st
from training.domain.application import Budget, Company, Outcome, Post, PostMode, Trainee
from training.domain.eligibility import check_judgements, items_of
from training.domain.eligibility_criteria import MAY_BE_SETTLED
from training.domain.eligibility_facts import Facts, Judgement
from training.domain.subsidy_errors import JudgementNeeded, JudgementRefused

from tests.factories.training import facts
from tests.training.test_criteria import FAIL, GOOD, PART, PASS, UNKNOWN, company, found, judged, outcome, post


def said(criterion: str, verdict: Verdict, *missing: str) -> tuple[Judgement, ...]:
    return (Judgement(criterion, verdict, "經查證", missing),)


@pytest.mark.parametrize("verdict", [PASS, FAIL])
def test_an_officer_settles_what_is_not_comparable(verdict: Verdict) -> None:
    part_time = facts(posts=(post(20_000, PART),), judgements=said("pay", verdict))

    finding = judged(part_time)["pay"]

    assert (finding.verdict, finding.reason) == (verdict, "judged-by-officer")
    assert finding.evidence["found"] == "not-comparable"
    assert outcome(part_time) is (Outcome.ELIGIBLE if verdict is PASS else Outcome.RETURNED)


def test_an_officer_faults_what_passed_or_asks_for_it_to_be_supplemented() -> None:
    assert outcome(facts(judgements=said("plan_content", FAIL))) is Outcome.RETURNED
    unclear = facts(judgements=said("plan_content", UNKNOWN, "/plan/goals"))
    assert outcome(unclear) is Outcome.SUPPLEMENT_REQUESTED
    assert [one.name for one in items_of(judged(unclear))] == ["/plan/goals"]


@pytest.mark.parametrize(
    ("changes", "judgement"),
    [
        ({"company": company(net_worth=0)}, said("net_worth", PASS)),
        ({"company": company(net_worth=0)}, said("net_worth", UNKNOWN, "/company/net_worth")),
        ({"universities": ()}, said("universities", PASS)),
        ({}, said("plan_content", UNKNOWN)),
    ],
)
def test_a_judgement_reverses_no_rule_and_stands_for_nothing_that_the_applicant_has_to_supply(
    changes: dict[str, Any], judgement: tuple[Judgement, ...]
) -> None:
    with pytest.raises(JudgementRefused):
        check_judgements(judgement, judged(facts(**changes)))


@pytest.mark.parametrize("criterion", sorted(MAY_BE_SETTLED))
def test_what_may_be_settled_is_settled(criterion: str) -> None:
    listed = tuple(replace(one, proves=()) for one in GOOD.listed)
    open_facts = facts(listed=listed, posts=(post(20_000, PART),))

    check_judgements(said(criterion, PASS), judged(open_facts))
    assert judged(replace(open_facts, judgements=said(criterion, PASS)))[criterion].verdict is PASS


POSTS = st.lists(
    st.builds(
        Post,
        st.sampled_from([*PostMode, None]),
        st.integers(1, 9),
        st.none() | st.integers(0, 70_000),
        st.sampled_from(["big-data", "cook", None]),
    ),
    max_size=4,
)
TRAINEES = st.lists(
    st.builds(
        Trainee,
        st.integers(1, 9),
        st.sampled_from(["甲", None]),
        st.sampled_from(["2", "3", "M2", None]),
        st.none() | st.integers(1, 5),
        st.none() | st.integers(0, 700),
    ),
    max_size=3,
)
COMPANIES = st.builds(
    Company,
    st.just("22099131"),
    st.just("範例"),
    st.sampled_from([True, False, None]),
    st.sampled_from([True, False, None]),
    st.none() | st.integers(-3, 3),
)
BUDGETS = st.builds(Budget, st.none() | st.integers(1, 100), st.none() | st.integers(0, 120))


@given(COMPANIES, POSTS, TRAINEES, BUDGETS, st.integers(0, 2))
def test_any_facts_survive_their_record_and_answer_the_same(
    stated: Company, posts: list[Post], people: list[Trainee], budget: Budget, used: int
) -> None:
    given_facts = facts(company=stated, posts=tuple(posts), trainees=tuple(people), budget=budget, rounds_used=used)

    read_back = Facts.of(given_facts.record())

    assert read_back == given_facts
    assert judged(read_back) == judged(given_facts)


@given(COMPANIES, POSTS, TRAINEES, BUDGETS)
def test_only_facts_that_all_pass_are_eligible(
    stated: Company, posts: list[Post], people: list[Trainee], budget: Budget
) -> None:
    given_facts = facts(company=stated, posts=tuple(posts), trainees=tuple(people), budget=budget)
    verdicts = {one.verdict for one in judged(given_facts).values()}

    try:
        concluded = outcome(given_facts)
    except JudgementNeeded:
        assert verdicts == {PASS, UNKNOWN}
        return
    assert (concluded is Outcome.ELIGIBLE) is (verdicts == {PASS})
    assert FAIL not in verdicts or concluded is Outcome.RETURNED


@given(TRAINEES, st.integers(0, 700))
def test_more_hours_never_turn_a_pass_into_anything_else(people: list[Trainee], more: int) -> None:
    longer = tuple(replace(one, hours=None if one.hours is None else one.hours + more) for one in people)

    if found("training_hours", trainees=tuple(people)).verdict is PASS:
        assert found("training_hours", trainees=longer).verdict is PASS
