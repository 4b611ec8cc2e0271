"""YouthLink's own row format: a column a fact, checked as a PUT of the same vacancy."""

import json
from pathlib import Path
from typing import Any

import pytest
from chassis.tabular import FileBroken, Kind, RefusedRow, SourceRow
from vacancy.adapters.vacancy_rows import FORMATS, Format, statement_of
from vacancy.adapters.youthlink_rows import READERS
from vacancy.domain.source_rows import StatedRow
from vacancy.schemas.facts import VacancyFacts

from tests.chassis.test_tabular import as_csv, as_xlsx
from tests.factories.vacancy import a_complete_statement

OWN = FORMATS[Format.YOUTHLINK]
EVERYTHING = a_complete_statement(
    employer={"name": "範例資訊股份有限公司", "company_number": "22099131"},
    growth={"training": True, "promotion": False, "prospects": True},
    key_competencies=[{"code": "ICT-1", "level": 4}],
    working_time="日班",
    education="大學",
    experience="無",
    description="弱點掃描\n與應變。",
    closing_date="2026-12-31",
    source_updated_on="2026-06-30",
)


def flat(stated: dict[str, Any], *, under: str = "") -> dict[str, Any]:
    """A statement as a row: a column a leaf."""
    row: dict[str, Any] = {}
    for name, value in stated.items():
        if isinstance(value, dict):
            row |= flat(value, under=f"{under}{name}.")
        else:
            row[f"{under}{name}"] = json.dumps(value) if isinstance(value, list) else value
    return row


def test_a_vacancy_states_the_same_in_every_format(tmp_path: Path) -> None:
    row = {"source_id": "a-1", **flat(EVERYTHING)}
    written = {
        Kind.CSV: as_csv([list(row), [str(value) for value in row.values()]]),
        Kind.XLSX: as_xlsx([list(row), list(row.values())]),
        Kind.NDJSON: json.dumps({"source_id": "a-1", **EVERYTHING}).encode(),
    }
    expected = VacancyFacts.model_validate(EVERYTHING).statement()

    for kind, content in written.items():
        file = tmp_path / "upload"
        file.write_bytes(content)
        [found] = [statement_of(one, OWN) for one in OWN.read(file, kind)]
        assert found == StatedRow("a-1", expected, (), 1)


def test_every_fact_of_the_statement_has_a_column() -> None:
    assert {"pay.minimum", "employer.company_number", "working_conditions.leave_stated", "openings"} <= set(READERS)
    assert set(flat(EVERYTHING)) <= set(READERS)


@pytest.mark.parametrize(("said", "meant"), [("是", True), ("否", False), ("TRUE", True), ("0", False)])
def test_yes_and_no_are_read_as_people_write_them(said: str, meant: bool) -> None:
    found = statement_of(a_row(**{"insurance.labour": said}), OWN)

    assert isinstance(found, StatedRow)
    assert found.facts["insurance"] == {"labour": meant}


def test_a_county_may_be_named(tmp_path: Path) -> None:
    found = statement_of(a_row(county="台中市西屯區"), OWN)

    assert isinstance(found, StatedRow)
    assert found.facts["county"] == "66000"


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"openings": "許多"}, "/openings", "int_type"),
        ({"openings": "0"}, "/openings", "greater_than_equal"),
        ({"county": "99999"}, "/county", "county_unknown"),
        ({"title": "長" * 201}, "/title", "string_too_long"),
        ({"employer.company_number": "12345678"}, "/employer/company_number", "company_number_invalid"),
        ({"pay.basis": "monthly", "pay.minimum": "2", "pay.maximum": "1"}, "/pay", "pay_range_inverted"),
        ({"pay.minimum": "30000"}, "/pay/basis", "missing"),
        ({"insurance.labour": "maybe"}, "/insurance/labour", "bool_type"),
        ({"closing_date": "2026-02-30"}, "/closing_date", "date_from_datetime_parsing"),
        ({"key_competencies": "ICT-1"}, "/key_competencies", "list_type"),
        ({"source_id": "a/1"}, "/source_id", "source-id-invalid"),
        ({"source_id": ""}, "/source_id", "source-id-invalid"),
    ],
)
def test_a_row_is_refused_where_a_put_would_be(changes: dict[str, str], pointer: str, code: str) -> None:
    found = statement_of(a_row(**changes), OWN)

    assert isinstance(found, RefusedRow)
    assert [(one["pointer"], one["code"]) for one in found.errors] == [(pointer, code)]


