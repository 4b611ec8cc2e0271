"""The open vacancy feed (台灣就業通, data set 44062) in its three encodings: CSV, JSON and XML."""

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

import ijson
from chassis.tabular import LIMITS, Columns, FileBroken, Kind, Limits, Row, as_text, opened, read_rows, refused
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from vacancy.adapters.short_numbers import MOST_DIGITS, TOO_LONG, ShortNumbers
from vacancy.domain.taiwanjobs import COLUMNS, REQUIRED, column

FEED = Columns(required=REQUIRED, name=column)
RECORD = re.compile(r"(?:result\.records\.)?item")
"""The feed's own answer, or a bare list of its records."""
SUFFIX = re.compile(rb"(</?[A-Za-z0-9_]+)\xef\xbc\x88[^<>]*?\xef\xbc\x89(?=[\s/>])")
ANSWERED = frozenset({"success", "error.type", "error.message"})
"""What stands beside the records and is looked at."""
SHORTEST_ELEMENT = len("<a/>")
PIECE = 1 << 16


def read_feed(path: Path, kind: Kind, limits: Limits = LIMITS) -> Iterator[Row]:
    """Every record of a copy of the feed, in order; raises FileBroken."""
    if kind is Kind.JSON:
        return _read_json(path, limits)
    if kind is Kind.XML:
        return _read_xml(path, limits)
    return read_rows(path, kind, FEED, limits)


def _read_json(path: Path, limits: Limits) -> Iterator[Row]:
    """The feed's JSON; it answers an error with status 200 and ``success`` false, whatever else it holds."""
    answered: dict[str, Any] = {}
    count = 0
    with opened(path, Kind.JSON, limits) as opened_stream:
        stream = ShortNumbers(opened_stream)
        try:
            for place, value in _pieces(stream, limits):
                if place != "record":
                    answered[place] = value
                    continue
                count = _counted(count, limits)
                yield _row(count, value, limits, shortened=stream.shortened)
        except (ijson.JSONError, ValueError, ArithmeticError) as error:
            raise FileBroken("json-invalid", row=count + 1) from error
    if answered.get("success", True) is not True:
        more: dict[str, Any] = {
            name: str(answered[f"error.{name}"])[:200] for name in ("type", "message") if f"error.{name}" in answered
        }
        raise FileBroken("feed-answered-an-error", **more)
    if "records" not in answered:
        raise FileBroken("records-missing")


def _shallow(stream: ShortNumbers, limits: Limits) -> Iterator[tuple[str, Any]]:
    """The file's events, ended where it nests too deep: a place is named by all that it stands in."""
    depth = 0
    for event, value in ijson.basic_parse(stream):
        depth += (event in ("start_map", "start_array")) - (event in ("end_map", "end_array"))
        if depth > limits.nesting:
            raise FileBroken("nesting-too-deep", allowed=limits.nesting)
        yield event, value


def _pieces(stream: ShortNumbers, limits: Limits) -> Iterator[tuple[str, Any]]:
    """Each record as it closes, ``records`` where their list begins, and the values beside them by their place."""
    record: dict[str, Any] | None = None
    name = ""
    for place, event, value in ijson.parse(_shallow(stream, limits)):
        if event == "start_array" and place in ("", "result.records"):
            yield "records", True
        elif RECORD.fullmatch(place):
            if event == "start_map":
                record = {}
            elif event == "map_key":
                name = value
            elif event == "end_map":
                yield "record", record
                record = None
            else:
                yield "record", value
        elif record is not None:
            record[name] = value if event in ("string", "number", "boolean", "null") else {}
        elif place in ANSWERED and event in ("string", "number", "boolean", "null"):
            yield place, value


def _row(number: int, record: object, limits: Limits, *, shortened: bool) -> Row:
    if not isinstance(record, dict):
        return refused(number, "object-expected")
    stated = {name: _text(value) for name, value in record.items() if value is not None}
    if shortened and any(map(TOO_LONG.search, stated.values())):
        return refused(number, "number-too-long", allowed=MOST_DIGITS)
    return _checked(number, stated, limits)


def _text(value: Any) -> str:
    """A value as a CSV file would state it; a number beyond every figure as it is written."""
    if isinstance(value, Decimal):
        number = float(value)
        return as_text(number) if math.isfinite(number) else str(value)
    return str(value) if type(value) is int else as_text(value)


def _read_xml(path: Path, limits: Limits) -> Iterator[Row]:
    count = 0
    with opened(path, Kind.XML, limits) as stream:
        try:
            for element in _records(stream, limits):
                count = _counted(count, limits)
                yield _checked(count, {column(child.tag): child.text or "" for child in element}, limits)
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            # also a character set that is unknown, or none for text
            raise FileBroken("xml-invalid", row=count + 1) from error
    if not count:
        raise FileBroken("records-missing")


def _records(stream: BinaryIO, limits: Limits) -> Iterator[Element]:
    """Each record as it closes; what has been read is let go of: the tree does not grow with the file."""
    around: list[Element] = []
    record: Element | None = None
    held = 0
    for event, element in iterparse(_Plain(stream), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            if len(around) == limits.nesting:
                raise FileBroken("nesting-too-deep", allowed=limits.nesting)
            if not around and element.tag != "DataList":
                raise FileBroken("records-missing")
            if element.tag == "Data":
                if record is not None:
                    raise ValueError("a record within a record")
                record, held = element, 0
            held += SHORTEST_ELEMENT
            if record is not None and held > limits.row_characters:
                raise FileBroken("row-too-long", allowed=limits.row_characters)
            around.append(element)
            continue
        around.pop()
        if element is record:
            yield record
            record = None
        if record is None and around:
            around[-1].clear()


def _checked(number: int, stated: dict[str, str], limits: Limits) -> Row:
    if sum(map(len, stated.values())) > limits.row_characters:
        raise FileBroken("row-too-long", row=number, allowed=limits.row_characters)
    if len(stated) > limits.columns:
        return refused(number, "cells-too-many", received=len(stated), allowed=limits.columns)
    return FEED.record(number, {name: text for name, text in stated.items() if column(name) in COLUMNS})


def _counted(count: int, limits: Limits) -> int:
    if count == limits.rows:
        raise FileBroken("rows-too-many", row=count + 1, allowed=limits.rows)
    return count + 1


class _Plain:
    """The feed's XML with bare names: 「（」 in a name is well-formed, but the parser knows an older edition."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b""

    def read(self, size: int = -1) -> bytes:
        """The next piece, never ending inside a tag."""
        piece = self._stream.read(PIECE)
        text = self._held + piece
        cut = text.rfind(b"<") if piece else len(text)
        # a tag may go on in the next piece; what holds no tag for long is text
        if cut < 0 or text.find(b">", cut) >= 0 or len(text) - cut > PIECE:
            cut = len(text)
        self._held = text[cut:]
        ready = SUFFIX.sub(rb"\1", text[:cut])
        return ready if ready or not piece else self.read(size)
