"""Somebody leaves the programme."""

from typing import Literal
from uuid import UUID

from chassis.db import Transaction

from matching.domain.youth import Youth
from matching.service.keep_youth import keep, lock_youth
from matching.service.permission import require_kind
from matching.service.record_consent import KEEPERS
from matching.service.say_standing import say_standing


async def withdraw_youth(
    tx: Transaction, *, youth_id: UUID, expected: frozenset[str], reason: Literal["own_wish", "left_school"]
) -> Youth:
    """End a registration; the person leaves the programme with the last one.

    Raises OrganisationKindRefused, YouthUnknown, VersionStale, TransitionRefused.
    """
    require_kind(tx.principal, KEEPERS)
    held = await lock_youth(tx, youth_id, expected=expected)
    kept = await keep(tx, before=held, after=held.withdrawn())
    await say_standing(tx, [kept.person_id], reason=reason)
    return kept
