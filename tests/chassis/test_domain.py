"""The words in which rules are stated: life cycles as data, rule sets in force, criteria that keep their versions."""

from datetime import date, timedelta

import pytest
from chassis.decisions import CriteriaRegistry
from chassis.domain import Criterion, Finding, Kind, LifeCycle, RuleSet, Transition, TransitionRefused, Verdict, judge
from hypothesis import given
from hypothesis import strategies as st

STATES = ["draft", "submitted", "published", "closed"]
LIFE = LifeCycle(
    [
        Transition("submit", frozenset({"draft"}), "submitted"),
        Transition("publish", frozenset({"submitted", "closed"}), "published"),
        Transition("close", frozenset({"submitted", "published"}), "closed"),
    ]
)
days = st.dates(date(2023, 5, 1), date(2026, 12, 31))


@given(state=st.sampled_from(STATES), name=st.sampled_from(sorted(LIFE.transitions)))
def test_a_transition_is_taken_from_its_origins_and_refused_from_any_other_state(state: str, name: str) -> None:
    step = LIFE.transitions[name]

    if state in step.origins:
        assert LIFE.after(state, name) == step.target
        assert name in LIFE.allowed_from(state)
    else:
        with pytest.raises(TransitionRefused) as refused:
            LIFE.after(state, name)
        assert refused.value.details == {
            "state": state,
            "transition": name,
            "allowed": list(LIFE.allowed_from(state)),
        }


def test_an_unknown_transition_is_a_programming_error_and_not_a_refusal() -> None:
    with pytest.raises(KeyError):
        LIFE.after("draft", "vanish")


@given(begin=days, length=st.integers(0, 400), day=days)
def test_a_rule_set_holds_from_its_first_to_its_last_day_inclusive(begin: date, length: int, day: date) -> None:
    end = begin + timedelta(days=length)
    bounded, open_ended = RuleSet("toy", "1", begin, end, {}), RuleSet("toy", "1", begin, None, {})

    assert bounded.in_force(day) == (begin <= day <= end)
    assert open_ended.in_force(day) == (begin <= day)
    assert bounded.in_force(begin)
    assert bounded.in_force(end)
    assert not bounded.in_force(begin - timedelta(days=1))
    assert not bounded.in_force(end + timedelta(days=1))


def wage_over(version: int, floor: int) -> Criterion[int]:
    def look(facts: int, rules: RuleSet, on: date) -> Finding:
        return Finding(Verdict.PASS if facts > floor else Verdict.FAIL, "wage", {"floor": floor})

    return Criterion("wage", version, Kind.IN_PRINCIPLE, ("R000-024",), look)


def test_an_old_decision_is_judged_by_the_criteria_it_was_made_with() -> None:
    registry = CriteriaRegistry([wage_over(1, 30_000), wage_over(3, 50_000), wage_over(2, 40_000)])
    rules = RuleSet("toy", "1", date(2024, 1, 1), None, {})

    now = judge(registry.current, 35_000, rules, date(2026, 7, 1))
    then = judge(registry.at({"wage": 1}), 35_000, rules, date(2024, 7, 1))

    assert [one.version for one in registry.current] == [3]
    assert (now["wage"].verdict, then["wage"].verdict) == (Verdict.FAIL, Verdict.PASS)


def test_a_criterion_version_that_is_gone_cannot_be_replayed_in_silence() -> None:
    with pytest.raises(KeyError):
        CriteriaRegistry([wage_over(2, 40_000)]).at({"wage": 1})
