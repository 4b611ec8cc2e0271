"""People registered at offices: what is asked, what is answered, corrections, and leaving."""

from typing import Any

import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.testing import FrozenClock
from matching.models import PERSON, TABLES, YOUTH
from sqlalchemy import func, select

from tests.factories.youths import KAOHSIUNG, NEW_TAIPEI, REGISTRATION, Caller, number
from tests.matching.conftest import Anyone, Said


async def test_somebody_who_registers_is_judged_at_once(office: Caller, said: Said) -> None:
    made = await office.registered()

    assert (made["state"], made["outcome"], made["version"], made["offered"]) == ("active", "eligible", 1, [])
    assert await said() == [
        (
            "youth.registered",
            1,
            {
                "youth_id": made["id"],
                "target_group": "unemployed",
                "gender": "male",
                "age_band": "20-24",
                "county": "63000",
                "industry": "112-10",
                "registered_on": "2026-07-01",
                "eligible": True,
                "registrations": [],
            },
        )
    ]


async def test_the_answer_points_at_the_person_and_holds_the_etag(office: Caller) -> None:
    answer = await office.register()

    assert answer.headers["location"] == f"/v1/youths/{answer.json()['id']}"
    assert answer.headers["etag"] == '"1"'


@pytest.mark.parametrize(
    ("number_", "gender"),
    [
        (number(1, begins="A1"), "male"),
        (number(1, begins="A2"), "female"),
        (number(1, begins="A9"), "female"),
        (number(1, begins="AC"), "male"),
    ],
)
async def test_all_three_formats_of_person_numbers_are_taken(office: Caller, number_: str, gender: str) -> None:
    made = await office.registered(person_number=number_)

    shown = await office.read(made["id"])
    assert shown["gender"] == gender
    assert shown["identity"]["person_number"] == f"{number_[:3]}****{number_[-3:]}"


async def test_a_stated_gender_stands_over_what_the_number_says(office: Caller) -> None:
    made = await office.registered(gender="female")

    assert (await office.read(made["id"]))["gender"] == "female"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"person_number": "A123456780"}, "person_number_invalid"),
        ({"person_number": "12345"}, "person_number_invalid"),
        ({"birth_date": "20.05.2002"}, "date_from_datetime_parsing"),
        ({"birth_date": "1850-01-01"}, "birth_date_invalid"),
        ({"phone": "call me at noon"}, "string_pattern_mismatch"),
        ({"email": "ming.example.org"}, "string_pattern_mismatch"),
        ({"home_county": "99999"}, "county_unknown"),
        ({"name": ""}, "string_too_short"),
        ({"name": "王\x00明"}, "text_holds_nul"),
        ({"nickname": "小明"}, "extra_forbidden"),
        ({"gender": "王小明"}, "literal_error"),
    ],
)
async def test_what_is_wrong_is_pointed_at_and_never_quoted(office: Caller, wrong: dict[str, Any], code: str) -> None:
    answer = await office.register(**wrong)

    [error] = answer.json()["errors"]
    [(name, value)] = wrong.items()
    assert (answer.status_code, error["code"], error["pointer"]) == (422, code, f"/facts/{name}")
    assert "received" not in error
    if value:
        assert value not in answer.text


@pytest.mark.parametrize(
    "consents",
    [
        [{**REGISTRATION, "purpose": "contact"}],
        [{**REGISTRATION, "valid_until": "2026-06-30"}],
    ],
)
async def test_without_a_consent_in_force_nobody_is_registered(
    office: Caller, matching: Service, consents: list[dict[str, Any]]
) -> None:
    answer = await office.register(consents=consents)

    assert (answer.status_code, answer.json()["code"]) == (409, "consent-missing")
    async with matching.database.reading() as connection:
        for table in (PERSON, YOUTH, TABLES.decision, TABLES.audit):
            assert (await connection.execute(select(func.count()).select_from(table))).scalar_one() == 0


async def test_the_last_day_of_a_consent_is_one_of_its_days(office: Caller) -> None:
    assert (await office.register(consents=[{**REGISTRATION, "valid_until": "2026-07-01"}])).status_code == 201


async def test_an_organisation_registers_a_person_once(office: Caller) -> None:
    first = await office.registered()

    again = await office.register(phone="0987654321")

    assert (again.status_code, again.json()["code"], again.json()["id"]) == (409, "youth-registered", first["id"])


async def test_another_organisation_cannot_tell_that_a_person_is_known(
    office: Caller, anyone: Anyone, said: Said, clock: FrozenClock
) -> None:
    first = await office.registered(person_number=number(1))
    clock.advance(days=40)
    other = anyone(OrgKind.PUBLIC_EMPLOYMENT_OFFICE, org="office-2")

    known = await other.registered(person_number=number(1))
    unknown = await other.registered(person_number=number(2))

    assert known["id"] != first["id"]
    own = {"id", "decision_id"}
    assert {name: known[name] for name in known.keys() - own} == {name: unknown[name] for name in unknown.keys() - own}
    # a person is counted once: only the one whom nobody knew is new, and the other one more id of who is known
    facts = [fact for kind, _, fact in await said() if kind == "youth.registered"]
    assert [fact["youth_id"] for fact in facts] == [first["id"], first["id"], unknown["id"]]
    assert facts[1] == facts[0] | {"registrations": sorted([first["id"], known["id"]])}


async def test_a_branch_registers_people_of_its_own_region_only(branch: Caller) -> None:
    assert (await branch.register()).status_code == 201

    elsewhere = await branch.register(person_number=number(2), registration__county=KAOHSIUNG)

    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "county-not-served")