def test_a_misspelt_column_refuses_the_file_rather_than_dropping_what_it_says(tmp_path: Path) -> None:
    file = tmp_path / "upload"
    file.write_bytes(as_csv([["source_id", "title", "employer.name", "county", "pay.minimun"]]))

    with pytest.raises(FileBroken) as refused:
        list(OWN.read(file, Kind.CSV))

    assert refused.value.details["errors"] == [{"code": "column-unknown", "row": 0, "columns": ["pay.minimun"]}]


@pytest.mark.parametrize("name", ["王小明 台北市", "A123456789", "0912345678", "wang@example.tw"])
def test_a_column_that_may_be_somebody_is_not_repeated(tmp_path: Path, name: str) -> None:
    file = tmp_path / "upload"
    file.write_bytes(as_csv([["source_id", "title", "employer.name", "county", name]]))

    with pytest.raises(FileBroken) as refused:
        list(OWN.read(file, Kind.CSV))

    assert refused.value.details["errors"] == [{"code": "column-unknown", "row": 0, "columns": ["?"]}]


@pytest.mark.parametrize(
    "written", ["4_8000", "+48000", "048000", "٤٨٠٠٠", "４_８０００", "48,00", "4,8000", "48000.", "-48000", "4e4"]
)
def test_a_number_that_people_do_not_write_so_is_refused(written: str) -> None:
    found = statement_of(a_row(**{"pay.basis": "monthly", "pay.minimum": written}), OWN)

    assert isinstance(found, RefusedRow)
    assert [(one["pointer"], one["code"]) for one in found.errors] == [("/pay/minimum", "int_type")]


@pytest.mark.parametrize("written", ["48000", "48,000", "４８０００", "４８，０００", " 48000 "])
def test_a_number_may_be_full_width_and_have_its_thousands_parted(written: str) -> None:
    found = statement_of(a_row(**{"pay.basis": "monthly", "pay.minimum": written}), OWN)

    assert isinstance(found, StatedRow)
    assert found.facts["pay"]["minimum"] == 48_000


FORMULAS = ['=HYPERLINK("http://x")', "@SUM(A1)", "=cmd|calc", "+SUM(A1)", "-2+3+cmd|calc", "-a"]


@pytest.mark.parametrize("kind", [Kind.CSV, Kind.NDJSON])
@pytest.mark.parametrize("formula", FORMULAS)
def test_what_a_sheet_would_work_out_refuses_its_row(tmp_path: Path, kind: Kind, formula: str) -> None:
    row = {"source_id": "a-1", "title": formula, "employer.name": "某機構", "county": "63000"}
    file = tmp_path / "upload"
    file.write_bytes(as_csv([list(row), list(row.values())]) if kind is Kind.CSV else json.dumps(row).encode())

    [found] = OWN.read(file, kind)

    assert found == RefusedRow(1, ({"pointer": "/title", "code": "formula-cell"},))


@pytest.mark.parametrize("text", ["-", "-5", "+886 2 2345-6789", "a=b", "C++ @ home"])
def test_a_text_that_is_no_formula_is_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "upload"
    file.write_bytes(as_csv([["source_id", "title", "employer.name", "county"], ["a-1", text, "某機構", "63000"]]))

    [found] = OWN.read(file, Kind.CSV)

    assert isinstance(found, SourceRow)


def test_a_persons_number_is_no_key_of_a_row() -> None:
    found = statement_of(a_row(source_id="A123456789"), OWN)

    assert isinstance(found, RefusedRow)
    [wrong] = found.errors
    assert (wrong["pointer"], wrong["code"]) == ("/source_id", "source-id-invalid")
    assert "A123456789" not in str(wrong)


def a_row(**changes: str) -> SourceRow:
    """The least a row must state."""
    stated = {"source_id": "a-1", "title": "社工員", "employer.name": "某機構", "county": "63000"}
    return SourceRow(1, {name: text for name, text in (stated | changes).items() if text})


def test_what_a_row_must_state_is_enough() -> None:
    assert isinstance(statement_of(a_row(), OWN), StatedRow)
