"""XLSX: the first sheet, read as a stream; nothing in it is evaluated."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

from chassis.domain import DomainError, Json
from chassis.tabular.rows import Columns, FileBroken, Limits, RefusedRow, Row
from chassis.tabular.streams import Kind, opened
from chassis.tabular.texts import as_text

TABLE_OF_TEXTS = "xl/sharedstrings.xml"
MOST_TABLE_BYTES = 96 << 20
"""The one part that has to be held in memory: as Python text it takes about as much as it is long."""
MOST_PARTS = 1_000
MOST_CELLS = 2_000
"""Of one row with its empty ones: a sheet that is formatted to its last column holds sixteen thousand in every row."""
REFUSED_CELLS = {"f": "formula-cell", "e": "error-cell"}


def read_xlsx(path: Path, columns: Columns, limits: Limits) -> Iterator[Row]:
    """Every row of the first sheet under its header; empty rows are nobody's record."""
    with opened(path, Kind.XLSX, limits) as stream:
        _check_archive(stream, path.stat().st_size, limits)
        try:
            yield from _rows(stream, columns, limits)
        except (DomainError, MemoryError):
            raise
        except Exception as error:
            # the zip and XML readers raise whatever an odd file makes them stumble over: any of it is the file's fault
            raise FileBroken("spreadsheet-damaged") from error


def _check_archive(stream: BinaryIO, sent: int, limits: Limits) -> None:
    """What the archive says of its parts is what can come out of it: the zip reader stops a part at its stated size."""
    try:
        parts = zipfile.ZipFile(stream).infolist()
    except (DomainError, MemoryError):
        raise
    except Exception as error:
        raise FileBroken("spreadsheet-damaged") from error
    size = sum(part.file_size for part in parts)
    if size > limits.bytes or len(parts) > MOST_PARTS:
        raise FileBroken("file-too-large", allowed=limits.bytes)
    if any(part.file_size > 8 << 20 and part.file_size > limits.ratio * part.compress_size for part in parts):
        raise FileBroken("compressed-too-much", allowed=limits.ratio)
    if size > 8 << 20 and size > limits.ratio * sent:
        raise FileBroken("compressed-too-much", allowed=limits.ratio)
    if any(part.filename.lower() == TABLE_OF_TEXTS and part.file_size > MOST_TABLE_BYTES for part in parts):
        raise FileBroken("file-too-large", allowed=MOST_TABLE_BYTES)
    starts = sorted((part.header_offset, part.compress_size) for part in parts)
    if any(start + length > following for (start, length), (following, _) in pairwise(starts)):
        # parts that share bytes are how a small archive claims to be a large one
        raise FileBroken("spreadsheet-damaged")


def _rows(stream: BinaryIO, columns: Columns, limits: Limits) -> Iterator[Row]:
    # imported here so that whoever reads no spreadsheet does not wait a quarter of a second for the library
    from openpyxl import load_workbook

    book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    try:
        if not book.worksheets:
            raise FileBroken("file-empty")
        sheet = book.worksheets[0]
        # a sheet says how large it is, not always truly
        sheet.reset_dimensions()
        names: list[str] | None = None
        count = empty = 0
        for padded in sheet.rows:
            if len(padded) > MOST_CELLS:
                raise FileBroken("columns-too-many", row=count + 1, received=len(padded), allowed=MOST_CELLS)
            cells = _without_padding(padded)
            if not cells:
                # a row's number may be anything: the reader gives every empty row before it
                empty += 1
                if empty > limits.rows:
                    raise FileBroken("rows-too-many", row=count + 1, allowed=limits.rows)
                continue
            if names is None:
                names = columns.header([_text(cell) for cell in cells], limits=limits)
                continue
            if count == limits.rows:
                raise FileBroken("rows-too-many", row=count + 1, allowed=limits.rows)
            count += 1
            yield _row(count, names, cells, columns, limits)
        if names is None:
            raise FileBroken("file-empty")
    finally:
        book.close()


def _without_padding(cells: Sequence[Any]) -> Sequence[Any]:
    used = len(cells)
    while used and cells[used - 1].value in (None, ""):
        used -= 1
    return cells[:used]


def _row(number: int, names: Sequence[str], cells: Sequence[Any], columns: Columns, limits: Limits) -> Row:
    wrong: list[dict[str, Json]] = [
        {"pointer": f"/{name}", "code": REFUSED_CELLS[cell.data_type]}
        for name, cell in zip(names, cells, strict=False)
        if cell.value is not None and cell.data_type in REFUSED_CELLS
    ]
    if wrong:
        return RefusedRow(number, tuple(wrong))
    texts = [_text(cell) for cell in cells]
    if sum(map(len, texts)) > limits.row_characters:
        raise FileBroken("row-too-long", row=number, allowed=limits.row_characters)
    # a sheet does not keep the empty cells at a row's end
    return columns.row(number, names, texts + [""] * (len(names) - len(texts)))


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return as_text(value) if isinstance(value, str | int | float | bool) else str(value)
