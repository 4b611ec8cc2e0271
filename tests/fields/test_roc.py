from datetime import date, timedelta

import pytest
from fields.roc import (
    AcademicYear,
    RocDateInvalid,
    RocYearInvalid,
    Semester,
    compact_roc_date,
    format_roc_date,
    from_roc_year,
    parse_roc_date,
    roc_year,
)
from hypothesis import given
from hypothesis import strategies as st

roc_days = st.dates(min_value=date(1912, 1, 1), max_value=date(2910, 12, 31))
days_in_academic_years = st.dates(min_value=date(1912, 8, 1), max_value=date(2910, 12, 31))


def test_the_first_year_of_the_republic_is_1912() -> None:
    assert roc_year(date(1912, 1, 1)) == 1
    assert roc_year(2023) == 112
    assert from_roc_year(112) == 2023


@pytest.mark.parametrize("year", [1911, 0, -1, 112, 2911])
def test_a_year_outside_the_calendar_has_no_roc_year(year: int) -> None:
    with pytest.raises(RocYearInvalid):
        roc_year(year)


@pytest.mark.parametrize("year", [0, -1, 1000, 2023])
def test_there_is_no_year_zero_and_none_of_four_digits(year: int) -> None:
    with pytest.raises(RocYearInvalid):
        from_roc_year(year)


@given(st.integers(1, 999))
def test_a_year_comes_back_from_both_calendars(year: int) -> None:
    assert roc_year(from_roc_year(year)) == year


@pytest.mark.parametrize("text", ["0760221", "760221", "76-02-21", "076/2/21", "76年2月21日"])
def test_one_day_is_read_from_each_form(text: str) -> None:
    assert parse_roc_date(text) == date(1987, 2, 21)


@pytest.mark.parametrize(
    "text",
    [
        "1120807",
        "112-08-07",
        "112/8/7",
        "112.8.7",
        "112年8月7日",
        "112 年 8 月 7 日",
        "民國112年8月7日",
        "中華民國 112 年 08 月 07 日",
        "１１２年８月７日",
        "112\uf98e8月7日",
        " 1120807 ",
    ],
)
def test_a_date_is_read_as_documents_write_it(text: str) -> None:
    assert parse_roc_date(text) == date(2023, 8, 7)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20230807",
        "2023-08-07",
        "112-08/07",
        "112年8月",
        "11287",
        "11207",
        "112-8-7T00:00",
        "٠٧٦٠٢٢١",
        "民國",
        "112年8月7",
    ],
)
def test_another_form_is_not_guessed(text: str) -> None:
    with pytest.raises(RocDateInvalid):
        parse_roc_date(text)


@pytest.mark.parametrize("text", ["0000101", "0-1-1", "1120229", "1121301", "1120800", "112-4-31"])
def test_a_day_that_never_was_is_refused(text: str) -> None:
    with pytest.raises(RocDateInvalid):
        parse_roc_date(text)


def test_a_leap_day_follows_the_common_era_year() -> None:
    assert parse_roc_date("1130229") == date(2024, 2, 29)


def test_a_date_is_written_for_people_and_for_the_registry() -> None:
    assert format_roc_date(date(2023, 8, 7)) == "112年8月7日"
    assert compact_roc_date(date(2023, 8, 7)) == "1120807"
    assert compact_roc_date(date(1987, 2, 21)) == "0760221"
    with pytest.raises(RocYearInvalid):
        format_roc_date(date(1911, 12, 31))


@given(roc_days)
def test_every_day_comes_back_from_both_written_forms(day: date) -> None:
    assert parse_roc_date(format_roc_date(day)) == day
    assert parse_roc_date(compact_roc_date(day)) == day


def test_the_registry_form_sorts_like_the_days() -> None:
    days = [date(1912, 1, 1), date(2010, 12, 31), date(2011, 1, 1), date(2023, 8, 7)]

    assert sorted(map(compact_roc_date, days)) == [compact_roc_date(day) for day in days]


def test_an_academic_year_runs_from_august_to_july() -> None:
    year = AcademicYear(112)

    assert (year.first_day, year.last_day) == (date(2023, 8, 1), date(2024, 7, 31))
    assert AcademicYear.containing(date(2023, 7, 31)) == AcademicYear(111)
    assert AcademicYear.containing(date(2023, 8, 1)) == year
    assert AcademicYear.containing(date(2024, 7, 31)) == year


def test_a_semester_ends_with_january_or_july() -> None:
    first, second = AcademicYear(112).semesters

    assert (first.first_day, first.last_day) == (date(2023, 8, 1), date(2024, 1, 31))
    assert (second.first_day, second.last_day) == (date(2024, 2, 1), date(2024, 7, 31))
    assert (str(first), str(second)) == ("112-1", "112-2")


def test_there_is_no_academic_year_zero() -> None:
    with pytest.raises(RocYearInvalid):
        AcademicYear(0)
    with pytest.raises(RocYearInvalid):
        AcademicYear.containing(date(1912, 7, 31))


@given(days_in_academic_years)
def test_every_day_lies_in_its_academic_year_and_in_one_of_its_semesters(day: date) -> None:
    year, semester = AcademicYear.containing(day), Semester.containing(day)

    assert year.first_day <= day <= year.last_day
    assert semester.first_day <= day <= semester.last_day
    assert semester in year.semesters


@given(st.integers(1, 998))
def test_semesters_follow_one_another_without_a_gap(number: int) -> None:
    first, second = AcademicYear(number).semesters
    following = AcademicYear(number + 1).semesters[0]

    assert first < second < following
    assert first.last_day + timedelta(days=1) == second.first_day
    assert second.last_day + timedelta(days=1) == following.first_day
