"""What is not a good request, and the problem that answers it."""

from typing import Any

import pytest
from chassis.service import Service

from tests.factories.vacancy import Caller, a_statement
from tests.vacancy.test_upsert import rows_in

PATH = "/v1/vacancies/by-source/taiwanjobs/1"


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"salary": 1}, "/salary", "extra_forbidden"),
        ({"0912345678": 1}, "/?", "extra_forbidden"),
        ({"A123456789": 1}, "/?", "extra_forbidden"),
        ({"AC01234567": 1}, "/?", "extra_forbidden"),
        ({"王小明": 1}, "/?", "extra_forbidden"),
        ({"a/b": 1}, "/?", "extra_forbidden"),
        ({"a" * 64: 1}, "/" + "a" * 64, "extra_forbidden"),
        ({"a" * 65: 1}, "/?", "extra_forbidden"),
        ({"pay": {"basis": "monthly", "bonus": 1}}, "/pay/bonus", "extra_forbidden"),
        (
            {"employer": {"name": "公司", "company_number": "12345678"}},
            "/employer/company_number",
            "company_number_invalid",
        ),
        (
            {"employer": {"name": "公司", "company_number": "2209913"}},
            "/employer/company_number",
            "company_number_invalid",
        ),
        ({"county": "00000"}, "/county", "county_unknown"),
        ({"county": 63000}, "/county", "string_type"),
        ({"title": ""}, "/title", "string_too_short"),
        ({"title": "　"}, "/title", "string_too_short"),
        ({"title": "字" * 201}, "/title", "string_too_long"),
        ({"title": "資\u0000安"}, "/title", "text_holds_nul"),
        ({"openings": 0}, "/openings", "greater_than_equal"),
        ({"openings": "2"}, "/openings", "int_type"),
        ({"openings": 2.5}, "/openings", "int_type"),
        ({"openings": True}, "/openings", "int_type"),
        ({"employment_type": "seasonal"}, "/employment_type", "literal_error"),
        ({"pay": {"basis": "依學經歷"}}, "/pay/basis", "literal_error"),
        ({"pay": {"basis": "monthly", "minimum": 0}}, "/pay/minimum", "greater_than_equal"),
        ({"pay": {"basis": "monthly", "minimum": 2, "maximum": 1}}, "/pay", "pay_range_inverted"),
        ({"insurance": {"labour": "yes"}}, "/insurance/labour", "bool_type"),
        ({"working_conditions": {"hours_per_week": -1}}, "/working_conditions/hours_per_week", "greater_than"),
        ({"closing_date": "115-07-01"}, "/closing_date", "date_from_datetime_parsing"),
        ({"industry": "資安"}, "/industry", "string_pattern_mismatch"),
        ({"key_competencies": [{"code": "a", "level": 7}]}, "/key_competencies/0/level", "less_than_equal"),
        ({"title": None}, "/title", "string_type"),
    ],
)
async def test_a_value_that_cannot_be_is_pointed_at(
    association: Caller, vacancy: Service, changes: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await association.put(a_statement(**changes))

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]
    assert await rows_in(vacancy, "vacancy", "change") == [0, 0]


@pytest.mark.parametrize("field", ["title", "employer", "county"])
async def test_what_every_vacancy_has_is_asked_for(association: Caller, field: str) -> None:
    stated = a_statement()
    del stated[field]

    answer = await association.put(stated)

    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(f"/{field}", "missing")]


async def test_a_wrong_company_number_is_shown_with_the_reason(association: Caller) -> None:
    answer = await association.put(a_statement(employer={"name": "公司", "company_number": "12345678"}))

    [error] = answer.json()["errors"]
    assert (error["received"], error["detail"]) == ("12345678", "the checksum of the company number fails")


async def test_text_is_kept_in_nfc_and_numbers_narrow(association: Caller) -> None:
    employer = {"name": "東立工業", "company_number": "２２０９９１３１"}

    made = (await association.put(a_statement(employer=employer))).json()

    assert made["facts"]["employer"] == {"name": "東立工業", "company_number": "22099131"}


@pytest.mark.parametrize(
    ("content", "content_type", "status", "code"),
    [
        (b'{"title": ', "application/json", 400, "bad-request"),
        (b"\xff\xfe", "application/json", 400, "bad-request"),
        (b"", "application/json", 422, "payload-invalid"),
        (b"[]", "application/json", 422, "payload-invalid"),
        (b"null", "application/json", 422, "payload-invalid"),
        (b'{"title": NaN}', "application/json", 422, "payload-invalid"),
        (b'{"title": "\\ud800"}', "application/json", 422, "payload-invalid"),
        (b"title=x", "application/x-www-form-urlencoded", 415, "media-type-unsupported"),
        (b"{}", "text/plain", 415, "media-type-unsupported"),
        (b"[" * 100_000, "application/json", 400, "bad-request"),
    ],
)
async def test_a_body_that_is_no_vacancy_is_refused(
    association: Caller, content: bytes, content_type: str, status: int, code: str
) -> None:
    headers = association.headers() | {"Content-Type": content_type}

    answer = await association.http.put(PATH, content=content, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_of_two_megabytes_is_refused(association: Caller) -> None:
    answer = await association.put(a_statement(description="字" * 700_000))

    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert answer.json()["allowed_bytes"] == 1_048_576


@pytest.mark.parametrize("path", ["taiwanjobs/a%20b", "TaiwanJobs/1", "taiwanjobs/" + "1" * 129, "taiwanjobs/%00"])
async def test_a_source_key_in_another_form_is_refused(association: Caller, path: str) -> None:
    headers = association.headers()

    answer = await association.http.put(f"/v1/vacancies/by-source/{path}", json=a_statement(), headers=headers)

    assert answer.status_code == 422


async def test_a_persons_number_is_no_source_key(association: Caller) -> None:
    put = await association.http.put(
        "/v1/vacancies/by-source/taiwanjobs/A123456789", json=a_statement(), headers=association.headers()
    )
    item = {"source": "taiwanjobs", "source_id": "A123456789", "facts": a_statement()}
    batch = await association.http.post("/v1/vacancies:batch", json={"items": [item]}, headers=association.headers())

    for answer in (put, batch):
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "source_id_invalid")
        assert "A123456789" not in str(answer.json()["errors"])


@pytest.mark.parametrize("path", ["/v1/vacancies/1", "/v1/screenings/1", "/v1/vacancies/1/screenings"])
async def test_an_id_that_is_none_is_refused(association: Caller, path: str) -> None:
    assert (await association.get(path)).status_code == 422


async def test_a_path_that_is_none_is_answered_as_a_problem(association: Caller) -> None:
    missing, wrong = await association.get("/v1/vacancy"), await association.post("/v1/vacancies", {})

    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method-not-allowed")


async def test_titles_are_chinese_unless_english_is_asked_for(association: Caller) -> None:
    path = "/v1/vacancies/00000000-0000-0000-0000-000000000000"

    chinese = await association.get(path)
    english = await association.http.get(path, headers=association.headers() | {"Accept-Language": "en"})

    assert (chinese.json()["title"], english.json()["title"]) == ("查無此職缺", "There is no such vacancy")


async def test_a_key_used_for_another_request_is_refused(association: Caller) -> None:
    headers = association.headers(key=True)

    await association.http.put(PATH, json=a_statement(), headers=headers)
    answer = await association.http.put(PATH, json=a_statement(openings=9), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
