"""What others are told of an enrolment: that it began, and that it was completed with the course's skills."""

from typing import Any

from chassis import outbox
from chassis.db import Transaction
from contracts.training import EnrolmentCompleted, EnrolmentStarted, SkillGained

from training.domain.course import Course, Session
from training.domain.enrolment import Enrolment
from training.repository.enrolments import Enrolments


async def say_started(tx: Transaction, course: Course, session: Session, enrolment: Enrolment) -> None:
    """Say that a locked enrolment began, and keep what was said."""
    fact = started_fact(course, session, enrolment)
    await outbox.record(tx, fact, aggregate_id=enrolment.id, sequence=enrolment.seq)
    await Enrolments(tx).keep_told(enrolment.id, told_started=fact.model_dump(mode="json"))


async def say_completed(tx: Transaction, course: Course, session: Session, enrolment: Enrolment) -> None:
    """Say that a locked enrolment was completed, and keep what was said."""
    fact = completed_fact(course, session, enrolment)
    await outbox.record(tx, fact, aggregate_id=enrolment.id, sequence=enrolment.seq)
    await Enrolments(tx).keep_told(enrolment.id, told_completed=fact.model_dump(mode="json"))


def started_fact(course: Course, session: Session, enrolment: Enrolment) -> EnrolmentStarted:
    """A youth began a course."""
    assert enrolment.started_on is not None  # noqa: S101 - only what has started is told
    return EnrolmentStarted(**_counted(course, session, enrolment), started_on=enrolment.started_on)


def completed_fact(course: Course, session: Session, enrolment: Enrolment) -> EnrolmentCompleted:
    """A youth completed a course, and may do what it teaches."""
    assert enrolment.ended_on is not None  # noqa: S101 - only what is completed is told
    skills = [SkillGained(code=one.code, level=one.level) for one in course.content.skills]
    return EnrolmentCompleted(**_counted(course, session, enrolment), completed_on=enrolment.ended_on, skills=skills)


def _counted(course: Course, session: Session, enrolment: Enrolment) -> dict[str, Any]:
    """What an enrolment is counted by: the session's county, the course's industry."""
    demographics = enrolment.demographics
    return {
        "youth_id": enrolment.youth_id,
        "target_group": demographics.target_group,
        "gender": demographics.gender,
        "age_band": demographics.age_band,
        "county": session.content.county,
        "industry": course.content.industry,
        "course_id": course.id,
        "session_id": session.id,
        "kind": course.content.kind.value,
        "training_referral_id": enrolment.training_referral_id,
    }
