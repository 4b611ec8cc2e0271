"""Encoded events as a bus delivers them."""

from datetime import UTC, date, datetime
from uuid import UUID

from chassis.bus.message import Message
from chassis.db import new_id
from contracts.catalogue import topic_of
from contracts.envelope import Envelope, Fact, encode
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
