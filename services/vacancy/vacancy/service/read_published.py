"""Read the vacancies that are open to young people, as who sends them there does."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.db import Transaction

from vacancy.domain.errors import FilterNotOffered
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.filters import Filters
from vacancy.repository.skills import Skills
from vacancy.repository.vacancies import Vacancies

NOT_OFFERED = ("outcome", "source")
"""They would tell how a vacancy was judged, and whose system it comes from."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published vacancy and the codes of the skills that it asks for."""

    vacancy: Vacancy
    skills: Sequence[str]


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """Some of them in the order of their submission, and the position after which the next page begins, if any."""

    items: list[Published]
    next_position: int | None


async def read_published(tx: Transaction, *, vacancy_id: UUID) -> Published:
    """One of them; raises VacancyUnknown, also where it is not published."""
    [found] = await _with_skills(tx, [await Vacancies(tx).published(vacancy_id)])
    return found


async def list_published(tx: Transaction, *, filters: Filters, after: int, limit: int) -> PublishedPage:
    """At most ``limit`` of them after position ``after``; raises FilterNotOffered."""
    for name in NOT_OFFERED:
        if getattr(filters, name) is not None:
            raise FilterNotOffered(name)
    page = await Vacancies(tx).published_page(filters, after=after, limit=limit)
    return PublishedPage(await _with_skills(tx, page.vacancies), page.next_position)


async def _with_skills(tx: Transaction, vacancies: Sequence[Vacancy]) -> list[Published]:
    skills = await Skills(tx).codes_of([one.id for one in vacancies])
    return [Published(one, skills.get(one.id, [])) for one in vacancies]
