"""Who gets which place: never more than there are, first come first, and one seat for two who ask at once."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from chassis.db import new_id
from hypothesis import given
from hypothesis import strategies as st
from training.domain.course import Seats, Session, SessionContent, next_with_room

from tests.factories.training import ON, Caller, a_session, a_youth, an_enrolment, made
from tests.training.conftest import Row

AT = datetime(2026, 7, 1, tzinfo=UTC)
COURSE = UUID(int=1)


@st.composite
def stands(draw: st.DrawFn) -> list[Seats]:
    """Sessions around a day, taken and waited for in any way that may happen."""
    made_of = []
    for _ in range(draw(st.integers(0, 5))):
        first = ON + timedelta(days=draw(st.integers(-3, 3)))
        capacity, places = draw(st.integers(1, 3)), draw(st.integers(0, 2))
        content = SessionContent(first, first, "63000", None, capacity, places)
        session = Session(new_id(), COURSE, None, content, 1, AT, AT)
        made_of.append(Seats(session, draw(st.integers(0, capacity)), draw(st.integers(0, places))))
    return made_of


@given(stands())
def test_a_place_is_in_a_session_to_come_that_has_it(stood: list[Seats]) -> None:
    coming = [one for one in stood if one.session.content.starts_on >= ON]
    found = next_with_room(stood, on=ON)

    if found is None:
        assert not [one for one in coming if one.free or one.waiting_places_left]
        return
    session, seated = found
    [stand] = [one for one in coming if one.session.id == session.id]
    if seated:
        assert stand.taken + stand.waiting < stand.session.content.capacity
        earlier = [one for one in coming if one.session.content.starts_on < session.content.starts_on]
        assert not [one for one in earlier if one.free]
    else:
        assert not [one for one in coming if one.free]
        assert stand.waiting < stand.session.content.waiting_places


def a_stand(county: str, *, taken: int = 0, waiting: int = 0, places: int = 2, after: int = 0) -> Seats:
    """A session of today with two seats, stated so many minutes after the others."""
    content = SessionContent(ON, ON, county, None, 2, places)
    stated_at = AT + timedelta(minutes=after)
    return Seats(Session(new_id(), COURSE, None, content, 1, stated_at, stated_at), taken, waiting)


@pytest.mark.parametrize(
    ("stood", "wanted"),
    [
        # the own county comes before an earlier statement and a shorter queue
        ([a_stand("65000"), a_stand("63000", after=5)], (1, True)),
        ([a_stand("65000", taken=2), a_stand("63000", taken=2, waiting=1)], (1, False)),
        # a seat elsewhere comes before a queue here
        ([a_stand("63000", taken=2), a_stand("65000")], (1, True)),
        ([a_stand("63000", taken=2, waiting=1), a_stand("63000", taken=2, after=5)], (1, False)),
        ([a_stand("65000", after=5), a_stand("65000")], (1, True)),
    ],
)
def test_of_sessions_that_begin_on_the_same_day_the_nearer_and_the_earlier_stated_comes_first(
    stood: list[Seats], wanted: tuple[int, bool]
) -> None:
    place, seated = wanted

    assert next_with_room(stood, on=ON, county="63000") == (stood[place].session, seated)
    assert next_with_room(stood[::-1], on=ON, county="63000") == (stood[place].session, seated)


@given(st.integers(1, 3), st.integers(0, 2), st.integers(0, 12))
def test_people_who_come_one_by_one_never_take_more_than_there_is(capacity: int, places: int, people: int) -> None:
    session = Session(new_id(), COURSE, None, SessionContent(ON, ON, "63000", None, capacity, places), 1, AT, AT)
    taken = waiting = refused = 0
    for _ in range(people):
        found = next_with_room([Seats(session, taken, waiting)], on=date(2026, 7, 1))
        if found is None:
            refused += 1
        elif found[1]:
            taken += 1
        else:
            waiting += 1

    assert (taken, waiting) == (min(people, capacity), min(max(people - capacity, 0), places))
    assert taken + waiting + refused == people


async def test_of_two_who_ask_at_once_for_the_last_seat_one_waits(branch: Caller, course: Row) -> None:
    stated = a_session(capacity=1, waiting_places=3)
    session = await made(await branch.post(f"/v1/courses/{course['id']}/sessions", stated))

    answers = await asyncio.gather(
        *(branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=a_youth(number))) for number in range(4))
    )

    assert sorted(one.json()["state"] for one in answers) == ["enrolled", "waiting", "waiting", "waiting"]
    shown = (await branch.get(f"/v1/course-sessions/{session['id']}")).json()
    assert (shown["taken"], shown["waiting"]) == (1, 3)
