"""Which kinds of organisation may act; a scope alone does not make an association an officer."""

from chassis.auth import OrgKind, Principal
from fields.places import UnknownBranch, branch

from vacancy.domain.errors import BranchMissing, OrganisationKindRefused


def require_kind(principal: Principal, allowed: frozenset[OrgKind]) -> None:
    """Raise OrganisationKindRefused unless the principal's organisation is of an allowed kind."""
    if principal.org_kind not in allowed:
        raise OrganisationKindRefused(org_kind=principal.org_kind, allowed=sorted(allowed))


def branch_named(principal: Principal, named: str | None) -> str:
    """The branch (分署) that an office acts for: its own, or the one the agency names; raises BranchMissing."""
    own = principal.region if principal.org_kind is OrgKind.BRANCH else named
    if own is None or named not in (None, own):
        raise BranchMissing(received=named)
    try:
        return branch(own).code
    except UnknownBranch as error:
        raise BranchMissing(received=own) from error
