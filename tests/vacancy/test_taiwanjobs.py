"""The open vacancy feed: what its words mean, what stays unknown, and that other months and regions come through."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from chassis.domain import Verdict
from chassis.tabular import RefusedRow, SourceRow
from fields.places import COUNTIES
from hypothesis import given
from hypothesis import strategies as st
from vacancy.adapters.vacancy_rows import FORMATS, Format, statement_of
from vacancy.domain.criteria import full_time, wage
from vacancy.domain.facts import LookedUp, facts_of, judged
from vacancy.domain.source_rows import StatedRow
from vacancy.domain.taiwanjobs import KEY

from tests.factories.feed import NEGOTIABLE, PAGE, a_feed_row
from tests.factories.vacancy import ON, rules

FEED = FORMATS[Format.TAIWANJOBS]


def stated(**changes: str) -> StatedRow:
    """The statement of a row that states a vacancy."""
    found = statement_of(row(**changes), FEED)
    assert isinstance(found, StatedRow), found
    return found


def refusal(**changes: str) -> dict[str, Any]:
    """Why a row is refused."""
    found = statement_of(row(**changes), FEED)
    assert isinstance(found, RefusedRow), found
    return dict(found.errors[0])


def row(**changes: str) -> SourceRow:
    """A row as the file's reader gives it: an empty cell is not there."""
    return SourceRow(1, {name: text for name, text in (a_feed_row() | changes).items() if text})


def test_a_row_that_says_everything_is_stated_fact_by_fact() -> None:
    found = stated()

    assert (found.source_id, found.notes) == ("2556007-13327969", ())
    assert found.facts == {
        "title": "網路軟體程式設計師",
        "employer": {"name": "範例資訊股份有限公司"},
        "county": "63000",
        "employment_type": "full_time",
        "occupation_code": "080203",
        "openings": 2,
        "pay": {"basis": "monthly", "minimum": 45_000, "maximum": 60_000},
        "working_time": "日班",
        "education": "大學",
        "experience": "1年以上",
        "description": "系統開發與維護。\n需輪值。",
        "closing_date": "2026-12-31",
        "source_updated_on": "2026-06-30",
    }


@pytest.mark.parametrize(
    ("column", "fact"),
    [
        ("WK_TYPE", "employment_type"),
        ("JOB_PERSON", "openings"),
        ("STOP_DATE", "closing_date"),
        ("WKTIME", "working_time"),
        ("EXPERIENCE", "experience"),
        ("EDGRDESC", "education"),
        ("JOB_DETAIL", "description"),
        ("SALARYCD", "pay"),
        ("TRANDATE", "source_updated_on"),
    ],
)
def test_an_empty_column_states_nothing(column: str, fact: str) -> None:
    found = stated(**{column: ""})

    assert fact not in found.facts
    assert found.notes == ()


@pytest.mark.parametrize("figure", ["-", "0", "", "－"])
def test_a_mark_is_no_figure(figure: str) -> None:
    assert stated(NT_L=figure, NT_U=figure).facts["pay"] == {"basis": "monthly"}
    assert "openings" not in stated(JOB_PERSON=figure).facts


@pytest.mark.parametrize("basis", [NEGOTIABLE, "面議", "面議(經常性薪資達4萬元或以上)"])
@pytest.mark.parametrize("figure", ["-", "40000"])
def test_the_negotiable_basis_names_no_wage(basis: str, figure: str) -> None:
    said = stated(SALARYCD=basis, NT_L=figure, NT_U=figure).facts

    assert said["pay"] == {"basis": "negotiable"}
    finding = wage(facts_of(judged(said, LookedUp(), attested={})), rules(), ON)
    assert (finding.verdict, finding.reason) == (Verdict.UNKNOWN, "negotiable")


@pytest.mark.parametrize(
    ("changes", "contradicting"),
    [
        ({"OCCU_DESC": "門市兼職人員"}, ("title",)),
        ({"SALARYCD": "時薪", "NT_L": "196", "NT_U": "210"}, ("pay.basis",)),
        ({"OCCU_DESC": "晚班工讀生", "SALARYCD": "部分工時(月薪)"}, ("title", "pay.basis")),
    ],
)
def test_part_time_work_filed_as_full_time_is_stated_as_filed_and_found(
    changes: dict[str, str], contradicting: tuple[str, ...]
) -> None:
    said = stated(**changes).facts

    finding = full_time(facts_of(judged(said, LookedUp(), attested={})), rules(), ON)
    assert said["employment_type"] == "full_time"
    assert (finding.reason, finding.missing) == ("contradicted", contradicting)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"WK_TYPE": "輪班制"}, "/employment_type"),
        ({"SALARYCD": "年薪"}, "/pay/basis"),
        ({"NT_L": "三萬"}, "/pay/minimum"),
        ({"JOB_PERSON": "若干"}, "/openings"),
        ({"JOB_PERSON": "10001"}, "/openings"),
        ({"STOP_DATE": "20260230"}, "/closing_date"),
        ({"TRANDATE": "115/02/03"}, "/source_updated_on"),
        ({"CJOB2_COUNT": "80203"}, "/occupation_code"),
    ],
)
def test_a_word_that_is_not_understood_stays_unknown_and_is_noted(changes: dict[str, str], pointer: str) -> None:
    found = stated(**changes)

    [(column, received)] = changes.items()
    noted = {"pointer": pointer, "code": "not-understood", "column": column, "received": received}
    assert found.notes == (noted,)


def test_what_is_noted_or_refused_repeats_no_contact() -> None:
    noted = stated(NT_L="洽 0912-345-678").notes
    refused = refusal(CITYNAME="洽 hr@example.com")

    assert [one["received"] for one in (*noted, refused)] == ["洽 [電話]", "洽 [電子郵件]"]


