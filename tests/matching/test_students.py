"""A university's students: upserts that are repeated, late, corrected by people, or refused one by one."""

from typing import Any

import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.testing import FrozenClock
from matching.models import PERSON
from sqlalchemy import func, select

from tests.factories.youths import KAOHSIUNG, REGISTRATION, Caller, an_item, number, self_service
from tests.matching.conftest import Anyone, Said

LATER = {**REGISTRATION, "valid_until": "2028-06-30"}
LAST_YEAR_BUT_ONE = {"study__expected_graduation": "2028-06", "study__year_of_study": 3}


def offers(standing: dict[str, Any]) -> list[tuple[str, str]]:
    """What somebody is offered, and how far."""
    return [(one["measure"], one["mode"]) for one in standing["offered"]]


async def test_a_batch_answers_each_student_in_order(university: Caller) -> None:
    taken = await university.send(
        an_item(student_number="S1", person_number=number(1)),
        an_item(student_number="S2", person_number=number(2), study__degree="master"),
        an_item(student_number="S3", person_number=number(3), nationality="other"),
        an_item(student_number="S4", person_number=number(4), study__status=None),
        an_item(student_number="S5", person_number="A123456780"),
        an_item(student_number="S6", person_number=number(6), consents=()),
    )

    assert [(one["id"], one["status"]) for one in taken] == [
        ("row-S1", 201),
        ("row-S2", 201),
        ("row-S3", 201),
        ("row-S4", 201),
        ("row-S5", 422),
        ("row-S6", 409),
    ]
    assert [one["student"]["outcome"] for one in taken[:4]] == [
        "eligible",
        "not_eligible",
        "not_eligible",
        "needs_information",
    ]
    assert taken[4]["problem"]["errors"][0]["pointer"] == "/student/facts/person_number"
    assert taken[5]["problem"]["code"] == "consent-missing"


async def test_the_last_year_is_offered_courses_and_the_one_before_activities(
    university: Caller, clock: FrozenClock
) -> None:
    clock.advance(days=92)
    last = await university.sent(student_number="S1", person_number=number(1))
    before = await university.sent(student_number="S2", person_number=number(2), **LAST_YEAR_BUT_ONE)

    assert offers(await university.read(last)) == [("courses", "offered"), ("recommendations", "offered")]
    assert offers(await university.read(before)) == [("activities", "offered"), ("recommendations", "preview")]


async def test_a_new_academic_year_brings_other_offers(university: Caller, clock: FrozenClock) -> None:
    student = await university.sent()
    assert offers(await university.read(student)) == [("activities", "offered"), ("recommendations", "preview")]

    clock.advance(days=31)

    assert offers(await university.read(student)) == [("courses", "offered"), ("recommendations", "offered")]


async def test_the_same_again_moves_nothing(university: Caller, said: Said) -> None:
    await university.send(an_item(1))

    [again] = await university.send(an_item(2))

    assert (again["student"]["result"], again["student"]["version"]) == ("unchanged", 1)
    assert len(await said()) == 1
    assert len((await university.get("/v1/youths/changes")).json()["items"]) <= 1


async def test_what_comes_late_never_undoes_what_is_newer(university: Caller) -> None:
    student = await university.sent(version=1, phone="0911111111")
    await university.send(an_item(3, phone="0933333333"))

    [late] = await university.send(an_item(2, phone="0922222222"))

    assert late["student"]["result"] == "superseded"
    assert (await university.read(student))["identity"]["phone"] == "0933333333"


async def test_an_unchanged_newer_version_makes_an_older_one_late(university: Caller) -> None:
    student = await university.sent(version=1, phone="0911111111")
    await university.send(an_item(3, phone="0911111111"))

    [late] = await university.send(an_item(2, phone="0922222222"))

    assert late["student"]["result"] == "superseded"
    assert (await university.read(student))["identity"]["phone"] == "0911111111"


