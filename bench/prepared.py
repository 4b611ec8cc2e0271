"""Events to move: every one the first publication of its own vacancy, so that each has its own effect to be counted."""

from datetime import date
from uuid import UUID

from chassis.outbox import Said
from contracts.vacancy import VacancyPublished
from fields.places import COUNTIES


def published_vacancies(events: int, *, run: int) -> list[Said]:
    """As many publications as asked for; another ``run`` is about other vacancies."""
    facts = [
        VacancyPublished(published_on=date(2026, 7, 1), openings=2, county=county.code, industry="112-10")
        for county in COUNTIES
    ]
    return [Said(facts[number % len(facts)], _subject(run, number), 1) for number in range(events)]


def _subject(run: int, number: int) -> UUID:
    # spread over buckets and partitions by the low bits, as real ids are by their random ones
    return UUID(int=(run << 96) | (7 << 76) | (2 << 62) | number)
