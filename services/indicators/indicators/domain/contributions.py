"""Contribution series: this platform's own counts, shown beside a ministry figure and never added to it.

人次 counts what happened, 人 counts people: a second placement of one person in a year moves the one and not the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid5

from chassis.domain import DomainError
from fields.roc import roc_year

PERSON_YEARS = UUID("3c7f1a52-8a36-5c6e-9f0b-6a2d4be0c115")
UNKNOWN = "unknown"
"""Asks for the cell of what is not known; no code is called so."""


class SeriesUnknown(DomainError):
    """There is no contribution series with this name."""

    code = "series-unknown"
    title_en = "There is no contribution series with this name"
    title_zh = "查無此貢獻序列"


class BreakdownReserved(DomainError):
    """Months, filters and two dimensions at once are for officers: put together they would tell small cells."""

    code = "breakdown-reserved"
    title_en = "Published figures are by one dimension and one ROC year; finer ones are for officers"
    title_zh = "公開統計僅提供單一年度、單一面向，較細之統計限承辦機關查詢"


class SeriesReserved(DomainError):
    """The series is for officers: beside a published one that is a part of it, the rest could be told."""

    code = "series-reserved"
    title_en = "This series is for officers: beside a published one it would tell small cells"
    title_zh = "此序列限承辦機關查詢，以免與公開序列相減而揭露過少之人數"


class LineageReserved(DomainError):
    """The facts behind a figure are shown to planning and the agency only."""

    code = "lineage-reserved"
    title_en = "The facts behind a figure are shown to planning and the agency only"
    title_zh = "統計數之來源事實僅供綜合規劃單位及發展署查詢"


class PeriodReversed(DomainError):
    """The first month is after the last."""

    code = "period-reversed"
    title_en = "The first month is after the last"
    title_zh = "起始月份晚於結束月份"


class Series(StrEnum):
    """The series, by the names under which they are asked for."""

    PUBLISHED_VACANCIES = "published-vacancies"
    REGISTERED_YOUTHS = "registered-youths"
    ACTIVITY_ATTENDANCES = "activity-attendances"
    REFERRALS = "referrals"
    ENROLMENTS = "enrolments"
    COURSE_COMPLETIONS = "course-completions"
    PLACEMENTS = "placements"
    YOUTH_PLACEMENTS = "youth-placements"
    STABLE_PLACEMENTS = "stable-placements"
    DECIDED_APPLICATIONS = "decided-applications"
    ASSISTED_YOUTHS = "assisted-youths"
    EMPLOYED_YOUTHS = "employed-youths"


class By(StrEnum):
    """What a series may be broken down by; what ``detail`` is, the series says."""

    GENDER = "gender"
    AGE_BAND = "age_band"
    COUNTY = "county"
    INDUSTRY = "industry"
    TARGET_GROUP = "target_group"
    DETAIL = "detail"
    MONTH = "month"


class Readers(StrEnum):
    """Who may read a series at all."""

    EVERYBODY = "everybody"
    OFFICERS = "officers"


class Basis(StrEnum):
    """What one count of a series is: something that happened, or a person in a ROC year."""

    UNIT = "unit"
    PERSON_YEAR = "person_year"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a series counts. ``made_of``: the series whose facts make a person count; none for what happened."""

    series: Series
    basis: Basis
    readers: Readers
    unit_zh: str
    unit_en: str
    name_zh: str
    name_en: str
    definition_zh: str
    definition_en: str
    detail_zh: str | None
    detail_en: str | None
    made_of: tuple[Series, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimensions:
    """What a unit is counted by; None is not known, or not said of this kind of unit."""

    gender: str | None = None
    age_band: str | None = None
    county: str | None = None
    industry: str | None = None
    target_group: str | None = None
    detail: str | None = None


DIMENSIONS = tuple(field.name for field in fields(Dimensions))


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a series as its latest event tells it. ``person`` is a number without a name."""

    series: Series
    id: UUID
    happened_on: date
    dimensions: Dimensions
    event_id: UUID
    sequence: int
    person: UUID | None = None

    @property
    def month(self) -> date:
        """The first day of the month it counts in."""
        return self.happened_on.replace(day=1)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A unit that an event says does not count, or not any more."""

    series: Series
    id: UUID
    sequence: int


Told = Unit | Dropped
Key = tuple[Series, UUID]


@dataclass(frozen=True, slots=True)
class Change:
    """A unit before and after: None where it did not or does not count."""

    before: Unit | None
    after: Unit | None


PersonYear = tuple[UUID, int]
"""A person and a ROC year."""


def latest(told: Iterable[Told]) -> dict[Key, Told]:
    """What is told last of each unit, by the sequence of its events."""
    found: dict[Key, Told] = {}
    for one in told:
        held = found.get((one.series, one.id))
        if held is None or held.sequence <= one.sequence:
            found[one.series, one.id] = one
    return found


def changes(told: Mapping[Key, Told], held: Mapping[Key, Unit]) -> list[Change]:
    """What moves: nothing where a later event was heard before, nor for what is dropped and never counted."""
    found = []
    for key, one in sorted(told.items()):
        before = held.get(key)
        if before is not None and before.sequence >= one.sequence:
            continue
        after = one if isinstance(one, Unit) else None
        if before is not None or after is not None:
            found.append(Change(before, after))
    return found


def person_years(moved: Sequence[Change], made_of: Sequence[Series]) -> set[PersonYear]:
    """The person-years that changes of these series may have moved."""
    touched = [one for change in moved for one in (change.before, change.after) if one is not None]
    return {
        (one.person, roc_year(one.happened_on)) for one in touched if one.series in made_of and one.person is not None
    }


def person_year_id(person: UUID, year: int) -> UUID:
    """The id under which a person counts in a ROC year."""
    return uuid5(PERSON_YEARS, f"{person}/{year}")


def months_of(year: int) -> tuple[date, date]:
    """The first and the last month of a Common Era year."""
    return date(year, 1, 1), date(year, 12, 1)
