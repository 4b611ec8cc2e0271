"""Who sees whom, for reads, writes and feeds alike: the one place that says so.

A university and a public employment office (公立就業服務機構) see whom they registered, a branch (分署) those of its
counties, the agency (發展署) everybody, a mobile back end those whose consent names that very client; anyone else
nobody.
Whoever is erased is seen by nobody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Self, TypeVar

from chassis.auth import OrgKind, Principal
from fields.places import UnknownBranch, branch
from sqlalchemy import ColumnElement, Date, Text, and_, bindparam, exists, false, func, literal, or_, true
from sqlalchemy.dialects.postgresql import ARRAY

from matching.domain.consents import Purpose
from matching.domain.life_cycle import HELD
from matching.models import CONSENT, ERASURE_REQUEST, TABLES, YOUTH

REGISTRARS = frozenset({OrgKind.UNIVERSITY, OrgKind.PUBLIC_EMPLOYMENT_OFFICE})
OFFICERS = frozenset({OrgKind.BRANCH, OrgKind.WORKFORCE_AGENCY, OrgKind.PUBLIC_EMPLOYMENT_OFFICE})
CLIENT = "client:"
"""Begins the owner of a change that tells one client, and nobody else, that a person is no longer its to see."""
NO_OWNER = ""
"""Stands in a change that tells one branch's region, and nobody else, that a person has left it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What bounds a statement to one principal: as named parameters of one that is built once, or as values."""

    org: ColumnElement[Any]
    counties: ColumnElement[Any]
    client: ColumnElement[Any]
    on: ColumnElement[Any]

    @classmethod
    def of(cls, principal: Principal, on: date) -> Self:
        """The values, for a statement that is put together on the spot."""
        return cls(
            org=literal(principal.org, Text),
            counties=literal(counties_of(principal), ARRAY(Text)),
            client=literal(principal.client_id, Text),
            on=literal(on, Date),
        )


NAMED = Bound(
    org=bindparam("visible_org", type_=Text),
    counties=bindparam("visible_counties", type_=ARRAY(Text)),
    client=bindparam("visible_client", type_=Text),
    on=bindparam("visible_on", type_=Date),
)
_PRESENT = YOUTH.c.state.in_(sorted(HELD))

Statement = TypeVar("Statement")


def for_each_kind(build: Callable[[ColumnElement[bool]], Statement]) -> Mapping[OrgKind, Statement]:
    """One statement about youths for every kind of organisation; execute it with ``bounds`` among its parameters."""
    return MappingProxyType({kind: build(visible(kind)) for kind in OrgKind})


def bounds(principal: Principal, on: date) -> dict[str, Any]:
    """The parameters that bound a statement to what this principal sees on a day."""
    return {
        "visible_org": principal.org,
        "visible_counties": counties_of(principal),
        "visible_client": principal.client_id,
        "visible_on": on,
    }


def visible(kind: OrgKind, bound: Bound = NAMED) -> ColumnElement[bool]:
    """The registrations that a kind of organisation sees."""
    if kind is OrgKind.MOBILE:
        return _PRESENT & _consented(YOUTH.c.id, bound)
    return _PRESENT & _owned(kind, YOUTH.c.owner_org, YOUTH.c.county, bound)


def visible_changes(kind: OrgKind, bound: Bound) -> ColumnElement[bool]:
    """The entries of the change feed that a kind of organisation sees, tombstones among them."""
    change = TABLES.change
    general = and_(change.c.owner_org != NO_OWNER, ~change.c.owner_org.startswith(CLIENT))
    if kind is OrgKind.MOBILE:
        return or_(
            and_(general, _consented(change.c.resource_id, bound)), change.c.owner_org == literal(CLIENT) + bound.client
        )
    owned = _owned(kind, change.c.owner_org, change.c.county, bound)
    return owned if kind is OrgKind.BRANCH else and_(general, owned)


def formerly_visible(kind: OrgKind, bound: Bound = NAMED) -> ColumnElement[bool]:
    """The same, erased ones among them: whoever saw somebody once may be told that the person is erased."""
    if kind is OrgKind.MOBILE:
        return visible(kind, bound)
    return _owned(kind, YOUTH.c.owner_org, YOUTH.c.county, bound)


def visible_erasures(kind: OrgKind, bound: Bound = NAMED) -> ColumnElement[bool]:
    """The erasures that a kind of organisation may follow; a mobile back end those it asked for itself."""
    if kind is OrgKind.MOBILE:
        return ERASURE_REQUEST.c.requested_by == bound.client
    return _owned(kind, ERASURE_REQUEST.c.owner_org, ERASURE_REQUEST.c.county, bound)


def counties_of(principal: Principal) -> list[str]:
    """The counties that a branch serves; none for anybody else."""
    if principal.region is None:
        return []
    try:
        return [county.code for county in branch(principal.region).counties]
    except UnknownBranch:
        return []


def _owned(kind: OrgKind, owner: ColumnElement[str], county: ColumnElement[Any], bound: Bound) -> ColumnElement[bool]:
    if kind in REGISTRARS:
        return owner == bound.org
    if kind is OrgKind.BRANCH:
        return county == func.any(bound.counties)
    # the platform's own handlers and schedules work for everybody
    if kind in (OrgKind.WORKFORCE_AGENCY, OrgKind.SYSTEM):
        return true()
    return false()


def _consented(youth_id: ColumnElement[Any], bound: Bound) -> ColumnElement[bool]:
    return exists().where(
        CONSENT.c.youth_id == youth_id,
        CONSENT.c.recipient == bound.client,
        CONSENT.c.purpose == Purpose.SELF_SERVICE,
        CONSENT.c.valid_until >= bound.on,
        or_(CONSENT.c.withdrawn_on.is_(None), CONSENT.c.withdrawn_on > bound.on),
    )
