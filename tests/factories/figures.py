"""Facts that are counted, as matching and training tell them."""

from datetime import date
from typing import Any
from uuid import UUID

from chassis.bus.message import Message
from contracts.envelope import Fact
from contracts.matching import (
    ActivityAttended,
    PlacementCheckpointReached,
    PlacementStarted,
    ReferralIssued,
    YouthRegistered,
)
from contracts.training import ApplicationDecided, EnrolmentCompleted, EnrolmentStarted

from tests.factories.events import a_message

YOUTH, OTHER_YOUTH = UUID(int=0x7001), UUID(int=0x7002)
SOME = UUID(int=0x9999)
ON = date(2026, 7, 1)
WHO: dict[str, Any] = {
    "target_group": "in_school",
    "gender": "female",
    "age_band": "20-24",
    "county": "63000",
    "industry": "112-10",
}


def _message(fact: Fact, subject: UUID | int, sequence: int, source: str = "/matching") -> Message:
    where = subject if isinstance(subject, UUID) else UUID(int=subject)
    return a_message(fact, where, sequence=sequence, source=source)


def registered(
    youth: UUID = YOUTH, *, on: date = ON, eligible: bool | None = True, sequence: int = 1, **who: Any
) -> Message:
    fact = YouthRegistered(youth_id=youth, registered_on=on, eligible=eligible, **WHO | who)
    return _message(fact, youth, sequence)


def attended(subject: int, youth: UUID = YOUTH, *, on: date = ON, sequence: int = 1, **who: Any) -> Message:
    fact = ActivityAttended(youth_id=youth, activity_id=SOME, kind="lecture", attended_on=on, **WHO | who)
    return _message(fact, subject, sequence)


def referred(subject: int, youth: UUID = YOUTH, *, on: date = ON, sequence: int = 1, **who: Any) -> Message:
    fact = ReferralIssued(youth_id=youth, vacancy_id=SOME, issued_on=on, **WHO | who)
    return _message(fact, subject, sequence)


def placed(subject: int, youth: UUID = YOUTH, *, on: date = ON, sequence: int = 1, **who: Any) -> Message:
    fact = PlacementStarted(youth_id=youth, vacancy_id=SOME, started_on=on, **WHO | who)
    return _message(fact, subject, sequence)


def followed_up(
    subject: int, youth: UUID = YOUTH, *, employed: bool = True, checkpoint: str = "stable-3-months", sequence: int = 2
) -> Message:
    days = {"due_on": date(2026, 10, 1), "answered_on": date(2026, 10, 4)}
    fact = PlacementCheckpointReached(
        youth_id=youth, vacancy_id=SOME, checkpoint=checkpoint, employed=employed, **days, **WHO
    )
    return _message(fact, subject, sequence)


def enrolled(subject: int, youth: UUID = YOUTH, *, on: date = ON, sequence: int = 1, **who: Any) -> Message:
    fact = EnrolmentStarted(
        youth_id=youth, course_id=SOME, session_id=SOME, kind="key_competency", started_on=on, **WHO | who
    )
    return _message(fact, subject, sequence, "/training")


def completed(subject: int, youth: UUID = YOUTH, *, on: date = ON, sequence: int = 2, **who: Any) -> Message:
    fact = EnrolmentCompleted(
        youth_id=youth, course_id=SOME, session_id=SOME, kind="key_competency", completed_on=on, skills=[], **WHO | who
    )
    return _message(fact, subject, sequence, "/training")


def decided(subject: int, outcome: str, *, stage: str = "eligibility", on: date = ON, sequence: int = 1) -> Message:
    fact = ApplicationDecided.model_validate(
        {
            "decision_id": SOME,
            "call_id": SOME,
            "roc_year": 115,
            "stage": stage,
            "outcome": outcome,
            "rule_set_version": "115.1",
            "decided_on": on,
        }
    )
    return _message(fact, subject, sequence, "/training")
