"""What officers read: their queue, and what screenings came to."""

from dataclasses import dataclass
from datetime import date, timedelta

from chassis.db import Transaction
from fields.calendar import business_date
from fields.places import COUNTIES, branch

from vacancy.domain.errors import PeriodInvalid
from vacancy.repository.officers import Counts, Officers, Waiting
from vacancy.repository.reports import ReportCount, Reports
from vacancy.repository.visibility import OFFICES
from vacancy.service.permission import branch_named, require_kind

DEFAULT_DAYS = 30
MOST_DAYS = 366


async def read_queue(tx: Transaction, *, named_branch: str | None, after: int, limit: int) -> list[Waiting]:
    """The vacancies that wait for a decision, oldest submission first; the agency may look at one branch's.

    Raises OrganisationKindRefused, BranchMissing.
    """
    require_kind(tx.principal, OFFICES)
    served = branch(branch_named(tx.principal, named_branch)) if named_branch else None
    counties = COUNTIES if served is None else served.counties
    return await Officers(tx).queue([one.code for one in counties], after=after, limit=limit)


@dataclass(frozen=True, slots=True)
class Counted:
    """A period, both days included, what its screenings came to, and what was reported in it."""

    since: date
    until: date
    screenings: Counts
    reports: list[ReportCount]


async def count_screenings(tx: Transaction, *, since: date | None, until: date | None) -> Counted:
    """What screenings and reports within a period came to: thirty days to today unless said, a year at most.

    Raises OrganisationKindRefused, PeriodInvalid.
    """
    require_kind(tx.principal, OFFICES)
    last = until or business_date(tx.now)
    first = since or last - timedelta(days=DEFAULT_DAYS - 1)
    if not first <= last < first + timedelta(days=MOST_DAYS):
        raise PeriodInvalid(pointer="/until", received=last, allowed=f"{first} and at most {MOST_DAYS} days in all")
    return Counted(first, last, await Officers(tx).counts(first, last), await Reports(tx).counts(first, last))
