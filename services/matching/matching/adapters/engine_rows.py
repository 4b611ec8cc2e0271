"""Held vacancies and people's profiles as the engine's tables: whole numbers, nothing that names anybody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching.adapters.codebook import Codebook
from matching.domain.recommendation import Profile, strongest
from matching.engine.tables import ABSENT, Lists, Vacancies, Youths


@dataclass(frozen=True, slots=True)
class VacancyRow:
    """What the engine is told of one vacancy; ``number`` is its stable number, ``offer`` as the event carried it."""

    number: int
    county: str | None
    industry: str | None
    openings: int
    offer: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class YouthRow:
    """What the engine is told of one person; ``number`` breaks ties among candidates and says nothing else."""

    number: int
    profile: Profile


def vacancies_of(rows: Iterable[VacancyRow], codebook: Codebook, skills: Mapping[str, int]) -> Vacancies:
    """The engine's table of vacancies, by number; ``skills`` numbers the codes, and one it lacks is left out."""
    ordered = sorted(rows, key=lambda row: row.number)
    offers = [row.offer or {} for row in ordered]
    asked = [_asked(offer, codebook, skills) for offer in offers]
    zeros = [0] * len(ordered)
    return Vacancies.of(
        number=[row.number for row in ordered],
        region=[codebook.region(row.county) for row in ordered],
        industry=[codebook.industry(row.industry) for row in ordered],
        education=[codebook.education.get(offer.get("education") or "", ABSENT) for offer in offers],
        certificates=zeros,
        skills=Lists.of([[skill for skill, _ in one] for one in asked]),
        importance=[codebook.importance for one in asked for _ in one],
        level=[level for one in asked for _, level in one],
        fields=zeros,
        wage=[_or_absent(offer.get("wage_minimum")) for offer in offers],
        attributes=[codebook.attributes_mask(offer.get("attributes", ())) for offer in offers],
        course=[ABSENT] * len(ordered),
        openings=[row.openings for row in ordered],
    )


def youths_of(rows: Sequence[YouthRow], codebook: Codebook, skills: Mapping[str, int]) -> Youths:
    """The engine's table of people, in the given order; skills that no vacancy has ever asked for are left out."""
    profiles = [row.profile for row in rows]
    held = [_held(profile, codebook, skills) for profile in profiles]
    zeros, absent = [0] * len(rows), [ABSENT] * len(rows)
    return Youths.of(
        number=[row.number for row in rows],
        home=[_or_absent(codebook.regions.get(one.home) if one.home else None) for one in profiles],
        regions=[codebook.regions_mask(one.counties) for one in profiles],
        industries=[codebook.industries_mask(one.industries) for one in profiles],
        education=[codebook.education.get(one.education or "", ABSENT) for one in profiles],
        certificates=zeros,
        skills=Lists.of([[skill for skill, _ in one] for one in held]),
        level=[level for one in held for _, level in one],
        field=absent,
        wage=[_or_absent(one.wage) for one in profiles],
        preferences=[codebook.attributes_mask(one.wishes) for one in profiles],
        courses=Lists.of([() for _ in profiles]),
    )


def skill_codes(offer: Mapping[str, Any] | None) -> list[str]:
    """The codes of the skills that an offer asks for."""
    return [one["code"] for one in (offer or {}).get("skills", ())]


def _asked(offer: Mapping[str, Any], codebook: Codebook, skills: Mapping[str, int]) -> list[tuple[int, int]]:
    asked: dict[int, int] = {}
    for one in offer.get("skills", ()):
        number = skills.get(one["code"])
        if number is not None:
            level = one.get("level") or codebook.level_absent
            asked[number] = max(asked.get(number, 0), level)
    return sorted(asked.items())


def _held(profile: Profile, codebook: Codebook, skills: Mapping[str, int]) -> list[tuple[int, int]]:
    most = codebook.policy.skills.levels
    found = strongest(profile.skills)
    return sorted((skills[code], min(by[0].level, most)) for code, by in found.items() if code in skills)


def _or_absent(value: int | None) -> int:
    return ABSENT if value is None else value
