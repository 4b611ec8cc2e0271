"""Skill demand (數位能力盤點, R003-094): what vacancies are counted by, and which counts may be published."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from chassis.domain import DomainError
from fields.disclosure import withheld

from vacancy.domain.statement import Statement

UNSTATED = "unstated"
OTHER = "other"


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
        return replace(self, vacancies=None, openings=None, openings_unstated=None, months=())


class FiguresNotOffered(DomainError):
    """The caller reads figures about vacancies that it does not see, by one property and without narrowing them."""

    code = "figures-not-offered"
    title_en = "These figures are not published; ask by one property, of one kind or field of skills"
    title_zh = "未公布此項統計，請僅依一項屬性、一種類別或領域查詢"


def check_offered(narrowed: Mapping[str, object]) -> None:
    """Raise FiguresNotOffered where published figures are asked for by more than one property of a kind or field.

    ``narrowed``: filters by their names, None where one is not used. Of what is narrowed, two answers could be
    subtracted.
    """
    refused = [name for name, value in narrowed.items() if value is not None]
    if refused:
        raise FiguresNotOffered(refused=refused, allowed=["by", "kind", "field"])


@dataclass(frozen=True, slots=True)
class Tables:
    """One kind's figures that decide together what of a table is withheld, each sorted by the caller as it likes.

    ``fields``: the fields of the kind. ``asked``: what is asked for, by one property, of the kind or of one ``field``.
    ``of_kind``: the same property of the whole kind, where only a field is asked for.
    """

    by: By
    field: str | None
    fields: Sequence[Count]
    asked: Sequence[Count]
    of_kind: Sequence[Count] = ()

    def published(self, field_of: Mapping[str, str]) -> list[Count]:
        """What is asked for without what may not be told; ``field_of`` names the field of every skill.

        Nothing, not even what it was counted under, where all is withheld: as many keys as vacancies would tell each.
        Of a field the total is to be withheld too.
        """
        shown = self._shown(field_of)
        return [] if all(one.suppressed for one in shown) else shown

    def _shown(self, field_of: Mapping[str, str]) -> list[Count]:
        hidden_fields = _hidden(published(self.fields, overlapping=True))
        if self.field in hidden_fields:
            return []
        if self.by is By.FIELD:
            return [one.withheld() if one.key in hidden_fields else one for one in self.asked]
        if self.by is not By.SKILL:
            # parts would bound the whole
            return published(self.asked, hidden=_hidden(published(self.of_kind)))
        # field by field, so that asking for one field shows the same ones
        shown: dict[str, Count] = {}
        for name in {field_of[one.key] for one in self.asked}:
            group = [one for one in self.asked if field_of[one.key] == name]
            hidden = [one.key for one in group] if name in hidden_fields else []
            shown |= {one.key: one for one in published(group, hidden=hidden, overlapping=True)}
        return [shown[one.key] for one in self.asked]


def _hidden(counts: Sequence[Count]) -> frozenset[str]:
    return frozenset(one.key for one in counts if one.suppressed)


def published(counts: Sequence[Count], *, hidden: Collection[str] = (), overlapping: bool = False) -> list[Count]:
    """Withhold what is smaller than SMALL, what is ``hidden`` already, and what would tell either; the order is kept.

    ``overlapping``: a vacancy may count under several of the keys.
    """
    forced = [place for place, one in enumerate(counts) if one.key in hidden]
    places = withheld([one.vacancies or 0 for one in counts], forced=forced, overlapping=overlapping)
    return [one.withheld() if place in places else one for place, one in enumerate(counts)]
