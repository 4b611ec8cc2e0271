"""Whoever opens or ends enrolments locks people first, then courses: nobody is enrolled who is just leaving."""

from collections.abc import Collection
from uuid import UUID

from chassis.db import Transaction

from training.domain.enrolment import HeldYouth
from training.repository.courses import Courses
from training.repository.held_youths import HeldYouths


async def lock_person(tx: Transaction, youth_id: UUID) -> HeldYouth:
    """Lock the person behind an id, whose person that is meanwhile told included; returns what is remembered."""
    held = HeldYouths(tx)
    [known] = await held.lock([youth_id])
    person_id = await held.person_of(youth_id)
    if person_id != youth_id:
        [known] = await held.lock([person_id])
    return known


async def lock_people(
    tx: Transaction,
    *,
    persons: Collection[UUID],
    registrations: Collection[UUID] = (),
    leaving: Collection[UUID] = (),
    courses: Collection[UUID] = (),
) -> None:
    """Lock registrations, then persons, then courses: these, those of ``registrations``, the open ones of ``leaving``.

    ``registrations`` are ids that are no person's own, and ``leaving`` are among ``persons``.
    """
    await HeldYouths(tx).lock(registrations)
    await HeldYouths(tx).lock(persons)
    if registrations or leaving or courses:
        await Courses(tx).lock_all(courses, registrations=registrations, leaving=leaving)
