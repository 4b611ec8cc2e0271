"""Many vacancies in one request."""

from typing import Annotated

from chassis.batch import MOST_ITEMS
from pydantic import BaseModel, Field, JsonValue, TypeAdapter

from vacancy.schemas.text import Condition, SourceId, Strict
from vacancy.schemas.vacancies import UpsertedView

SourceName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="the system it comes from")]


CONDITION: TypeAdapter[str | None] = TypeAdapter(Condition | None)
"""Read with its own item: a condition that is none does not keep the others from being taken."""


class VacancyItem(Strict):
    """One vacancy as an upsert by source would take it; ``id`` is the caller's own name for the item and comes back."""

    id: Annotated[str | None, Field(max_length=100)] = None
    source: SourceName
    source_id: SourceId
    if_match: Annotated[str | None, Field(max_length=200, description="the ETag that the caller saw, or *")] = None
    draft: bool = False
    facts: dict[str, JsonValue]


class VacancyBatch(Strict):
    """Up to 500 vacancies."""

    items: Annotated[list[VacancyItem], Field(min_length=1, max_length=MOST_ITEMS)]


class TakenView(BaseModel):
    """What became of one item: the vacancy, or the problem that it would have had alone."""

    id: str | None
    source: str
    source_id: str
    status: int
    vacancy: UpsertedView | None
    problem: dict[str, JsonValue] | None


class TakenBatch(BaseModel):
    """One answer an item, in order."""

    items: list[TakenView]
