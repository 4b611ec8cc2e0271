"""A placement (就業): from the first day of work on, and the follow-ups (追蹤輔導) until it is known to last.

Which follow-ups there are is policy data. The seeds give three months of stable employment and six further ones where
an officer finds it necessary for low-income clients (R002-019, R002-020); for young people they ask only that one
tracks and reports regularly (R000-038).
"""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, Self
from uuid import UUID

from chassis.domain import DomainError, LifeCycle, Transition


class PlacementUnknown(DomainError):
    """There is no such placement, or it is not the caller's to see."""

    code = "placement-unknown"
    title_en = "There is no such placement"
    title_zh = "查無此就業紀錄"


class CheckpointUnknown(DomainError):
    """The placement has no such follow-up."""

    code = "checkpoint-unknown"
    title_en = "The placement has no such follow-up"
    title_zh = "本就業紀錄無此追蹤點"


class CheckpointNotDue(DomainError):
    """A follow-up is answered from its due day on."""

    code = "checkpoint-not-due"
    title_en = "The follow-up is not due yet"
    title_zh = "追蹤點尚未屆期"


class CheckpointSettled(DomainError):
    """The follow-up was answered before, or the person had left by then."""

    code = "checkpoint-settled"
    title_en = "The follow-up is settled already"
    title_zh = "本追蹤點已有結果"


class AnswerContradicted(DomainError):
    """A person who had left by the due day cannot have been employed there on it."""

    code = "answer-contradicted"
    title_en = "The placement had ended by the due day"
    title_zh = "屆期日前已離職，與回覆不符"


class EndingDayInvalid(DomainError):
    """The last day lies before the first, or is still to come."""

    code = "ending-day-invalid"
    title_en = "The last day of work is not valid"
    title_zh = "離職日不正確"

    def __init__(self, *, received: date, allowed: str) -> None:
        error = {"pointer": "/ended_on", "code": self.code, "received": received.isoformat(), "allowed": allowed}
        super().__init__(errors=[error])


class FollowUpPolicyInvalid(ValueError):
    """The follow-up policy as it is written cannot be used."""


class PlacementState(StrEnum):
    """Whether the young person works there."""

    WORKING = "working"
    ENDED = "ended"


PLACEMENT_LIFE_CYCLE = LifeCycle((Transition("end", frozenset({PlacementState.WORKING}), PlacementState.ENDED),))

