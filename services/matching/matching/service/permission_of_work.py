"""Which kinds of organisation take part in the work done for young people, and as what."""

from chassis.auth import OrgKind, Principal

from matching.domain.referral import Party, Referral
from matching.repository.working import OWNERS

BRANCHES = frozenset({OrgKind.BRANCH})
OFFICES = BRANCHES | {OrgKind.WORKFORCE_AGENCY}
ASSISTING = frozenset({OrgKind.BRANCH, OrgKind.PUBLIC_EMPLOYMENT_OFFICE, OrgKind.UNIVERSITY})
ORGANISING = frozenset({OrgKind.BRANCH, OrgKind.UNIVERSITY})
FORWARDING = frozenset({OrgKind.MOBILE, OrgKind.UNIVERSITY})
"""Who forwards a young person's own answer."""


def parties(principal: Principal, referral: Referral) -> frozenset[Party]:
    """The parts that a principal who sees the referral plays in it."""
    found = set()
    if principal.org_kind in ASSISTING:
        found.add(Party.ASSISTS)
    if principal.org_kind in OWNERS and referral.employer_org == principal.org:
        found.add(Party.EMPLOYER)
    if principal.org_kind in FORWARDING:
        found.add(Party.YOUTH)
    if principal.org_kind is OrgKind.SYSTEM:
        found.add(Party.PLATFORM)
    return frozenset(found)
