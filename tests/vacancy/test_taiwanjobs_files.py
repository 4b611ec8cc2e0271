"""Copies of the open vacancy feed in its three encodings, whole and broken."""

import gzip
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from chassis.computing import HERE
from chassis.tabular import LIMITS, FileBroken, Kind, Row, SourceRow
from hypothesis import given
from hypothesis import strategies as st
from vacancy.adapters.checked_rows import check, opened_rows
from vacancy.adapters.taiwanjobs import read_feed
from vacancy.adapters.vacancy_rows import RowFormat
from vacancy.domain.imports import RowResult
from vacancy.domain.source_rows import SourceStatement
from vacancy.domain.taiwanjobs import stated

from tests.factories.feed import a_feed_row, as_csv, as_json, as_xml

ENCODINGS: dict[Kind, Callable[..., bytes]] = {Kind.CSV: as_csv, Kind.JSON: as_json, Kind.XML: as_xml}


def read(folder: Path, kind: Kind, content: bytes) -> list[Row]:
    file = folder / "upload"
    file.write_bytes(content)
    return list(read_feed(file, kind))


def refusal(folder: Path, kind: Kind, content: bytes) -> dict[str, object]:
    with pytest.raises(FileBroken) as refused:
        read(folder, kind, content)
    found: dict[str, object] = refused.value.details["errors"][0]
    return found


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
@pytest.mark.parametrize("suffixed", [True, False], ids=["suffixed", "bare"])
@pytest.mark.parametrize("kind", ENCODINGS)
def test_every_encoding_and_spelling_gives_the_same_rows(
    tmp_path: Path, kind: Kind, suffixed: bool, packed: bool
) -> None:
    rows = [a_feed_row(), a_feed_row(hire=2, JOB_DETAIL="含 <b> 與 & 符號、（括號）", NT_L="-")]
    content = ENCODINGS[kind](rows, suffixed=suffixed)

    found = read(tmp_path, kind, gzip.compress(content) if packed else content)

    assert found == [SourceRow(number, row) for number, row in enumerate(rows, start=1)]


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=200), min_size=1, max_size=30))
def test_free_text_survives_every_encoding(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("feed")
    rows = [a_feed_row(hire=at, JOB_DETAIL=text.replace("]]>", "")) for at, text in enumerate(texts)]
    for kind, write in ENCODINGS.items():
        details = [
            row.fields.get("JOB_DETAIL", "") for row in read(folder, kind, write(rows)) if isinstance(row, SourceRow)
        ]
        assert details == [row["JOB_DETAIL"].strip() for row in rows]


def test_a_long_file_of_suffixed_xml_is_read_across_every_boundary(tmp_path: Path) -> None:
    rows = [a_feed_row(hire=number, JOB_DETAIL="工作" * (number % 97)) for number in range(2_000)]

    found = read(tmp_path, Kind.XML, as_xml(rows))

    assert [row.fields["URL_QUERY"] for row in found if isinstance(row, SourceRow)] == [
        row["URL_QUERY"] for row in rows
    ]


def test_an_error_that_is_answered_with_status_200_is_no_file(tmp_path: Path) -> None:
    answer = b'{"success": false, "error": {"message": "too many requests", "type": "ER0100"}}'

    assert refusal(tmp_path, Kind.JSON, answer) == {
        "code": "feed-answered-an-error",
        "type": "ER0100",
        "message": "too many requests",
    }


def test_records_of_an_answer_that_failed_are_not_taken(tmp_path: Path) -> None:
    assert refusal(tmp_path, Kind.JSON, as_json([a_feed_row()], success=False))["code"] == "feed-answered-an-error"


def test_a_bare_list_of_records_is_taken(tmp_path: Path) -> None:
    assert read(tmp_path, Kind.JSON, '[{"OCCU_DESC": "社工員", "JOB_PERSON": 2}]'.encode()) == [
        SourceRow(1, {"OCCU_DESC": "社工員", "JOB_PERSON": "2"})
    ]


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        (Kind.JSON, as_json([a_feed_row()])[:-20], "json-invalid"),
        (Kind.JSON, b'{"success": true}', "records-missing"),
        (Kind.JSON, b"<DataList/>", "file-type-mismatch"),
        (Kind.JSON, as_json([a_feed_row()]).decode().encode("big5"), "json-invalid"),
        (Kind.XML, as_xml([a_feed_row()])[:-20], "xml-invalid"),
        (Kind.XML, b"<html><body/></html>", "records-missing"),
        (Kind.XML, b'<!DOCTYPE a [<!ENTITY b "c">]><DataList>&b;</DataList>', "xml-invalid"),
        (Kind.XML, b"", "file-empty"),
        (Kind.JSON, b"[" * 60_000 + b"]" * 60_000, "nesting-too-deep"),
        (Kind.JSON, b'{"result": ' + b'{"a":' * 60_000 + b"1" + b"}" * 60_001, "nesting-too-deep"),
        (Kind.XML, b"<DataList>" + b"<a>" * 60_000 + b"</a>" * 60_000 + b"</DataList>", "nesting-too-deep"),
        (Kind.XML, b'<?xml version="1.0" encoding="zzz"?><DataList/>', "xml-invalid"),
        (Kind.XML, b'<?xml version="1.0" encoding="hex"?><DataList/>', "xml-invalid"),
        (Kind.XML, b'<?xml version="1.0" encoding="big5"?><DataList/>', "xml-invalid"),
        (Kind.XML, b"<DataList><a/></DataList>", "records-missing"),
        (Kind.XML, b"<DataList><Data><Data><OCCU_DESC>a</OCCU_DESC></Data></Data></DataList>", "xml-invalid"),
        (Kind.XML, b"<DataList><Data>" + b"<a/>" * 40_000 + b"</Data></DataList>", "row-too-long"),
        (Kind.CSV, b'"OCCU_DESC","CITYNAME"\r\n"a","b"\r\n', "column-missing"),
        (Kind.CSV, as_csv([a_feed_row()])[3:].decode().encode("big5", "replace"), "encoding-not-utf-8"),
    ],
)
def test_a_broken_copy_is_refused_whole(tmp_path: Path, kind: Kind, content: bytes, code: str) -> None:
    assert refusal(tmp_path, kind, content)["code"] == code


