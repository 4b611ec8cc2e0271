"""What a published vacancy offers and asks, in codes: enough to match people with it, and no free text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from vacancy.domain.demand import dimensions_of
from vacancy.domain.statement import Statement

_LEAST_EDUCATION = MappingProxyType(
    {
        "junior-high": "junior_high",
        "senior-high": "senior_high",
        "vocational-high": "senior_high",
        "junior-college": "junior_college",
        "bachelor": "bachelor",
        "master": "graduate",
        "doctorate": "graduate",
    }
)
_TWO_DAYS = 2
# a partner may write anything as a competency's code; what is not one stays here
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer (職缺條件). None and empty are what nobody has stated, or what asks for nothing."""

    occupation: str | None
    education: str | None
    wage_minimum: int | None
    """NT$ a month; only a monthly basis has one."""
    skills: tuple[tuple[str, int | None], ...]
    """Code and level (職能級別), by code; one that is read out of the text states no level."""
    attributes: tuple[str, ...]
    closes_on: date | None


def offer_of(facts: Statement, read: Sequence[str], *, closes_on: date | None) -> Offered:
    """The offer in a vacancy's facts; ``read`` are the skills that the lexicon found in its text.

    Only what is stated to be so counts: a growth path or a second day off that nobody mentions is not offered.
    """
    dimensions = dimensions_of(facts)
    return Offered(
        occupation=dimensions.occupation,
        education=_LEAST_EDUCATION.get(dimensions.education),
        wage_minimum=_monthly(facts),
        skills=_skills(facts, read),
        attributes=_attributes(facts),
        closes_on=closes_on,
    )


def _monthly(facts: Statement) -> int | None:
    pay = facts.get("pay", {})
    minimum: int | None = pay.get("minimum") if pay.get("basis") == "monthly" else None
    return minimum


def _skills(facts: Statement, read: Sequence[str]) -> tuple[tuple[str, int | None], ...]:
    levels: dict[str, int | None] = dict.fromkeys(read)
    for one in facts.get("key_competencies") or ():
        code, level = one["code"], one["level"]
        if _CODE.fullmatch(code):
            # stated twice on different levels, it is the higher one that has to be met
            levels[code] = max(level, levels.get(code) or level)
    return tuple(sorted(levels.items()))


def _attributes(facts: Statement) -> tuple[str, ...]:
    growth, conditions = facts.get("growth", {}), facts.get("working_conditions", {})
    stated = [name for name in ("training", "promotion", "prospects") if growth.get(name)]
    days_off = conditions.get("days_off_per_week")
    return (*stated, "two_days_off") if days_off is not None and days_off >= _TWO_DAYS else tuple(stated)
