"""What the service does to applications by itself: sealing what was written in the clear, and forgetting names."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.db import Repository
from chassis.people import people_of
from sqlalchemy import Uuid, delete, func, or_, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY

from training.domain.application import ENDED_IN_VAIN
from training.models import APPLICATION, APPLICATION_STEP, SUPPLEMENT_REQUEST, TRAINEE
from training.repository.applications import REASON, sealed_reason
from training.repository.supplements import request_of, sealed_texts

_CLEAR_STEPS = (
    select(APPLICATION_STEP.c.id, APPLICATION_STEP.c.reason)
    .where(APPLICATION_STEP.c.reason.is_not(None))
    .limit(bind("most"))
    .with_for_update()
)
_CLEAR_REQUESTS = (
    select(SUPPLEMENT_REQUEST)
    .where(
        or_(
            SUPPLEMENT_REQUEST.c.delivery_reference.is_not(None),
            func.jsonb_array_length(SUPPLEMENT_REQUEST.c.extensions) > 0,
        )
    )
    .limit(bind("most"))
    .with_for_update()
)
_NAMED = (
    select(APPLICATION.c.id)
    .where(APPLICATION.c.state.in_(sorted(ENDED_IN_VAIN)), APPLICATION.c.updated_at < bind("before"))
    .where(select(TRAINEE.c.id).where(TRAINEE.c.application_id == APPLICATION.c.id).exists())
    .order_by(APPLICATION.c.position)
    .limit(bind("most"))
    .with_for_update()
)
_FORGET = delete(TRAINEE).where(TRAINEE.c.application_id == func.any(bind("applications", type_=ARRAY(Uuid))))


class Upkeep(Repository):
    """Every tenant's applications: the service's own schedule asks this, nobody's route."""

    async def seal_reasons(self, *, most: int) -> int:
        """Seal at most so many steps' reasons that lie in the clear; returns how many."""
        rows = (await self.connection.execute(_CLEAR_STEPS, {"most": most})).all()
        cipher = await people_of(self.tx).cipher(self.tx)
        for row in rows:
            values = {REASON: sealed_reason(cipher, row.id, row.reason), "reason": None}
            await self.connection.execute(
                update(APPLICATION_STEP).where(APPLICATION_STEP.c.id == row.id).values(values)
            )
        return len(rows)

    async def seal_requests(self, *, most: int) -> int:
        """Seal what lies in the clear of at most so many supplement requests; returns how many."""
        rows = (await self.connection.execute(_CLEAR_REQUESTS, {"most": most})).all()
        cipher = await people_of(self.tx).cipher(self.tx)
        for row in rows:
            values = sealed_texts(cipher, request_of(row, cipher))
            await self.connection.execute(
                update(SUPPLEMENT_REQUEST).where(SUPPLEMENT_REQUEST.c.id == row.id).values(values)
            )
        return len(rows)

    async def named(self, before: datetime, *, most: int) -> list[UUID]:
        """Applications that ended in vain before a moment and whose trainees are still named, locked."""
        return list((await self.connection.execute(_NAMED, {"before": before, "most": most})).scalars())

    async def forget_names(self, application_ids: Sequence[UUID]) -> int:
        """Delete the trainees' names of these; returns how many."""
        wanted = {"applications": list(application_ids)}
        return (await self.connection.execute(_FORGET, wanted)).rowcount
