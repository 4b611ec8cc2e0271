"""Registrations are told to be one person's: what was opened under each is the person's, and counted once."""

from collections.abc import Sequence
from uuid import UUID

from chassis.db import Transaction
from fields.calendar import business_date

from training.domain.enrolment import EndReason, Enrolment, one_too_many
from training.repository.courses import Courses
from training.repository.enrolments import Enrolments
from training.repository.held_youths import HeldYouths
from training.service.place_enrolment import gave_a_seat_back, promote
from training.service.tell_enrolment import say_of_person


async def know_person(tx: Transaction, *, person_id: UUID, registrations: Sequence[UUID]) -> None:
    """Take what was opened under these registrations as the person's; heard again it changes nothing.

    Of two open enrolments in one course one ends: the one that has come less far, of equals the later.
    """
    others = [one for one in registrations if one != person_id]
    if not others:
        return
    await HeldYouths(tx).know(person_id, others)
    for enrolment_id, course_id in await HeldYouths(tx).strangers(person_id, others):
        course = await Courses(tx).owned(course_id)
        held = await Enrolments(tx).locked(enrolment_id)
        if held.ended_on is None:
            held = await _one_of_two(tx, held, person_id)
        await say_of_person(tx, course, held, person_id)


async def _one_of_two(tx: Transaction, held: Enrolment, person_id: UUID) -> Enrolment:
    here = [one for one in await Enrolments(tx).open_of_person(person_id) if one.course_id == held.course_id]
    if not here:
        return held
    twin = await Enrolments(tx).locked(here[0].id)
    over = one_too_many(held, twin)
    left = over.left(EndReason.ENROLLED_TWICE, on=business_date(tx.now), at=tx.now)
    await Enrolments(tx).save(left)
    if gave_a_seat_back(over, left):
        await promote(tx, course_id=left.course_id, session_id=left.session_id)
    return left if over is held else held
