"""Files that are odd rather than large: deep nesting, rows numbered at will, archives that no office program writes."""

import json
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from chassis.tabular import LIMITS, Kind, RefusedRow, SourceRow

from tests.chassis.test_tabular import as_xlsx, read
from tests.chassis.test_tabular_broken import SHEET, refusal, unzipped, zipped

SHEET_1 = "xl/worksheets/sheet1.xml"


def nested(levels: int) -> str:
    """An object with lists in it, so many of both within each other."""
    return '{"title": ' + "[" * (levels - 1) + "1" + "]" * (levels - 1) + "}"


@pytest.mark.parametrize(
    "deep",
    [nested(LIMITS.nesting + 1), nested(300), '{"a":' * 1_000 + "1" + "}" * 1_000],
    ids=["limit", "list", "object"],
)
def test_a_line_that_nests_too_deep_is_refused_alone(tmp_path: Path, deep: str) -> None:
    first, second, third = read(tmp_path, Kind.NDJSON, f"{nested(LIMITS.nesting)}\n{deep}\n{nested(1)}\n".encode())

    assert isinstance(first, SourceRow)
    assert second == RefusedRow(2, ({"code": "nesting-too-deep", "allowed": LIMITS.nesting},))
    assert third == SourceRow(3, {"title": "1"})


def with_row_numbered(number: int) -> bytes:
    """A spreadsheet whose one row under the header has this number."""
    parts = unzipped(as_xlsx([["title"], ["a"]]))
    sheet = parts[SHEET_1].decode()
    changed = sheet.replace('<row r="2"', f'<row r="{number}"').replace('r="A2"', f'r="A{number}"')
    assert changed != sheet
    return zipped(parts | {SHEET_1: changed.encode()})


def test_empty_rows_before_a_row_numbered_at_will_are_counted(tmp_path: Path) -> None:
    assert refusal(tmp_path, Kind.XLSX, with_row_numbered(10**12)) == {
        "code": "rows-too-many",
        "row": 1,
        "allowed": LIMITS.rows,
    }


@pytest.mark.parametrize(("number", "fits"), [(5, True), (6, False)])
def test_a_sheet_may_hold_as_many_empty_rows_as_the_limit(tmp_path: Path, number: int, fits: bool) -> None:
    content = with_row_numbered(number)
    if fits:
        assert read(tmp_path, Kind.XLSX, content) == [SourceRow(1, {"title": "a"})]
    else:
        assert refusal(tmp_path, Kind.XLSX, content, replace(LIMITS, rows=3))["code"] == "rows-too-many"


def of_the_sheet(content: bytes, change: Callable[[bytearray, int, int], None]) -> bytes:
    """An archive with the entries of its sheet changed: in front of the part and in the list at the end."""
    changed = bytearray(content)
    name = SHEET_1.encode()
    change(changed, changed.index(name) - 30, changed.rindex(name) - 46)
    return bytes(changed)


def encrypted(content: bytearray, front: int, end: int) -> None:
    content[front + 6] |= 1
    content[end + 8] |= 1


def packed_by_nobodys_method(content: bytearray, front: int, end: int) -> None:
    struct.pack_into("<H", content, front + 8, 99)
    struct.pack_into("<H", content, end + 10, 99)


def corrupt(content: bytearray, front: int, end: int) -> None:
    begins = front + 30 + sum(struct.unpack_from("<HH", content, front + 26))
    content[begins : begins + 12] = b"\xff" * 12


def with_parts(**changed: bytes) -> bytes:
    names = {"sheet": SHEET_1, "styles": "xl/styles.xml", "types": "[Content_Types].xml"}
    return zipped(unzipped(SHEET) | {names[part]: content for part, content in changed.items()})


@pytest.mark.parametrize(
    "content",
    [
        of_the_sheet(SHEET, encrypted),
        of_the_sheet(SHEET, packed_by_nobodys_method),
        of_the_sheet(SHEET, corrupt),
        with_parts(
            sheet=b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            b'<row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData></worksheet>'
        ),
        with_parts(styles=b"<styleSheet><fonts"),
        with_parts(styles=b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><a/>'),
        with_parts(types=b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
    ],
    ids=["encrypted", "method 99", "corrupt", "text 99", "broken styles", "open styles", "no types"],
)
def test_an_odd_spreadsheet_is_refused_as_damaged(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, Kind.XLSX, content)["code"] == "spreadsheet-damaged"


def test_a_nested_object_within_the_limit_is_still_flattened(tmp_path: Path) -> None:
    line = json.dumps({"pay": {"range": {"minimum": 1}}}).encode()

    assert read(tmp_path, Kind.NDJSON, line) == [SourceRow(1, {"pay.range.minimum": "1"})]


def test_a_record_in_the_place_of_a_header_is_not_repeated_with_its_contacts(tmp_path: Path) -> None:
    wrong = refusal(tmp_path, Kind.CSV, b"title,0912-345-678,0912-345-678\na,b,c\n")

    assert wrong["code"] == "column-doubled"
    assert "345" not in str(wrong)
