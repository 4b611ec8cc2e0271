"""Files of rows: what every format gives alike, and what each format's own traps are."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from chassis.tabular import Columns, Kind, RefusedRow, Row, SourceRow, kind_of, read_rows
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

PLAIN = Columns()
Write = Callable[[Sequence[Sequence[str]]], bytes]


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode()


def as_csv_with_bom(rows: Sequence[Sequence[str]]) -> bytes:
    return b"\xef\xbb\xbf" + as_csv(rows)


def as_ndjson(rows: Sequence[Sequence[str]]) -> bytes:
    header, *records = rows
    lines = [json.dumps(dict(zip(header, record, strict=True)), ensure_ascii=False) for record in records]
    return "\n".join(lines).encode()


def as_xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    for row in rows:
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


WRITERS: dict[str, tuple[Kind, Write]] = {
    "csv": (Kind.CSV, as_csv),
    "csv with BOM": (Kind.CSV, as_csv_with_bom),
    "ndjson": (Kind.NDJSON, as_ndjson),
    "xlsx": (Kind.XLSX, as_xlsx),
}


def read(folder: Path, kind: Kind, content: bytes, columns: Columns = PLAIN) -> list[Row]:
    file = folder / "upload"
    file.write_bytes(content)
    return list(read_rows(file, kind, columns))


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
@pytest.mark.parametrize("form", WRITERS)
def test_every_format_gives_the_same_rows(tmp_path: Path, form: str, packed: bool) -> None:
    kind, write = WRITERS[form]
    content = write([["title", "detail"], ["資安工程師", "第一行\n第二行"], ["社工員", ""]])

    rows = read(tmp_path, kind, gzip.compress(content) if packed else content)

    assert rows == [
        SourceRow(1, {"title": "資安工程師", "detail": "第一行\n第二行"}),
        SourceRow(2, {"title": "社工員"}),
    ]


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n,\"'"), max_size=20)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=20))
def test_whatever_is_written_as_csv_or_ndjson_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    rows = [["first", "second"], *records]

    stated = [
        {name: cell.strip() for name, cell in zip(rows[0], record, strict=True) if cell.strip()} for record in records
    ]
    for kind, content in ((Kind.CSV, as_csv(rows)), (Kind.NDJSON, as_ndjson(rows))):
        assert [row.fields for row in read(folder, kind, content) if isinstance(row, SourceRow)] == stated


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("text/csv", Kind.CSV),
        ("Text/CSV; charset=utf-8", Kind.CSV),
        ("application/x-ndjson", Kind.NDJSON),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Kind.XLSX),
        ("application/json", Kind.JSON),
        ("text/xml", Kind.XML),
        ("text/html", None),
        ("", None),
    ],
)
def test_the_content_type_tells_the_kind(content_type: str, kind: Kind | None) -> None:
    assert kind_of(content_type) is kind


def test_nested_objects_are_columns_with_dots(tmp_path: Path) -> None:
    line = b'{"pay": {"basis": "monthly", "minimum": 45000.0}, "open": true, "skills": ["a"], "none": null}'

    [row] = read(tmp_path, Kind.NDJSON, line)

    fields = {"pay.basis": "monthly", "pay.minimum": "45000", "open": "true", "skills": '["a"]'}
    assert row == SourceRow(1, fields)


def test_a_line_that_is_no_object_is_refused_alone(tmp_path: Path) -> None:
    rows = read(tmp_path, Kind.NDJSON, b'{"title": "a"}\n{"title": \n\n{"a": 1}["list"]\n{"title": "b"}\n')

    assert [(row.number, type(row)) for row in rows] == [
        (1, SourceRow),
        (2, RefusedRow),
        (3, RefusedRow),
        (4, SourceRow),
    ]


@pytest.mark.parametrize(
    ("cells", "code"), [(["a"] * 200, "cells-too-many"), (["a"], "cells-missing"), (["a", "b", "c"], "cells-too-many")]
)
def test_a_row_with_other_cells_than_the_header_is_refused_alone(tmp_path: Path, cells: list[str], code: str) -> None:
    rows = read(tmp_path, Kind.CSV, as_csv([["first", "second"], cells, ["c", "d"]]))

    assert rows == [
        RefusedRow(1, ({"code": code, "received": len(cells), "allowed": 2},)),
        SourceRow(2, {"first": "c", "second": "d"}),
    ]


def test_a_formula_is_never_evaluated(tmp_path: Path) -> None:
    rows = read(tmp_path, Kind.XLSX, as_xlsx([["title", "openings"], ["a", "=1+1"], ["b", 2]]))

    assert rows == [
        RefusedRow(1, ({"pointer": "/openings", "code": "formula-cell"},)),
        SourceRow(2, {"title": "b", "openings": "2"}),
    ]


def test_cells_of_a_sheet_read_as_a_csv_file_would_state_them(tmp_path: Path) -> None:
    header = ["day", "moment", "whole", "part", "yes", "code", "none"]
    cells = [
        date(2026, 2, 3),
        datetime(2026, 2, 3, 4, 5),  # noqa: DTZ001 - sheets know no zone
        45_000.0,
        37.5,
        True,
        "080203",
        None,
    ]

    [row] = read(tmp_path, Kind.XLSX, as_xlsx([header, cells]))

    assert row == SourceRow(
        1,
        {
            "day": "2026-02-03",
            "moment": "2026-02-03T04:05:00",
            "whole": "45000",
            "part": "37.5",
            "yes": "true",
            "code": "080203",
        },
    )


@pytest.mark.parametrize("kind", [Kind.CSV, Kind.XLSX])
def test_an_empty_line_is_nobodys_record(tmp_path: Path, kind: Kind) -> None:
    content = b"a,b\r\n\r\n1,2\r\n\r\n" if kind is Kind.CSV else as_xlsx([["a", "b"], [], ["1", "2"], [None, ""]])

    assert read(tmp_path, kind, content) == [SourceRow(1, {"a": "1", "b": "2"})]


def test_a_format_may_name_its_columns_its_own_way(tmp_path: Path) -> None:
    columns = Columns(required=frozenset({"TITLE"}), name=lambda written: written.partition("（")[0])

    rows = read(tmp_path, Kind.CSV, as_csv([["TITLE（職務名稱）"], ["社工員"]]), columns)

    assert rows == [SourceRow(1, {"TITLE": "社工員"})]
