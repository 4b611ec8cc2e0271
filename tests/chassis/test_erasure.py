"""What a service says once it has dropped a person."""

import json
from datetime import UTC, datetime
from uuid import UUID

from chassis import erasure
from chassis.testing import FrozenClock
from contracts.erasure import TrainingErasureConfirmed, VacancyErasureConfirmed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.chassis.toy import Keeper

PERSON, OTHER = UUID(int=7), UUID(int=8)


async def confirm(toy: Keeper, person: UUID, *, rows: int = 0) -> bool:
    async with toy.service.database.transaction() as connection:
        tx = toy.service.begin(connection, toy.service.system)
        return await erasure.confirm(tx, VacancyErasureConfirmed, person_id=person, rows=rows)


async def said(toy: Keeper) -> list[tuple[UUID, int, dict[str, object]]]:
    outbox = toy.service.tables.outbox
    query = select(outbox.c.aggregate_id, outbox.c.sequence, outbox.c.value).order_by(outbox.c.position)
    async with toy.service.database.reading() as connection:
        return [(row.aggregate_id, row.sequence, json.loads(row.value)) for row in await connection.execute(query)]


async def test_an_erasure_is_confirmed_with_the_day_in_taipei_and_what_was_dropped(
    toy: Keeper, clock: FrozenClock
) -> None:
    clock.now = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)

    assert await confirm(toy, PERSON, rows=12)

    assert await said(toy) == [(PERSON, 1, {"erased_on": "2026-07-02", "rows": 12})]


async def test_a_person_is_confirmed_once_and_everybody_by_himself(toy: Keeper) -> None:
    assert [await confirm(toy, one, rows=rows) for one, rows in ((PERSON, 3), (PERSON, 0), (OTHER, 1))] == [
        True,
        False,
        True,
    ]
    assert [(person, value["rows"]) for person, _, value in await said(toy)] == [(PERSON, 3), (OTHER, 1)]


async def test_what_is_rolled_back_is_confirmed_the_next_time(toy: Keeper) -> None:
    async with toy.service.database.engine.connect() as connection:
        tx = toy.service.begin(connection, toy.service.system)
        assert await erasure.confirm(tx, TrainingErasureConfirmed, person_id=PERSON, rows=2)
        await connection.rollback()

    assert await confirm(toy, PERSON, rows=2)
    assert len(await said(toy)) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(asked=st.lists(st.uuids(), max_size=6))
async def test_any_repeats_confirm_every_person_once(toy: Keeper, asked: list[UUID]) -> None:
    before = len(await said(toy))
    first = [await confirm(toy, one) for one in (*asked, *reversed(asked))]

    assert sum(first) == len(await said(toy)) - before
    assert not any([await confirm(toy, one) for one in asked])
