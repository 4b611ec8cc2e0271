"""Which referrals and placements a principal sees, and who is behind them."""

from datetime import date
from typing import Any
from uuid import UUID

from chassis.auth import OrgKind, Principal
from chassis.db import Repository
from sqlalchemy import ColumnElement, Table, false, or_, select, true
from sqlalchemy import bindparam as bind

from matching.domain.errors import YouthUnknown
from matching.domain.life_cycle import HELD
from matching.domain.referral import SEEN_BY_EMPLOYER
from matching.domain.youth import Youth
from matching.models import REFERRAL, YOUTH
from matching.repository.visibility import REGISTRARS, Bound, counties_of, visible
from matching.repository.youths import Youths

OWNERS = frozenset({OrgKind.EMPLOYER, OrgKind.ASSOCIATION})
_BEHIND = select(YOUTH).where(YOUTH.c.id == bind("youth_id"), YOUTH.c.state.in_(sorted(HELD)))


class Behind(Repository):
    """The people behind work that the caller has found or locked, though they may be registered by somebody else."""

    async def youth(self, youth_id: UUID) -> Youth:
        """The registration; raises YouthUnknown when the person has been erased."""
        row = (await self.connection.execute(_BEHIND, {"youth_id": youth_id})).one_or_none()
        if row is None:
            raise YouthUnknown(id=str(youth_id))
        [youth] = await Youths(self.tx).opened([row])
        return youth


def sees_work(principal: Principal, table: Table, *, on: date) -> ColumnElement[bool]:
    """Rows of what is done for young people: the branch's counties, the registering organisation's, the employer's own.

    An employer sees what was issued to its own vacancies, not what an office still thinks over; a mobile back end what
    is done for those whom it sees.
    """
    kind = principal.org_kind
    if kind is OrgKind.BRANCH:
        return table.c.youth_county.in_(counties_of(principal))
    if kind in (OrgKind.WORKFORCE_AGENCY, OrgKind.SYSTEM):
        return true()
    if kind in REGISTRARS:
        return or_(table.c.youth_org == principal.org, table.c.owner_org == principal.org)
    if kind in OWNERS:
        own: ColumnElement[bool] = table.c.employer_org == principal.org
        return own & table.c.state.in_(sorted(SEEN_BY_EMPLOYER)) if table is REFERRAL else own
    if kind is OrgKind.MOBILE:
        return table.c.youth_id.in_(_seen_youths(principal, on))
    return false()


def sees_change(principal: Principal, table: Table, *, on: date) -> ColumnElement[Any]:
    """Entries of the feed told to a principal: one to the branch of the county, and one to each organisation."""
    kind = principal.org_kind
    by_county: ColumnElement[bool] = table.c.county.is_not(None)
    if kind is OrgKind.BRANCH:
        return table.c.county.in_(counties_of(principal))
    if kind is OrgKind.WORKFORCE_AGENCY:
        return by_county
    if kind in OWNERS | REGISTRARS:
        return (table.c.owner_org == principal.org) & table.c.county.is_(None)
    if kind is OrgKind.MOBILE:
        seen = select(REFERRAL.c.id).where(REFERRAL.c.youth_id.in_(_seen_youths(principal, on)))
        return by_county & table.c.resource_id.in_(seen)
    return false()


def _seen_youths(principal: Principal, on: date) -> Any:
    return select(YOUTH.c.id).where(visible(principal.org_kind, Bound.of(principal, on)))
