"""The business calendar: a day begins and ends in Taipei."""

from datetime import date, datetime, time, timedelta, timezone

# Taiwan has kept UTC+8 without summer time since 1980, so no time-zone database is needed.
TAIPEI = timezone(timedelta(hours=8), "Asia/Taipei")


def business_date(now: datetime) -> date:
    """The date in Taipei at a moment."""
    return now.astimezone(TAIPEI).date()


def midnight(day: date) -> datetime:
    """The moment at which a day begins in Taipei."""
    return datetime.combine(day, time(), TAIPEI)
