"""The steps of an enrolment: it starts, is attended, assessed and rated, and ends."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis import audit
from chassis.conditional import check_version
from chassis.db import Transaction
from chassis.people import people_of
from fields.calendar import business_date

from training.domain.course import Course, Session
from training.domain.enrolment import Ending, EndReason, Enrolment, EnrolmentState
from training.domain.errors import (
    AttendanceInvalid,
    CourseUnknown,
    EnrolmentUnknown,
    NotAssessed,
    NotTakingPart,
    SessionNotBegun,
    YouthLeft,
)
from training.repository.courses import Courses
from training.repository.enrolments import Enrolments
from training.repository.held_youths import HeldYouths
from training.repository.visibility import PROVIDERS
from training.service.permission import require_kind
from training.service.place_enrolment import gave_a_seat_back, promote
from training.service.tell_enrolment import say_completed, say_started

Expected = frozenset[str] | None
REMARKS, COMMENT = "remarks", "comment"


async def start_enrolment(tx: Transaction, *, enrolment_id: UUID, expected: Expected) -> Enrolment:
    """The youth is there. Raises OrganisationKindRefused, EnrolmentUnknown, VersionStale, TransitionRefused,
    SessionNotBegun."""
    course, held = await _locked(tx, enrolment_id, expected)
    today = business_date(tx.now)
    started = held.started(on=today, at=tx.now)
    session = await _session_of(tx, held)
    if today < session.content.starts_on:
        raise SessionNotBegun(starts_on=session.content.starts_on.isoformat())
    await Enrolments(tx).save(started)
    await say_started(tx, course, session, started)
    return started


async def complete_enrolment(tx: Transaction, *, enrolment_id: UUID, expected: Expected) -> Enrolment:
    """What the course asks for is there, and the youth has its skills. Raises OrganisationKindRefused,
    ActingPersonMissing, EnrolmentUnknown, VersionStale, TransitionRefused, CompletionNotEarned."""
    course, held = await _locked(tx, enrolment_id, expected)
    tx.principal.require_acting_person()
    completed = held.completed(course.content, on=business_date(tx.now), at=tx.now)
    await Enrolments(tx).save(completed)
    await say_completed(tx, course, await _session_of(tx, held), completed)
    return completed


async def fail_enrolment(tx: Transaction, *, enrolment_id: UUID, expected: Expected) -> Enrolment:
    """The course is over without what it asks for. Raises OrganisationKindRefused, ActingPersonMissing,
    EnrolmentUnknown, VersionStale, TransitionRefused, CompletionEarned."""
    course, held = await _locked(tx, enrolment_id, expected)
    tx.principal.require_acting_person()
    failed = held.failed(course.content, on=business_date(tx.now), at=tx.now)
    await Enrolments(tx).save(failed)
    return failed


async def end_enrolment(
    tx: Transaction, *, enrolment_id: UUID, expected: Expected, transition: Ending, reason: EndReason
) -> Enrolment:
    """A seat is dropped, or a request cancelled; a seat goes to the first on the waiting list.

    Raises OrganisationKindRefused, EnrolmentUnknown, VersionStale, TransitionRefused.
    """
    _, held = await _locked(tx, enrolment_id, expected)
    ended = held.ended(transition, reason, on=business_date(tx.now), at=tx.now)
    await Enrolments(tx).save(ended)
    if gave_a_seat_back(held, ended):
        await promote(tx, course_id=held.course_id, session_id=held.session_id)
    return ended


async def record_attendance(
    tx: Transaction, *, enrolment_id: UUID, expected: Expected, day: date, hours: Decimal
) -> Enrolment:
    """The hours of one day of the session, in place of what was stated of that day before.

    Raises OrganisationKindRefused, EnrolmentUnknown, VersionStale, NotTakingPart, AttendanceInvalid.
    """
    _, held = await _locked(tx, enrolment_id, expected)
    _check_took_part(held, {EnrolmentState.ATTENDING})
    content = (await _session_of(tx, held)).content
    last = min(content.ends_on, business_date(tx.now))
    if not content.starts_on <= day <= last:
        raise AttendanceInvalid(pointer="/day", received=day, allowed=f"{content.starts_on} to {last}")
    attended = held.attended(await Enrolments(tx).attend(held.id, day=day, hours=hours), at=tx.now)
    await Enrolments(tx).save(attended)
    return attended


async def assess_enrolment(
    tx: Transaction, *, enrolment_id: UUID, expected: Expected, score: int, remarks: str | None
) -> Enrolment:
    """An assessor's result; what is remarked is sealed. Raises OrganisationKindRefused, ActingPersonMissing,
    EnrolmentUnknown, VersionStale, NotTakingPart, NotAssessed."""
    course, held = await _locked(tx, enrolment_id, expected)
    tx.principal.require_acting_person()
    if course.content.pass_mark is None:
        raise NotAssessed()
    _check_took_part(held, {EnrolmentState.ATTENDING})
    assessed = held.assessed(score, await _sealed(tx, held, REMARKS, remarks), at=tx.now)
    await Enrolments(tx).save(assessed)
    return assessed


async def rate_course(
    tx: Transaction, *, enrolment_id: UUID, expected: Expected, satisfaction: int, comment: str | None
) -> Enrolment:
    """What the trainee thinks of the course, 1 to 5; a comment is sealed. Raises OrganisationKindRefused,
    EnrolmentUnknown, VersionStale, NotTakingPart, YouthLeft (of who is erased nothing more is written)."""
    _, held = await _locked(tx, enrolment_id, expected)
    _check_took_part(held, {EnrolmentState.ATTENDING, EnrolmentState.COMPLETED, EnrolmentState.FAILED})
    rated = held.rated(satisfaction, await _sealed(tx, held, COMMENT, comment), at=tx.now)
    await Enrolments(tx).save(rated)
    return rated


async def read_enrolment(tx: Transaction, *, enrolment_id: UUID) -> tuple[Enrolment, dict[str, str | None]]:
    """An enrolment and what was written about the person, which is put on the audit trail. Raises EnrolmentUnknown."""
    held = await Enrolments(tx).get(enrolment_id)
    written = {name: getattr(held, name) for name in (REMARKS, COMMENT)}
    there = tuple(name for name, sealed in written.items() if sealed is not None)
    if not there:
        return held, dict.fromkeys(written)
    await audit.record(tx, audit.Act("read", subject="enrolment", subject_id=held.id, fields=there))
    opener = await people_of(tx).opener(tx, written.values())
    return held, {
        name: None if sealed is None else opener.open(sealed, row=held.id, column=name)
        for name, sealed in written.items()
    }


async def _sealed(tx: Transaction, held: Enrolment, column: str, text: str | None) -> bytes | None:
    if text is None:
        return None
    known = await HeldYouths(tx).get(held.person_id)
    if known is not None and known.erased_on is not None:
        raise YouthLeft(youth_id=str(held.youth_id))
    await audit.record(tx, audit.Act("write", subject="enrolment", subject_id=held.id, fields=(column,)))
    return (await people_of(tx).cipher(tx)).seal(text, row=held.id, column=column)


def _check_took_part(held: Enrolment, states: set[EnrolmentState]) -> None:
    if held.state not in states:
        raise NotTakingPart(state=held.state, allowed=sorted(states))


async def _locked(tx: Transaction, enrolment_id: UUID, expected: Expected) -> tuple[Course, Enrolment]:
    """The course first, as everybody locks who changes who sits where."""
    require_kind(tx.principal, PROVIDERS)
    found = await Enrolments(tx).get(enrolment_id)
    try:
        course = await Courses(tx).owned(found.course_id)
    except CourseUnknown as error:
        raise EnrolmentUnknown(id=str(enrolment_id)) from error
    held = await Enrolments(tx).locked(enrolment_id)
    check_version(held.version, expected)
    return course, held


async def _session_of(tx: Transaction, held: Enrolment) -> Session:
    assert held.session_id is not None  # noqa: S101 - only who was placed gets here
    return await Courses(tx).session(held.session_id)
