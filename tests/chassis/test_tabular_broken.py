"""Files that are refused as a whole, with the reason and the row; nothing of them is loaded."""

import gzip
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from chassis.tabular import LIMITS, Columns, FileBroken, Kind, Limits, read_rows

from tests.chassis.test_tabular import as_csv, as_xlsx

KNOWN = Columns(required=frozenset({"title"}), known=frozenset({"title", "detail"}))
GOOD = as_csv([["title", "detail"], ["社工員", "一"], ["工程師", "二"]])
# without the time: a test is named by its parameters, and every test process must name it the same
PACKED = gzip.compress(GOOD, mtime=0)


def refusal(folder: Path, kind: Kind, content: bytes, limits: Limits = LIMITS) -> dict[str, object]:
    """Why a file is refused."""
    file = folder / "upload"
    file.write_bytes(content)
    with pytest.raises(FileBroken) as refused:
        list(read_rows(file, kind, KNOWN, limits))
    found: dict[str, object] = refused.value.details["errors"][0]
    return found


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"", "file-empty", None),
        ("title,detail\r\n社工員,一\r\n".encode("utf-16"), "encoding-not-utf-8", None),
        ("title,detail\r\n社工員,一\r\n".encode("big5"), "encoding-not-utf-8", 1),
        (b"title,detail\r\na,b\r\nc,\x00d\r\n", "text-holds-nul", 2),
        (b'title,detail\r\na,b\r\n"c"d,e\r\n', "quoting-broken", 2),
        (b'title,detail\r\na,b\r\n"c,d\r\n', "quoting-broken", 2),
        (b"title,title\r\na,b\r\n", "column-doubled", 0),
        (b"title,\r\na,b\r\n", "column-unnamed", 0),
        (b"name,detail\r\na,b\r\n", "column-missing", 0),
        (b"title,pay\r\na,b\r\n", "column-unknown", 0),
        (as_csv([[f"c{number}" for number in range(200)]]), "columns-too-many", 0),
        (b"PK\x03\x04 a spreadsheet", "file-type-mismatch", None),
        (b"\xd0\xcf\x11\xe0 an old spreadsheet", "file-type-mismatch", None),
        (gzip.compress(PACKED, mtime=0), "file-type-mismatch", None),
        (PACKED[:-12], "gzip-truncated", None),
        (PACKED[:-8] + bytes(8), "gzip-damaged", None),
    ],
)
def test_a_broken_csv_file_is_refused_whole(tmp_path: Path, content: bytes, code: str, row: int | None) -> None:
    found = refusal(tmp_path, Kind.CSV, content)

    assert (found["code"], found.get("row")) == (code, row)


@pytest.mark.parametrize("kind", [Kind.NDJSON, Kind.XLSX])
def test_a_file_of_another_kind_than_it_says_is_refused(tmp_path: Path, kind: Kind) -> None:
    assert refusal(tmp_path, kind, GOOD)["code"] == "file-type-mismatch"


@pytest.mark.parametrize(("characters", "fits"), [(64, True), (63, False)])
def test_a_row_may_be_as_long_as_the_limit(tmp_path: Path, characters: int, fits: bool) -> None:
    file = tmp_path / "upload"
    line = "a" * 60 + ",b\r\n"
    file.write_text("title,detail\r\n" + line, encoding="utf-8", newline="")
    limits = replace(LIMITS, row_characters=characters)
    if fits:
        assert len(list(read_rows(file, Kind.CSV, KNOWN, limits))) == 1
    else:
        assert refusal(tmp_path, Kind.CSV, file.read_bytes(), limits) == {
            "code": "row-too-long",
            "row": 1,
            "allowed": characters,
        }


def test_a_quote_that_never_closes_does_not_swallow_the_file(tmp_path: Path) -> None:
    content = b'title,detail\r\na,b\r\n"' + b"c,d\r\n" * 100_000

    assert refusal(tmp_path, Kind.CSV, content) == {"code": "row-too-long", "row": 2, "allowed": 131_072}


@pytest.mark.parametrize("kind", [Kind.CSV, Kind.NDJSON, Kind.XLSX])
def test_a_file_may_hold_as_many_rows_as_the_limit(tmp_path: Path, kind: Kind) -> None:
    rows = [["title"], *([str(number)] for number in range(3))]
    contents = {
        Kind.CSV: as_csv(rows),
        Kind.NDJSON: b'{"title": "a"}\n' * 3,
        Kind.XLSX: as_xlsx(rows),
    }
    file = tmp_path / "upload"
    file.write_bytes(contents[kind])

    assert len(list(read_rows(file, kind, KNOWN, replace(LIMITS, rows=3)))) == 3
    assert refusal(tmp_path, kind, contents[kind], replace(LIMITS, rows=2)) == {
        "code": "rows-too-many",
        "row": 3,
        "allowed": 2,
    }


def test_a_gzip_bomb_is_ended_by_its_ratio_and_by_its_size(tmp_path: Path) -> None:
    bomb = gzip.compress(b"title\n" + (b"a" * 9_999 + b"\n") * 4_000)

    assert refusal(tmp_path, Kind.CSV, bomb)["code"] == "compressed-too-much"
    generous = replace(LIMITS, ratio=10_000, bytes=1 << 20)
    assert refusal(tmp_path, Kind.CSV, bomb, generous)["code"] == "file-too-large"


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip file of these parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The parts of a zip file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


SHEET = as_xlsx([["title"], ["社工員"]])


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = zipped(unzipped(SHEET) | {"xl/media/image.bin": bytes(64 << 20)})

    assert refusal(tmp_path, Kind.XLSX, bomb)["code"] == "compressed-too-much"
    generous = replace(LIMITS, ratio=10_000, bytes=32 << 20)
    assert refusal(tmp_path, Kind.XLSX, bomb, generous)["code"] == "file-too-large"


@pytest.mark.parametrize(
    "content",
    [
        SHEET[: len(SHEET) // 2],
        zipped({"hello.txt": b"no spreadsheet"}),
        zipped(unzipped(SHEET) | {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row>"}),
        zipped(
            unzipped(SHEET)
            | {"xl/worksheets/sheet1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>'}
        ),
    ],
    ids=["truncated", "another zip", "broken sheet", "entities"],
)
def test_a_damaged_spreadsheet_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, Kind.XLSX, content)["code"] == "spreadsheet-damaged"


def test_a_kind_that_holds_no_rows_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, Kind.JSON, b"{}")["code"] == "file-type-mismatch"
