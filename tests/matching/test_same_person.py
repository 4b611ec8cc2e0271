"""Two organisations register one person at the same moment: one person, one count, nobody waits for ever."""

import asyncio

from chassis import announce
from chassis.auth import OrgKind
from chassis.jobs import Runner
from chassis.service import Service
from matching.models import PERSON, YOUTH
from sqlalchemy import select, text

from tests.factories.youths import Caller, an_item, number
from tests.matching.conftest import Anyone, Said


async def people_and_registrations(service: Service) -> tuple[int, int]:
    """How many people there are, and how many registrations."""
    async with service.database.reading() as connection:
        people = (await connection.execute(select(PERSON.c.id))).all()
        return len(people), len((await connection.execute(select(YOUTH.c.id))).all())


async def test_offices_that_register_one_person_together_make_one_person(
    anyone: Anyone, matching: Service, said: Said
) -> None:
    offices = [anyone(OrgKind.PUBLIC_EMPLOYMENT_OFFICE, org=f"office-{running}") for running in range(6)]

    answers = await asyncio.gather(*(one.register() for one in offices))

    assert [one.status_code for one in answers] == [201] * 6
    assert await people_and_registrations(matching) == (1, 6)
    events = await said()
    assert [(kind, sequence) for kind, sequence, _ in events] == [("youth.registered", n) for n in range(1, 7)]
    # the same one person each time, known by one more id
    assert len({fact["youth_id"] for *_, fact in events}) == 1
    assert [len(fact["registrations"]) for *_, fact in events] == [0, 2, 3, 4, 5, 6]


async def test_whoever_leaves_the_last_organisation_has_left_by_every_registration(
    anyone: Anyone, matching: Service, said: Said
) -> None:
    offices = [anyone(OrgKind.PUBLIC_EMPLOYMENT_OFFICE, org=f"office-{running}") for running in range(2)]
    ids = [(await one.registered())["id"] for one in offices]

    for office, youth_id in zip(offices, ids, strict=True):
        await office.step(youth_id, "withdrawal", {"reason": "own_wish"})

    kind, _, fact = (await said())[-1]
    assert (kind, sorted(fact["registrations"])) == ("youth.withdrawn", sorted(ids))
    first = [(kind, fact) for kind, _, fact in await said()]
    # of before registrations were told: they are told when everybody is announced
    async with matching.database.transaction() as connection:
        before = "UPDATE person SET said = said - 'registrations', \"left\" = \"left\" - 'registrations'"
        await connection.execute(text(before))
    await announce.ask(matching)
    while await Runner(matching).step():
        pass
    assert [(kind, fact) for kind, _, fact in (await said())[len(first) :]] == [first[-2], first[-1]]


async def test_one_office_that_registers_a_person_twice_together_is_refused_once(
    office: Caller, matching: Service
) -> None:
    answers = await asyncio.gather(*(office.register() for _ in range(4)))

    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
    assert await people_and_registrations(matching) == (1, 1)


async def test_batches_that_cross_wait_for_one_another(university: Caller, matching: Service, said: Said) -> None:
    rows = [an_item(1, student_number=f"S{running}", person_number=number(running)) for running in range(12)]

    first, second = await asyncio.gather(university.send(*rows), university.send(*reversed(rows)))

    results = sorted(one["student"]["result"] for one in [*first, *second])
    assert results == ["created"] * 12 + ["unchanged"] * 12
    assert await people_and_registrations(matching) == (12, 12)
    assert len(await said()) == 12


async def test_a_correction_and_an_erasure_that_meet_leave_nobody(office: Caller, matching: Service) -> None:
    made = await office.registered()

    corrected, erased, registered = await asyncio.gather(
        office.correct(made["id"], phone="0922222222"),
        office.post(f"/v1/youths/{made['id']}/erasure", etag="*"),
        office.register(phone="0933333333"),
    )

    assert erased.status_code == 202
    assert corrected.status_code in (200, 404)
    # before the erasure the person is registered already, after it somebody new
    assert registered.status_code in (201, 409)
    assert (await office.get(f"/v1/youths/{made['id']}")).status_code == 404
    async with matching.database.reading() as connection:
        held = select(YOUTH.c.stated_personal, YOUTH.c.corrected_personal).where(YOUTH.c.state == "erasing")
        assert [tuple(row) for row in await connection.execute(held)] == [(None, None)]
