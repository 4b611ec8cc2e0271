"""Enrolments (參訓): one youth in one session of a course, from the request to its end."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal, Self
from uuid import UUID

from chassis.domain import LifeCycle, Transition

from training.domain.course import CourseContent
from training.domain.errors import CompletionEarned, CompletionNotEarned


class EnrolmentState(StrEnum):
    """Where an enrolment stands. ``requested`` has no place yet, ``waiting`` one on a session's waiting list."""

    REQUESTED = "requested"
    WAITING = "waiting"
    ENROLLED = "enrolled"
    ATTENDING = "attending"
    COMPLETED = "completed"
    FAILED = "failed"
    DROPPED = "dropped"
    CANCELLED = "cancelled"


_S = EnrolmentState
BEFORE = frozenset({_S.REQUESTED, _S.WAITING, _S.ENROLLED})
SEATED = frozenset({_S.ENROLLED, _S.ATTENDING})
"""Who takes a seat of a session that is still to come or under way."""
UNDER_WAY = BEFORE | {_S.ATTENDING}
TOOK_PART = frozenset({_S.ATTENDING, _S.COMPLETED, _S.FAILED})

ENROLMENT_LIFE_CYCLE = LifeCycle(
    (
        # from one list to another too, when the session began without them
        Transition("queue", frozenset({_S.REQUESTED, _S.WAITING}), _S.WAITING),
        Transition("seat", frozenset({_S.REQUESTED, _S.WAITING}), _S.ENROLLED),
        Transition("start", frozenset({_S.ENROLLED}), _S.ATTENDING),
        Transition("complete", frozenset({_S.ATTENDING}), _S.COMPLETED),
        Transition("fail", frozenset({_S.ATTENDING}), _S.FAILED),
        Transition("drop", frozenset({_S.ENROLLED, _S.ATTENDING}), _S.DROPPED),
        Transition("cancel", frozenset({_S.REQUESTED, _S.WAITING}), _S.CANCELLED),
    )
)

Ending = Literal["drop", "cancel"]