@pytest.mark.parametrize("kind", [OrgKind.UNIVERSITY, OrgKind.WORKFORCE_AGENCY, OrgKind.MOBILE, OrgKind.EMPLOYER])
async def test_nobody_else_registers_the_unemployed(anyone: Anyone, kind: OrgKind) -> None:
    answer = await anyone(kind).register()

    assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")


async def test_an_office_reads_what_it_stated_but_the_number(office: Caller) -> None:
    made = await office.registered(preferences="希望能學到新技術")

    shown = await office.read(made["id"])

    assert shown["identity"] == {
        "name": "王小明",
        "birth_date": "2002-05-20",
        "person_number": "A12****789",
        "student_number": None,
        "phone": "0912345678",
        "email": "ming@example.org",
        "preferences": "希望能學到新技術",
    }
    assert shown["facts"]["wanted"]["monthly_wage"] == 38000
    assert "name" not in shown["facts"]


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ('"7"', 412)])
async def test_changes_name_the_version_that_was_seen(office: Caller, etag: str | None, status: int) -> None:
    made = await office.registered()
    body = {"facts": {"phone": "0922222222"}}

    corrected = await office.http.patch(f"/v1/youths/{made['id']}", json=body, headers=office.headers(etag=etag))
    withdrawn = await office.post(f"/v1/youths/{made['id']}/withdrawal", {"reason": "own_wish"}, etag=etag)

    assert (corrected.status_code, withdrawn.status_code) == (status, status)


async def test_whoever_leaves_is_offered_nothing_and_said_to_have_left(
    office: Caller, branch: Caller, said: Said
) -> None:
    made = await office.registered()
    await branch.step(made["id"], "resource-decision", {"granted": True, "reason": "量能足夠"})

    left = (await office.step(made["id"], "withdrawal", {"reason": "own_wish"})).json()

    assert (left["state"], left["offered"]) == ("withdrawn", [])
    assert (await said())[-1] == (
        "youth.withdrawn",
        2,
        {"withdrawn_on": "2026-07-01", "reason": "own_wish", "registrations": []},
    )


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("withdrawal", {"reason": "own_wish"}),
        ("eligibility-decisions", None),
        ("consents", {**REGISTRATION}),
        ("resource-decision", {"granted": True, "reason": "量能足夠"}),
    ],
)
async def test_nothing_more_happens_to_whoever_has_left(
    office: Caller, branch: Caller, step: str, body: dict[str, Any] | None
) -> None:
    made = await office.registered()
    await office.step(made["id"], "withdrawal", {"reason": "own_wish"})
    caller = branch if step == "resource-decision" else office

    answer = await caller.step(made["id"], step, body)

    assert (answer.status_code, answer.json()["code"], answer.json()["state"]) == (
        409,
        "transition-refused",
        "withdrawn",
    )
    assert answer.json()["allowed"] == ["erase", "register_again"]
    assert (await office.correct(made["id"], phone="0922222222")).status_code == 409


async def test_whoever_left_comes_back_under_the_same_id(office: Caller, said: Said) -> None:
    made = await office.registered()
    await office.step(made["id"], "withdrawal", {"reason": "own_wish"})

    back = await office.register(phone="0987654321")

    assert (back.status_code, back.json()["id"], back.json()["state"]) == (201, made["id"], "active")
    assert [kind for kind, *_ in await said()] == ["youth.registered", "youth.withdrawn", "youth.registered"]


async def test_a_person_with_two_registrations_leaves_with_the_last_one(
    office: Caller, anyone: Anyone, said: Said
) -> None:
    other = anyone(OrgKind.PUBLIC_EMPLOYMENT_OFFICE, org="office-2")
    first = await office.registered()
    second = await other.registered(home_county=NEW_TAIPEI)

    await office.step(first["id"], "withdrawal", {"reason": "own_wish"})
    counted_by_the_other = (await said())[-1]
    await other.step(second["id"], "withdrawal", {"reason": "own_wish"})

    assert counted_by_the_other[0] == "youth.registered"
    assert (counted_by_the_other[2]["youth_id"], counted_by_the_other[2]["county"]) == (first["id"], NEW_TAIPEI)
    assert [(kind, sequence) for kind, sequence, _ in await said()][-1] == ("youth.withdrawn", 4)


async def test_a_list_masks_names_and_is_narrowed(office: Caller) -> None:
    await office.registered()
    await office.registered(person_number=number(2), name="林大同", situation__urgent_need=None, home_county=NEW_TAIPEI)

    everybody = (await office.get("/v1/youths", limit=1)).json()
    following = (await office.get("/v1/youths", limit=1, cursor=everybody["next_cursor"])).json()

    assert [one["name"] for one in everybody["items"] + following["items"]] == ["王○明", "林○同"]
    assert following["next_cursor"] is None
    for narrowed in ({"outcome": "needs_information"}, {"county": NEW_TAIPEI}):
        assert [one["name"] for one in (await office.get("/v1/youths", **narrowed)).json()["items"]] == ["林○同"]
    assert (await office.get("/v1/youths", target_group="in_school")).json()["items"] == []
    assert (await office.get("/v1/youths", state="withdrawn")).json()["items"] == []
    assert (await office.get("/v1/youths", industry="112-01")).json()["items"] == []


async def test_an_unchanged_person_is_answered_304(office: Caller) -> None:
    made = await office.registered()
    headers = office.headers() | {"If-None-Match": '"1"'}

    assert (await office.http.get(f"/v1/youths/{made['id']}", headers=headers)).status_code == 304
