"""Vacancies as callers see them. Output fields have no defaults: each is always there, null where nothing is known."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from chassis.changes import Feed
from pydantic import BaseModel, Field, JsonValue

from vacancy.domain.life_cycle import Outcome, State
from vacancy.domain.statement import Provenance, leaves, provenance
from vacancy.domain.vacancy import Vacancy
from vacancy.service.upsert_vacancy import Upserted, UpsertResult


class VacancyView(BaseModel):
    """One vacancy (職缺)."""

    id: UUID
    case_number: str = Field(description="the number people quote")
    owner_org: str
    source: str
    source_id: str
    state: State
    version: int = Field(description="also the ETag")
    outcome: Outcome | None = Field(description="of the last screening")
    screening_id: UUID | None = Field(description="the last screening")
    county: str
    industry: str | None
    openings: int | None
    seats_taken: int = Field(description="people who work there through the programme now")
    facts: dict[str, JsonValue] = Field(description="what the source states, with what was attested over it")
    attested_facts: dict[str, JsonValue]
    provenance: dict[str, Provenance] = Field(description="whose word each fact is, by its path")
    published_on: date | None = Field(description="first published on, in Asia/Taipei")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, vacancy: Vacancy) -> Self:
        """Show a vacancy."""
        return cls.model_validate(_shown(vacancy))


class UpsertedView(VacancyView):
    """One vacancy and what the upsert did to it."""

    result: UpsertResult

    @classmethod
    def after(cls, upserted: Upserted) -> Self:
        """Show what an upsert did."""
        return cls.model_validate(_shown(upserted.vacancy) | {"result": upserted.result})


class VacancyPage(BaseModel):
    """One page of a list."""

    items: list[VacancyView]
    next_cursor: str | None = Field(description="null on the last page")


class ChangeView(BaseModel):
    """One entry of the change feed; ``delete`` means that the vacancy is no longer yours to see."""

    id: UUID
    version: int
    operation: str
    at: datetime


class ChangePage(BaseModel):
    """Changes, oldest first. The cursor is always given: come back with it."""

    items: list[ChangeView]
    next_cursor: str

    @classmethod
    def of(cls, feed: Feed, *, next_cursor: str) -> Self:
        """Show a piece of the feed."""
        items = [
            ChangeView(id=one.resource_id, version=one.version, operation=one.operation, at=one.at)
            for one in feed.entries
        ]
        return cls(items=items, next_cursor=next_cursor)


def _shown(vacancy: Vacancy) -> dict[str, object]:
    return {
        "id": vacancy.id,
        "case_number": vacancy.case_number,
        "owner_org": vacancy.owner_org,
        "source": vacancy.source,
        "source_id": vacancy.source_id,
        "state": vacancy.state,
        "version": vacancy.version,
        "outcome": vacancy.outcome,
        "screening_id": vacancy.screening_id,
        "county": vacancy.county,
        "industry": vacancy.industry,
        "openings": vacancy.openings,
        "seats_taken": vacancy.seats_taken,
        "facts": vacancy.facts,
        "provenance": provenance(vacancy.facts, attested=leaves(vacancy.attested_facts)),
        "attested_facts": vacancy.attested_facts,
        "published_on": vacancy.published_on,
        "created_at": vacancy.created_at,
        "updated_at": vacancy.updated_at,
    }