@pytest.mark.parametrize("kind", [Kind.JSON, Kind.XML])
def test_a_copy_holds_no_more_rows_than_the_limit(tmp_path: Path, kind: Kind) -> None:
    file = tmp_path / "upload"
    file.write_bytes(ENCODINGS[kind]([a_feed_row(hire=number) for number in range(3)]))

    assert len(list(read_feed(file, kind, replace(LIMITS, rows=3)))) == 3
    with pytest.raises(FileBroken, match="file-broken"):
        list(read_feed(file, kind, replace(LIMITS, rows=2)))


@pytest.mark.parametrize("around", [b"", b"a"], ids=["side by side", "in one element"])
def test_a_file_that_holds_no_record_takes_no_memory(tmp_path: Path, around: bytes) -> None:
    file = tmp_path / "upload"
    inner = b"<a/>" * 300_000
    file.write_bytes(b"<DataList>" + (b"<a>" + inner + b"</a>" if around else inner) + b"</DataList>")
    tracemalloc.start()

    with pytest.raises(FileBroken) as refused:
        list(read_feed(file, Kind.XML))

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.reason == "records-missing"
    assert peak < 8 << 20


@pytest.mark.parametrize(
    ("written", "text"),
    [("9" * 30, "9" * 30), ("1e999", "1E+999"), ("45000.0", "45000"), ("37.5", "37.5"), ("true", "true")],
)
def test_a_number_of_any_size_is_one_cell(tmp_path: Path, written: str, text: str) -> None:
    content = f'[{{"OCCU_DESC": "a", "JOB_PERSON": {written}}}, {{"OCCU_DESC": "b"}}]'

    assert read(tmp_path, Kind.JSON, content.encode()) == [
        SourceRow(1, {"OCCU_DESC": "a", "JOB_PERSON": text}),
        SourceRow(2, {"OCCU_DESC": "b"}),
    ]


def test_a_row_that_nobody_foresaw_is_rejected_alone(tmp_path: Path) -> None:
    def read_two(_path: Path, _kind: Kind) -> Iterator[Row]:
        yield SourceRow(1, {})
        yield SourceRow(2, a_feed_row())

    def stumble(fields: Mapping[str, str]) -> SourceStatement:
        return stated(fields) if fields else SourceStatement("a", {"title": int("no number")})

    scratch = tmp_path / "rows"
    checked = check(tmp_path, Kind.CSV, RowFormat(frozenset({Kind.CSV}), read_two, stumble), scratch, HERE)

    with opened_rows(scratch, checked, after=0) as rows:
        taken = rows.take(10)
        assert rows.take(10) is None
    assert taken is not None
    assert [one.number for one in taken.stated] == [2]
    assert [(one.number, one.outcome, one.notes) for one in taken.settled] == [
        (1, RowResult.REJECTED, [{"code": "row-unreadable"}])
    ]
