"""What refuses a row of a batch of students, and who sends one: odd months, codes and days; universities only."""

from typing import Any

import pytest
from chassis.auth import OrgKind

from tests.factories.youths import Caller, an_item, number
from tests.matching.conftest import Anyone


@pytest.mark.parametrize("month", ["0000-01", "0001-01", "1919-12", "2200-01", "9999-12"])
async def test_a_month_that_no_rule_can_count_from_refuses_its_own_row_alone(university: Caller, month: str) -> None:
    odd, good = await university.send(
        an_item(student_number="S1", person_number=number(1), study__expected_graduation=month),
        an_item(student_number="S2", person_number=number(2)),
    )

    assert (odd["status"], good["status"]) == (422, 201)
    assert odd["problem"]["errors"][0]["pointer"] == "/student/facts/study/expected_graduation"


@pytest.mark.parametrize("month", ["1920-01", "2199-12"])
async def test_a_month_far_away_is_decided_on(university: Caller, month: str) -> None:
    [taken] = await university.send(an_item(study__expected_graduation=month))

    assert taken["status"] == 201


@pytest.mark.parametrize(
    "facts",
    [
        {"skills": [{"code": number(5), "source": "self"}]},
        {"certificates": [number(5)]},
        {"courses_completed": [number(5, begins="AC")]},
    ],
)
async def test_a_persons_number_is_no_code(university: Caller, facts: dict[str, Any]) -> None:
    [taken] = await university.send(an_item(**facts))

    assert (taken["status"], taken["problem"]["errors"][0]["code"]) == (422, "code_invalid")
    assert number(5)[:9] not in str(taken)


async def test_whoever_is_born_tomorrow_is_refused_alone(university: Caller) -> None:
    today, tomorrow = await university.send(
        an_item(student_number="S1", person_number=number(1), birth_date="2026-07-01"),
        an_item(student_number="S2", person_number=number(2), birth_date="2026-07-02"),
    )

    assert (today["status"], tomorrow["status"]) == (201, 422)
    assert tomorrow["problem"]["code"] == "birth-date-invalid"
    assert "2026-07-02" not in str(tomorrow)


@pytest.mark.parametrize("kind", [OrgKind.BRANCH, OrgKind.PUBLIC_EMPLOYMENT_OFFICE, OrgKind.MOBILE])
async def test_only_universities_send_students(anyone: Anyone, kind: OrgKind) -> None:
    caller = anyone(kind)

    for answer in (
        await caller.post("/v1/students:batch", {"items": [an_item()]}),
        await caller.get("/v1/students/reconciliation"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")


async def test_a_batch_holds_one_to_five_hundred(university: Caller) -> None:
    for items in ([], [an_item()] * 501):
        assert (await university.post("/v1/students:batch", {"items": items})).status_code == 422
