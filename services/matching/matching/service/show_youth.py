"""What is shown of people to whom: by what they consented to and who asks. Every look is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis import audit
from chassis.audit import Act
from chassis.auth import OrgKind, Principal
from chassis.db import Transaction
from chassis.people import consent as chassis_consent
from fields.calendar import business_date

from matching.domain.consents import PROGRAMME, Consent, Purpose
from matching.domain.life_cycle import TargetGroup
from matching.domain.offers import Offer, offered
from matching.domain.statement import PERSONAL
from matching.domain.youth import Youth
from matching.repository.consents import Consents
from matching.repository.resource_decisions import ResourceDecisions
from matching.repository.visibility import REGISTRARS
from matching.repository.youths import RESOURCE, Filters, Youths

NEVER = frozenset({"person_number"})
"""Shown masked to everybody, whatever was consented to: nobody needs to read it again."""
LISTED = ("name",)


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as one caller may see him or her: which identifying facts in the clear, and what is offered today."""

    youth: Youth
    clear: frozenset[str]
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """Some people of a list, and the position after which the next page begins, if any."""

    youths: list[Shown]
    next_position: int | None


async def show_youth(tx: Transaction, *, youth_id: UUID) -> Shown:
    """One person whom the principal sees; raises YouthUnknown."""
    youth = await Youths(tx).get(youth_id)
    consents = (await Consents(tx).of([youth.id]))[youth.id]
    [shown] = await with_offers(tx, [youth])
    clear = _clear(tx, youth, consents)
    await audit.record(tx, Act("read", RESOURCE, youth.id, tuple(sorted(clear | (youth.facts.keys() & set(PERSONAL))))))
    return Shown(youth, clear, shown.offers)


async def list_youths(tx: Transaction, filters: Filters, *, after: int, limit: int) -> ShownPage:
    """A page of the people whom the principal sees; nothing that names them in the clear."""
    page = await Youths(tx).page(filters, after=after, limit=limit)
    await audit.record_all(tx, [Act("read", RESOURCE, one.id, LISTED) for one in page.youths])
    return ShownPage(await with_offers(tx, page.youths), page.next_position)


async def with_offers(tx: Transaction, youths: Sequence[Youth]) -> list[Shown]:
    """What each of these is offered today, with nothing in the clear."""
    unemployed = [one.id for one in youths if one.target_group is TargetGroup.UNEMPLOYED]
    granted = await ResourceDecisions(tx).granted(unemployed) if unemployed else {}
    on = business_date(tx.now)
    return [
        Shown(
            one,
            frozenset(),
            offered(
                one.target_group,
                outcome=one.outcome if one.offers_hold else None,
                expected_graduation=one.expected_graduation,
                granted=granted.get(one.id, frozenset()),
                on=on,
            ),
        )
        for one in youths
    ]


def _clear(tx: Transaction, youth: Youth, consents: Sequence[Consent]) -> frozenset[str]:
    """The identifying facts that the principal may read: a registrar what it stated itself, everything else by consent.

    What somebody said over the registrar's word was not said to it, unless it was its own officer.
    """
    principal = tx.principal
    held = [
        chassis_consent.Consent(one.purpose, one.recipient, frozenset(one.fields), one.valid_until, one.withdrawn_on)
        for one in consents
    ]
    on = business_date(tx.now)
    registrar = principal.org_kind in REGISTRARS
    fields = frozenset(PERSONAL) - _said_by_others(principal, youth) if registrar else frozenset()
    for purpose in _purposes(principal):
        fields |= chassis_consent.permitted(held, recipients=_names(principal), purpose=purpose, on=on)
    return fields & (frozenset(PERSONAL) - NEVER)


def _said_by_others(principal: Principal, youth: Youth) -> frozenset[str]:
    # whose officer's word it is may not be known, of before that was kept: then it is somebody else's
    return frozenset(path for path in youth.owners if youth.officers.get(path) != principal.org)


def _purposes(principal: Principal) -> tuple[Purpose, ...]:
    return (Purpose.SELF_SERVICE,) if principal.org_kind is OrgKind.MOBILE else (Purpose.REGISTRATION, Purpose.CONTACT)


def _names(principal: Principal) -> tuple[str, ...]:
    """The names under which a consent may mean this principal."""
    if principal.org_kind is OrgKind.MOBILE:
        return (principal.client_id,)
    return (PROGRAMME, principal.org_kind, principal.client_id)
