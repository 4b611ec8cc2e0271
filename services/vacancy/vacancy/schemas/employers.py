"""Employers as partners state them and callers see them."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

from vacancy.domain.employer import Employer
from vacancy.domain.registry import RegistryStatus
from vacancy.schemas.facts import KeyCompetency
from vacancy.schemas.text import CountyCode, IndustryCode, LongText, ShortText, Strict
from vacancy.service.register_employer import EmployerContent, Registered
from vacancy.service.upsert_vacancy import UpsertResult


class Profile(Strict):
    """What an employer says of itself (企業簡介); stated prospects count as a path in the growth criterion."""

    prospects: LongText | None = None
    workplace: LongText | None = None
    key_competencies: Annotated[list[KeyCompetency], Field(max_length=50)] | None = None


class EmployerFacts(Strict):
    """An employer (用人單位) as its partner states it."""

    name: ShortText
    county: CountyCode
    industry: IndustryCode | None = None
    head_count: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    profile: Profile = Profile()

    def content(self) -> EmployerContent:
        """What is stated, for the use case."""
        return EmployerContent(
            name=self.name,
            county=self.county,
            industry=self.industry,
            head_count=self.head_count,
            profile=self.profile.model_dump(mode="json", exclude_none=True),
        )


class RegistryView(BaseModel):
    """What the company registry (商工登記) last answered. ``failure``: why the last attempt got no answer."""

    status: RegistryStatus | None = Field(description="null: the registry has never answered")
    description: str | None
    source: str | None
    answered_at: datetime | None
    tried_at: datetime | None
    failure: str | None = Field(description="the registry could not be asked; says nothing about the company")


class EmployerView(BaseModel):
    """One employer."""

    id: UUID
    owner_org: str
    company_number: str
    name: str
    county: str
    industry: str | None
    head_count: int | None
    profile: dict[str, JsonValue]
    registry: RegistryView
    version: int = Field(description="also the ETag")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, employer: Employer) -> Self:
        """Show an employer."""
        return cls.model_validate(_shown(employer))


class RegisteredView(EmployerView):
    """One employer and what the upsert did to it."""

    result: UpsertResult

    @classmethod
    def after(cls, registered: Registered) -> Self:
        """Show what an upsert did."""
        return cls.model_validate(_shown(registered.employer) | {"result": registered.result})


class EmployerPage(BaseModel):
    """One page of employers, in the order of their registration."""

    items: list[EmployerView]
    next_cursor: str | None = Field(description="null on the last page")


def _shown(employer: Employer) -> dict[str, Any]:
    names = ("status", "description", "source", "answered_at", "tried_at", "failure")
    shown = {name: getattr(employer, name) for name in EmployerView.model_fields if name != "registry"}
    return shown | {"registry": {name: getattr(employer, f"registry_{name}") for name in names}}
