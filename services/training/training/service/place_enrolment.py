"""Who gets which place: seats, waiting lists, and who comes next. The caller holds the course locked."""

from uuid import UUID

from chassis.db import Transaction
from fields.calendar import business_date

from training.domain.course import Course, Seats, next_with_room
from training.domain.enrolment import Enrolment, EnrolmentState
from training.domain.errors import SessionFull, SessionOver, SessionUnknown
from training.repository.courses import Courses
from training.repository.enrolments import Enrolments


async def next_place(tx: Transaction, enrolment: Enrolment) -> Enrolment:
    """A seat in the next session with a free one, else a place on a waiting list, else as it was: asked for."""
    stands = await Courses(tx).seats(enrolment.course_id)
    found = next_with_room(stands, on=business_date(tx.now), county=enrolment.demographics.county)
    if found is None:
        return enrolment
    session, seated = found
    return enrolment.placed(session.id, seated=seated, at=tx.now)


async def place_in(tx: Transaction, enrolment: Enrolment, session_id: UUID) -> Enrolment:
    """A place in a named session. Raises SessionUnknown, SessionOver, SessionFull."""
    stands = {one.session.id: one for one in await Courses(tx).seats(enrolment.course_id)}
    stand = stands.get(session_id)
    if stand is None:
        raise SessionUnknown(id=str(session_id))
    if stand.session.content.starts_on < business_date(tx.now):
        raise SessionOver(id=str(session_id))
    if not stand.free and not stand.waiting_places_left:
        raise SessionFull(id=str(session_id))
    return enrolment.placed(session_id, seated=bool(stand.free), at=tx.now)


async def place_all(tx: Transaction, course: Course) -> None:
    """Give every free seat of a course to who waits for that session, then places to who waits for the course."""
    on = business_date(tx.now)
    for stand in await Courses(tx).seats(course.id):
        await _promote(tx, stand)
    for enrolment in await Enrolments(tx).unplaced(course.id, on=on):
        placed = await next_place(tx, enrolment)
        if placed is not enrolment:
            await Enrolments(tx).save(placed)


async def promote(tx: Transaction, *, course_id: UUID, session_id: UUID | None) -> None:
    """A seat of a session was given back: the first on its waiting list gets it, while the session is to come."""
    for stand in await Courses(tx).seats(course_id):
        if stand.session.id == session_id:
            await _promote(tx, stand)


async def _promote(tx: Transaction, stand: Seats) -> None:
    content = stand.session.content
    free = content.capacity - stand.taken
    if free <= 0 or content.starts_on < business_date(tx.now):
        return
    for first in await Enrolments(tx).waiting(stand.session.id, most=free):
        await Enrolments(tx).save(first.placed(stand.session.id, seated=True, at=tx.now))


def gave_a_seat_back(before: Enrolment, after: Enrolment) -> bool:
    """Whether somebody who had a seat has none any more."""
    seated = (EnrolmentState.ENROLLED, EnrolmentState.ATTENDING)
    return before.state in seated and after.state is EnrolmentState.DROPPED
