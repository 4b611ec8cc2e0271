"""Show an employer who was referred to it, as far as the person consented."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from chassis import audit
from chassis.db import Transaction
from chassis.domain import Json
from chassis.people.consent import Consent, permitted
from fields.calendar import business_date

from matching.domain.consents import Purpose
from matching.domain.errors import OrganisationKindRefused
from matching.domain.referral import OPEN, ReferralState, ReferralUnknown
from matching.domain.statement import leaves
from matching.repository.consents import Consents
from matching.repository.referrals import Referrals
from matching.repository.working import OWNERS, Behind

NEVER = frozenset({"person_number"})
"""Nobody needs it to interview somebody."""


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    """The fields that a person lets this employer see."""

    youth_id: UUID
    fields: Mapping[str, Json]


async def show_candidate(tx: Transaction, *, referral_id: UUID) -> ShownCandidate:
    """What an employer may know of somebody referred to its own vacancy, while the referral is open or led to work.

    Consents name the employer's client, its organisation, or employers as a kind. Raises OrganisationKindRefused,
    ReferralUnknown, YouthUnknown.
    """
    if tx.principal.org_kind not in OWNERS:
        raise OrganisationKindRefused(org_kind=tx.principal.org_kind, allowed=sorted(OWNERS))
    referral = await Referrals(tx).get(referral_id)
    if referral.state not in OPEN | {ReferralState.STARTED}:
        raise ReferralUnknown(id=str(referral_id))
    youth = await Behind(tx).youth(referral.youth_id)
    consents = (await Consents(tx).of([youth.id]))[youth.id]
    today = business_date(tx.now)
    given = [
        Consent(one.purpose, one.recipient, frozenset(one.fields), one.valid_until, one.withdrawn_on)
        for one in consents
        if one.holds(today)
    ]
    recipients = (tx.principal.client_id, tx.principal.org, str(tx.principal.org_kind))
    names = permitted(given, recipients=recipients, purpose=Purpose.REFERRAL, on=today) - NEVER
    known = {**youth.facts, **leaves(youth.facts)}
    fields = {name: known[name] for name in sorted(names) if name in known}
    await audit.record(tx, audit.Act("read", subject="youth", subject_id=youth.id, fields=tuple(fields)))
    return ShownCandidate(youth.id, fields)
