"""Consents of the people that the principal sees; use cases look the person up first."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row, insert_all
from sqlalchemy import Uuid, delete, func, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY

from matching.domain.consents import Consent, Purpose
from matching.domain.errors import ConsentUnknown
from matching.models import CONSENT

_COLUMNS = tuple(column for column in CONSENT.c if column.name != "position")
_OF_YOUTHS = (
    select(*_COLUMNS)
    .where(CONSENT.c.youth_id == func.any(bind("youths", type_=ARRAY(Uuid))))
    .order_by(CONSENT.c.position)
)
_LOCKED = (
    select(*_COLUMNS)
    .where(CONSENT.c.id == bind("consent_id"), CONSENT.c.youth_id == bind("youth_id"))
    .with_for_update()
)
_RUN_OUT = (
    select(*_COLUMNS)
    .where(CONSENT.c.valid_until < bind("on"), CONSENT.c.withdrawn_on.is_(None), ~CONSENT.c.lapsed)
    .order_by(CONSENT.c.valid_until, CONSENT.c.position)
    .limit(bind("most"))
)
_SAVE = update(CONSENT).where(CONSENT.c.id == bind("consent_id"))
_GONE = delete(CONSENT).where(CONSENT.c.youth_id == func.any(bind("youths", type_=ARRAY(Uuid)))).returning(*_COLUMNS)


class Consents(Repository):
    """Consents, oldest first."""

    async def of(self, youth_ids: Sequence[UUID]) -> Mapping[UUID, list[Consent]]:
        """The consents of each of these registrations."""
        found: dict[UUID, list[Consent]] = {youth_id: [] for youth_id in youth_ids}
        for row in await self.connection.execute(_OF_YOUTHS, {"youths": list(youth_ids)}):
            found[row.youth_id].append(_consent(row))
        return found

    async def locked(self, youth_id: UUID, consent_id: UUID) -> Consent:
        """One consent of one registration, locked; raises ConsentUnknown."""
        wanted = {"youth_id": youth_id, "consent_id": consent_id}
        row = (await self.connection.execute(_LOCKED, wanted)).one_or_none()
        if row is None:
            raise ConsentUnknown(id=str(consent_id))
        return _consent(row)

    async def run_out(self, on: date, *, limit: int) -> list[Consent]:
        """At most ``limit`` consents whose last day is over and not seen to yet; the service's own schedule asks."""
        return [_consent(row) for row in await self.connection.execute(_RUN_OUT, {"on": on, "most": limit})]

    async def add_all(self, consents: Sequence[Consent]) -> None:
        """Keep new consents."""
        await insert_all(self.connection, CONSENT, [asdict(one) for one in consents])

    async def save(self, consent: Consent) -> None:
        """Write what changes about a locked consent."""
        values = {"withdrawn_on": consent.withdrawn_on, "lapsed": consent.lapsed, "version": consent.version}
        await self.connection.execute(_SAVE.values(values), {"consent_id": consent.id})

    async def delete_of(self, youth_ids: Sequence[UUID]) -> list[Consent]:
        """Forget every consent of these registrations; returns what they were."""
        rows: Any = await self.connection.execute(_GONE, {"youths": list(youth_ids)})
        return [_consent(row) for row in rows]


def _consent(row: Row) -> Consent:
    values = dict(row._mapping) | {"purpose": Purpose(row.purpose)}
    return Consent(**values)
