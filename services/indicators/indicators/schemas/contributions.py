"""Contribution series as they are asked for and shown."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from chassis.domain import Json
from pydantic import BaseModel, ConfigDict, Field

from indicators.domain.contributions import DIMENSIONS, Basis, By, Definition, Readers
from indicators.repository.figures import FactBehind, Window
from indicators.service.read_contributions import Contribution, Wanted

Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", examples=["2026-07"])]
Value = Annotated[str | None, Field(max_length=64)]
OF_ONE = 'count this value only; "unknown" for what is not known'
EXAMPLE_DEFINITION: dict[str, Any] = {
    "series": "youth-placements",
    "basis": "unit",
    "readers": "everybody",
    "unit_zh": "人次",
    "unit_en": "placements",
    "name_zh": "推介青年就業人次（15 至 29 歲）",
    "name_en": "Placements of young people (15 to 29)",
    "definition_zh": "到職日年滿 15 至 29 歲者，每一次就業計一次；與 8.6.2 並列，不併入",
    "definition_en": "Every placement of a person aged 15 to 29 on its first day; shown beside 8.6.2 and never added",
    "detail_zh": None,
    "detail_en": None,
}
EXAMPLE_CONTRIBUTION: dict[str, Any] = {
    **EXAMPLE_DEFINITION,
    "from": "2026-01",
    "to": "2026-12",
    "by": ["county"],
    "total": 21,
    "withheld": False,
    "cells": [
        {"key": {"county": "63000"}, "count": 14, "suppressed": False},
        {"key": {"county": "65000"}, "count": None, "suppressed": True},
        {"key": {"county": None}, "count": None, "suppressed": True},
    ],
}
EXAMPLE_CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="zh-TW" aria-labelledby="chart-title chart-description">'
    '<title id="chart-title">推介青年就業人次（15 至 29 歲）：依縣市</title>'
    '<desc id="chart-description">共 21 人次；2026-01 至 2026-12</desc>…</svg>'
)


class PeriodQuery(BaseModel):
    """A window, and one value of some dimensions. Only officers may ask for more than a ROC year."""

    model_config = ConfigDict(extra="forbid")

    roc_year: Annotated[int | None, Field(ge=1, le=999, description="a whole ROC year", examples=[115])] = None
    first: Annotated[Month | None, Field(alias="from", description="first month (officers)")] = None
    last: Annotated[Month | None, Field(alias="to", description="last month (officers)")] = None
    gender: Annotated[Value, Field(description=OF_ONE)] = None
    age_band: Annotated[Value, Field(description=OF_ONE)] = None
    county: Annotated[Value, Field(description=OF_ONE)] = None
    industry: Annotated[Value, Field(description=OF_ONE)] = None
    target_group: Annotated[Value, Field(description=OF_ONE)] = None
    detail: Annotated[Value, Field(description=OF_ONE)] = None

    def wanted(self) -> Wanted:
        """What is asked, as the use case takes it."""
        where = {name: value for name in DIMENSIONS if (value := getattr(self, name)) is not None}
        return Wanted(year=self.roc_year, first=_month(self.first), last=_month(self.last), where=where)


class ContributionQuery(PeriodQuery):
    """The same, with what to break the series down by."""

    by: Annotated[list[By], Field(max_length=3, description="dimensions; published: one at most")] = []

    def wanted(self) -> Wanted:
        """What is asked, as the use case takes it; a dimension named twice is one."""
        return replace(super().wanted(), by=tuple(dict.fromkeys(self.by)))


class ChartQuery(PeriodQuery):
    """The same by one dimension, drawn in one language."""

    by: Annotated[By, Field(description="one bar each")] = By.COUNTY
    lang: Annotated[Literal["zh-TW", "en"], Field(description="language of the chart")] = "zh-TW"

    def wanted(self) -> Wanted:
        """What is asked, as the use case takes it."""
        return replace(super().wanted(), by=(self.by,))


class LineageQuery(PeriodQuery):
    """The same, a page at a time."""

    cursor: Annotated[str | None, Field(max_length=500, description="from the page before")] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class DefinitionView(BaseModel):
    """What a series counts, and in which unit: 人 (persons) and 人次 (what happened to them) are not the same."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [EXAMPLE_DEFINITION]})

    series: str
    basis: Basis
    readers: Readers
    unit_zh: str
    unit_en: str
    name_zh: str
    name_en: str
    definition_zh: str
    definition_en: str
    detail_zh: str | None
    detail_en: str | None


class DefinitionList(BaseModel):
    """Every series."""

    items: list[DefinitionView]

    @classmethod
    def of(cls, definitions: list[Definition]) -> Self:
        """Show definitions."""
        return cls(items=[DefinitionView.model_validate(one) for one in definitions])


class CellView(BaseModel):
    """One cell by its dimensions, null being not known; no count where it is small, or would tell a small one."""

    key: dict[By, str | None]
    count: int | None
    suppressed: bool


class ContributionView(DefinitionView):
    """A series in a window: the platform's own count, never added to a ministry figure."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_CONTRIBUTION]}, serialize_by_alias=True)

    first: Annotated[str | None, Field(alias="from", description="first month; null: from the beginning")]
    last: Annotated[str | None, Field(alias="to", description="last month; null: until now")]
    by: list[By]
    total: int
    withheld: bool
    cells: list[CellView]

    @classmethod
    def of(cls, found: Contribution) -> Self:
        """Show what was counted."""
        shown = DefinitionView.model_validate(found.definition).model_dump()
        cells = [CellView(key=dict(one.key), count=one.count, suppressed=one.count is None) for one in found.cells]
        rest = {"by": list(found.by), "total": found.total, "withheld": found.withheld, "cells": cells}
        return cls.model_validate(shown | _window(found.window) | rest)


class FactView(BaseModel):
    """A fact behind a figure: the event that told it last, and the day it counts on."""

    event_id: UUID
    happened_on: date


class Lineage(BaseModel):
    """Facts behind a figure, oldest first. They name nobody."""

    items: list[FactView]
    next_cursor: str | None

    @classmethod
    def of(cls, facts: list[FactBehind], *, next_cursor: str | None) -> Self:
        """Show facts without the units they belong to."""
        shown = [FactView(event_id=one.event_id, happened_on=one.happened_on) for one in facts]
        return cls(items=shown, next_cursor=next_cursor)


def _month(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(f"{text}-01")


def _window(window: Window) -> dict[str, Json]:
    shown = [None if one is None else f"{one:%Y-%m}" for one in (window.first, window.last)]
    return {"from": shown[0], "to": shown[1]}
