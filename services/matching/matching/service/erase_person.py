"""Erase a person: at once here, and everywhere once every service has confirmed."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from chassis import audit, outbox
from chassis.audit import Act
from chassis.auth import OrgKind
from chassis.db import Transaction, new_id
from chassis.outbox import Said
from chassis.people import person_keys
from contracts.matching import YouthErasureRequested
from fields.calendar import business_date

from matching.domain.consents import Purpose
from matching.domain.erasure import Erasure, ErasureAnswer
from matching.domain.life_cycle import HELD
from matching.domain.youth import Youth
from matching.repository.consents import Consents
from matching.repository.erasures import Erasures
from matching.repository.people import People
from matching.repository.resource_decisions import ResourceDecisions
from matching.repository.upkeep import Upkeep
from matching.repository.youths import RESOURCE, Youths
from matching.service.end_work import erase_work
from matching.service.keep_youth import lock_youth, say_erased, say_gone
from matching.service.permission import require_kind
from matching.service.record_consent import KEEPERS
from matching.service.say_standing import say_standing

MAY_ASK = KEEPERS | {OrgKind.MOBILE}
"""Whoever a person may hand the request to; a mobile back end only with the person's consent."""


async def ask_erasure(tx: Transaction, *, youth_id: UUID, expected: frozenset[str]) -> Erasure:
    """Carry out a person's own request: every registration of the person, whoever made it, loses what names the person.

    The person's key is destroyed, sealed columns are emptied, consents and reasons go; a number without a person stays
    for the counts. The other services are told. Raises OrganisationKindRefused, YouthUnknown, VersionStale.
    """
    require_kind(tx.principal, MAY_ASK)
    held = await lock_youth(tx, youth_id, expected=expected)
    registrations = [one for one in await Youths(tx).everywhere([held.person_id]) if one.state in HELD]
    erasure = Erasure(
        id=new_id(),
        person_id=held.person_id,
        youth_id=held.id,
        owner_org=held.owner_org,
        county=held.county,
        requested_on=business_date(tx.now),
        requested_by=tx.principal.client_id,
        erased_on=None,
    )
    await _forget(tx, registrations)
    await Erasures(tx).add(erasure)
    await audit.record_all(tx, [Act("erase", RESOURCE, one.id) for one in registrations])
    await _tell(tx, erasure)
    return erasure


async def confirm_erasure(tx: Transaction, *, person_id: UUID, service: str, erased_on: date, rows: int) -> None:
    """Hear that a service holds nothing of a person any more; the last one ends the erasure. A repeat changes nothing.

    Raises ErasureUnknown.
    """
    await People(tx).locked([person_id])
    erasure = await Erasures(tx).locked_of(person_id)
    await Erasures(tx).add_answer(erasure.id, ErasureAnswer(service, erased_on, rows, heard_at=tx.now))
    answered = replace(erasure, answers=await Erasures(tx).answers(erasure.id))
    if answered.waiting_for or answered.erased_on is not None:
        return
    await Erasures(tx).finish(erasure.id, on=business_date(tx.now))
    await Upkeep(tx).finish_erasure(person_id)


async def _forget(tx: Transaction, registrations: list[Youth]) -> None:
    person_id, ids = registrations[0].person_id, [one.id for one in registrations]
    gone = [_next(tx, one, one.erasing()) for one in registrations]
    await Upkeep(tx).erase_all(gone)
    consents = await Consents(tx).delete_of(ids)
    await ResourceDecisions(tx).forget(ids)
    await erase_work(tx, person_id=person_id)
    await People(tx).forget_number(person_id)
    await person_keys.destroy(tx, person_id)
    for youth in gone:
        mine = (one for one in consents if one.youth_id == youth.id and one.purpose is Purpose.SELF_SERVICE)
        await say_gone(tx, youth, clients=sorted({one.recipient for one in mine}))
        await say_erased(tx, youth)


async def _tell(tx: Transaction, erasure: Erasure) -> None:
    await say_standing(tx, [erasure.person_id], reason="erased")
    [person] = await People(tx).locked([erasure.person_id])
    asked = replace(person, seq=person.seq + 1)
    await People(tx).save_all([asked])
    registrations = (await Upkeep(tx).registrations([asked.id]))[asked.id]
    fact = YouthErasureRequested(requested_on=erasure.requested_on, registrations=registrations)
    await outbox.record_all(tx, [Said(fact, asked.id, asked.seq)])


def _next(tx: Transaction, before: Youth, after: Youth) -> Youth:
    return replace(after, version=before.version + 1, updated_at=tx.now)
