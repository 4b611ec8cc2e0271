"""Reference data as callers see it."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from vacancy.domain.facts import outlook_of
from vacancy.domain.references import Projection
from vacancy.domain.rules import NotedRuleSet
from vacancy.schemas.facts import Day
from vacancy.schemas.text import Money, ShortText, Strict

Tier = Literal["ndc_selected", "agency_designated", "other"]


class KeyIndustryView(BaseModel):
    """A key industry (重點產業) of one year's list."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    roc_year: int
    item_no: int
    industry: str
    category: str | None
    competent_authority: str
    list_updated_on: date
    tier: Tier = Field(description="selected by the National Development Council (國發會), or otherwise")


class KeyIndustryList(BaseModel):
    """Every key industry, by year and item."""

    items: list[KeyIndustryView]


class EntryWageView(BaseModel):
    """An entry-level wage (初任人員薪資); ``industry`` null is one figure for all industries together."""

    model_config = ConfigDict(from_attributes=True)

    industry: str | None
    roc_year: int
    monthly: int = Field(description="NTD a month")
    source: str
    label: str
    valid_from: date
    version: int = Field(description="also the ETag")
    officer: str | None = Field(description="who loaded it; null: it shipped with the service")
    loaded_by: str | None
    loaded_at: datetime | None


class EntryWageList(BaseModel):
    """Every entry wage, by year."""

    items: list[EntryWageView]


class EntryWageFigure(Strict):
    """An industry's entry wage (該行業初任人員平均薪資), with where the figure is from and since when it holds."""

    monthly: Annotated[Money, Field(description="NTD a month")]
    source: ShortText
    label: ShortText
    valid_from: Day


PersonsByYear = Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=3, max_length=3)]


class ProjectionFigures(Strict):
    """One edition of an authority's projection (人才供需推估): three years from ``first_roc_year`` on (R000-019)."""

    first_roc_year: Annotated[int, Field(ge=100, le=200)]
    demand: Annotated[PersonsByYear, Field(description="persons wanted, by year")]
    supply: Annotated[PersonsByYear, Field(description="persons available, by year")]
    source: ShortText
    valid_from: Day


class ProjectionView(BaseModel):
    """One edition of an authority's projection, and how the screening reads it."""

    industry: str
    edition: str
    first_roc_year: int
    demand: list[int]
    supply: list[int]
    positive: bool = Field(description="more people wanted than available over the three years")
    source: str
    valid_from: date
    version: int = Field(description="also the ETag")
    officer: str
    loaded_by: str
    loaded_at: datetime

    @classmethod
    def of(cls, projection: Projection) -> Self:
        """Show a projection."""
        return cls.model_validate({**asdict(projection), "positive": outlook_of(projection).positive})


class ProjectionList(BaseModel):
    """Every edition for one key industry."""

    items: list[ProjectionView]


class RuleSetView(BaseModel):
    """One version of the screening rules; ``notes`` says which parameter is a default that no rule states."""

    name: str
    version: str
    effective_from: date
    effective_to: date | None
    parameters: dict[str, JsonValue]
    notes: dict[str, str]
    officer: str | None = Field(description="who activated it; null: it shipped with the service")
    activated_by: str | None
    activated_at: datetime | None

    @classmethod
    def of(cls, noted: NotedRuleSet) -> Self:
        """Show a rule set."""
        rules = noted.rules
        return cls(
            name=rules.name,
            version=rules.version,
            effective_from=rules.effective_from,
            effective_to=rules.effective_to,
            parameters=dict(rules.parameters),
            notes=noted.notes,
            officer=noted.officer,
            activated_by=noted.activated_by,
            activated_at=noted.activated_at,
        )


class RuleSetList(BaseModel):
    """The version in force today, and every version, oldest first."""

    in_force: str
    items: list[RuleSetView]
