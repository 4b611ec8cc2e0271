"""A youth left the programme, came back, or asked to be erased: what is open ends, and what names a person goes."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis import audit, erasure
from chassis.db import Transaction
from contracts.erasure import TrainingErasureConfirmed

from training.domain.enrolment import EndReason, Enrolment, HeldYouth
from training.repository.enrolments import Enrolments
from training.repository.held_youths import HeldYouths
from training.service.know_person import know_person
from training.service.lock_people import lock_people
from training.service.place_enrolment import gave_a_seat_back, promote


async def leave_programme(
    tx: Transaction, *, person_id: UUID, registrations: Sequence[UUID], on: date, sequence: int
) -> None:
    """End every enrolment that was opened until that day, under whichever registration; seats go to who waits.

    Heard again it changes nothing.
    """
    await _lock(tx, person_id, registrations, leaving=(person_id,))
    await know_person(tx, person_id=person_id, registrations=registrations)
    known = await HeldYouths(tx).remember(HeldYouth(person_id, withdrawn_on=on, left_sequence=sequence))
    found = await Enrolments(tx).open_of_person(person_id)
    await _end_all(tx, [one for one in found if known.had_left(one.requested_on)], on=on)


async def join_programme(tx: Transaction, *, person_id: UUID, registrations: Sequence[UUID], sequence: int) -> None:
    """A person is registered, perhaps again after leaving: what is opened from now on stands."""
    await _lock(tx, person_id, registrations)
    await HeldYouths(tx).remember(HeldYouth(person_id, back_sequence=sequence))
    await know_person(tx, person_id=person_id, registrations=registrations)


async def erase_youth(tx: Transaction, *, person_id: UUID, registrations: Sequence[UUID], on: date) -> None:
    """End what is open, empty remarks and comments, and confirm; what is counted stays as a number without a person.

    A referral names the person; a provider that enrols somebody itself knows a registration.
    """
    await _lock(tx, person_id, registrations, leaving=(person_id,))
    await know_person(tx, person_id=person_id, registrations=registrations)
    await HeldYouths(tx).remember(HeldYouth(person_id, withdrawn_on=on, erased_on=on))
    await _end_all(tx, await Enrolments(tx).open_of_person(person_id), on=on)
    rows = await Enrolments(tx).erase(person_id)
    for youth_id in sorted({person_id, *registrations}):
        await audit.record(tx, audit.Act("erase", subject="youth", subject_id=youth_id))
    await erasure.confirm(tx, TrainingErasureConfirmed, person_id=person_id, rows=rows)


async def _lock(
    tx: Transaction, person_id: UUID, registrations: Sequence[UUID], *, leaving: Sequence[UUID] = ()
) -> None:
    others = [one for one in registrations if one != person_id]
    await lock_people(tx, persons=[person_id], registrations=others, leaving=leaving)


async def _end_all(tx: Transaction, found: Sequence[Enrolment], *, on: date) -> None:
    # their courses were locked before they were looked up: nobody else moves them
    for one in found:
        held = await Enrolments(tx).locked(one.id)
        left = held.left(EndReason.LEFT_PROGRAMME, on=on, at=tx.now)
        await Enrolments(tx).save(left)
        if gave_a_seat_back(held, left):
            await promote(tx, course_id=left.course_id, session_id=left.session_id)