class EndReason(StrEnum):
    """Why somebody left before the end; codes, because a sentence would be about a person."""

    OWN_WISH = "own_wish"
    EMPLOYED = "employed"
    ABSENT = "absent"
    LEFT_PROGRAMME = "left_programme"
    ENROLLED_TWICE = "enrolled_twice"
    COURSE_CHANGED = "course_changed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Demographics:
    """What a youth is counted by, as it was when the enrolment was opened; None is not known."""

    target_group: str
    gender: str | None
    age_band: str
    county: str | None
    industry: str | None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One enrolment. ``version`` counts writes (the ETag), ``seq`` events.

    ``youth_id`` is how its opener knows the youth, ``person_id`` whom that is found to be: the same until a
    registration is told to be of somebody who is known already.

    ``remarks`` and ``comment`` are sealed bytes: what an assessor and the trainee wrote about a person.
    """

    id: UUID
    owner_org: str
    course_id: UUID
    session_id: UUID | None
    youth_id: UUID
    person_id: UUID
    training_referral_id: UUID | None
    demographics: Demographics
    state: EnrolmentState
    version: int
    seq: int
    requested_on: date
    created_at: datetime
    updated_at: datetime
    attended_hours: Decimal = Decimal(0)
    score: int | None = None
    remarks: bytes | None = None
    satisfaction: int | None = None
    comment: bytes | None = None
    started_on: date | None = None
    ended_on: date | None = None
    end_reason: EndReason | None = None

    def placed(self, session_id: UUID, *, seated: bool, at: datetime) -> Self:
        """A seat in a session, or a place on its waiting list."""
        return replace(self._moved("seat" if seated else "queue", at), session_id=session_id)

    def started(self, *, on: date, at: datetime) -> Self:
        """The first day; said to others."""
        return replace(self._moved("start", at), started_on=on, seq=self.seq + 1)

    def completed(self, course: CourseContent, *, on: date, at: datetime) -> Self:
        """Raises CompletionNotEarned unless attendance and assessment are as the course asks; unknown is not passed."""
        moved = self._moved("complete", at)
        if lacking := self.lacking(course):
            raise CompletionNotEarned(lacking=lacking)
        return replace(moved, ended_on=on, seq=self.seq + 1)

    def failed(self, course: CourseContent, *, on: date, at: datetime) -> Self:
        """Raises CompletionEarned where everything that the course asks for is there."""
        moved = self._moved("fail", at)
        if not self.lacking(course):
            raise CompletionEarned()
        return replace(moved, ended_on=on)

    def left(self, reason: EndReason, *, on: date, at: datetime) -> Self:
        """Left before the end: a seat is dropped, a request or a place on a waiting list cancelled."""
        transition: Ending = "cancel" if self.state in (_S.REQUESTED, _S.WAITING) else "drop"
        return self.ended(transition, reason, on=on, at=at)

    def ended(self, transition: Ending, reason: EndReason, *, on: date, at: datetime) -> Self:
        """The same by name; raises TransitionRefused."""
        return replace(self._moved(transition, at), ended_on=on, end_reason=reason)

    def lacking(self, course: CourseContent) -> list[str]:
        """What completion still asks for: ``attendance``, ``assessment`` (below the mark, or not known)."""
        lacking = []
        if self.attended_hours < course.hours_needed:
            lacking.append("attendance")
        if course.pass_mark is not None and (self.score is None or self.score < course.pass_mark):
            lacking.append("assessment")
        return lacking

    def attended(self, hours: Decimal, *, at: datetime) -> Self:
        """Hours of attendance in all."""
        return replace(self, attended_hours=hours, version=self.version + 1, updated_at=at)

    def assessed(self, score: int, remarks: bytes | None, *, at: datetime) -> Self:
        """A result, 0 to 100, and what the assessor remarked."""
        return replace(self, score=score, remarks=remarks, version=self.version + 1, updated_at=at)

    def rated(self, satisfaction: int, comment: bytes | None, *, at: datetime) -> Self:
        """The trainee's satisfaction, 1 to 5 (R003-010)."""
        return replace(self, satisfaction=satisfaction, comment=comment, version=self.version + 1, updated_at=at)

    def of_person(self, person_id: UUID, *, told: int, at: datetime) -> Self:
        """Found to be of somebody who is known already; ``told`` facts are said again of that person."""
        return replace(self, person_id=person_id, seq=self.seq + told, version=self.version + 1, updated_at=at)

    def _moved(self, transition: str, at: datetime) -> Self:
        state = EnrolmentState(ENROLMENT_LIFE_CYCLE.after(self.state, transition))
        return replace(self, state=state, version=self.version + 1, updated_at=at)


_FURTHEST = (_S.ATTENDING, _S.ENROLLED, _S.WAITING, _S.REQUESTED)


def one_too_many(one: Enrolment, other: Enrolment) -> Enrolment:
    """Which of two open enrolments of one person in one course ends.

    Who takes part goes before who has a seat, who waits for one, and who only asked for one; then the earlier stays.
    """
    return max(one, other, key=lambda held: (_FURTHEST.index(held.state), held.requested_on, held.id))


@dataclass(frozen=True, slots=True)
class HeldYouth:
    """What training remembers of who is in the programme: an id without a person, so that late events open nothing.

    ``left_sequence`` and ``back_sequence`` number the newest events heard by which the youth left, and is registered;
    0 where none was, or where a process of before the numbers were kept heard it.
    """

    youth_id: UUID
    withdrawn_on: date | None = None
    erased_on: date | None = None
    left_sequence: int = 0
    back_sequence: int = 0

    @property
    def gone(self) -> bool:
        """Whether the youth is not in the programme now: whoever is registered again after leaving is."""
        has_left = self.withdrawn_on is not None and self.left_sequence >= self.back_sequence
        return self.erased_on is not None or has_left

    def had_left(self, on: date) -> bool:
        """Whether something that was opened on a day was opened for somebody who had left by then.

        What was opened later than that is of somebody who came back, even if that was not heard of yet. On the day of
        the leaving itself it is of somebody who came back if that was heard of.
        """
        if self.erased_on is not None or self.withdrawn_on is None:
            return self.erased_on is not None
        return on <= self.withdrawn_on if self.gone else on < self.withdrawn_on
