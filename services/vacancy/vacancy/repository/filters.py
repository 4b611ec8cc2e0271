"""What a list of vacancies may be narrowed by."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from vacancy.domain.life_cycle import Outcome, State
from vacancy.models import KEY_INDUSTRY, VACANCY

_COLUMNS = ("state", "outcome", "county", "industry", "source")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of vacancies may be narrowed by; None does not narrow."""

    state: State | None = None
    outcome: Outcome | None = None
    county: str | None = None
    industry: str | None = None
    source: str | None = None
    tier: str | None = None
    tokens: tuple[str, ...] | None = None


def narrowed(query: Select[Any], filters: Filters) -> Select[Any]:
    """A query of vacancies, of those only that the filters name."""
    for name in _COLUMNS:
        wanted = getattr(filters, name)
        if wanted is not None:
            query = query.where(VACANCY.c[name] == wanted)
    if filters.tier is not None:
        tier = select(KEY_INDUSTRY.c.code).where(KEY_INDUSTRY.c.tier == filters.tier)
        query = query.where(VACANCY.c.industry.in_(tier))
    if filters.tokens is not None:
        query = query.where(VACANCY.c.search_tokens.contains(list(filters.tokens)))
    return query