def test_a_text_is_not_cut_through_a_contact() -> None:
    found = stated(OCCU_DESC="長" * 195 + "0912345678")

    assert found.facts["title"] == "長" * 195 + "[電話]"


def test_a_range_that_goes_downwards_states_no_figure() -> None:
    found = stated(NT_L="60000", NT_U="45000")

    assert found.facts["pay"] == {"basis": "monthly"}
    assert [note["code"] for note in found.notes] == ["pay-range-inverted"]


def test_a_text_longer_than_a_vacancy_holds_is_shortened_and_noted() -> None:
    found = stated(OCCU_DESC="長" * 201)

    assert found.facts["title"] == "長" * 200
    assert [(note["code"], note["column"]) for note in found.notes] == [("text-shortened", "OCCU_DESC")]


def test_the_major_occupation_stands_in_for_a_minor_one() -> None:
    assert stated(CJOB2_COUNT="").facts["occupation_code"] == "08"


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"OCCU_DESC": ""}, "missing", "/title"),
        ({"COMPNAME": ""}, "missing", "/employer/name"),
        ({"CITYNAME": ""}, "missing", "/county"),
        ({"CITYNAME": "新竹"}, "county-not-named", "/county"),
        ({"CITYNAME": "日本東京"}, "county-not-named", "/county"),
        ({"URL_QUERY": ""}, "source-key-missing", "/source_id"),
        ({"URL_QUERY": "http://[bad?EMPLOYER_ID=1&HIRE_ID=3"}, "source-key-missing", "/source_id"),
        ({"URL_QUERY": f"{PAGE}?EMPLOYER_ID=2556007"}, "source-key-missing", "/source_id"),
        ({"URL_QUERY": f"{PAGE}?EMPLOYER_ID=../&HIRE_ID=1"}, "source-key-missing", "/source_id"),
    ],
)
def test_what_no_vacancy_stands_without_refuses_the_row(changes: dict[str, str], code: str, pointer: str) -> None:
    found = refusal(**changes)

    assert (found["code"], found["pointer"]) == (code, pointer)


ADDRESSES = st.lists(
    st.sampled_from(
        ["http://", "//", "[", "]", "x.tw", "/", "?", "#", "&", ":", "\t", "EMPLOYER_ID=7", "&HIRE_ID=", "12", "%41"]
    ),
    max_size=12,
).map("".join)


@given(ADDRESSES | ADDRESSES.map(lambda place: f"{place}?EMPLOYER_ID=7&HIRE_ID=12"))
def test_an_address_names_the_key_that_its_query_holds_and_none_where_it_is_no_address(address: str) -> None:
    try:
        asked = parse_qs(urlsplit(address.strip()).query)
    except ValueError:
        asked = {}
    parts = [asked.get(name, [""])[0] for name in ("EMPLOYER_ID", "HIRE_ID")]

    found = statement_of(row(URL_QUERY=address), FEED)

    if all(KEY.fullmatch(part) for part in parts):
        assert isinstance(found, StatedRow)
        assert found.source_id == "-".join(parts)
    else:
        assert isinstance(found, RefusedRow)


PLACES = st.builds(
    lambda county, where, usual: (county.code, (county.name.replace("臺", "台") if usual else county.name) + where),
    st.sampled_from(COUNTIES),
    st.sampled_from(["不限", "信義區", "竹北市", ""]),
    st.booleans(),
)
ROWS = st.fixed_dictionaries(
    {
        "WK_TYPE": st.sampled_from(["全職", "兼職", ""]),
        "CJOB1_COUNT": st.sampled_from(["08", "19", ""]),
        "CJOB2_COUNT": st.sampled_from(["080203", "190101", ""]),
        "JOB_PERSON": st.sampled_from(["1", "25", "10000", "0", ""]),
        "STOP_DATE": st.one_of(st.dates().map(lambda day: f"{day:%Y%m%d}".zfill(8)), st.just("")),
        "JOB_DETAIL": st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=50),
        "EXPERIENCE": st.sampled_from(["無", "1年內", "1年以上", "15年以上", ""]),
        "WKTIME": st.sampled_from(["日班", "中班", "夜班", "彈性上下班 08:00~17:00", ""]),
        "SALARYCD": st.sampled_from(["月薪", "時薪", NEGOTIABLE, "日薪", "論件計酬", "部分工時(月薪)", ""]),
        "NT_L": st.one_of(st.integers(0, 99_999).map(str), st.just("-")),
        "NT_U": st.one_of(st.integers(0, 999_999).map(str), st.just("-")),
        "EDGRDESC": st.sampled_from(["不拘", "國小", "國中", "高中", "高職", "專科", "大學", "碩士", "博士", ""]),
        "TRANDATE": st.dates().map(lambda day: f"{day.year:04}{day:%m%d}"),
    }
)


@given(ROWS, PLACES, st.integers(1, 10**9))
def test_every_row_in_the_feeds_own_words_comes_through(
    words: dict[str, str], place: tuple[str, str], hire: int
) -> None:
    county, written = place

    found = stated(URL_QUERY=f"{PAGE}?EMPLOYER_ID=2556007&HIRE_ID={hire}", CITYNAME=written, **words)

    assert found.facts["county"] == county
    assert found.source_id == f"2556007-{hire}"
    assert ("employment_type" in found.facts) is bool(words["WK_TYPE"])
    assert ("openings" in found.facts) is (words["JOB_PERSON"] not in ("0", ""))
    assert ("pay" in found.facts) is bool(words["SALARYCD"])
    assert {note["code"] for note in found.notes} <= {"pay-range-inverted"}
