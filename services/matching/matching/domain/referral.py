"""A referral (推介): a young person is sent to a vacancy, and what becomes of it until the first day of work."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self
from uuid import UUID

from chassis.domain import DomainError, LifeCycle, Transition, TransitionRefused


class ReferralUnknown(DomainError):
    """There is no such referral, or it is not the caller's to see."""

    code = "referral-unknown"
    title_en = "There is no such referral"
    title_zh = "查無此推介案"


class ReferralOpen(DomainError):
    """The young person has an open referral to this vacancy already."""

    code = "referral-open"
    title_en = "The young person is referred to this vacancy already"
    title_zh = "該青年就本職缺已有進行中之推介"


class RoleRefused(DomainError):
    """This step belongs to somebody else: the employer, the office or school, or the young person."""

    code = "referral-role-refused"
    title_en = "This step belongs to another party of the referral"
    title_zh = "此步驟應由推介案之其他當事人辦理"


class StartDayInvalid(DomainError):
    """The first day of work is missing, still to come, or before the referral was issued."""

    code = "start-day-invalid"
    title_en = "The first day of work is not valid"
    title_zh = "到職日不正確"

    def __init__(self, *, received: date | None, allowed: str) -> None:
        shown = received and received.isoformat()
        super().__init__(errors=[{"pointer": "/started_on", "code": self.code, "received": shown, "allowed": allowed}])


class StartExceptionMissing(DomainError):
    """Full-time work before graduation needs a recorded exception that holds on the first day (R000-018)."""

    code = "start-exception-missing"
    title_en = "A full-time start before graduation needs a recorded exception"
    title_zh = "畢業前全職到職須先登錄例外核准"


class ExceptionOver(DomainError):
    """The last day of the exception is past: it would cover nothing."""

    code = "start-exception-over"
    title_en = "The exception's last day is past"
    title_zh = "例外核准之期限已過"

    def __init__(self, *, received: date, today: date) -> None:
        allowed = f"{today} or later"
        entry = {"pointer": "/valid_until", "code": self.code, "received": received.isoformat(), "allowed": allowed}
        super().__init__(errors=[entry])


class ReferralState(StrEnum):
    """Where a referral stands."""

    PROPOSED = "proposed"
    ISSUED = "issued"
    ACCEPTED = "accepted"
    INTERVIEWING = "interviewing"
    OFFERED = "offered"
    HIRED = "hired"
    STARTED = "started"
    DECLINED = "declined"
    REJECTED = "rejected"
    NO_SHOW = "no_show"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Party(StrEnum):
    """Whose step it is: 分署, 就業中心 or 學校 (assists), 用人單位 (employer), 青年, or the platform's schedule."""

    ASSISTS = "assists"
    EMPLOYER = "employer"
    YOUTH = "youth"
    PLATFORM = "platform"


_S = ReferralState
BEFORE_ANSWER = frozenset({_S.PROPOSED, _S.ISSUED})
IN_SELECTION = frozenset({_S.ACCEPTED, _S.INTERVIEWING, _S.OFFERED})
OPEN = BEFORE_ANSWER | IN_SELECTION | {_S.HIRED}
"""A referral in one of these states is still on its way."""
SEEN_BY_EMPLOYER = frozenset(_S) - {_S.PROPOSED}
"""A proposal is the office's own; the employer sees what was issued."""

REFERRAL_LIFE_CYCLE = LifeCycle(
    (
        Transition("issue", frozenset({_S.PROPOSED}), _S.ISSUED),
        Transition("accept", frozenset({_S.ISSUED}), _S.ACCEPTED),
        Transition("decline", IN_SELECTION | {_S.ISSUED}, _S.DECLINED),
        Transition("interview", frozenset({_S.ACCEPTED}), _S.INTERVIEWING),
        # not every employer interviews
        Transition("offer", frozenset({_S.ACCEPTED, _S.INTERVIEWING}), _S.OFFERED),
        Transition("hire", frozenset({_S.OFFERED}), _S.HIRED),
        Transition("start", frozenset({_S.HIRED}), _S.STARTED),
        Transition("reject", IN_SELECTION | {_S.ISSUED}, _S.REJECTED),
        Transition("no-show", frozenset({_S.ACCEPTED, _S.INTERVIEWING, _S.HIRED}), _S.NO_SHOW),
        Transition("expire", BEFORE_ANSWER, _S.EXPIRED),
        Transition("withdraw", OPEN, _S.WITHDRAWN),
    )
)

PARTIES: Mapping[str, frozenset[Party]] = MappingProxyType(
    {
        "issue": frozenset({Party.ASSISTS}),
        "accept": frozenset({Party.YOUTH}),
        "decline": frozenset({Party.YOUTH}),
        "interview": frozenset({Party.EMPLOYER}),
        "offer": frozenset({Party.EMPLOYER}),
        "hire": frozenset({Party.EMPLOYER}),
        # the office hears of a first day as often as the employer tells
        "start": frozenset({Party.EMPLOYER, Party.ASSISTS}),
        "reject": frozenset({Party.EMPLOYER}),
        "no-show": frozenset({Party.EMPLOYER}),
        "expire": frozenset({Party.PLATFORM}),
        "withdraw": frozenset({Party.ASSISTS, Party.PLATFORM}),
    }
)
"""Who may take which step."""