EndReason = Literal["resigned", "dismissed", "agreed", "other"]
Evidence = Literal["insurance_record", "employer_statement", "payslip", "youth_statement"]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One follow-up: ``months`` calendar months after the first day, 0 on that day itself; a judged one only where an
    officer opens it."""

    code: str
    months: int
    judged: bool


@dataclass(frozen=True, slots=True)
class FollowUpPolicy:
    """One version of the follow-ups, in order of their due days, and the days of grace after each."""

    version: str
    follow_ups: tuple[FollowUp, ...]
    grace_days: int

    def of(self, code: str) -> FollowUp:
        """The follow-up of this code; raises CheckpointUnknown."""
        for one in self.follow_ups:
            if one.code == code:
                return one
        raise CheckpointUnknown(checkpoint=code, allowed=[one.code for one in self.follow_ups])


def parse_policy(written: Mapping[str, Any]) -> FollowUpPolicy:
    """Read a follow-up policy; raises FollowUpPolicyInvalid."""
    follow_ups = tuple(FollowUp(one["code"], one["months"], one.get("judged", False)) for one in written["follow_ups"])
    months = [one.months for one in follow_ups]
    if len({one.code for one in follow_ups}) != len(follow_ups) or months != sorted(set(months)) or min(months) < 0:
        raise FollowUpPolicyInvalid("follow-ups have codes of their own and rising numbers of months")
    if written["grace_days"] < 0:
        raise FollowUpPolicyInvalid("days of grace are not negative")
    return FollowUpPolicy(str(written["version"]), follow_ups, written["grace_days"])


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months later, or the last day of a month that is too short for it."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class CheckpointState(StrEnum):
    """What is known of a follow-up; one is void when the person had left before it was due."""

    OPEN = "open"
    ANSWERED = "answered"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A follow-up of one placement. ``late`` says that the answer came after the days of grace."""

    placement_id: UUID
    code: str
    policy: str
    due_on: date
    grace_until: date
    state: CheckpointState
    employed: bool | None = None
    evidence: str | None = None
    document: str | None = None
    late: bool | None = None
    answered_on: date | None = None
    answered_by: str | None = None

    @classmethod
    def of(cls, placement_id: UUID, follow_up: FollowUp, policy: FollowUpPolicy, *, started_on: date) -> Self:
        """The follow-up as it stands on the first day."""
        due_on = months_after(started_on, follow_up.months)
        until = due_on + timedelta(days=policy.grace_days)
        return cls(placement_id, follow_up.code, policy.version, due_on, until, CheckpointState.OPEN)

    def overdue(self, on: date) -> bool:
        """Whether nobody has answered within the days of grace."""
        return self.state is CheckpointState.OPEN and self.grace_until < on

    def answered(
        self, *, employed: bool, evidence: str, document: str | None, on: date, by: str, ended_on: date | None
    ) -> Self:
        """The answer, late or not. Raises CheckpointSettled, CheckpointNotDue, AnswerContradicted."""
        if self.state is not CheckpointState.OPEN:
            raise CheckpointSettled(checkpoint=self.code, state=self.state)
        if on < self.due_on:
            raise CheckpointNotDue(checkpoint=self.code, due_on=self.due_on.isoformat())
        if employed and ended_on is not None and ended_on < self.due_on:
            raise AnswerContradicted(checkpoint=self.code, ended_on=ended_on.isoformat())
        return replace(
            self,
            state=CheckpointState.ANSWERED,
            employed=employed,
            evidence=evidence,
            document=document,
            late=on > self.grace_until,
            answered_on=on,
            answered_by=by,
        )


@dataclass(frozen=True, slots=True)
class Placement:
    """One placement with everything it is counted by; the age band is that of the first day."""

    id: UUID
    referral_id: UUID
    youth_id: UUID
    person_id: UUID
    vacancy_id: UUID
    state: PlacementState
    version: int
    seq: int
    started_on: date
    ended_on: date | None
    end_reason: str | None
    target_group: str
    gender: str | None
    age_band: str
    county: str | None
    industry: str | None
    owner_org: str
    employer_org: str | None
    youth_org: str
    youth_county: str
    created_at: datetime
    updated_at: datetime

    def spoken(self, *, at: datetime) -> Self:
        """The placement after one more event."""
        return replace(self, version=self.version + 1, seq=self.seq + 1, updated_at=at)

    def changed(self, *, at: datetime) -> Self:
        """The placement after a change that nobody else hears of."""
        return replace(self, version=self.version + 1, updated_at=at)

    def ended(self, ended_on: date, reason: str, *, today: date, at: datetime) -> Self:
        """The person no longer works there; raises TransitionRefused, EndingDayInvalid."""
        state = PlacementState(PLACEMENT_LIFE_CYCLE.after(self.state, "end"))
        if not self.started_on <= ended_on <= today:
            raise EndingDayInvalid(received=ended_on, allowed=f"{self.started_on} to {today}")
        return replace(self.spoken(at=at), state=state, ended_on=ended_on, end_reason=reason)


def voided(checkpoints: Sequence[Checkpoint], *, ended_on: date) -> list[Checkpoint]:
    """The open follow-ups that fall after the last day: nobody will be asked."""
    return [
        replace(one, state=CheckpointState.VOID)
        for one in checkpoints
        if one.state is CheckpointState.OPEN and one.due_on > ended_on
    ]
