"""Encoded events as a bus delivers them."""

from datetime import UTC, date, datetime
from uuid import UUID

from chassis.bus.message import Message
from chassis.db import new_id
from contracts.catalogue import topic_of
from contracts.envelope import Envelope, Fact, encode
from contracts.matching import PlacementEnded, PlacementStarted, YouthErasureRequested
from contracts.vacancy import VacancyPublished


def a_message(fact: Fact, subject: UUID, *, sequence: int = 1, source: str = "/vacancy") -> Message:
    envelope = Envelope(
        id=new_id(),
        type=fact.TYPE,
        source=source,
        subject=subject,
        time=datetime(2026, 7, 1, 4, 0, tzinfo=UTC),
        sequence=sequence,
    )
    return Message(topic=topic_of(fact.TYPE), key=str(subject).encode(), headers=envelope.headers(), value=encode(fact))


def a_vacancy_published(
    subject: UUID,
    *,
    sequence: int = 1,
    county: str | None,
    industry: str | None,
    published_on: date = date(2026, 7, 1),
) -> Message:
    fact = VacancyPublished(published_on=published_on, openings=2, county=county, industry=industry)
    return a_message(fact, subject, sequence=sequence)


def a_placement_started(
    subject: UUID, *, vacancy_id: UUID, sequence: int = 1, started_on: date = date(2026, 7, 1)
) -> Message:
    fact = PlacementStarted(
        vacancy_id=vacancy_id,
        youth_id=UUID(int=7),
        started_on=started_on,
        target_group="in_school",
        gender="female",
        age_band="20-24",
        county="63000",
        industry="112-10",
    )
    return a_message(fact, subject, sequence=sequence, source="/matching")


def a_placement_ended(subject: UUID, *, vacancy_id: UUID, sequence: int = 2) -> Message:
    fact = PlacementEnded(
        vacancy_id=vacancy_id,
        youth_id=UUID(int=7),
        started_on=date(2026, 7, 1),
        ended_on=date(2026, 7, 1),
        reason="resigned",
        county="63000",
        industry="112-10",
    )
    return a_message(fact, subject, sequence=sequence, source="/matching")


def an_erasure_requested(person: UUID, *, sequence: int = 4) -> Message:
    return a_message(
        YouthErasureRequested(requested_on=date(2026, 7, 1)), person, sequence=sequence, source="/matching"
    )
