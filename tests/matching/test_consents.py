"""Consents: recorded, taken back, and what each of them lets whom see."""

from typing import Any

import pytest
from chassis.auth import OrgKind
from chassis.testing import FrozenClock, Platform

from tests.factories.youths import REGISTRATION, Caller, number, self_service
from tests.matching.conftest import Anyone, Said


async def test_consents_are_listed_those_taken_back_among_them(office: Caller, mobile: Caller) -> None:
    made = await office.registered()
    given = (await office.step(made["id"], "consents", self_service(mobile.client_id, "name"))).json()

    taken = await office.step(made["id"], f"consents/{given['id']}/withdrawal", etag='"1"')

    assert (taken.status_code, taken.json()["withdrawn_on"], taken.headers["etag"]) == (200, "2026-07-01", '"2"')
    listed = (await office.get(f"/v1/youths/{made['id']}/consents")).json()["items"]
    assert [(one["purpose"], one["withdrawn_on"]) for one in listed] == [
        ("registration", None),
        ("self_service", "2026-07-01"),
    ]


async def test_a_consent_is_taken_back_once(office: Caller) -> None:
    made = await office.registered()
    [given] = (await office.get(f"/v1/youths/{made['id']}/consents")).json()["items"]
    await office.step(made["id"], f"consents/{given['id']}/withdrawal")

    again = await office.step(made["id"], f"consents/{given['id']}/withdrawal")

    assert (again.status_code, again.json()["code"]) == (409, "transition-refused")


async def test_without_a_consent_to_be_registered_the_person_leaves(office: Caller, said: Said) -> None:
    made = await office.registered()
    [given] = (await office.get(f"/v1/youths/{made['id']}/consents")).json()["items"]

    await office.step(made["id"], f"consents/{given['id']}/withdrawal")

    assert (await office.read(made["id"]))["state"] == "withdrawn"
    assert (await said())[-1] == (
        "youth.withdrawn",
        2,
        {"withdrawn_on": "2026-07-01", "reason": "consent_withdrawn", "registrations": []},
    )


async def test_another_consent_to_be_registered_is_enough(office: Caller) -> None:
    made = await office.registered(consents=[REGISTRATION, {**REGISTRATION, "valid_until": "2026-12-31"}])
    [given, _] = (await office.get(f"/v1/youths/{made['id']}/consents")).json()["items"]

    await office.step(made["id"], f"consents/{given['id']}/withdrawal")

    assert (await office.read(made["id"]))["state"] == "active"


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ('"9"', 412)])
async def test_taking_back_names_the_version_that_was_seen(office: Caller, etag: str | None, status: int) -> None:
    made = await office.registered()
    [given] = (await office.get(f"/v1/youths/{made['id']}/consents")).json()["items"]

    answer = await office.post(f"/v1/youths/{made['id']}/consents/{given['id']}/withdrawal", etag=etag)

    assert answer.status_code == status


async def test_a_consent_of_somebody_else_is_not_there(office: Caller) -> None:
    made, other = await office.registered(), await office.registered(person_number=number(2))
    [given] = (await office.get(f"/v1/youths/{other['id']}/consents")).json()["items"]

    answer = await office.step(made["id"], f"consents/{given['id']}/withdrawal")

    assert (answer.status_code, answer.json()["code"]) == (404, "consent-unknown")


async def test_a_branch_reads_in_the_clear_what_was_consented_to(
    office: Caller, branch: Caller, agency: Caller
) -> None:
    made = await office.registered()

    for caller in (branch, agency):
        shown = await caller.read(made["id"])
        assert shown["clear"] == ["name", "phone"]
        assert shown["identity"] == {
            "name": "王小明",
            "birth_date": None,
            "person_number": "A12****789",
            "student_number": None,
            "phone": "0912345678",
            "email": "m***@example.org",
            "preferences": None,
        }


