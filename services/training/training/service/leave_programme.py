"""A youth left the programme, came back, or asked to be erased: what is open ends, and what names a person goes."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis import audit, erasure
from chassis.db import Transaction
from contracts.erasure import TrainingErasureConfirmed

from training.domain.enrolment import EndReason, Enrolment, HeldYouth
from training.repository.courses import Courses
from training.repository.enrolments import Enrolments
from training.repository.held_youths import HeldYouths
from training.service.know_person import know_person
from training.service.place_enrolment import gave_a_seat_back, promote


async def leave_programme(
    tx: Transaction, *, person_id: UUID, registrations: Sequence[UUID], on: date, sequence: int
) -> None:
    """End every enrolment that was opened until that day, under whichever registration; seats go to who waits.

    Heard again it changes nothing.
    """
    await know_person(tx, person_id=person_id, registrations=registrations)
    known = await HeldYouths(tx).remember(HeldYouth(person_id, withdrawn_on=on, left_sequence=sequence))
    found = await Enrolments(tx).open_of_person(person_id)
    await _end_all(tx, [one for one in found if known.had_left(one.requested_on)], on=on)


async def join_programme(tx: Transaction, *, person_id: UUID, registrations: Sequence[UUID], sequence: int) -> None:
    """A person is registered, perhaps again after leaving: what is opened from now on stands."""
    await HeldYouths(tx).remember(HeldYouth(person_id, back_sequence=sequence))
    await know_person(tx, person_id=person_id, registrations=registrations)


async def erase_youth(tx: Transaction, *, person_id: UUID, registrations: Sequence[UUID], on: date) -> None:
    """End what is open, empty remarks and comments, and confirm; what is counted stays as a number without a person.

    A referral names the person; a provider that enrols somebody itself knows a registration.
    """
    await know_person(tx, person_id=person_id, registrations=registrations)
    await HeldYouths(tx).remember(HeldYouth(person_id, withdrawn_on=on, erased_on=on))
    await _end_all(tx, await Enrolments(tx).open_of_person(person_id), on=on)
    rows = await Enrolments(tx).erase(person_id)
    for youth_id in sorted({person_id, *registrations}):
        await audit.record(tx, audit.Act("erase", subject="youth", subject_id=youth_id))
    await erasure.confirm(tx, TrainingErasureConfirmed, person_id=person_id, rows=rows)


async def _end_all(tx: Transaction, found: Sequence[Enrolment], *, on: date) -> None:
    # by their courses, which are locked: of two who leave the same courses neither waits for the other's second one
    for one in sorted(found, key=lambda one: one.course_id):
        await _end(tx, one, on=on)


async def _end(tx: Transaction, found: Enrolment, *, on: date) -> None:
    await Courses(tx).owned(found.course_id)
    # as it is now that nobody else moves it
    held = await Enrolments(tx).locked(found.id)
    if held.ended_on is not None:
        return
    left = held.left(EndReason.LEFT_PROGRAMME, on=on, at=tx.now)
    await Enrolments(tx).save(left)
    if gave_a_seat_back(held, left):
        await promote(tx, course_id=left.course_id, session_id=left.session_id)
