"""CSV and NDJSON: text, a record at a time, in memory that does not grow with the file."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import orjson

from chassis.domain import Json
from chassis.tabular.rows import Columns, FileBroken, Limits, Row, refused
from chassis.tabular.streams import Kind, opened

MARK = "\ufeff"


def read_csv(path: Path, columns: Columns, limits: Limits) -> Iterator[Row]:
    """Every record of a CSV file with a header; quoted fields may hold line ends."""
    with opened(path, Kind.CSV, limits) as stream:
        lines = _Lines(stream, limits)
        reader = csv.reader(lines, strict=True)
        header = _next(reader, lines)
        if header is None:
            raise FileBroken("file-empty")
        names = columns.header(header, limits=limits)
        while True:
            lines.begin()
            cells = _next(reader, lines)
            if cells is None:
                return
            # an empty line is nobody's record
            if cells:
                yield columns.row(lines.count(limits), names, cells)


def read_ndjson(path: Path, columns: Columns, limits: Limits) -> Iterator[Row]:
    """Every line of a file that holds an object a line; ``{"pay": {"basis": …}}`` is the column ``pay.basis``."""
    with opened(path, Kind.NDJSON, limits) as stream:
        lines = _Lines(stream, limits)
        for line in lines:
            if line.strip():
                yield _record(lines.count(limits), line, columns, limits)
            lines.begin()
        if lines.row == 0:
            raise FileBroken("file-empty")


def _record(number: int, line: str, columns: Columns, limits: Limits) -> Row:
    try:
        stated = orjson.loads(line)
    except orjson.JSONDecodeError:
        return refused(number, "json-invalid")
    if not isinstance(stated, dict):
        return refused(number, "object-expected")
    if _deeper(stated, limits.nesting):
        return refused(number, "nesting-too-deep", allowed=limits.nesting)
    flat = dict(flattened(stated))
    if len(flat) > limits.columns:
        return refused(number, "cells-too-many", received=len(flat), allowed=limits.columns)
    return columns.record(number, flat)


def _deeper(value: Json, most: int) -> bool:
    """Whether more objects and lists stand within each other than ``most``; a level at a time, not by recursion."""
    level = [value]
    for _ in range(most + 1):
        level = [one for one in level if isinstance(one, dict | list)]
        if not level:
            return False
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return True


def flattened(stated: Mapping[str, Json], *, under: str = "") -> Iterator[tuple[str, str]]:
    """Each leaf with its dotted name; null states nothing, a list is one leaf in JSON."""
    for name, value in stated.items():
        if isinstance(value, dict):
            yield from flattened(value, under=f"{under}{name}.")
        elif value is not None:
            yield f"{under}{name}", as_text(value)


def as_text(value: Json) -> str:
    """A value as a CSV file would state it."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return orjson.dumps(value).decode()


def _next(reader: Iterator[list[str]], lines: "_Lines") -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        raise FileBroken("quoting-broken", row=lines.row + 1) from error


class _Lines:
    """Lines of UTF-8 text, each record's length checked as it is read; ``row`` counts the records."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream = stream
        self._first = True
        self._limit = limits.row_characters
        self._taken = 0
        self.row = 0

    def begin(self) -> None:
        """The next line begins another record."""
        self._taken = 0

    def count(self, limits: Limits) -> int:
        """Number the record that was just read; raises FileBroken."""
        if self.row == limits.rows:
            raise FileBroken("rows-too-many", row=self.row + 1, allowed=limits.rows)
        self.row += 1
        return self.row

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        # a character has four bytes at most
        raw = self._stream.readline(4 * self._limit + 1)
        if not raw:
            raise StopIteration
        if len(raw) > 4 * self._limit:
            raise FileBroken("row-too-long", row=self.row + 1, allowed=self._limit)
        try:
            # a line at a time: a decoder that reads ahead would name another row
            line = raw.decode()
        except UnicodeDecodeError as error:
            raise FileBroken("encoding-not-utf-8", row=self.row + 1) from error
        if self._first:
            self._first = False
            line = line.removeprefix(MARK)
        self._taken += len(line)
        if self._taken > self._limit:
            raise FileBroken("row-too-long", row=self.row + 1, allowed=self._limit)
        if "\0" in line:
            raise FileBroken("text-holds-nul", row=self.row + 1)
        return line