async def test_a_consent_may_name_one_kind_of_office(office: Caller, branch: Caller, agency: Caller) -> None:
    made = await office.registered(consents=[{**REGISTRATION, "fields": []}])
    contact = {"purpose": "contact", "recipient": "branch", "fields": ["email"], "valid_until": "2026-07-01"}
    await office.step(made["id"], "consents", contact)

    assert (await branch.read(made["id"]))["clear"] == ["email"]
    assert (await agency.read(made["id"]))["clear"] == []


async def test_the_day_after_its_last_a_consent_shows_nothing(
    office: Caller, branch: Caller, clock: FrozenClock
) -> None:
    made = await office.registered(
        consents=[{**REGISTRATION, "fields": []}, {**REGISTRATION, "valid_until": "2026-07-01"}]
    )
    assert (await branch.read(made["id"]))["clear"] == ["name", "phone"]

    clock.advance(days=1)

    shown = await branch.read(made["id"])
    assert (shown["clear"], shown["identity"]["name"], shown["identity"]["phone"]) == ([], "王○明", "0912***678")


async def test_the_persons_number_is_masked_whatever_was_consented_to(office: Caller) -> None:
    refused = await office.register(consents=[{**REGISTRATION, "fields": ["person_number"]}])

    assert refused.status_code == 422


async def test_a_mobile_back_end_sees_those_who_named_it(
    office: Caller, mobile: Caller, anyone: Anyone, platform: Platform
) -> None:
    made = await office.registered()
    await office.registered(person_number=number(2))
    other = anyone(OrgKind.MOBILE, org="mobile-2")
    assert (await mobile.get(f"/v1/youths/{made['id']}")).status_code == 404

    given = (await office.step(made["id"], "consents", self_service(mobile.client_id, "name", "email"))).json()
    await platform.settle()

    shown = await mobile.read(made["id"])
    assert (shown["clear"], shown["identity"]["phone"]) == (["email", "name"], "0912***678")
    assert [one["id"] for one in (await mobile.get("/v1/youths")).json()["items"]] == [made["id"]]
    assert {one["id"] for one in (await mobile.get("/v1/youths/changes")).json()["items"]} == {made["id"]}
    assert (await other.get(f"/v1/youths/{made['id']}")).status_code == 404
    assert (await other.get("/v1/youths")).json()["items"] == []

    await office.step(made["id"], f"consents/{given['id']}/withdrawal")
    await platform.settle()

    assert (await mobile.get(f"/v1/youths/{made['id']}")).status_code == 404
    feed = (await mobile.get("/v1/youths/changes")).json()["items"]
    assert [(one["id"], one["operation"]) for one in feed] == [(made["id"], "delete")]


async def test_a_mobile_back_end_stops_seeing_a_person_when_the_consent_ends(
    office: Caller, mobile: Caller, clock: FrozenClock
) -> None:
    made = await office.registered(consents=[REGISTRATION, self_service(mobile.client_id, "name", until="2026-07-02")])
    clock.advance(days=1)
    assert (await mobile.get(f"/v1/youths/{made['id']}")).status_code == 200

    clock.advance(days=1)

    assert (await mobile.get(f"/v1/youths/{made['id']}")).status_code == 404


async def test_a_consent_to_be_referred_shows_nothing_to_a_mobile_back_end(office: Caller, mobile: Caller) -> None:
    referral = {**self_service(mobile.client_id, "name"), "purpose": "referral"}
    made = await office.registered(consents=[REGISTRATION, referral])

    assert (await mobile.get(f"/v1/youths/{made['id']}")).status_code == 404


@pytest.mark.parametrize("kind", [OrgKind.MOBILE, OrgKind.EMPLOYER])
async def test_nobody_else_records_consents(anyone: Anyone, office: Caller, kind: OrgKind) -> None:
    made = await office.registered()
    body: dict[str, Any] = {**REGISTRATION}

    answer = await anyone(kind).step(made["id"], "consents", body)

    assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")
