"""Files of rows that partners send: CSV, NDJSON and XLSX, gzipped or not, read as a stream within stated limits."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from chassis.tabular.rows import LIMITS, Columns, FileBroken, Limits, RefusedRow, Row, SourceRow, refused
from chassis.tabular.sheets import read_xlsx
from chassis.tabular.streams import Kind, kind_of, opened
from chassis.tabular.texts import as_text, read_csv, read_ndjson

READERS: Mapping[Kind, Callable[[Path, Columns, Limits], Iterator[Row]]] = MappingProxyType(
    {Kind.CSV: read_csv, Kind.NDJSON: read_ndjson, Kind.XLSX: read_xlsx}
)


def read_rows(path: Path, kind: Kind, columns: Columns, limits: Limits = LIMITS) -> Iterator[Row]:
    """Every record of a file, in order; raises FileBroken at the point where the file as a whole proves unusable."""
    reader = READERS.get(kind)
    if reader is None:
        raise FileBroken("file-type-mismatch", received=kind, allowed=sorted(READERS))
    return reader(path, columns, limits)


__all__ = (
    "LIMITS",
    "Columns",
    "FileBroken",
    "Kind",
    "Limits",
    "RefusedRow",
    "Row",
    "SourceRow",
    "as_text",
    "kind_of",
    "opened",
    "read_rows",
    "refused",
)
