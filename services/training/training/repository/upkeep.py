"""What the service does to applications by itself: sealing what was written in the clear, and forgetting names."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.db import Repository
from chassis.people import people_of
from sqlalchemy import Update, Uuid, delete, func, or_, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY

from training.domain.application import TRAINS_NOBODY
from training.models import APPLICATION, APPLICATION_STEP, SUPPLEMENT_REQUEST, TRAINEE
from training.repository.applications import REASON, sealed_reason
from training.repository.supplements import request_of, sealed_texts

_CLEAR_STEPS = (
    select(APPLICATION_STEP.c.id, APPLICATION_STEP.c.reason)
    .where(APPLICATION_STEP.c.id > bind("after"), APPLICATION_STEP.c.reason.is_not(None))
    .order_by(APPLICATION_STEP.c.id)
    .limit(bind("most"))
    .with_for_update()
)
_CLEAR_REQUESTS = (
    select(SUPPLEMENT_REQUEST)
    .where(
        SUPPLEMENT_REQUEST.c.id > bind("after"),
        or_(
            SUPPLEMENT_REQUEST.c.delivery_reference.is_not(None),
            func.jsonb_array_length(SUPPLEMENT_REQUEST.c.extensions) > 0,
        ),
    )
    .order_by(SUPPLEMENT_REQUEST.c.id)
    .limit(bind("most"))
    .with_for_update()
)
_SEAL_STEP = update(APPLICATION_STEP).where(APPLICATION_STEP.c.id == bind("sealed_row"))
_SEAL_REQUEST = update(SUPPLEMENT_REQUEST).where(SUPPLEMENT_REQUEST.c.id == bind("sealed_row"))
_NAMED = (
    select(APPLICATION.c.id)
    .where(APPLICATION.c.state.in_(sorted(TRAINS_NOBODY)), APPLICATION.c.updated_at < bind("before"))
    .where(select(TRAINEE.c.id).where(TRAINEE.c.application_id == APPLICATION.c.id).exists())
    .order_by(APPLICATION.c.position)
    .limit(bind("most"))
    .with_for_update()
)
_FORGET = delete(TRAINEE).where(TRAINEE.c.application_id == func.any(bind("applications", type_=ARRAY(Uuid))))


class Upkeep(Repository):
    """Every tenant's applications: the service's own schedule asks this, nobody's route."""

    async def seal_reasons(self, *, after: UUID, most: int) -> list[UUID]:
        """Seal at most so many steps' reasons that lie in the clear, of ids beyond ``after``; returns whose, by id."""
        rows = (await self.connection.execute(_CLEAR_STEPS, {"after": after, "most": most})).all()
        cipher = await people_of(self.tx).cipher(self.tx)
        return await self._seal(
            _SEAL_STEP, {row.id: {REASON: sealed_reason(cipher, row.id, row.reason), "reason": None} for row in rows}
        )

    async def seal_requests(self, *, after: UUID, most: int) -> list[UUID]:
        """The same of what lies in the clear of supplement requests."""
        rows = (await self.connection.execute(_CLEAR_REQUESTS, {"after": after, "most": most})).all()
        cipher = await people_of(self.tx).cipher(self.tx)
        return await self._seal(_SEAL_REQUEST, {row.id: sealed_texts(cipher, request_of(row, cipher)) for row in rows})

    async def named(self, before: datetime, *, most: int) -> list[UUID]:
        """Applications that train nobody, last written before a moment, whose trainees are still named; locked."""
        return list((await self.connection.execute(_NAMED, {"before": before, "most": most})).scalars())

    async def forget_names(self, application_ids: Sequence[UUID]) -> int:
        """Delete the trainees' names of these; returns how many."""
        wanted = {"applications": list(application_ids)}
        return (await self.connection.execute(_FORGET, wanted)).rowcount

    async def _seal(self, statement: Update, values: Mapping[UUID, Mapping[str, Any]]) -> list[UUID]:
        if values:
            rows = [{"sealed_row": row_id, **changed} for row_id, changed in values.items()]
            await self.connection.execute(statement, rows)
        return list(values)
