"""The ROC calendar (民國) and the academic year (學年度) that is counted in it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from fields.text import narrow

_YEARS_BEHIND = 1911
# Written in three digits; a longer year is a Common Era year that was taken for an ROC one.
_LAST_YEAR = 999

_FORMS = (
    re.compile(r"(?P<year>[0-9]{2,3})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    re.compile(r"(?P<year>[0-9]{1,3})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"),
    re.compile(
        r"(?:(?:中華)?民國)? *(?P<year>[0-9]{1,3}) *年 *(?P<month>[0-9]{1,2}) *月 *(?P<day>[0-9]{1,2}) *日",
    ),
)


class RocYearInvalid(ValueError):
    """The year lies outside ROC 1 to 999 (1912 to 2910): there is no year 0."""


class RocDateInvalid(ValueError):
    """The text is no ROC date in a form that is read here, or no such day exists.

    The message does not quote it: it may be somebody's birthday.
    """


def roc_year(when: date | int) -> int:
    """The ROC year of a date, or of a Common Era year: 2023 -> 112. Raises `RocYearInvalid`."""
    year = (when if isinstance(when, int) else when.year) - _YEARS_BEHIND
    return _checked(year)


def from_roc_year(year: int) -> int:
    """The Common Era year of an ROC year: 112 -> 2023. Raises `RocYearInvalid`."""
    return _checked(year) + _YEARS_BEHIND


def parse_roc_date(text: str) -> date:
    """Read an ROC date: "0760221", "760221", "112-08-07", "112/8/7", "112.8.7", "112年8月7日" or "民國112年8月7日".

    Seven digits are the company registry's form; six are the same once a spreadsheet has dropped the leading zero.
    Raises `RocDateInvalid`, for empty text too: whether a date may be missing is the caller's to say.
    """
    typed = narrow(text)
    for form in _FORMS:
        if match := form.fullmatch(typed):
            try:
                return date(from_roc_year(int(match["year"])), int(match["month"]), int(match["day"]))
            except ValueError as error:
                raise RocDateInvalid("the ROC calendar has no such day") from error
    raise RocDateInvalid("not written as an ROC date")


def format_roc_date(when: date) -> str:
    """The date as people read it: "112年8月7日". Raises `RocYearInvalid`."""
    return f"{roc_year(when)}年{when.month}月{when.day}日"


def compact_roc_date(when: date) -> str:
    """The date in the company registry's seven digits: "1120807". Raises `RocYearInvalid`."""
    return f"{roc_year(when):03}{when:%m%d}"


@dataclass(frozen=True, order=True)
class AcademicYear:
    """An academic year (學年度), named by the ROC year it begins in: 112 runs from 2023-08-01 to 2024-07-31.

    Source: 各級學校學生學年學期假期辦法 §2. Raises `RocYearInvalid`.
    """

    year: int

    def __post_init__(self) -> None:
        _checked(self.year)

    @classmethod
    def containing(cls, day: date) -> Self:
        """The academic year that a day falls in."""
        return cls(roc_year(day.year if day.month >= 8 else day.year - 1))

    @property
    def first_day(self) -> date:
        """1 August."""
        return date(from_roc_year(self.year), 8, 1)

    @property
    def last_day(self) -> date:
        """31 July of the next calendar year."""
        return date(from_roc_year(self.year) + 1, 7, 31)

    @property
    def semesters(self) -> tuple["Semester", "Semester"]:
        """Its two semesters, in order."""
        return Semester(self, 1), Semester(self, 2)


@dataclass(frozen=True, order=True)
class Semester:
    """A semester (學期): the first runs from 1 August to 31 January, the second from 1 February to 31 July.

    Source: 各級學校學生學年學期假期辦法 §3. Teaching begins and ends on days that each school sets.
    """

    academic_year: AcademicYear
    number: Literal[1, 2]

    @classmethod
    def containing(cls, day: date) -> Self:
        """The semester that a day falls in."""
        return cls(AcademicYear.containing(day), 2 if 2 <= day.month <= 7 else 1)

    @property
    def first_day(self) -> date:
        """1 August or 1 February."""
        return self.academic_year.first_day if self.number == 1 else self.academic_year.last_day.replace(month=2, day=1)

    @property
    def last_day(self) -> date:
        """31 January or 31 July."""
        return self.academic_year.last_day if self.number == 2 else self.academic_year.last_day.replace(month=1)

    def __str__(self) -> str:
        """As schools write it: "112-1"."""
        return f"{self.academic_year.year}-{self.number}"


def _checked(year: int) -> int:
    if not 1 <= year <= _LAST_YEAR:
        raise RocYearInvalid(f"no ROC year {year}: they run from 1 to {_LAST_YEAR}")
    return year
