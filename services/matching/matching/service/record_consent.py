"""Consents recorded, listed and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis.auth import OrgKind
from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from fields.calendar import business_date

from matching.domain.consents import Consent, Purpose, allows_registration
from matching.domain.life_cycle import State
from matching.domain.youth import Youth
from matching.repository.consents import Consents
from matching.repository.youths import Youths
from matching.service.keep_youth import keep, lock_youth, say_gone
from matching.service.permission import require_kind
from matching.service.say_standing import say_standing

KEEPERS = frozenset({OrgKind.UNIVERSITY, OrgKind.PUBLIC_EMPLOYMENT_OFFICE, OrgKind.BRANCH, OrgKind.WORKFORCE_AGENCY})


@dataclass(frozen=True, slots=True)
class Given:
    """A consent as somebody gave it."""

    purpose: Purpose
    recipient: str
    fields: Sequence[str]
    valid_until: date


def consents_of(tx: Transaction, youth_id: UUID, given: Sequence[Given]) -> list[Consent]:
    """What was given as new consents of a registration; they are not written yet."""
    return [
        Consent(
            id=new_id(),
            youth_id=youth_id,
            purpose=one.purpose,
            recipient=one.recipient,
            fields=sorted(one.fields),
            valid_until=one.valid_until,
            withdrawn_on=None,
            lapsed=False,
            version=1,
            recorded_by=tx.principal.client_id,
            recorded_at=tx.now,
        )
        for one in given
    ]


async def record_consent(tx: Transaction, *, youth_id: UUID, given: Given) -> Consent:
    """Record a consent that the person gave; raises OrganisationKindRefused, YouthUnknown, TransitionRefused.

    The registration gets a new version, so that whoever may see the person now learns of it from the feed.
    """
    require_kind(tx.principal, KEEPERS)
    held = await lock_youth(tx, youth_id)
    held.check_consents()
    [consent] = consents_of(tx, youth_id, [given])
    await Consents(tx).add_all([consent])
    await keep(tx, before=held, after=held)
    return consent


async def list_consents(tx: Transaction, *, youth_id: UUID) -> list[Consent]:
    """Every consent of a person whom the principal sees, oldest first; raises YouthUnknown."""
    youth = await Youths(tx).get(youth_id)
    return (await Consents(tx).of([youth.id]))[youth.id]


async def withdraw_consent(tx: Transaction, *, youth_id: UUID, consent_id: UUID, expected: frozenset[str]) -> Consent:
    """Take a consent back from today on. Without one to be registered the person leaves the programme.

    Raises OrganisationKindRefused, YouthUnknown, ConsentUnknown, VersionStale, TransitionRefused.
    """
    require_kind(tx.principal, KEEPERS)
    held = await lock_youth(tx, youth_id)
    consent = await Consents(tx).locked(youth_id, consent_id)
    check_version(consent.version, expected)
    on = business_date(tx.now)
    withdrawn = consent.withdrawn(on)
    await Consents(tx).save(withdrawn)
    await end_without_consent(tx, held)
    if consent.purpose is Purpose.SELF_SERVICE:
        await say_gone(tx, held, clients=[consent.recipient])
    return withdrawn


async def end_without_consent(tx: Transaction, held: Youth) -> Youth:
    """The locked registration in its next version: withdrawn where nothing allows it any more."""
    remaining = (await Consents(tx).of([held.id]))[held.id]
    if held.state is not State.ACTIVE or allows_registration(remaining, business_date(tx.now)):
        return await keep(tx, before=held, after=held)
    kept = await keep(tx, before=held, after=held.withdrawn())
    await say_standing(tx, [kept.person_id], reason="consent_withdrawn")
    return kept
