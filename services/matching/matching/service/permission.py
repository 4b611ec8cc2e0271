"""Which kinds of organisation may act; a scope alone does not make a university an officer."""

from chassis.auth import OrgKind, Principal

from matching.domain.errors import OrganisationKindRefused


def require_kind(principal: Principal, allowed: frozenset[OrgKind]) -> None:
    """Raise OrganisationKindRefused unless the principal's organisation is of an allowed kind."""
    if principal.org_kind not in allowed:
        raise OrganisationKindRefused(org_kind=principal.org_kind, allowed=sorted(allowed))
