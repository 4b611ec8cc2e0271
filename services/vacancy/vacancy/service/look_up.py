"""What a day, an industry, an employer's profile and officers' exceptions add to statements before they are judged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Self
from uuid import UUID

from chassis.db import Transaction

from vacancy.domain.facts import LookedUp
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.employers import Employers
from vacancy.repository.exceptions import Exceptions
from vacancy.repository.references import References


@dataclass(frozen=True, slots=True)
class Wanted:
    """For whom something is looked up; ``vacancy_id`` is None for a statement that nobody has handed in."""

    owner_org: str
    industry: str | None
    company_number: str | None
    vacancy_id: UUID | None = None

    @classmethod
    def of(cls, vacancy: Vacancy) -> Self:
        """What a vacancy as it stands needs."""
        return cls(vacancy.owner_org, vacancy.industry, vacancy.company_number, vacancy.id)


async def look_up(tx: Transaction, wanted: Sequence[Wanted], *, on: date) -> list[LookedUp]:
    """What is known on a day for each, in order, in as many statements as for one."""
    industries = {one.industry for one in wanted if one.industry is not None}
    employers = {(one.owner_org, one.company_number) for one in wanted if one.company_number is not None}
    wages = await References(tx).entry_wages_on(on, industries=industries)
    projections = await References(tx).projections_on(on, industries=industries) if industries else {}
    profiles = await Employers(tx).known_profiles(employers)
    handed_in = [one.vacancy_id for one in wanted if one.vacancy_id is not None]
    exceptions = await Exceptions(tx).in_force(handed_in, since=on, until=on) if handed_in else {}

    @cache
    def known(industry: str | None, owner_org: str, company_number: str | None) -> LookedUp:
        # one object for all that are alike: other processes are sent it once
        return LookedUp(
            entry_wage=None if industry is None else wages.get(industry),
            all_industry_entry_wage=wages.get(None),
            projection=None if industry is None else projections.get(industry),
            profile=None if company_number is None else profiles.get((owner_org, company_number)),
        )

    found: list[LookedUp] = []
    for one in wanted:
        alike = known(one.industry, one.owner_org, one.company_number)
        own = exceptions[one.vacancy_id] if one.vacancy_id is not None else []
        found.append(replace(alike, exceptions=own) if own else alike)
    return found
