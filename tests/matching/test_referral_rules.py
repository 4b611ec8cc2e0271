"""The life cycle of a referral and who may take which step, as pure rules at their boundaries."""

from datetime import date, timedelta

import pytest
from chassis.domain import TransitionRefused
from hypothesis import given
from hypothesis import strategies as st
from matching.domain.placement import (
    FollowUpPolicyInvalid,
    months_after,
    parse_policy,
)
from matching.domain.referral import (
    OPEN,
    PARTIES,
    REFERRAL_LIFE_CYCLE,
    Party,
    ReferralState,
    RoleRefused,
    StartExceptionMissing,
    check_party,
    check_start,
)
from matching.service.load_policies import follow_up_policy, referral_policy

ALLOWED = {
    ("proposed", "issue"): "issued",
    ("proposed", "expire"): "expired",
    ("proposed", "withdraw"): "withdrawn",
    ("issued", "accept"): "accepted",
    ("issued", "decline"): "declined",
    ("issued", "reject"): "rejected",
    ("issued", "expire"): "expired",
    ("issued", "withdraw"): "withdrawn",
    ("accepted", "interview"): "interviewing",
    ("accepted", "offer"): "offered",
    ("accepted", "decline"): "declined",
    ("accepted", "reject"): "rejected",
    ("accepted", "no-show"): "no_show",
    ("accepted", "withdraw"): "withdrawn",
    ("interviewing", "offer"): "offered",
    ("interviewing", "decline"): "declined",
    ("interviewing", "reject"): "rejected",
    ("interviewing", "no-show"): "no_show",
    ("interviewing", "withdraw"): "withdrawn",
    ("offered", "hire"): "hired",
    ("offered", "decline"): "declined",
    ("offered", "reject"): "rejected",
    ("offered", "withdraw"): "withdrawn",
    ("hired", "start"): "started",
    ("hired", "no-show"): "no_show",
    ("hired", "withdraw"): "withdrawn",
}


@pytest.mark.parametrize("state", list(ReferralState))
@pytest.mark.parametrize("transition", sorted(REFERRAL_LIFE_CYCLE.transitions))
def test_every_state_allows_these_steps_and_no_others(state: ReferralState, transition: str) -> None:
    expected = ALLOWED.get((state, transition))
    if expected is not None:
        assert REFERRAL_LIFE_CYCLE.after(state, transition) == expected
        return
    with pytest.raises(TransitionRefused) as refused:
        REFERRAL_LIFE_CYCLE.after(state, transition)
    assert refused.value.details["state"] == state


def test_what_has_ended_stays_ended() -> None:
    for state in set(ReferralState) - OPEN:
        assert REFERRAL_LIFE_CYCLE.allowed_from(state) == ()


@pytest.mark.parametrize("transition", sorted(PARTIES))
@pytest.mark.parametrize("party", list(Party))
def test_a_step_belongs_to_its_parties(transition: str, party: Party) -> None:
    assert PARTIES.keys() == REFERRAL_LIFE_CYCLE.transitions.keys()
    if party in PARTIES[transition]:
        check_party(transition, frozenset({party}))
        return
    with pytest.raises(RoleRefused):
        check_party(transition, frozenset({party}))


GRADUATION = date(2026, 7, 1)
"""The month, by its first day."""
AFTERWARDS = date(2026, 8, 1)


@pytest.mark.parametrize(
    ("first_day", "graduates_in", "until", "fine"),
    [
        # on which day of the month is not known: over when the month is
        (AFTERWARDS, GRADUATION, None, True),
        (GRADUATION, GRADUATION, None, False),
        (AFTERWARDS - timedelta(days=1), GRADUATION, None, False),
        (date(2027, 1, 1), date(2026, 12, 1), None, True),
        (date(2026, 12, 31), date(2026, 12, 1), None, False),
        (GRADUATION, GRADUATION, GRADUATION, True),
        (GRADUATION, GRADUATION, GRADUATION - timedelta(days=1), False),
        # nobody has stated it: unknown is no pass
        (GRADUATION, None, None, False),
        (GRADUATION, None, GRADUATION, True),
    ],
)
def test_a_student_starts_after_graduation_or_with_an_exception(
    first_day: date, graduates_in: date | None, until: date | None, fine: bool
) -> None:
    check_start(first_day, in_school=False, graduates_in=graduates_in, excepted_until=None)
    if fine:
        check_start(first_day, in_school=True, graduates_in=graduates_in, excepted_until=until)
        return
    with pytest.raises(StartExceptionMissing) as refused:
        check_start(first_day, in_school=True, graduates_in=graduates_in, excepted_until=until)
    assert refused.value.details == {
        "graduates_in": graduates_in and graduates_in.isoformat()[:7],
        "graduates_on": graduates_in and graduates_in.isoformat(),
        "started_on": first_day.isoformat(),
    }


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 7, 1), 3, date(2026, 10, 1)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_calendar_months_end_where_the_month_does(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@given(day=st.dates(date(2023, 5, 1), date(2040, 1, 1)), months=st.integers(1, 24))
def test_a_month_later_is_in_that_month_and_never_on_a_later_day(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day


def test_the_policies_that_ship_say_what_the_seeds_say_and_are_labelled() -> None:
    follow_ups = {one.code: (one.months, one.judged) for one in follow_up_policy().follow_ups}
    assert follow_ups == {"arrival": (0, False), "stable-3-months": (3, False), "stable-9-months": (9, True)}
    assert referral_policy().answer_days > 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"follow_ups": [{"code": "a", "months": 3}, {"code": "a", "months": 6}]},
        {"follow_ups": [{"code": "a", "months": 6}, {"code": "b", "months": 3}]},
        {"follow_ups": [{"code": "a", "months": -1}]},
        {"grace_days": -1},
    ],
)
def test_a_follow_up_policy_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    written = {"version": "9", "grace_days": 14, "follow_ups": [{"code": "a", "months": 3}]}
    parse_policy(written)
    with pytest.raises(FollowUpPolicyInvalid):
        parse_policy(written | wrong)
