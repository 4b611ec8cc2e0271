"""A training referral (轉介參訓): a young person is sent to a course, and what the course taught comes back."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.domain import DomainError, LifeCycle, Transition


class TrainingReferralOpen(DomainError):
    """This registration has been referred to the course, which the young person has not completed."""

    code = "training-referral-open"
    title_en = "The young person is referred to this course already"
    title_zh = "該青年已轉介至此課程"


class TrainingReferralState(StrEnum):
    """Where a training referral stands."""

    OPENED = "opened"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


TRAINING_LIFE_CYCLE = LifeCycle(
    (
        Transition("complete", frozenset({TrainingReferralState.OPENED}), TrainingReferralState.COMPLETED),
        Transition("withdraw", frozenset({TrainingReferralState.OPENED}), TrainingReferralState.WITHDRAWN),
    )
)


@dataclass(frozen=True, slots=True)
class TrainingReferral:
    """One training referral of one registration. ``version`` counts writes, ``seq`` events.

    One that follows another registration's of the same person has none: the person is placed, and counted, by that one.
    """

    id: UUID
    youth_id: UUID
    person_id: UUID
    course_id: UUID
    owner_org: str
    state: TrainingReferralState
    version: int
    seq: int
    opened_on: date
    closed_on: date | None
    created_at: datetime
    updated_at: datetime

    def ended(self, transition: str, *, on: date, at: datetime) -> Self:
        """Completed or withdrawn; raises TransitionRefused."""
        state = TrainingReferralState(TRAINING_LIFE_CYCLE.after(self.state, transition))
        return replace(self, state=state, closed_on=on, version=self.version + 1, updated_at=at)