async def test_one_source_version_says_one_thing(university: Caller) -> None:
    await university.send(an_item(2))

    [refused] = await university.send(an_item(2, phone="0922222222"))

    assert (refused["status"], refused["problem"]["code"]) == (409, "source-version-reused")


async def test_a_sync_never_overwrites_what_people_corrected(university: Caller, branch: Caller) -> None:
    student = await university.sent(version=1)
    await university.correct(student, by_person=True, phone="0911111111")
    await branch.correct(student, study={"expected_graduation": "2028-01"})

    [taken] = await university.send(an_item(2, phone="0922222222", email="new@example.edu.tw"))

    assert taken["student"]["overruled"] == ["phone", "study.expected_graduation"]
    shown = await university.read(student)
    assert (shown["identity"]["phone"], shown["identity"]["email"]) == ("0911111111", "new@example.edu.tw")
    assert shown["facts"]["study"]["expected_graduation"] == "2028-01"
    assert shown["facts"]["study"]["year_of_study"] == 4
    assert shown["owners"] == {"phone": "student", "study.expected_graduation": "officer"}


async def test_a_school_changes_its_own_word_but_not_what_people_corrected(university: Caller) -> None:
    student = await university.sent()
    await university.correct(student, by_person=True, phone="0911111111")

    own = await university.correct(student, study={"status": "suspended"})
    others = await university.correct(student, phone="0922222222")

    assert (own.status_code, own.json()["outcome"]) == (200, "needs_information")
    assert (others.status_code, others.json()["code"], others.json()["fields"]) == (409, "field-owned", ["phone"])


@pytest.mark.parametrize(
    "emptied", [{"birth_date": None}, {"person_number": None}, {"study": {"campus_county": None}}, {"study": None}]
)
async def test_what_a_registration_is_nothing_without_is_not_taken_away(
    university: Caller, emptied: dict[str, Any]
) -> None:
    student = await university.sent()

    refused = await university.correct(student, facts=emptied)

    assert (refused.status_code, refused.json()["code"]) == (409, "fact-needed")


async def test_a_group_that_is_null_takes_all_of_its_facts_back(university: Caller, branch: Caller) -> None:
    student = await university.sent()
    await branch.correct(student, study={"status": "suspended", "degree": "master"})

    back = await branch.correct(student, facts={"study": None, "wanted": None})

    assert (back.status_code, back.json()["outcome"]) == (200, "eligible")


async def test_another_fact_that_a_criterion_reads_decides_again(university: Caller, said: Said) -> None:
    student = await university.sent(version=1)

    [taken] = await university.send(an_item(2, study__status="left"))

    assert (taken["student"]["result"], taken["student"]["outcome"]) == ("updated", "not_eligible")
    decisions = (await university.get(f"/v1/youths/{student}/eligibility-decisions")).json()["items"]
    assert [one["outcome"] for one in decisions] == ["eligible", "not_eligible"]
    assert [fact["eligible"] for _, _, fact in await said()] == [True, False]


async def test_two_rows_about_one_student_in_a_batch_come_one_after_the_other(university: Caller) -> None:
    taken = await university.send(
        an_item(1, phone="0911111111"), an_item(2, phone="0922222222"), an_item(2, phone="0922222222")
    )

    assert [one["student"]["result"] for one in taken] == ["created", "updated", "unchanged"]
    assert len({one["student"]["youth_id"] for one in taken}) == 1


async def test_two_universities_number_their_students_alike(university: Caller, anyone: Anyone, said: Said) -> None:
    other = anyone(OrgKind.UNIVERSITY, org="university-2")
    first = await university.sent(student_number="S1", person_number=number(1))
    another = await other.sent(student_number="S1", person_number=number(2))
    same_person = await other.sent(student_number="S2", person_number=number(1))

    assert len({first, another, same_person}) == 3
    # of one person who is in both only the first registration counts; the other is one more id of that person
    assert [fact["youth_id"] for _, _, fact in await said()] == [first, another, first]
    assert (await said())[-1][2]["registrations"] == sorted([first, same_person])


