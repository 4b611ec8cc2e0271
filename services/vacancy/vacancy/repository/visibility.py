"""Who sees which rows, for reads, writes and feeds alike: the one place that says so.

An association or employer sees what it submitted, a branch (分署) its counties, the agency (發展署) everything, anyone
else nothing. Who sends young people to vacancies reads the published ones besides, in a view of their own that says
nothing of how they were judged. Statements are built once for every kind of organisation, so that none can be asked
without a condition.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from chassis.auth import OrgKind, Principal
from fields.places import UnknownBranch, branch
from sqlalchemy import ColumnElement, Table, Text, bindparam, false, func, literal, literal_column, true
from sqlalchemy.dialects.postgresql import ARRAY

OWNERS = frozenset({OrgKind.ASSOCIATION, OrgKind.EMPLOYER})
OFFICES = frozenset({OrgKind.BRANCH, OrgKind.WORKFORCE_AGENCY})

READERS = frozenset({OrgKind.PLANNING, OrgKind.FUNDING_AUTHORITY, OrgKind.PROGRAMME_OFFICE})
"""Who reads published figures about all vacancies without seeing any: planning, and those who run the talent plan."""

SENDERS = frozenset({OrgKind.UNIVERSITY, OrgKind.PUBLIC_EMPLOYMENT_OFFICE, OrgKind.MOBILE})
"""Who sends young people to published vacancies: universities, public employment offices, clients on telephones."""

NO_OWNER = ""
"""Stands in a change that tells one branch's region, and nobody else, that a vacancy has left it."""

Statement = TypeVar("Statement")


def for_each_kind(table: Table, build: Callable[[ColumnElement[bool]], Statement]) -> Mapping[OrgKind, Statement]:
    """One statement for every kind of organisation; execute it with ``bounds`` among its parameters."""
    org = bindparam("visible_org", type_=Text)
    counties = bindparam("visible_counties", type_=ARRAY(Text))
    return MappingProxyType({kind: build(_condition(kind, table, org=org, counties=counties)) for kind in OrgKind})


def bounds(principal: Principal) -> dict[str, Any]:
    """The parameters that bound a statement to what this principal sees."""
    return {"visible_org": principal.org, "visible_counties": _counties(principal)}


def visible(principal: Principal, table: Table) -> ColumnElement[bool]:
    """The same condition with its values inside, for statements that are put together on the spot."""
    org, counties = literal(principal.org, Text), literal(_counties(principal), ARRAY(Text))
    return _condition(principal.org_kind, table, org=org, counties=counties)


def counted(principal: Principal, table: Table) -> ColumnElement[bool]:
    """The rows that figures for this principal are made of: what it sees, and for readers of figures everything."""
    everything = principal.org_kind in READERS | {OrgKind.WORKFORCE_AGENCY}
    return true() if everything else visible(principal, table)


def sees(principal: Principal, *, owner_org: str, county: str) -> bool:
    """Whether a principal sees one row that was read for another's sake, such as the other one of a pair."""
    if principal.org_kind in OWNERS:
        return owner_org == principal.org
    if principal.org_kind is OrgKind.BRANCH:
        return county in _counties(principal)
    return principal.org_kind is OrgKind.WORKFORCE_AGENCY


def open_to(principal: Principal, table: Table) -> ColumnElement[bool]:
    """The vacancies that are open to young people, for who sends them there; nothing for anyone else."""
    # in the statement's own text, as the partial index has it
    return table.c.state == literal_column("'published'") if principal.org_kind in SENDERS else false()


def file_visible(kind: OrgKind, table: Table) -> ColumnElement[bool]:
    """Files that partners sent: a partner its own, the agency all. A file is of no county, so of no branch."""
    if kind in OWNERS:
        return table.c.owner_org == bindparam("visible_org", type_=Text)
    return true() if kind in (OrgKind.WORKFORCE_AGENCY, OrgKind.SYSTEM) else false()


def _condition(
    kind: OrgKind, table: Table, *, org: ColumnElement[Any], counties: ColumnElement[Any]
) -> ColumnElement[bool]:
    if kind in OWNERS:
        return table.c.owner_org == org
    if kind is OrgKind.BRANCH:
        return table.c.county == func.any(counties)
    # the platform's own schedules work for everybody
    if kind in (OrgKind.WORKFORCE_AGENCY, OrgKind.SYSTEM):
        return table.c.owner_org != NO_OWNER
    return false()


def _counties(principal: Principal) -> list[str]:
    if principal.region is None:
        return []
    try:
        return [county.code for county in branch(principal.region).counties]
    except UnknownBranch:
        return []


def visible_window(principal: Principal, table: Table) -> ColumnElement[bool]:
    """A university's own rows, and those of the counties that an office serves."""
    if principal.org_kind is OrgKind.UNIVERSITY:
        return table.c.owner_org == principal.org
    return visible(principal, table) if principal.org_kind in OFFICES else false()


def of_branch(principal: Principal, table: Table, *, partner: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
    """Rows that belong to a branch: its own, the agency's all, and the partner's where the row names one."""
    if principal.org_kind is OrgKind.BRANCH and principal.region is not None:
        return table.c.branch == principal.region
    if principal.org_kind is OrgKind.WORKFORCE_AGENCY:
        return true()
    if principal.org_kind is OrgKind.ASSOCIATION and partner is not None:
        return partner == principal.org
    return false()