def check_party(transition: str, parties: frozenset[Party]) -> None:
    """Raise RoleRefused unless one of the caller's parts in this referral may take the step."""
    if not PARTIES[transition] & parties:
        raise RoleRefused(transition=transition, allowed=sorted(PARTIES[transition]))


@dataclass(frozen=True, slots=True)
class ReferralPolicy:
    """How long an answer is waited for, in days, and how long an exception for an early start holds at most."""

    version: str
    answer_days: int
    exception_days: int


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral. ``version`` counts writes (the ETag), ``seq`` events; county and industry are the vacancy's.

    Group, gender and age band are those of the day of issue, None before it.

    ``owner_org`` assists, ``employer_org`` owns the vacancy (None: not known), ``youth_org`` has registered the young
    person: a school or an employment office.
    """

    id: UUID
    youth_id: UUID
    person_id: UUID
    vacancy_id: UUID
    state: ReferralState
    version: int
    seq: int
    owner_org: str
    employer_org: str | None
    youth_org: str
    youth_county: str
    county: str | None
    industry: str | None
    target_group: str | None
    gender: str | None
    age_band: str | None
    issued_on: date | None
    expires_on: date
    started_on: date | None
    created_at: datetime
    updated_at: datetime

    def after(self, transition: str, *, at: datetime) -> Self:
        """The referral after a step, with its next version; raises TransitionRefused."""
        state = ReferralState(REFERRAL_LIFE_CYCLE.after(self.state, transition))
        return replace(self, state=state, version=self.version + 1, updated_at=at)

    def excepted(self, *, at: datetime) -> Self:
        """An officer excepts the start; what could be done with the referral is another thing than before."""
        if self.state not in OPEN:
            raise TransitionRefused(state=self.state, transition="except", allowed=[])
        return replace(self, version=self.version + 1, updated_at=at)

    def issued(self, counted: Mapping[str, Any], *, on: date, policy: ReferralPolicy, at: datetime) -> Self:
        """Sent to the employer, counted by what holds that day; the young person has so many days to answer."""
        step = self.after("issue", at=at)
        return replace(step, **counted, issued_on=on, expires_on=expiry(on, policy), seq=self.seq + 1)

    def started(self, first_day: date | None, *, today: date, at: datetime) -> Self:
        """At work from ``first_day`` on; raises TransitionRefused, StartDayInvalid."""
        step = self.after("start", at=at)
        earliest = self.issued_on or today
        if first_day is None or not earliest <= first_day <= today:
            raise StartDayInvalid(received=first_day, allowed=f"{earliest} to {today}")
        return replace(step, started_on=first_day, seq=self.seq + 1)

    def ended(self, transition: str, *, at: datetime) -> Self:
        """Come to its end without a first day; what was never issued was never spoken of, so it says nothing now."""
        step = self.after(transition, at=at)
        return replace(step, seq=self.seq + (self.issued_on is not None))


def expiry(on: date, policy: ReferralPolicy) -> date:
    """The last day on which a referral of ``on`` may be answered."""
    return on + timedelta(days=policy.answer_days)


@dataclass(frozen=True, slots=True)
class StartException:
    """An officer lets a young person start full-time before graduation: whose decision, why, and until when."""

    id: UUID
    referral_id: UUID
    valid_until: date
    officer: str
    granted_by: str
    granted_at: datetime


def check_start(first_day: date, *, in_school: bool, graduates_in: date | None, excepted_until: date | None) -> None:
    """Raise StartExceptionMissing for work before graduation that no exception covers.

    Every vacancy of the programme is full-time (R000-021). ``graduates_in`` is the first day of the month in which a
    student expects to graduate: on which of its days is not known, so it is over when the month is. Of a student whose
    graduation nobody has stated it is not known to be over either, and unknown is no pass.
    """
    if not in_school or (graduates_in is not None and graduates_in.replace(day=1) < first_day.replace(day=1)):
        return
    if excepted_until is None or excepted_until < first_day:
        month = graduates_in and f"{graduates_in:%Y-%m}"
        # the first day of that month, for clients who read the member of before the month was told
        day = graduates_in and graduates_in.replace(day=1).isoformat()
        raise StartExceptionMissing(graduates_in=month, graduates_on=day, started_on=first_day.isoformat())


def check_exception(valid_until: date, *, today: date) -> None:
    """Raise ExceptionOver for an exception that would cover no day any more."""
    if valid_until < today:
        raise ExceptionOver(received=valid_until, today=today)
