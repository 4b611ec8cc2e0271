"""A placement (就業) from its first day to its last, and what is asked about it in between (追蹤輔導)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis import outbox
from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from chassis.domain import TransitionRefused
from fields.calendar import business_date

from matching.domain.placement import (
    Checkpoint,
    CheckpointSettled,
    CheckpointUnknown,
    EndReason,
    Evidence,
    Placement,
    PlacementState,
    voided,
)
from matching.domain.referral import Referral
from matching.domain.subject import Subject
from matching.repository.placements import PlacedPlacement, PlacementFilters, Placements
from matching.repository.working import OWNERS
from matching.service.hold_vacancy import look_at_seats
from matching.service.load_policies import follow_up_policy
from matching.service.permission import require_kind
from matching.service.permission_of_work import ASSISTING, BRANCHES
from matching.service.tell_placement import ended, reached, started

Expected = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Followed:
    """A placement with its follow-ups, by their due days."""

    placement: Placement
    checkpoints: list[Checkpoint]


async def start_placement(tx: Transaction, referral: Referral, subject: Subject, *, started_on: date) -> Placement:
    """Somebody has begun to work: the seat is taken, the follow-ups are set, and everybody is told."""
    counted = subject.counted(started_on)
    placement = Placement(
        id=new_id(),
        referral_id=referral.id,
        youth_id=referral.youth_id,
        person_id=referral.person_id,
        vacancy_id=referral.vacancy_id,
        state=PlacementState.WORKING,
        version=1,
        seq=1,
        started_on=started_on,
        ended_on=None,
        end_reason=None,
        **counted,
        county=referral.county,
        industry=referral.industry,
        owner_org=referral.owner_org,
        employer_org=referral.employer_org,
        youth_org=referral.youth_org,
        youth_county=referral.youth_county,
        created_at=tx.now,
        updated_at=tx.now,
    )
    policy = follow_up_policy()
    set_at_once = [one for one in policy.follow_ups if not one.judged]
    checkpoints = [Checkpoint.of(placement.id, one, policy, started_on=started_on) for one in set_at_once]
    await Placements(tx).add(placement)
    await Placements(tx).add_checkpoints(checkpoints)
    await look_at_seats(tx, vacancy_id=placement.vacancy_id)
    await outbox.record(tx, started(placement), aggregate_id=placement.id, sequence=placement.seq)
    return placement


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found out at a follow-up."""

    code: str
    employed: bool
    evidence: Evidence
    document: str | None


async def answer_checkpoint(tx: Transaction, *, placement_id: UUID, expected: Expected, answer: Answer) -> Followed:
    """Answer a follow-up that is due, within its days of grace or late.

    Raises OrganisationKindRefused, PlacementUnknown, VersionStale, CheckpointUnknown, CheckpointSettled,
    CheckpointNotDue, AnswerContradicted.
    """
    require_kind(tx.principal, ASSISTING)
    held, checkpoints = await _locked(tx, placement_id, expected)
    asked = next((one for one in checkpoints if one.code == answer.code), None)
    if asked is None:
        raise CheckpointUnknown(checkpoint=answer.code, allowed=[one.code for one in checkpoints])
    today = business_date(tx.now)
    answered = asked.answered(
        employed=answer.employed,
        evidence=answer.evidence,
        document=answer.document,
        on=today,
        by=tx.principal.client_id,
        ended_on=held.ended_on,
    )
    kept = held.spoken(at=tx.now)
    await Placements(tx).save_checkpoint(answered)
    await Placements(tx).save(kept)
    await outbox.record(tx, reached(kept, answered), aggregate_id=kept.id, sequence=kept.seq)
    return await _followed(tx, kept)


async def extend_follow_up(tx: Transaction, *, placement_id: UUID, expected: Expected, code: str) -> Followed:
    """An officer judges a further follow-up necessary (R002-020).

    Raises OrganisationKindRefused, ActingPersonMissing, PlacementUnknown, VersionStale, TransitionRefused,
    CheckpointUnknown, CheckpointSettled.
    """
    require_kind(tx.principal, BRANCHES)
    tx.principal.require_acting_person()
    held, checkpoints = await _locked(tx, placement_id, expected)
    if held.state is not PlacementState.WORKING:
        raise TransitionRefused(state=held.state, transition="extend", allowed=[])
    policy = follow_up_policy()
    wanted = policy.of(code)
    if not wanted.judged or any(one.code == code for one in checkpoints):
        raise CheckpointSettled(checkpoint=code)
    kept = held.changed(at=tx.now)
    await Placements(tx).add_checkpoints([Checkpoint.of(held.id, wanted, policy, started_on=held.started_on)])
    await Placements(tx).save(kept)
    return await _followed(tx, kept)


async def end_placement(
    tx: Transaction, *, placement_id: UUID, expected: Expected, ended_on: date, reason: EndReason
) -> Followed:
    """Somebody no longer works there: the seat is free, and what was due later is not asked any more.

    Raises OrganisationKindRefused, PlacementUnknown, VersionStale, TransitionRefused, EndingDayInvalid.
    """
    require_kind(tx.principal, ASSISTING | OWNERS)
    held, checkpoints = await _locked(tx, placement_id, expected)
    kept = held.ended(ended_on, reason, today=business_date(tx.now), at=tx.now)
    await Placements(tx).save(kept)
    for one in voided(checkpoints, ended_on=ended_on):
        await Placements(tx).save_checkpoint(one)
    await look_at_seats(tx, vacancy_id=kept.vacancy_id)
    await outbox.record(tx, ended(kept), aggregate_id=kept.id, sequence=kept.seq)
    return await _followed(tx, kept)


async def read_placement(tx: Transaction, *, placement_id: UUID) -> Followed:
    """A placement with its follow-ups; raises PlacementUnknown."""
    return await _followed(tx, await Placements(tx).get(placement_id))


async def list_placements(
    tx: Transaction, filters: PlacementFilters, *, overdue: bool, after: int, limit: int
) -> list[tuple[PlacedPlacement, list[Checkpoint]]]:
    """Placements with their follow-ups; ``overdue`` keeps those of which one should have been answered by now."""
    repository = Placements(tx)
    if overdue:
        placed = await repository.overdue(business_date(tx.now), after=after, limit=limit)
    else:
        placed = await repository.page(filters, after=after, limit=limit)
    checkpoints = await repository.checkpoints([one.placement.id for one in placed])
    return [(one, checkpoints[one.placement.id]) for one in placed]


async def _locked(tx: Transaction, placement_id: UUID, expected: Expected) -> tuple[Placement, list[Checkpoint]]:
    held = await Placements(tx).locked(placement_id)
    check_version(held.version, expected)
    return held, (await Placements(tx).checkpoints([held.id]))[held.id]


async def _followed(tx: Transaction, placement: Placement) -> Followed:
    return Followed(placement, (await Placements(tx).checkpoints([placement.id]))[placement.id])
