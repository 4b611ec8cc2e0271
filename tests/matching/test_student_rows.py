"""What refuses a row of a batch of students, and who sends one: odd months, codes and days; universities only."""

from typing import Any

import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from hypothesis import given
from hypothesis import strategies as st
from matching.service.upsert_students import MOST_IN_TURN, StudentRow, _waves
from sqlalchemy import event

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


@pytest.mark.parametrize("code", ["999-99", "112-00", "112-19", "111-10"])
async def test_a_wish_for_an_industry_that_is_none_refuses_its_own_row_alone(university: Caller, code: str) -> None:
    odd, good = await university.send(
        an_item(student_number="S1", person_number=number(1), wanted={"industries": ["112-10", code]}),
        an_item(student_number="S2", person_number=number(2), wanted={"industries": ["112-01", "112-18"]}),
    )

    assert (odd["status"], good["status"]) == (422, 201)
    [entry] = odd["problem"]["errors"]
    assert (entry["pointer"], entry["code"]) == ("/student/facts/wanted/industries/1", "industry_unknown")


async def test_an_unknown_industry_is_no_correction_and_no_profile(office: Caller, anyone: Anyone) -> None:
    made = await office.registered()
    looking = anyone(OrgKind.PUBLIC_EMPLOYMENT_OFFICE, scopes=("recommendations:read",))

    corrected = await office.correct(made["id"], wanted={"industries": ["999-99"]})
    previewed = await looking.post("/v1/recommendations:preview", {"industries": ["999-99"]})

    assert [one.json()["errors"][0]["code"] for one in (corrected, previewed)] == ["industry_unknown"] * 2


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


async def test_five_hundred_rows_about_one_student_are_bounded_work(university: Caller, matching: Service) -> None:
    rows = [an_item(version, phone=f"09{version:08}") for version in range(1, 501)]
    statements: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    engine = matching.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        taken = await university.send(*rows)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    again = await university.send(*rows[MOST_IN_TURN : MOST_IN_TURN * 2])

    assert len(statements) < MOST_IN_TURN * 40
    assert [one["status"] for one in taken] == [201] + [200] * (MOST_IN_TURN - 1) + [409] * (500 - MOST_IN_TURN)
    assert {one["problem"]["code"] for one in taken[MOST_IN_TURN:]} == {"student-repeated"}
    assert [one["problem"]["earlier"] for one in taken[MOST_IN_TURN:]] == [f"/items/{n}" for n in range(9, 499)]
    # what was refused is taken when it is sent again, in the order in which it was sent
    assert [one["student"]["version"] for one in again] == list(range(MOST_IN_TURN + 1, MOST_IN_TURN * 2 + 1))


async def test_an_item_that_is_refused_points_at_its_place_in_the_request(university: Caller) -> None:
    broken = an_item(1, study__expected_graduation="0000-01")
    taken = await university.send(broken, *(an_item(version) for version in range(1, MOST_IN_TURN + 2)))

    assert (taken[-1]["status"], taken[-1]["problem"]["earlier"]) == (409, f"/items/{MOST_IN_TURN}")


@given(keys=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=40))
def test_rows_of_one_student_or_person_keep_their_order(keys: list[tuple[int, int]]) -> None:
    rows = [
        StudentRow(1, {"student_number": str(student), "person_number": str(person)}, (), item)
        for item, (student, person) in enumerate(keys)
    ]

    waves, refused = _waves(rows)

    assert len(waves) <= MOST_IN_TURN
    place = {number: at for at, wave in enumerate(waves) for number in wave}
    assert sorted([*place, *refused]) == list(range(len(rows)))
    for later in range(len(rows)):
        for earlier in range(later):
            if keys[earlier][0] == keys[later][0] or keys[earlier][1] == keys[later][1]:
                # whoever comes after one that is refused is refused too: sent again they keep their order
                assert later in refused or (earlier in place and place[earlier] < place[later])
