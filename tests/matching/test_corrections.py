"""Corrections: whose word stands over whose, and what they set going."""

import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from matching.models import PERSON
from sqlalchemy import select

from tests.factories.youths import NEW_TAIPEI, REGISTRATION, Caller, number
from tests.matching.conftest import Anyone, Said


async def test_a_correction_decides_again_where_a_criterion_reads_it(office: Caller, said: Said) -> None:
    made = await office.registered(situation__urgent_need=None)
    assert made["outcome"] == "needs_information"

    corrected = await office.correct(made["id"], situation={"urgent_need": True})

    assert (corrected.status_code, corrected.json()["outcome"]) == (200, "eligible")
    assert corrected.json()["decision_id"] != made["decision_id"]
    assert [fact["eligible"] for _, _, fact in await said()] == [None, True]


async def test_a_correction_that_no_criterion_reads_decides_nothing_and_says_nothing(
    office: Caller, said: Said
) -> None:
    made = await office.registered()

    corrected = (await office.correct(made["id"], phone="0987654321")).json()

    assert (corrected["version"], corrected["decision_id"]) == (2, made["decision_id"])
    assert len(await said()) == 1


async def test_what_is_counted_is_said_again_when_it_changes(office: Caller, said: Said) -> None:
    made = await office.registered()

    await office.correct(made["id"], home_county=NEW_TAIPEI)

    assert [(sequence, fact["county"]) for _, sequence, fact in await said()] == [(1, "63000"), (2, NEW_TAIPEI)]


async def test_an_officers_word_stands_over_the_persons(office: Caller, branch: Caller) -> None:
    made = await office.registered()
    await office.correct(made["id"], by_person=True, phone="0911111111", education="graduate")
    await branch.correct(made["id"], phone="0922222222")

    refused = await office.correct(made["id"], by_person=True, phone="0933333333")

    assert (refused.status_code, refused.json()["fields"]) == (409, ["phone"])
    shown = await office.read(made["id"])
    assert shown["identity"]["phone"] == "0922222222"
    assert shown["owners"] == {"education": "student", "phone": "officer"}


async def test_a_correction_is_taken_back_by_null(office: Caller) -> None:
    made = await office.registered()
    await office.correct(made["id"], phone="0922222222")

    await office.correct(made["id"], phone=None)

    shown = await office.read(made["id"])
    assert (shown["identity"]["phone"], shown["owners"]) == ("0912345678", {})


async def test_a_person_does_not_say_what_is_the_offices_to_say(office: Caller) -> None:
    made = await office.registered()

    refused = await office.correct(
        made["id"], by_person=True, situation={"urgent_need": False}, birth_date="2001-01-01"
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "field-not-yours")
    assert refused.json()["fields"] == ["birth_date", "situation.urgent_need"]


async def test_an_officers_correction_names_the_officer(branch: Caller, office: Caller) -> None:
    made = await office.registered()
    headers = branch.headers(etag="*")

    answer = await branch.http.patch(
        f"/v1/youths/{made['id']}", json={"facts": {"phone": "0922222222"}}, headers=headers
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "acting-person-missing")


async def test_nobody_is_corrected_to_be_born_tomorrow(office: Caller) -> None:
    made = await office.registered()

    assert (await office.correct(made["id"], birth_date="2026-07-01")).status_code == 200
    refused = await office.correct(made["id"], birth_date="2026-07-02")

    assert (refused.status_code, refused.json()["code"]) == (422, "birth-date-invalid")


async def test_nobody_gets_the_number_of_somebody_else_whom_the_caller_sees(office: Caller, branch: Caller) -> None:
    first = await office.registered(person_number=number(1))
    second = await office.registered(person_number=number(2))

    for caller in (office, branch):
        refused = await caller.correct(second["id"], person_number=number(1))

        assert (refused.status_code, refused.json()["code"]) == (409, "person-number-taken")
        assert refused.json()["id"] == first["id"]
        assert number(1) not in refused.text
    assert (await office.correct(second["id"], person_number=number(2))).status_code == 200
    assert (await office.correct(second["id"], person_number=number(3))).status_code == 200


async def test_that_a_number_is_an_unseen_persons_is_told_nobody(
    office: Caller, anyone: Anyone, matching: Service
) -> None:
    other = anyone(OrgKind.PUBLIC_EMPLOYMENT_OFFICE, org="office-2")
    await other.registered(person_number=number(1))
    made = await office.registered(person_number=number(2))

    known = await office.correct(made["id"], person_number=number(1))

    assert known.status_code == 200
    # two ids were announced, and stay two people's (ADR 0017)
    async with matching.database.reading() as connection:
        assert len((await connection.execute(select(PERSON.c.id))).all()) == 2


@pytest.mark.parametrize("fields", [["name"], ["name", "phone"]])
async def test_an_employment_office_reads_its_own_officers_word_and_anothers_by_consent_only(
    office: Caller, branch: Caller, fields: list[str]
) -> None:
    made = await office.registered(consents=[{**REGISTRATION, "fields": fields}])
    await office.correct(made["id"], phone="0911111111", email="own@example.org")
    before = await office.read(made["id"])
    await branch.correct(made["id"], phone="0922222222")

    after = await office.read(made["id"])

    assert (before["identity"]["phone"], before["identity"]["email"]) == ("0911111111", "own@example.org")
    assert after["identity"]["phone"] == ("0922222222" if "phone" in fields else "0922***222")
    assert after["identity"]["email"] == "own@example.org"
    await office.correct(made["id"], phone="0933333333")
    assert (await office.read(made["id"]))["identity"]["phone"] == "0933333333"


@pytest.mark.parametrize(
    ("fields", "clear"), [(["name"], []), (["name", "phone"], ["phone"]), (["phone", "email"], ["email", "phone"])]
)
async def test_a_registrar_reads_what_it_stated_and_by_consent_what_others_said_over_it(
    university: Caller, branch: Caller, fields: list[str], clear: list[str]
) -> None:
    consent = {**REGISTRATION, "recipient": "university", "fields": fields}
    student = await university.sent(consents=[consent], email="school@example.org")
    before = await university.read(student)
    await university.correct(student, by_person=True, phone="0922222222")
    await branch.correct(student, email="officer@example.org")

    after = await university.read(student)

    assert {"name", "phone", "email", "birth_date"} <= set(before["clear"])
    assert [one for one in after["clear"] if one in ("phone", "email")] == clear
    assert {"name", "birth_date"} <= set(after["clear"])
    shown = "0922222222" if "phone" in clear else "0922***222"
    assert after["identity"]["phone"] == shown
