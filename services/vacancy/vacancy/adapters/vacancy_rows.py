"""A file's rows as statements that a PUT of the same vacancy would take: one schema for both, contacts masked alike."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from chassis.domain import Json
from chassis.tabular import Kind, RefusedRow, Row, SourceRow, read_rows
from pydantic import ValidationError

from vacancy.adapters import taiwanjobs, youthlink_rows
from vacancy.domain import taiwanjobs as feed
from vacancy.domain.source_rows import RowRefused, SourceStatement, StatedRow
from vacancy.schemas.facts import VacancyFacts


class Format(StrEnum):
    """Whose columns a file has."""

    YOUTHLINK = "youthlink"
    TAIWANJOBS = "taiwanjobs"


@dataclass(frozen=True, slots=True)
class RowFormat:
    """How a format's files are read, and what its rows state."""

    kinds: frozenset[Kind]
    read: Callable[[Path, Kind], Iterator[Row]]
    stated: Callable[[Mapping[str, str]], SourceStatement]


def _read_youthlink(path: Path, kind: Kind) -> Iterator[Row]:
    return read_rows(path, kind, youthlink_rows.COLUMNS)


FORMATS: Mapping[Format, RowFormat] = MappingProxyType(
    {
        Format.YOUTHLINK: RowFormat(
            frozenset({Kind.CSV, Kind.NDJSON, Kind.XLSX}), _read_youthlink, youthlink_rows.stated
        ),
        Format.TAIWANJOBS: RowFormat(
            frozenset({Kind.CSV, Kind.JSON, Kind.XML, Kind.XLSX}), taiwanjobs.read_feed, feed.stated
        ),
    }
)


def statement_of(row: Row, form: RowFormat) -> StatedRow | RefusedRow:
    """What a row states, checked as a PUT would check it."""
    if not isinstance(row, SourceRow):
        return row
    try:
        found = form.stated(row.fields)
        facts = VacancyFacts.model_validate(found.facts).statement()
    except RowRefused as refusal:
        return RefusedRow(row.number, (refusal.error,))
    except ValidationError as error:
        return RefusedRow(row.number, tuple(_errors(error)))
    return StatedRow(found.source_id, facts, found.notes, row.number)


def _errors(error: ValidationError) -> Iterator[Mapping[str, Json]]:
    for one in error.errors(include_url=False, include_input=False):
        entry: dict[str, Json] = {"pointer": "/" + "/".join(map(str, one["loc"])), "code": one["type"]}
        context = one.get("ctx", {})
        if "allowed" in context or "expected" in context:
            entry["allowed"] = context.get("allowed", context.get("expected"))
        yield entry
