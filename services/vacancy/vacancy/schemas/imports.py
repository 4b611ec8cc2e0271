"""Imports and the outcomes of their rows, as callers see them."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from vacancy.domain.imports import RowOutcome, RowResult

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


class RowOutcomeView(BaseModel):
    """What became of one row."""

    model_config = ConfigDict(from_attributes=True)

    number: int = Field(description="1 is the first row after the header")
    outcome: RowResult
    source_id: str | None
    vacancy_id: UUID | None = Field(description="null where there is no such vacancy, as after a dry run")
    screening: str | None = Field(description="what the screening concluded")
    missing: list[str] = Field(description="the facts that the screening lacks or finds contradicted")
    notes: list[dict[str, Any]] = Field(
        description="why the row was rejected or superseded; else what in it was not taken, each with pointer and code"
    )


class OutcomePage(BaseModel):
    """Outcomes in the order of the file."""

    items: list[RowOutcomeView]
    next_cursor: str | None = Field(description="null at the end")


COLUMNS = tuple(RowOutcomeView.model_fields)


def as_ndjson(outcomes: Sequence[RowOutcome]) -> bytes:
    """Outcomes, an object a line."""
    return b"".join(RowOutcomeView.model_validate(one).model_dump_json().encode() + b"\n" for one in outcomes)


def csv_header() -> bytes:
    """The header, after the mark by which spreadsheets know UTF-8."""
    return b"\xef\xbb\xbf" + _line(COLUMNS)


def as_csv(outcomes: Sequence[RowOutcome]) -> bytes:
    """Outcomes, a record each; what a sheet would take for a formula is quoted as text."""
    return b"".join(
        _line(
            (
                one.number,
                one.outcome,
                _text(one.source_id),
                one.vacancy_id or "",
                one.screening or "",
                " ".join(one.missing),
                _text(json.dumps(one.notes, ensure_ascii=False) if one.notes else None),
            )
        )
        for one in outcomes
    )


def _line(cells: Sequence[object]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()


def _text(cell: str | None) -> str:
    if not cell:
        return ""
    return "'" + cell if cell.startswith(FORMULA_BEGINS) else cell
