"""Who sees which rows: the one place that says so.

Courses are a public catalogue: everybody reads them, their provider changes them. An enrolment is seen by the course's
provider and the agency (發展署); a call by its office and authority, and by everybody once it was opened; an
application by the employer that made it, its programme's office (計畫執行單位) and authority (補助主管機關).
"""

from chassis.auth import OrgKind, Principal
from sqlalchemy import ColumnElement, Table, false, or_, true

PROVIDERS = frozenset({OrgKind.BRANCH, OrgKind.WORKFORCE_AGENCY, OrgKind.PROGRAMME_OFFICE})
"""Who holds courses."""
APPLICANTS = frozenset({OrgKind.EMPLOYER})
OFFICES = frozenset({OrgKind.PROGRAMME_OFFICE})
SUPERVISORS = frozenset({OrgKind.WORKFORCE_AGENCY, OrgKind.SYSTEM})
DRAFT = "draft"


def owned(principal: Principal, table: Table) -> ColumnElement[bool]:
    """Courses that a provider may change; the platform's own handlers may change any."""
    if principal.org_kind is OrgKind.SYSTEM:
        return true()
    return table.c.owner_org == principal.org if principal.org_kind in PROVIDERS else false()


def visible_enrolment(principal: Principal, table: Table) -> ColumnElement[bool]:
    """Enrolments in a provider's own courses; the agency sees all."""
    return true() if principal.org_kind in SUPERVISORS else owned(principal, table)


def visible_call(principal: Principal, table: Table) -> ColumnElement[bool]:
    """An office's own, an authority's own, and what is not a draft."""
    known = table.c.state != DRAFT
    if principal.org_kind is OrgKind.SYSTEM:
        return true()
    if principal.org_kind in OFFICES:
        return or_(known, table.c.owner_org == principal.org)
    if principal.org_kind is OrgKind.FUNDING_AUTHORITY:
        return or_(known, table.c.authority_org == principal.org)
    return known


def visible_application(principal: Principal, table: Table) -> ColumnElement[bool]:
    """An employer's own; of what was handed in, an office's and an authority's own programme's."""
    handed_in = table.c.submitted_at.is_not(None)
    if principal.org_kind is OrgKind.SYSTEM:
        return true()
    if principal.org_kind in APPLICANTS:
        return table.c.owner_org == principal.org
    if principal.org_kind in OFFICES:
        return handed_in & (table.c.office_org == principal.org)
    if principal.org_kind is OrgKind.FUNDING_AUTHORITY:
        return handed_in & (table.c.authority_org == principal.org)
    return false()
