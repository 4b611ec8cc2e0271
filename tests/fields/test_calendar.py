"""The business calendar: a day begins and ends in Taipei, wherever the moment was noted."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from fields.calendar import business_date
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 15, 59, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 16, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_business_day_begins_at_four_in_the_afternoon_of_greenwich(moment: datetime, day: date) -> None:
    assert business_date(moment) == day


@given(st.integers(0, 4_000_000_000), st.integers(-12, 14))
def test_the_business_day_of_a_moment_does_not_depend_on_where_it_was_noted(seconds: int, hours: int) -> None:
    noted = datetime.fromtimestamp(seconds, UTC)
    assert business_date(noted.astimezone(timezone(timedelta(hours=hours)))) == business_date(noted)
