"""What is told of a vacancy that young people may apply for: what it is counted by, and what it offers and asks."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from uuid import UUID

from chassis.db import Transaction
from contracts.vacancy import Offer, VacancyPublished

from vacancy.domain.offer import offer_of
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.skills import Skills


async def publication(tx: Transaction, vacancy: Vacancy, *, published_on: date) -> VacancyPublished:
    """The publication of one vacancy as it stands."""
    read = await Skills(tx).codes_of([vacancy.id])
    return told(vacancy, read.get(vacancy.id, ()), published_on=published_on)


async def publications(tx: Transaction, vacancies: Sequence[Vacancy]) -> Mapping[UUID, VacancyPublished]:
    """The same of vacancies that were published, in as many statements as for one."""
    read = await Skills(tx).codes_of([one.id for one in vacancies])
    return {
        one.id: told(one, read.get(one.id, ()), published_on=one.published_on)
        for one in vacancies
        if one.published_on is not None
    }


def told(vacancy: Vacancy, read: Sequence[str], *, published_on: date) -> VacancyPublished:
    """A vacancy's publication, ``read`` being the skills that the lexicon found in it."""
    assert vacancy.openings is not None  # noqa: S101 - nothing is published without
    offered = offer_of(vacancy.facts, read, closes_on=vacancy.closing_date)
    skills = [{"code": code, "level": level} for code, level in offered.skills]
    return VacancyPublished(
        published_on=published_on,
        openings=vacancy.openings,
        county=vacancy.county,
        industry=vacancy.industry,
        offer=Offer.model_validate(asdict(offered) | {"skills": skills}),
        owner_org=vacancy.owner_org,
    )
