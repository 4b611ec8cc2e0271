"""Skill demand (數位能力盤點, R003-094): what vacancies are counted by, and which counts may be published."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from vacancy.domain.statement import Statement

UNSTATED = "unstated"
OTHER = "other"
SMALL = 5
"""A published count is at least this."""


class By(StrEnum):
    """What demand is counted by."""

    FIELD = "field"
    SKILL = "skill"
    INDUSTRY = "industry"
    COUNTY = "county"
    OCCUPATION = "occupation"
    EDUCATION = "education"
    EXPERIENCE = "experience"
    MONTH = "month"


OVERLAPPING = frozenset({By.FIELD, By.SKILL})
"""A vacancy counts under every field and skill that it asks for; under anything else once."""


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its names."""

    code: str
    name_zh: str
    name_en: str


# the feed's words (EDGRDESC), lowest first
EDUCATION = MappingProxyType(
    {
        "不拘": Named("any", "不拘", "Any"),
        "國小": Named("primary", "國小", "Primary school"),
        "國中": Named("junior-high", "國中", "Junior high school"),
        "高中": Named("senior-high", "高中", "Senior high school"),
        "高職": Named("vocational-high", "高職", "Vocational high school"),
        "專科": Named("junior-college", "專科", "Junior college"),
        "大學": Named("bachelor", "大學", "Bachelor"),
        "碩士": Named("master", "碩士", "Master"),
        "博士": Named("doctorate", "博士", "Doctorate"),
    }
)
_YEARS = range(1, 21)
# the feed's words (EXPERIENCE)
EXPERIENCE = MappingProxyType(
    {
        "無": Named("none", "無", "None asked"),
        "不拘": Named("none", "無", "None asked"),
        "1年內": Named("under-1", "1年內", "Less than 1 year"),
        **{f"{n}年以上": Named(f"from-{n:02}", f"{n}年以上", f"{n} years or more") for n in _YEARS},
    }
)
NEITHER = (Named(OTHER, "其他", "Other"), Named(UNSTATED, "未載明", "Not stated"))
ORDERED = MappingProxyType(
    {
        By.EDUCATION: tuple(dict.fromkeys((*EDUCATION.values(), *NEITHER))),
        By.EXPERIENCE: tuple(dict.fromkeys((*EXPERIENCE.values(), *NEITHER))),
    }
)


@dataclass(frozen=True, slots=True)
class Dimensions:
    """What the facts of a vacancy say that demand is counted by, as codes."""

    occupation: str | None
    education: str
    experience: str


def dimensions_of(facts: Statement) -> Dimensions:
    """Free words as codes; a word that the feed does not know is "other", none is "unstated"."""
    return Dimensions(
        occupation=facts.get("occupation_code"),
        education=_code(facts.get("education"), EDUCATION),
        experience=_code(facts.get("experience"), EXPERIENCE),
    )


def _code(word: str | None, known: MappingProxyType[str, Named]) -> str:
    if word is None:
        return UNSTATED
    found = known.get(re.sub(r"\s|\(含\)|（含）", "", word))
    return OTHER if found is None else found.code


@dataclass(frozen=True, slots=True)
class Count:
    """How many vacancies, how many people they say they want, and how many do not say; None where it is withheld."""

    key: str
    vacancies: int | None
    openings: int | None
    openings_unstated: int | None = 0
    months: tuple["Count", ...] = field(default=())

    @property
    def suppressed(self) -> bool:
        """Whether the figures are withheld."""
        return self.vacancies is None

    def withheld(self) -> "Count":
        """The same without its figures."""
        months = tuple(one.withheld() for one in self.months)
        return replace(self, vacancies=None, openings=None, openings_unstated=None, months=months)


def published(counts: Sequence[Count], *, additive: bool) -> list[Count]:
    """Withhold what is smaller than SMALL; the order is kept.

    Where the counts add up to a total that is known, the smallest of the rest are withheld too, until at least two are
    and they add up to SMALL: otherwise a subtraction would tell what was withheld.
    """
    by_size = sorted(range(len(counts)), key=lambda place: (counts[place].vacancies or 0, counts[place].key))
    hidden: list[int] = []
    among = 0
    for place in by_size:
        size = counts[place].vacancies or 0
        tells = additive and hidden and (len(hidden) < 2 or among < SMALL)
        if size >= SMALL and not tells:
            break
        hidden.append(place)
        among += size
    return [one.withheld() if place in hidden else _months_published(one) for place, one in enumerate(counts)]


def _months_published(count: Count) -> Count:
    return replace(count, months=tuple(published(count.months, additive=True)))
