"""Refer a young person to a course (轉介參訓)."""

from datetime import date
from uuid import UUID

from chassis import outbox
from chassis.db import Transaction, new_id
from contracts.matching import TrainingReferralOpened
from fields.calendar import business_date

from matching.domain.offers import Measure
from matching.domain.training_referral import TrainingReferral, TrainingReferralOpen, TrainingReferralState
from matching.repository.held_courses import HeldCourses
from matching.repository.training_referrals import PlacedTraining, TrainingReferrals
from matching.service.permission import require_kind
from matching.service.permission_of_work import ASSISTING
from matching.service.subjects import locked_subject_of, subject_of


async def open_training_referral(tx: Transaction, *, youth_id: UUID, course_id: UUID) -> TrainingReferral:
    """Send a young person who is offered courses to one (R000-018); the training service opens an enrolment for it.

    Where another registration of the person is referred there already, which nobody is told, this one follows it: it
    ends with it, and the person has one enrolment and is counted once.

    Raises OrganisationKindRefused, YouthUnknown, NotOffered, CourseUnknown, CourseClosed, TrainingReferralOpen.
    """
    require_kind(tx.principal, ASSISTING)
    today = business_date(tx.now)
    subject = await locked_subject_of(tx, youth_id)
    subject.require(Measure.COURSES)
    (await HeldCourses(tx).get(course_id)).check_open()
    follows = bool(await TrainingReferrals(tx).opened(subject.person_id, course_id=course_id))
    referral = TrainingReferral(
        id=new_id(),
        youth_id=subject.id,
        person_id=subject.person_id,
        course_id=course_id,
        owner_org=tx.principal.org,
        state=TrainingReferralState.OPENED,
        version=1,
        seq=0 if follows else 1,
        opened_on=today,
        closed_on=None,
        created_at=tx.now,
        updated_at=tx.now,
    )
    counted = subject.counted(today) | {"county": subject.youth.home_county, "industry": subject.youth.industry}
    if not await TrainingReferrals(tx).add(referral, counted):
        raise TrainingReferralOpen(course_id=str(course_id))
    if follows:
        return referral
    fact = TrainingReferralOpened(youth_id=subject.person_id, course_id=course_id, opened_on=today, **counted)
    await outbox.record(tx, fact, aggregate_id=referral.id, sequence=referral.seq)
    return referral


async def list_training_referrals(tx: Transaction, *, youth_id: UUID, after: int, limit: int) -> list[PlacedTraining]:
    """A young person's training referrals; raises YouthUnknown."""
    subject = await subject_of(tx, youth_id)
    return await TrainingReferrals(tx).of_youth(subject.id, after=after, limit=limit)


async def complete_training(tx: Transaction, *, person_id: UUID, course_id: UUID, on: date) -> None:
    """A course was completed: the person's referral to it, where there is an open one, has come to its end."""
    for referral in await TrainingReferrals(tx).opened(person_id, course_id=course_id):
        await TrainingReferrals(tx).save(referral.ended("complete", on=on, at=tx.now))
