"""Vacancies that state one opening, as callers see them."""

from dataclasses import asdict
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from vacancy.domain.duplicates import LinkState
from vacancy.domain.life_cycle import State
from vacancy.repository.duplicates import Pair


class LinkedVacancyView(BaseModel):
    """One of the two vacancies."""

    vacancy_id: UUID
    case_number: str
    owner_org: str
    source: str
    title: str
    employer_name: str
    county: str
    state: State


class DuplicateView(BaseModel):
    """Two vacancies that state one opening (重複職缺), or did; what is another partner's is null."""

    id: UUID
    state: LinkState = Field(description="lapsed: the two are not alike any more")
    version: int = Field(description="also the ETag")
    blocks_publication: bool = Field(description="of the duplicate, while it is linked and the kept one is under way")
    score: float | None = Field(description="how alike the titles are, between 0 and 1")
    kept: LinkedVacancyView | None
    duplicate: LinkedVacancyView | None
    policy_version: str
    found_at: datetime
    reason: str | None = Field(description="of the last release or restoration")
    officer: str | None
    decided_by: str | None
    decided_at: datetime | None

    @classmethod
    def of(cls, pair: Pair) -> Self:
        """Show a link with its two vacancies."""
        sides = {"kept": pair.kept, "duplicate": pair.duplicate}
        shown = {name: None if side is None else asdict(side) for name, side in sides.items()}
        told = {**asdict(pair.link), **shown, "blocks_publication": pair.blocks}
        if None in sides.values():
            # how alike they are, and what an officer wrote about both, would tell of the one that is not the caller's
            told |= dict.fromkeys(("score", "reason", "officer", "decided_by"))
        return cls.model_validate(told)


class DuplicateList(BaseModel):
    """Every link of one vacancy, oldest first."""

    items: list[DuplicateView]


class DuplicatePage(BaseModel):
    """One page of links, the first found first."""

    items: list[DuplicateView]
    next_cursor: str | None = Field(description="null on the last page")
