"""What is counted of a person: age, and the band it falls in."""

from datetime import date
from typing import Literal

AgeBand = Literal["15-19", "20-24", "25-29", "30+"]
_BANDS: tuple[tuple[int, AgeBand], ...] = ((20, "15-19"), (25, "20-24"), (30, "25-29"))


def age_on(birth: date, on: date) -> int:
    """Completed years on a day. Whoever was born on 29 February is a year older on 1 March where there is no such day.

    Source: 民法 §121, §124.
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def age_band(birth: date, on: date) -> AgeBand:
    """The band that events count by; the first one holds everybody younger too."""
    age = age_on(birth, on)
    return next((band for limit, band in _BANDS if age < limit), "30+")
