"""Users report a published vacancy as wrong; an officer upholds the report or dismisses it."""

from uuid import UUID

from chassis.auth import OrgKind
from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from fields.calendar import business_date
from fields.places import COUNTIES, branch

from vacancy.domain.errors import ReportOpen
from vacancy.domain.reports import Report, ReportReason, ReportState
from vacancy.repository.reports import Reported, Reports
from vacancy.repository.visibility import OFFICES
from vacancy.service.permission import branch_named, require_kind

REPORTERS = frozenset({OrgKind.MOBILE, OrgKind.UNIVERSITY})


async def report_vacancy(tx: Transaction, *, vacancy_id: UUID, reason: ReportReason, text: str | None) -> Report:
    """Report what is wrong with a vacancy that young people see; an organisation has one open report of each reason.

    Raises OrganisationKindRefused, VacancyUnknown, ReportOpen.
    """
    require_kind(tx.principal, REPORTERS)
    reports = Reports(tx)
    await reports.check_published(vacancy_id)
    report = Report(
        id=new_id(),
        vacancy_id=vacancy_id,
        reporter_org=tx.principal.org,
        reporter_kind=tx.principal.org_kind,
        reason=reason,
        text=text,
        state=ReportState.OPEN,
        version=1,
        reported_by=tx.principal.client_id,
        reported_on=business_date(tx.now),
        reported_at=tx.now,
    )
    if not await reports.add(report):
        raise ReportOpen(vacancy=str(vacancy_id), reason=reason)
    return report


async def decide_report(
    tx: Transaction, *, report_id: UUID, expected: frozenset[str] | None, upheld: bool, reason: str
) -> Report:
    """An officer upholds or dismisses a report. The vacancy stays as it is: suspending it is a step of its own.

    Raises OrganisationKindRefused, ActingPersonMissing, ReportUnknown, VersionStale, TransitionRefused.
    """
    require_kind(tx.principal, OFFICES)
    officer = tx.principal.require_acting_person()
    held = await Reports(tx).locked(report_id)
    check_version(held.version, expected)
    decided = held.decided(upheld=upheld, reason=reason, officer=officer, by=tx.principal.client_id, at=tx.now)
    await Reports(tx).decide(decided)
    return decided


async def read_reports(
    tx: Transaction, *, state: ReportState, named_branch: str | None, after: int, limit: int
) -> list[Reported]:
    """An office's reports, the oldest first; the agency may look at one branch's.

    Raises OrganisationKindRefused, BranchMissing.
    """
    require_kind(tx.principal, OFFICES)
    served = branch(branch_named(tx.principal, named_branch)) if named_branch else None
    counties = COUNTIES if served is None else served.counties
    return await Reports(tx).page(state, [one.code for one in counties], after=after, limit=limit)
