"""Each parameter of the screening rules at its bounds."""

from collections.abc import Mapping
from typing import Any

import pytest
from chassis.domain import Json
from vacancy.domain.rule_parameters import broken

from tests.factories.vacancy import Caller
from tests.vacancy.test_rules import draft

pytestmark = pytest.mark.usefixtures("own_rules")

SHIPPED: Mapping[str, Json] = {
    "part_time_words": ["兼職", "part-time", "part time"],
    "part_time_pay_bases": ["hourly"],
    "dispatch_words": ["派遣"],
    "max_hours_per_week": 40,
    "min_days_off_per_week": 2,
    "technical_occupations": ["08"],
    "key_competency_level": 3,
    "positive_outlook_industries": [],
    "accept_all_industry_entry_wage": False,
}
INDUSTRIES = "positive_outlook_industries"


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("max_hours_per_week", 1),
        ("max_hours_per_week", 84),
        ("min_days_off_per_week", 0.5),
        ("min_days_off_per_week", 7),
        ("part_time_words", ["PT"]),
        (INDUSTRIES, ["112-10"]),
    ],
)
def test_a_parameter_on_its_bound_can_be_read(name: str, held: Json) -> None:
    assert broken({**SHIPPED, name: held}) == []


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("max_hours_per_week", 0.99),
        ("max_hours_per_week", 84.01),
        ("min_days_off_per_week", 0.49),
        ("min_days_off_per_week", 7.01),
        ("part_time_words", []),
        ("dispatch_words", []),
        ("part_time_words", ["PT", "pt"]),
        ("part_time_words", ["PT", "ＰＴ"]),
        ("dispatch_words", ["派遣", "派遣 "]),
        ("dispatch_words", [" "]),
        (INDUSTRIES, ["１１２-１０"]),
        (INDUSTRIES, ["112-10\n"]),
        (INDUSTRIES, ["112-1"]),
    ],
)
def test_a_parameter_beyond_its_bound_is_named(name: str, held: Json) -> None:
    assert [(one.name, one.code) for one in broken({**SHIPPED, name: held})] == [(name, "parameter-invalid")]


async def stated(agency: Caller, name: str, held: Json, version: str = "2026-08") -> Any:
    return await draft(agency, {"based_on": "2023-08", "parameters": {name: held}, "notes": {name: "why"}}, version)


async def test_a_key_industry_that_there_is_not_is_refused(agency: Caller) -> None:
    answer = await stated(agency, INDUSTRIES, ["112-10", "112-99"])

    assert (answer.status_code, answer.json()["code"]) == (422, "rule-set-invalid")
    found = [(one["pointer"], one["code"]) for one in answer.json()["errors"]]
    assert found == [(f"/parameters/{INDUSTRIES}", "industry-unknown")]
    assert (await stated(agency, INDUSTRIES, ["112-10"])).status_code == 201


async def test_the_name_of_an_unknown_parameter_is_shown_only_where_it_is_a_name(agency: Caller) -> None:
    answer = await stated(agency, "0912345678", 1)

    assert (answer.status_code, "0912345678" in answer.text) == (422, False)
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/parameters/?"]


@pytest.mark.parametrize(
    ("version", "status"),
    [("2026-01", 201), ("2026-12-b", 201), ("2026-00", 422), ("2026-13", 422), ("1926-01", 422), ("2026-1", 422)],
)
async def test_a_version_begins_with_a_year_and_a_month(agency: Caller, version: str, status: int) -> None:
    assert (await stated(agency, "max_hours_per_week", 38, version)).status_code == status
