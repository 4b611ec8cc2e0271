"""Referrals to courses."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row
from sqlalchemy import bindparam as bind
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from matching.domain.training_referral import TrainingReferral, TrainingReferralState
from matching.models import TRAINING_REFERRAL

_FIELDS = tuple(field.name for field in fields(TrainingReferral))
_COLUMNS = tuple(TRAINING_REFERRAL.c[name] for name in _FIELDS)
_OPENED = TRAINING_REFERRAL.c.state == TrainingReferralState.OPENED.value
_ADD = insert(TRAINING_REFERRAL).on_conflict_do_nothing().returning(TRAINING_REFERRAL.c.id)
_SAVE = update(TRAINING_REFERRAL).where(TRAINING_REFERRAL.c.id == bind("referral"))


@dataclass(frozen=True, slots=True)
class PlacedTraining:
    """A training referral and its position in the list."""

    referral: TrainingReferral
    position: int


class TrainingReferrals(Repository):
    """Training referrals of young people whom the caller has read, or locked."""

    async def add(self, referral: TrainingReferral, counted: dict[str, Any]) -> bool:
        """Keep a new one; False when this registration is referred to that course already."""
        return (await self.connection.execute(_ADD, asdict(referral) | counted)).one_or_none() is not None

    async def of_youth(self, youth_id: UUID, *, after: int, limit: int) -> list[PlacedTraining]:
        """At most ``limit`` training referrals of a young person, opened after a position."""
        query = (
            select(*_COLUMNS, TRAINING_REFERRAL.c.position)
            .where(TRAINING_REFERRAL.c.youth_id == youth_id, TRAINING_REFERRAL.c.position > after)
            .order_by(TRAINING_REFERRAL.c.position)
            .limit(limit)
        )
        rows = await self.connection.execute(query)
        return [PlacedTraining(_training(row), row.position) for row in rows]

    async def opened(self, person_id: UUID, *, course_id: UUID | None = None) -> list[TrainingReferral]:
        """A person's open training referrals, to one course or all, locked in one order."""
        query = select(*_COLUMNS).where(TRAINING_REFERRAL.c.person_id == person_id, _OPENED)
        if course_id is not None:
            query = query.where(TRAINING_REFERRAL.c.course_id == course_id)
        rows = await self.connection.execute(query.order_by(TRAINING_REFERRAL.c.position).with_for_update())
        return [_training(row) for row in rows]

    async def told(self, referral_ids: Sequence[UUID]) -> list[Row]:
        """Training referrals with what they are counted by: the platform's own announcement asks this."""
        rows = await self.connection.execute(select(TRAINING_REFERRAL).where(TRAINING_REFERRAL.c.id.in_(referral_ids)))
        return list(rows.all())

    async def save(self, referral: TrainingReferral) -> None:
        """Write what changes about a locked training referral."""
        names = ("state", "version", "closed_on", "updated_at")
        await self.connection.execute(
            _SAVE, {"referral": referral.id, **{one: getattr(referral, one) for one in names}}
        )


def _training(row: Row) -> TrainingReferral:
    values = {name: getattr(row, name) for name in _FIELDS}
    return TrainingReferral(**values | {"state": TrainingReferralState(row.state)})
