"""Whoever changes several people or vacancies locks them in one order, people first: two such writers wait, and never
for one another."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import pytest
from chassis.auth import OrgKind
from chassis.inbox import Inbox
from chassis.service import Service
from chassis.testing import FrozenClock, until_somebody_waits
from matching.models import HELD_VACANCY, PERSON
from matching.repository.people import People
from matching.service.hold_vacancy import retire_passed
from matching.service.lapse_consents import lapse_batch
from sqlalchemy import insert, select

from tests.factories.work import closed, course_completed, hear, published, vacancy_id
from tests.factories.youths import REGISTRATION, Caller, an_item, number
from tests.locking import takes_in_order
from tests.matching.conftest import Anyone

Work = Callable[[], Coroutine[Any, Any, object]]
COURSE = UUID(int=9)


async def people(matching: Service) -> tuple[UUID, UUID]:
    """The two there are, in the order of locking."""
    async with matching.database.reading() as connection:
        first, second = (await connection.execute(select(PERSON.c.id).order_by(PERSON.c.id))).scalars()
    return first, second


def of_the_service(matching: Service, batch: Callable[..., Coroutine[Any, Any, int]]) -> Work:
    async def work() -> None:
        async with matching.database.transaction() as connection:
            assert await batch(matching.begin(connection, matching.system), limit=10) == 2

    return work


async def test_consents_that_run_out_are_taken_up_by_people_not_by_their_last_days(
    office: Caller, matching: Service, clock: FrozenClock
) -> None:
    for running, until in ((1, "2027-12-31"), (2, "2027-06-30")):
        await office.registered(person_number=number(running), consents=[REGISTRATION | {"valid_until": until}])
    clock.advance(days=3_650)

    await takes_in_order(matching, PERSON, *await people(matching), of_the_service(matching, lapse_batch))


async def test_students_of_whom_one_is_known_from_elsewhere_are_locked_like_others(
    university: Caller, office: Caller, matching: Service
) -> None:
    await university.send(an_item(student_number="B1", person_number=number(1)))
    await office.registered(person_number=number(2))
    first, second = await people(matching)

    batch = [
        an_item(student_number="B2", person_number=number(2)),
        an_item(2, student_number="B1", person_number=number(1), phone="0922222222"),
    ]
    await takes_in_order(matching, PERSON, first, second, lambda: university.send(*batch))


async def test_people_who_are_claimed_are_locked_by_their_ids_like_others(matching: Service) -> None:
    first, second = UUID(int=1), UUID(int=2)
    async with matching.database.transaction() as connection:
        rows = [{"id": first, "number_index": b"z", "seq": 0}, {"id": second, "number_index": b"a", "seq": 0}]
        await connection.execute(insert(PERSON), rows)

    async def claim() -> None:
        async with matching.database.transaction() as connection:
            people = People(matching.begin(connection, matching.system))
            wanted = {b"a": UUID(int=11), b"m": UUID(int=12), b"z": UUID(int=13)}
            assert await people.claim(wanted) == {b"a": second, b"m": UUID(int=12), b"z": first}

    await takes_in_order(matching, PERSON, first, second, claim)


async def test_who_meets_somebody_made_in_between_lets_go_of_all_and_locks_in_order(matching: Service) -> None:
    known, made = UUID(int=1), UUID(int=2)
    async with matching.database.transaction() as connection:
        await connection.execute(insert(PERSON), {"id": known, "number_index": b"z", "seq": 0})

    async def claim() -> dict[bytes, UUID]:
        async with matching.database.transaction() as connection:
            wanted = {b"a": UUID(int=11), b"m": UUID(int=12)}
            return await People(matching.begin(connection, matching.system)).claim(wanted, beside=[known])

    async with asyncio.TaskGroup() as group, matching.database.transaction() as rival:
        await rival.execute(insert(PERSON), {"id": made, "number_index": b"m", "seq": 0})
        claiming = group.create_task(claim())
        await until_somebody_waits(matching, claiming)

    assert await claiming == {b"a": UUID(int=11), b"m": made}


async def test_universities_that_send_the_same_new_people_together_wait_and_never_cross(
    anyone: Anyone, matching: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    batches = []
    for nth in range(8):
        items = [an_item(student_number=f"B{one}", person_number=number(one)) for one in range(1, 51)]
        batches.append((anyone(OrgKind.UNIVERSITY, org=f"uni-{nth // 6}"), items[:: -1 if nth % 2 else 1]))

    answers = await asyncio.gather(*(university.send(*items) for university, items in batches))

    assert {one["status"] for answer in answers for one in answer} <= {200, 201}
    assert not [one for one in caplog.records if hasattr(one, "sqlstate")]
    async with matching.database.reading() as connection:
        assert len((await connection.execute(select(PERSON.c.id))).all()) == 50


async def test_what_is_heard_of_people_is_taken_up_by_people(office: Caller, matching: Service) -> None:
    for running in (1, 2):
        await office.registered(person_number=number(running))
    first, second = await people(matching)
    heard = [
        course_completed(UUID(int=running), person_id=person, course_id=COURSE, skills={"sql": 2}, sequence=1)
        for running, person in enumerate((second, first))
    ]

    await takes_in_order(matching, PERSON, first, second, lambda: Inbox(matching).apply(heard))


@pytest.mark.parametrize("name", ["news", "days that are over"])
async def test_vacancies_are_locked_by_their_ids(matching: Service, clock: FrozenClock, name: str) -> None:
    first, second = vacancy_id(1), vacancy_id(2)
    await hear(matching, published(first, closes_on="2026-07-09"), published(second, closes_on="2026-07-08"))
    clock.advance(days=30)

    works: dict[str, Work] = {
        "news": lambda: Inbox(matching).apply([closed(second, sequence=2), closed(first, sequence=2)]),
        "days that are over": of_the_service(matching, retire_passed),
    }
    await takes_in_order(matching, HELD_VACANCY, first, second, works[name])
