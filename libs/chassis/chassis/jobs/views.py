"""A job as clients see it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _shown(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Without those whose name begins with an underscore: where things are kept is nobody's business."""
    return {name: said for name, said in parameters.items() if not name.startswith("_")}


class JobView(BaseModel):
    """Where a job is. ``problem`` says why a failed one failed, as an error answer would."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    state: Literal["queued", "running", "succeeded", "failed", "cancelled"]
    parameters: Annotated[dict[str, Any], BeforeValidator(_shown)] = Field(description="What was asked for")
    done: int = Field(description="How many of the job's units are done")
    total: int | None = Field(description="How many there are; null while nobody knows")
    percent: int | None = Field(description="0 to 100; null while nobody knows the total")
    counts: dict[str, int] = Field(description="What became of the units that are done, by outcome")
    problem: dict[str, Any] | None
    cancel_requested: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobPage(BaseModel):
    """Some of the caller's jobs, newest first."""

    items: list[JobView]
    next_cursor: str | None = Field(description="Send it back for older ones; null at the end")
