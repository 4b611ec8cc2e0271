"""What happens to people by time alone: birthdays, graduations, consents that run out, courses that are completed."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from chassis.announce import ask
from chassis.auth import OrgKind
from chassis.jobs import request
from chassis.service import Service
from chassis.testing import FrozenClock, Platform, until_somebody_waits
from contracts.training import EnrolmentCompleted
from matching.jobs import CONSENT_LAPSE
from matching.models import CONSENT, PERSON
from matching.service.lapse_consents import lapse_batch
from matching.service.review_eligibility import ELIGIBILITY_REVIEW
from sqlalchemy import delete, select, update

from tests.factories.youths import REGISTRATION, Caller, an_item, number, self_service
from tests.matching.conftest import Anyone, Said
from tests.matching.test_erasure import erase, hear

COURSE = "019a4c20-11aa-7e33-af43-812e2e914999"


async def run(service: Service, kind: str, platform: Platform) -> None:
    """Have a scheduled job done now."""
    async with service.database.transaction() as connection:
        await request(service.begin(connection, service.system), kind=kind, parameters={})
    await platform.settle()


async def test_a_birthday_decides_again(
    office: Caller, matching: Service, platform: Platform, clock: FrozenClock, said: Said
) -> None:
    made = await office.registered(birth_date="1996-07-02")
    other = await office.registered(person_number=number(2))
    assert made["outcome"] == "eligible"

    clock.advance(days=1)
    await run(matching, ELIGIBILITY_REVIEW, platform)
    await run(matching, ELIGIBILITY_REVIEW, platform)

    shown = await office.read(made["id"])
    assert (shown["outcome"], shown["decided_on"], shown["version"]) == ("not_eligible", "2026-07-02", 2)
    unmoved = await office.read(other["id"])
    assert (unmoved["outcome"], unmoved["version"], unmoved["decision_id"]) == ("eligible", 1, other["decision_id"])
    assert [fact["eligible"] for _, _, fact in await said()] == [True, True, False]


async def test_a_graduation_that_passes_asks_the_school(
    university: Caller, matching: Service, platform: Platform, clock: FrozenClock
) -> None:
    student = await university.sent()
    clock.advance(days=365)

    await run(matching, ELIGIBILITY_REVIEW, platform)

    shown = await university.read(student)
    assert (shown["outcome"], shown["offered"]) == ("needs_information", [])


async def test_whoever_left_is_not_judged_any_more(
    office: Caller, matching: Service, platform: Platform, clock: FrozenClock
) -> None:
    made = await office.registered(birth_date="1996-07-02")
    await office.step(made["id"], "withdrawal", {"reason": "own_wish"})
    clock.advance(days=1)

    await run(matching, ELIGIBILITY_REVIEW, platform)

    assert (await office.read(made["id"]))["outcome"] == "eligible"


async def test_a_consent_that_runs_out_ends_what_rests_on_it(
    office: Caller, mobile: Caller, matching: Service, platform: Platform, clock: FrozenClock, said: Said
) -> None:
    consents = [
        {**REGISTRATION, "valid_until": "2026-07-02"},
        self_service(mobile.client_id, "name", until="2026-07-01"),
    ]
    made = await office.registered(consents=consents)
    await run(matching, CONSENT_LAPSE, platform)
    assert (await office.read(made["id"]))["state"] == "active"

    clock.advance(days=1)
    await run(matching, CONSENT_LAPSE, platform)

    assert (await office.read(made["id"]))["state"] == "active"
    feed = (await mobile.get("/v1/youths/changes")).json()["items"]
    assert [(one["id"], one["operation"]) for one in feed] == [(made["id"], "delete")]

    clock.advance(days=1)
    await run(matching, CONSENT_LAPSE, platform)
    await run(matching, CONSENT_LAPSE, platform)

    assert (await office.read(made["id"]))["state"] == "withdrawn"
    assert (await said())[-1] == (
        "youth.withdrawn",
        2,
        {"withdrawn_on": "2026-07-03", "reason": "consent_withdrawn", "registrations": []},
    )


def completed(youth_id: str, *skills: dict[str, Any]) -> EnrolmentCompleted:
    """A completed course that taught these skills."""
    return EnrolmentCompleted.model_validate(
        {
            "youth_id": youth_id,
            "target_group": "unemployed",
            "age_band": "20-24",
            "course_id": COURSE,
            "session_id": str(uuid4()),
            "kind": "key_competency",
            "completed_on": "2026-07-01",
            "skills": list(skills),
        }
    )


async def test_a_completed_course_teaches_skills_once(office: Caller, anyone: Anyone, matching: Service) -> None:
    made = await office.registered()
    second = await anyone(OrgKind.PUBLIC_EMPLOYMENT_OFFICE, org="office-2").registered()
    fact = completed(made["id"], {"code": "python", "level": 4}, {"code": "sql", "level": 2})

    for _twice in range(2):
        await hear(matching, fact, str(UUID(int=7)))

    shown = await office.read(made["id"])
    assert shown["skills"] == [
        {"code": "python", "level": 4, "source": "course"},
        {"code": "sql", "level": 2, "source": "course"},
    ]
    assert shown["version"] == 2
    other = await anyone(OrgKind.PUBLIC_EMPLOYMENT_OFFICE, org="office-2").read(second["id"])
    assert other["skills"] == shown["skills"]


async def test_a_course_teaches_nobody_who_is_not_here(office: Caller, matching: Service) -> None:
    made = await office.registered()
    await erase(office, made["id"])

    await hear(matching, completed(made["id"], {"code": "sql", "level": 2}), str(UUID(int=7)))
    await hear(matching, completed(str(uuid4()), {"code": "sql", "level": 2}), str(UUID(int=8)))

    assert (await office.get(f"/v1/youths/{made['id']}")).status_code == 404


async def test_a_sync_leaves_what_a_course_taught(university: Caller, matching: Service) -> None:
    student = await university.sent(version=1)
    await hear(matching, completed(student, {"code": "sql", "level": 2}), str(UUID(int=7)))

    await university.send(an_item(2, phone="0922222222"))

    assert [one["code"] for one in (await university.read(student))["skills"]] == ["python", "sql"]


@pytest.mark.parametrize("meanwhile", ["taken back", "erased"])
async def test_a_consent_that_ends_otherwise_while_it_lapses_stays_as_it_ended(
    office: Caller, matching: Service, clock: FrozenClock, meanwhile: str
) -> None:
    await office.registered()
    clock.advance(days=3_650)
    taken_back = update(CONSENT).values(withdrawn_on=clock().date(), version=2)

    async with asyncio.timeout(30), asyncio.TaskGroup() as group, matching.database.transaction() as connection:
        await connection.execute(select(PERSON).with_for_update())
        lapsing = group.create_task(lapse(matching))
        await until_somebody_waits(matching, lapsing)
        await connection.execute(taken_back if meanwhile == "taken back" else delete(CONSENT))

    async with matching.database.reading() as connection:
        held = (await connection.execute(select(CONSENT.c.withdrawn_on.is_not(None), CONSENT.c.lapsed))).all()
    assert [tuple(one) for one in held] == ([(True, True)] if meanwhile == "taken back" else [])


async def lapse(matching: Service) -> None:
    async with matching.database.transaction() as connection:
        assert await lapse_batch(matching.begin(connection, matching.system), limit=10) == 1


async def test_an_announcement_tells_people_as_they_are(
    office: Caller, matching: Service, platform: Platform, said: Said
) -> None:
    stays = await office.registered(person_number=number(1))
    leaves = await office.registered(person_number=number(2))
    erased = await office.registered(person_number=number(3))
    await office.step(leaves["id"], "withdrawal", {"reason": "own_wish"})
    await erase(office, erased["id"])
    before = len(await said())

    await ask(matching)
    await platform.settle()

    told = (await said())[before:]
    assert [kind for kind, *_ in told] == [
        "youth.registered",
        "youth.registered",
        "youth.withdrawn",
        "youth.registered",
        "youth.withdrawn",
        "youth.erasure-requested",
    ]
    assert [fact["youth_id"] for kind, _, fact in told if kind == "youth.registered"] == [
        stays["id"],
        leaves["id"],
        erased["id"],
    ]
    assert [sequence for _, sequence, _ in told] == [2, 3, 4, 4, 5, 6]
