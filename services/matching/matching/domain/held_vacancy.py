"""A vacancy (職缺) as this service has heard of it: what the vacancy service said last, and what it last offered.

Put together from events in whatever order they come: the standing is that of the newest event, the offer that of the
newest publication, so that hearing the same events again, or in another order, makes the same vacancy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from chassis.domain import DomainError


class VacancyUnknown(DomainError):
    """There is no such vacancy, or it is not the caller's to see."""

    code = "vacancy-unknown"
    title_en = "There is no such vacancy"
    title_zh = "查無此職缺"


class VacancyNotOpen(DomainError):
    """Nobody may be sent to the vacancy now: it is closed, suspended, or every seat is taken."""

    code = "vacancy-not-open"
    title_en = "The vacancy is not open, or has no free seat"
    title_zh = "職缺未開放或已無名額"


class Standing(StrEnum):
    """Whether young people may be sent there."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class News:
    """One event about a vacancy. ``publishes`` says that it carries the offer, which may still be None."""

    sequence: int
    standing: Standing
    openings: int
    published_on: date
    county: str | None
    industry: str | None
    publishes: bool = False
    offer: Mapping[str, Any] | None = None
    owner_org: str | None = None


@dataclass(frozen=True, slots=True)
class HeldVacancy:
    """One vacancy. ``sequence`` and ``offer_sequence`` are those of the newest event and publication heard."""

    id: UUID
    standing: Standing
    openings: int
    published_on: date
    county: str | None
    industry: str | None
    sequence: int
    offer: Mapping[str, Any] | None
    offer_sequence: int
    owner_org: str | None

    @classmethod
    def first(cls, vacancy_id: UUID, news: News) -> Self:
        """The vacancy after the first event heard of it, whichever that is."""
        return cls(
            id=vacancy_id,
            standing=news.standing,
            openings=news.openings,
            published_on=news.published_on,
            county=news.county,
            industry=news.industry,
            sequence=news.sequence,
            offer=news.offer,
            offer_sequence=news.sequence if news.publishes else 0,
            owner_org=news.owner_org,
        )

    def hearing(self, news: News) -> Self:
        """The vacancy after one more event, older or newer than what is held."""
        held = self
        if news.sequence > self.sequence:
            held = replace(
                held,
                standing=news.standing,
                openings=news.openings,
                published_on=news.published_on,
                county=news.county,
                industry=news.industry,
                sequence=news.sequence,
            )
        if news.publishes and news.sequence > self.offer_sequence:
            held = replace(held, offer=news.offer, offer_sequence=news.sequence, owner_org=news.owner_org)
        return held

    @property
    def closes_on(self) -> date | None:
        """The last day on which one may apply, where the offer states one."""
        stated = self.offer and self.offer.get("closes_on")
        return date.fromisoformat(stated) if stated else None

    def open_on(self, day: date) -> bool:
        """Whether young people may be sent there on that day, seats apart."""
        return self.standing is Standing.OPEN and (self.closes_on is None or day <= self.closes_on)


@dataclass(frozen=True, slots=True)
class VacancyInBrief:
    """What a list shows of a vacancy; the last three as its offer states them."""

    id: UUID
    county: str | None
    industry: str | None
    openings: int
    education: str | None
    wage_minimum: int | None
    closes_on: date | None


def check_seat(vacancy: HeldVacancy, *, taken: int) -> None:
    """Raise VacancyNotOpen unless a seat is free; whoever was hired may start where nobody else is sent any more."""
    if taken >= vacancy.openings:
        raise VacancyNotOpen(standing=vacancy.standing, openings=vacancy.openings, taken=taken)


def check_free(vacancy: HeldVacancy, *, taken: int, on: date) -> None:
    """Raise VacancyNotOpen unless the vacancy is open that day and one of its seats is free."""
    if not vacancy.open_on(on) or taken >= vacancy.openings:
        raise VacancyNotOpen(standing=vacancy.standing, openings=vacancy.openings, taken=taken)
