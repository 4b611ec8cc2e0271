"""Seats dropped and heard again: a vacancy stands as it stood from the drop to the last word of the announcement."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from chassis.bus.message import Message
from chassis.db import new_id
from chassis.inbox import Inbox
from chassis.parking import waiting
from chassis.rebuild import conclude, rebuild
from chassis.service import Service
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from vacancy.models import SEAT

from tests.factories.events import a_placement_ended, a_placement_started
from tests.factories.vacancy import Caller, a_complete_statement
from tests.vacancy.conftest import InState
from tests.vacancy.test_seats import ONE, THREE, TWO, look, said, standing

WHY = "a test"


def told(vacancy_id: UUID, *, working: Sequence[UUID] = (), left: Sequence[UUID] = (), after: int) -> list[Message]:
    """What matching says of placements: a beginning each, and an end for who left, under numbers after ``after``."""
    messages = []
    for one in (*working, *left):
        messages.append(a_placement_started(one, vacancy_id=vacancy_id, sequence=after + 1))
        if one in left:
            messages.append(a_placement_ended(one, vacancy_id=vacancy_id, sequence=after + 2))
    return messages


async def full(in_state: InState, vacancy: Service) -> UUID:
    """A vacancy of two openings that two people filled after a third had left it."""
    there = UUID((await in_state("published"))["id"])
    await Inbox(vacancy).apply(told(there, working=(ONE, TWO), left=(THREE,), after=0))
    return there


async def test_a_filled_vacancy_stays_filled_from_the_drop_to_the_end_of_the_announcement(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    there = await full(in_state, vacancy)
    before, news = await look(association, str(there)), await said(vacancy)

    done = await rebuild(vacancy, why=WHY)
    seen = [await look(association, str(there))]
    for message in told(there, working=(TWO,), left=(THREE,), after=2) + told(there, working=(ONE,), after=2):
        await Inbox(vacancy).apply([message])
        seen.append(await look(association, str(there)))

    assert (done["emptied"], done["carried"]) == (["seat"], 3)
    assert before["state"] == "filled"
    # its version too: nothing was written, so nobody was told
    assert seen == [before] * 5
    assert await said(vacancy) == news
    assert await conclude(vacancy, why=None) == {"let_go": 0, "untold": 0}


async def test_seats_that_were_told_again_go_on_moving_the_vacancy(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    there = await full(in_state, vacancy)
    await rebuild(vacancy, why=WHY)
    await Inbox(vacancy).apply(told(there, working=(ONE, TWO), left=(THREE,), after=2))

    await Inbox(vacancy).apply([a_placement_ended(ONE, vacancy_id=there, sequence=4)])

    assert await standing(association, str(there)) == ("published", 1)


async def test_who_leaves_or_begins_while_seats_are_rebuilt_is_counted_at_once(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    there = UUID((await in_state("published"))["id"])
    await Inbox(vacancy).apply(told(there, working=(ONE,), after=0))
    await rebuild(vacancy, why=WHY)

    seen = []
    for message in (
        a_placement_started(TWO, vacancy_id=there, sequence=1),
        a_placement_ended(ONE, vacancy_id=there, sequence=2),
        *told(there, left=(ONE,), after=2),
        *told(there, working=(TWO,), after=1),
    ):
        await Inbox(vacancy).apply([message])
        seen.append(await standing(association, str(there)))

    assert seen == [("filled", 2)] + [("published", 1)] * 4


async def test_seats_that_were_lost_are_found_again(association: Caller, in_state: InState, vacancy: Service) -> None:
    there = await full(in_state, vacancy)
    async with vacancy.database.transaction() as connection:
        await connection.execute(delete(SEAT).where(SEAT.c.placement_id == ONE))
    await rebuild(vacancy, why=WHY)

    await Inbox(vacancy).apply(told(there, working=(ONE, TWO), left=(THREE,), after=2))
    assert await standing(association, str(there)) == ("filled", 2)

    # with one seat less than there are, this would have opened it
    await Inbox(vacancy).apply([a_placement_ended(THREE, vacancy_id=there, sequence=5)])
    assert await standing(association, str(there)) == ("filled", 2)


@pytest.mark.parametrize(
    ("again", "untold", "ends"),
    [
        # a placement that its owner knows nothing of
        ({"working": (ONE,), "left": (THREE,)}, 1, ("published", 1)),
        # a placement that was held to have ended, and has not
        ({"working": (ONE, TWO, THREE)}, 1, ("filled", 3)),
    ],
)
async def test_what_was_not_told_again_counts_until_the_rebuild_is_concluded(
    association: Caller,
    in_state: InState,
    vacancy: Service,
    again: dict[str, tuple[UUID, ...]],
    untold: int,
    ends: tuple[str, int],
) -> None:
    there = await full(in_state, vacancy)
    await rebuild(vacancy, why=WHY)
    await Inbox(vacancy).apply(told(there, **again, after=2))

    assert await conclude(vacancy, why=None) == {"let_go": 0, "untold": untold}
    assert await standing(association, str(there)) == ("filled", 2)

    assert await conclude(vacancy, why=WHY) == {"let_go": untold, "untold": 0}
    assert await standing(association, str(there)) == ends
    assert await conclude(vacancy, why=WHY) == {"let_go": 0, "untold": 0}


async def test_a_second_rebuild_before_the_first_is_through_carries_the_same_seats(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    there = await full(in_state, vacancy)
    before = await look(association, str(there))
    await rebuild(vacancy, why=WHY)
    # one of the beginnings whose end is still to come, and one that is told whole
    await Inbox(vacancy).apply(told(there, working=(THREE, ONE), after=2))

    assert (await rebuild(vacancy, why=WHY))["carried"] == 3
    seen = []
    for message in told(there, working=(TWO, ONE), left=(THREE,), after=3):
        await Inbox(vacancy).apply([message])
        seen.append(await look(association, str(there)))

    assert seen == [before] * 4
    assert await conclude(vacancy, why=None) == {"let_go": 0, "untold": 0}
    assert await waiting(vacancy) == []


# the vacancy is made anew in each example; the database is the same on purpose
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10, deadline=None)
@given(data=st.data())
async def test_in_whatever_order_placements_are_told_again_nothing_moves_meanwhile(
    association: Caller, vacancy: Service, data: st.DataObject
) -> None:
    # a key that no example had: one that was drawn might come twice
    made = (await association.put(a_complete_statement(openings=9), source_id=str(new_id()))).json()
    there = UUID(made["id"])
    own = [UUID(int=there.int ^ number) for number in range(1, 5)]
    left = data.draw(st.sets(st.sampled_from(own)))
    working = [one for one in own if one not in left]
    await Inbox(vacancy).apply(told(there, working=working, left=list(left), after=0))
    before = await look(association, made["id"])
    again = [told(there, **{"left" if one in left else "working": (one,)}, after=2) for one in own]

    carried = int(str((await rebuild(vacancy, why=WHY))["carried"]))
    seen = []
    while any(again):
        speaker = data.draw(st.sampled_from([one for one in again if one]))
        await Inbox(vacancy).apply([speaker.pop(0)])
        seen.append(await look(association, made["id"]))

    assert before["seats_taken"] == len(working)
    assert all(one == before for one in seen)
    # those of the vacancies of other examples are told by nobody here
    assert (await conclude(vacancy, why=None))["untold"] == carried - len(own)
