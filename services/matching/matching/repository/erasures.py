"""Erasures and the confirmations heard."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from chassis.auth import OrgKind
from chassis.db import Repository, insert_into
from fields.calendar import business_date
from sqlalchemy import Uuid, func, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, insert

from matching.domain.erasure import Erasure, ErasureAnswer
from matching.domain.errors import ErasureUnknown
from matching.models import ERASURE_ANSWER, ERASURE_REQUEST
from matching.repository.visibility import bounds, visible_erasures

_BY_ID = {
    kind: select(ERASURE_REQUEST).where(ERASURE_REQUEST.c.id == bind("erasure_id"), visible_erasures(kind))
    for kind in OrgKind
}
_OF_PERSON = select(ERASURE_REQUEST).where(ERASURE_REQUEST.c.person_id == bind("person")).with_for_update()
_REQUESTED = select(ERASURE_REQUEST.c.person_id, ERASURE_REQUEST.c.requested_on).where(
    ERASURE_REQUEST.c.person_id == func.any(bind("people", type_=ARRAY(Uuid)))
)
_ANSWERS = (
    select(*(column for column in ERASURE_ANSWER.c if column.name != "request_id"))
    .where(ERASURE_ANSWER.c.request_id == bind("erasure_id"))
    .order_by(ERASURE_ANSWER.c.service)
)
_ANSWER = insert(ERASURE_ANSWER).on_conflict_do_nothing()
_DONE = update(ERASURE_REQUEST).where(ERASURE_REQUEST.c.id == bind("erasure_id"))


class Erasures(Repository):
    """The erasures that the principal may follow."""

    async def get(self, erasure_id: UUID) -> Erasure:
        """One erasure with what was answered; raises ErasureUnknown."""
        seen = bounds(self.principal, business_date(self.tx.now))
        statement = _BY_ID[self.principal.org_kind]
        row = (await self.connection.execute(statement, {"erasure_id": erasure_id, **seen})).one_or_none()
        if row is None:
            raise ErasureUnknown(id=str(erasure_id))
        return replace(Erasure(**row._mapping), answers=await self.answers(row.id))

    async def locked_of(self, person_id: UUID) -> Erasure:
        """A person's erasure, locked; raises ErasureUnknown. The service's own handlers ask this."""
        row = (await self.connection.execute(_OF_PERSON, {"person": person_id})).one_or_none()
        if row is None:
            raise ErasureUnknown(person=str(person_id))
        return replace(Erasure(**row._mapping), answers=await self.answers(row.id))

    async def requested_on(self, person_ids: Sequence[UUID]) -> Mapping[UUID, date]:
        """The days on which those of these people who did asked to be erased. Announcements ask this."""
        rows = await self.connection.execute(_REQUESTED, {"people": list(person_ids)})
        return {row.person_id: row.requested_on for row in rows}

    async def answers(self, erasure_id: UUID) -> Sequence[ErasureAnswer]:
        """What was answered to one, by service."""
        rows = await self.connection.execute(_ANSWERS, {"erasure_id": erasure_id})
        return [ErasureAnswer(**row._mapping) for row in rows]

    async def add(self, erasure: Erasure) -> None:
        """Keep a new one."""
        values: dict[str, Any] = {name: getattr(erasure, name) for name in Erasure.__slots__ if name != "answers"}
        await self.connection.execute(insert_into(ERASURE_REQUEST), values)

    async def add_answer(self, erasure_id: UUID, answer: ErasureAnswer) -> None:
        """Keep a confirmation; one that was heard before changes nothing."""
        values = {name: getattr(answer, name) for name in ErasureAnswer.__slots__}
        await self.connection.execute(_ANSWER, {"request_id": erasure_id, **values})

    async def finish(self, erasure_id: UUID, *, on: date) -> None:
        """Write down that every service has confirmed."""
        await self.connection.execute(_DONE.values(erased_on=on), {"erasure_id": erasure_id})
