"""What others hear of a vacancy once it has been published: that it changed, or that it came to an end."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from chassis.outbox import Said
from contracts.vacancy import VacancyChanged, VacancyClosed
from fields.calendar import business_date

from vacancy.domain.life_cycle import State
from vacancy.domain.vacancy import Vacancy

Change = Literal["restated", "suspended", "resumed"]
End = Literal["filled", "closed", "expired", "withdrawn"]
_END_OF: dict[State, End] = {
    State.FILLED: "filled",
    State.CLOSED: "closed",
    State.EXPIRED: "expired",
    State.WITHDRAWN: "withdrawn",
}


def changed(vacancy: Vacancy, change: Change, *, facts: Sequence[str] = ()) -> Said:
    """That a published vacancy was restated, suspended or resumed, as its latest event."""
    published_on, openings = _told(vacancy)
    fact = VacancyChanged(
        change=change,
        open=vacancy.state is State.PUBLISHED,
        changed_facts=list(facts),
        published_on=published_on,
        openings=openings,
        county=vacancy.county,
        industry=vacancy.industry,
    )
    return Said(fact, vacancy.id, vacancy.seq)


def closed(vacancy: Vacancy, *, on: date | None = None) -> Said:
    """That a vacancy which young people knew of has ended, as its last event unless it is restated.

    ``on``: the day of its end, where that is not the day of its latest version.
    """
    published_on, openings = _told(vacancy)
    fact = VacancyClosed(
        reason=_END_OF[vacancy.state],
        closed_on=on or business_date(vacancy.updated_at),
        published_on=published_on,
        openings=openings,
        county=vacancy.county,
        industry=vacancy.industry,
    )
    return Said(fact, vacancy.id, vacancy.seq)


def _told(vacancy: Vacancy) -> tuple[date, int]:
    """What a publication tells and every later statement goes on telling."""
    assert vacancy.published_on is not None  # noqa: S101 - only what was published is spoken of afterwards
    assert vacancy.openings is not None  # noqa: S101 - the aggregate refuses otherwise
    return vacancy.published_on, vacancy.openings
