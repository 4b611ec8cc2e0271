"""Enrolments are opened: by the course's provider, or by a training referral (轉介參訓) that was heard of."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from chassis.db import Transaction, new_id
from fields.calendar import business_date

from training.domain.course import Course
from training.domain.enrolment import Demographics, EndReason, Enrolment, EnrolmentState
from training.domain.errors import EnrolmentOpen, SessionFull, YouthLeft
from training.repository.courses import Courses
from training.repository.enrolments import Enrolments
from training.repository.held_youths import HeldYouths
from training.repository.visibility import PROVIDERS
from training.service.lock_people import lock_person
from training.service.permission import require_kind
from training.service.place_enrolment import next_place, place_in


async def enrol_youth(
    tx: Transaction, *, course_id: UUID, session_id: UUID | None, youth_id: UUID, demographics: Demographics
) -> Enrolment:
    """The provider enrols a youth: in the named session, else in the next one with room.

    Whichever registration the provider knows the youth by, it is the person who is enrolled once.

    Raises OrganisationKindRefused, CourseUnknown, CourseClosed, YouthLeft, SessionUnknown, SessionOver, SessionFull,
    EnrolmentOpen.
    """
    require_kind(tx.principal, PROVIDERS)
    known = await lock_person(tx, youth_id)
    course = await Courses(tx).owned(course_id)
    course.check_open()
    if known.gone:
        raise YouthLeft(youth_id=str(youth_id))
    ids, today = (youth_id, known.youth_id), business_date(tx.now)
    asked = _asked(tx, course, ids=ids, demographics=demographics, on=today)
    placed = await (place_in(tx, asked, session_id) if session_id else next_place(tx, asked))
    if placed.state is EnrolmentState.REQUESTED:
        raise SessionFull(course_id=str(course_id))
    return await _keep(tx, placed)


async def open_referred(
    tx: Transaction, *, referral_id: UUID, course_id: UUID, youth_id: UUID, demographics: Demographics, on: date
) -> None:
    """A person was referred to a course; heard again it changes nothing. Raises CourseUnknown.

    Somebody who was referred before the course was closed is placed all the same. Somebody who has left by then is not
    placed. Somebody who is enrolled already has been referred to that place.
    """
    [known] = await HeldYouths(tx).lock([youth_id])
    course = await Courses(tx).owned(course_id)
    enrolments = Enrolments(tx)
    if await enrolments.of_referral(referral_id) is not None:
        return
    asked = replace(
        _asked(tx, course, ids=(youth_id, youth_id), demographics=demographics, on=on), training_referral_id=referral_id
    )
    if known.had_left(on):
        await enrolments.add(asked.left(EndReason.LEFT_PROGRAMME, on=on, at=tx.now))
        return
    here = [one for one in await enrolments.open_of_person(youth_id) if one.course_id == course_id]
    if not here:
        await enrolments.add(await next_place(tx, asked))
    elif here[0].training_referral_id is None:
        held = await enrolments.locked(here[0].id)
        await enrolments.save(replace(held, training_referral_id=referral_id, version=held.version + 1))


def _asked(
    tx: Transaction, course: Course, *, ids: tuple[UUID, UUID], demographics: Demographics, on: date
) -> Enrolment:
    youth_id, person_id = ids
    return Enrolment(
        id=new_id(),
        owner_org=course.owner_org,
        course_id=course.id,
        session_id=None,
        youth_id=youth_id,
        person_id=person_id,
        training_referral_id=None,
        demographics=demographics,
        state=EnrolmentState.REQUESTED,
        version=1,
        seq=0,
        requested_on=on,
        created_at=tx.now,
        updated_at=tx.now,
    )


async def _keep(tx: Transaction, enrolment: Enrolment) -> Enrolment:
    if not await Enrolments(tx).add(enrolment):
        raise EnrolmentOpen(youth_id=str(enrolment.youth_id))
    return enrolment