async def test_whoever_left_is_not_brought_back_by_a_sync_without_a_new_consent(university: Caller) -> None:
    student = await university.sent(version=1)
    await university.step(student, "withdrawal", {"reason": "own_wish"})

    [refused] = await university.send(an_item(2, phone="0922222222", consents=()))
    [back] = await university.send(an_item(3, phone="0922222222", consents=[LATER]))

    assert (refused["status"], refused["problem"]["code"]) == (409, "transition-refused")
    assert (back["student"]["youth_id"], back["student"]["state"]) == (student, "active")


async def test_a_sync_that_repeats_the_old_consent_brings_nobody_back(university: Caller, said: Said) -> None:
    student = await university.sent(version=5, consents=[REGISTRATION, self_service("mobile-mobile-1", "name")])
    for consent in (await university.get(f"/v1/youths/{student}/consents")).json()["items"]:
        await university.step(student, f"consents/{consent['id']}/withdrawal")

    [repeated] = await university.send(an_item(5))
    [same] = await university.send(an_item(6))
    [other] = await university.send(an_item(7, phone="0922222222"))
    left = [kind for kind, *_ in await said()]
    [back] = await university.send(an_item(8, consents=[LATER, self_service("mobile-mobile-1", "name")]))

    assert [(one["student"]["result"], one["student"]["state"]) for one in (repeated, same)] == [
        ("unchanged", "withdrawn"),
        ("unchanged", "withdrawn"),
    ]
    assert (other["status"], other["problem"]["code"]) == (409, "transition-refused")
    assert left == ["youth.registered", "youth.withdrawn"]
    assert back["student"]["state"] == "active"
    # what was taken back and only sent again stays taken back
    held = (await university.get(f"/v1/youths/{student}/consents")).json()["items"]
    assert [(one["purpose"], one["withdrawn_on"] is None) for one in held] == [
        ("registration", False),
        ("self_service", False),
        ("registration", True),
    ]


async def test_a_new_person_number_stays_the_same_person(university: Caller, matching: Service, said: Said) -> None:
    old, new = number(1, begins="AC"), number(1, begins="A8")
    student = await university.sent(version=1, person_number=old)

    await university.send(an_item(2, person_number=new))
    again = await university.sent(version=1, student_number="S9", person_number=new)

    assert again != student
    async with matching.database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(PERSON))).scalar_one() == 1
    assert [fact["youth_id"] for _, _, fact in await said()] == [student, student]


async def test_whoever_has_not_consented_leaves_no_trace(university: Caller, matching: Service) -> None:
    await university.send(an_item(consents=()), an_item(consents=[{**REGISTRATION, "valid_until": "2026-06-30"}]))

    async with matching.database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(PERSON))).scalar_one() == 0


async def test_a_moved_campus_moves_the_student_to_another_branch(
    university: Caller, branch: Caller, platform: Any
) -> None:
    student = await university.sent(version=1)
    await university.send(an_item(2, study__campus_county=KAOHSIUNG))
    await platform.settle()

    feed = (await branch.get("/v1/youths/changes")).json()["items"]

    assert [(one["id"], one["operation"]) for one in feed] == [(student, "upsert"), (student, "delete")]
    assert (await branch.get(f"/v1/youths/{student}")).status_code == 404


async def test_a_university_compares_what_it_sent_with_what_is_held(university: Caller, anyone: Anyone) -> None:
    await university.sent(version=4, student_number="S1", person_number=number(1))
    left = await university.sent(version=2, student_number="S2", person_number=number(2))
    await university.step(left, "withdrawal", {"reason": "left_school"})
    await anyone(OrgKind.UNIVERSITY, org="university-2").sent(person_number=number(3))

    found = (await university.get("/v1/students/reconciliation", sent=3)).json()

    assert found == {"sent": 3, "held": 1, "withdrawn": 1, "difference": 2, "newest_source_version": 4}
    assert (await university.get("/v1/students/reconciliation")).json()["difference"] is None
