"""What others are told of an enrolment: that it began, and that it was completed with the course's skills."""

from typing import Any
from uuid import UUID

from chassis import outbox
from chassis.db import Transaction
from chassis.domain import Json
from contracts.envelope import Fact
from contracts.training import EnrolmentCompleted, EnrolmentStarted, SkillGained

from training.domain.course import Course, Session
from training.domain.enrolment import Enrolment, EnrolmentState
from training.repository.courses import Courses
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


async def say_of_person(tx: Transaction, course: Course, enrolment: Enrolment, person_id: UUID) -> None:
    """A locked enrolment is found to be a person's: what was said of it is said again, of that person."""
    facts: dict[str, Fact] = {}
    if enrolment.started_on is not None:
        [(told_started, told_completed)] = (await Enrolments(tx).told([enrolment.id])).values()
        facts = await facts_of(tx, course, enrolment, told_started, told_completed)
    again = {name: fact.model_copy(update={"youth_id": person_id}) for name, fact in facts.items()}
    kept = enrolment.of_person(person_id, told=len(again), at=tx.now)
    await Enrolments(tx).save(kept)
    for sequence, (name, fact) in enumerate(again.items(), start=enrolment.seq + 1):
        await outbox.record(tx, fact, aggregate_id=enrolment.id, sequence=sequence)
        await Enrolments(tx).keep_told(enrolment.id, **{name: fact.model_dump(mode="json")})


async def facts_of(
    tx: Transaction, course: Course, enrolment: Enrolment, started: Json, completed: Json
) -> dict[str, Fact]:
    """What tells an enrolment that has begun, by the column that keeps it."""
    assert enrolment.session_id is not None  # noqa: S101 - what has begun has a session
    session = await Courses(tx).session(enrolment.session_id)
    # of before facts were kept: told as the course stands
    facts: dict[str, Fact] = {
        "told_started": EnrolmentStarted.model_validate(started)
        if started
        else started_fact(course, session, enrolment)
    }
    if enrolment.state is EnrolmentState.COMPLETED:
        facts["told_completed"] = (
            EnrolmentCompleted.model_validate(completed) if completed else completed_fact(course, session, enrolment)
        )
    return facts


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
        "youth_id": enrolment.person_id,
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
