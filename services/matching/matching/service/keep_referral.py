"""Writing referrals down: their next version, who took the step, the feed, and what others hear of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from chassis import outbox
from chassis.db import Transaction, new_id
from chassis.outbox import Said
from chassis.people import people_of
from contracts.envelope import Fact
from contracts.matching import ReferralClosed, ReferralIssued

from matching.domain.referral import Referral, ReferralState
from matching.repository.referrals import Referrals, ReferralStep

End = Literal["started", "declined", "rejected", "no_show", "expired", "withdrawn"]
_END_OF: dict[ReferralState, End] = {
    ReferralState.STARTED: "started",
    ReferralState.DECLINED: "declined",
    ReferralState.REJECTED: "rejected",
    ReferralState.NO_SHOW: "no_show",
    ReferralState.EXPIRED: "expired",
    ReferralState.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A locked referral before and after a transition, and why."""

    before: Referral
    after: Referral
    transition: str
    reason: str | None = None


async def keep_referrals(tx: Transaction, steps: Sequence[Step], *, on: date) -> None:
    """Write locked referrals as their next versions, and say what has come to its end."""
    cipher = await people_of(tx).cipher(tx)
    rows = []
    for step in steps:
        await Referrals(tx).save(step.after)
        step_id = new_id()
        sealed = None if step.reason is None else cipher.seal(step.reason, row=step_id, column="reason")
        rows.append(_row(tx, step, step_id, sealed))
    await Referrals(tx).add_steps(rows)
    await Referrals(tx).tell([step.after for step in steps])
    ended = [step.after for step in steps if step.after.state in _END_OF and step.after.seq > step.before.seq]
    await outbox.record_all(tx, [Said(closed(one, on=on), one.id, one.seq) for one in ended])


def closed(referral: Referral, *, on: date) -> ReferralClosed:
    """That a referral has come to its end."""
    return ReferralClosed(
        vacancy_id=referral.vacancy_id,
        youth_id=referral.person_id,
        outcome=_END_OF[referral.state],
        closed_on=on,
    )


def issued(referral: Referral) -> ReferralIssued:
    """That a young person was referred, with everything it is counted by."""
    facts = {
        "youth_id": referral.person_id,
        "vacancy_id": referral.vacancy_id,
        "issued_on": referral.issued_on,
        "target_group": referral.target_group,
        "gender": referral.gender,
        "age_band": referral.age_band,
        "county": referral.county,
        "industry": referral.industry,
    }
    return ReferralIssued.model_validate(facts)


def told(referral: Referral, *, ended_on: date) -> list[Fact]:
    """The least series of facts that tells an issued referral as it is; of what was never issued nothing is told."""
    if referral.issued_on is None:
        return []
    return [issued(referral), *([closed(referral, on=ended_on)] if referral.state in _END_OF else [])]


def _row(tx: Transaction, step: Step, step_id: UUID, reason: bytes | None) -> ReferralStep:
    return ReferralStep(
        id=step_id,
        referral_id=step.after.id,
        referral_version=step.after.version,
        transition=step.transition,
        origin=step.before.state,
        target=step.after.state,
        reason=reason,
        acting_person=tx.principal.acting_person,
        taken_by=tx.principal.client_id,
        taken_at=tx.now,
    )
