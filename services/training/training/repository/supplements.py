"""Supplement requests of applications that the caller has read or locked; what people wrote in them is sealed."""

import json
from dataclasses import asdict, fields
from datetime import date
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row, insert_into
from chassis.people import people_of
from chassis.people.keys import Cipher, Opener
from sqlalchemy import bindparam as bind
from sqlalchemy import select, update

from training.domain.subsidy_errors import SupplementUnknown
from training.domain.supplement import Closed, Extension, Item, SupplementRequest
from training.models import APPLICATION, SUPPLEMENT_REQUEST

REFERENCE, EXTENSIONS = "sealed_reference", "sealed_extensions"
_REQUESTS = (
    select(SUPPLEMENT_REQUEST)
    .where(SUPPLEMENT_REQUEST.c.application_id == bind("application_id"))
    .order_by(SUPPLEMENT_REQUEST.c.round)
)
_SAVE_REQUEST = update(SUPPLEMENT_REQUEST).where(SUPPLEMENT_REQUEST.c.id == bind("saved_request"))
_LONGEST_OVERDUE = (
    select(SUPPLEMENT_REQUEST.c.application_id)
    .where(SUPPLEMENT_REQUEST.c.closed_at.is_(None), SUPPLEMENT_REQUEST.c.overdue_at.is_(None))
    .where(SUPPLEMENT_REQUEST.c.due_on < bind("on"))
    .order_by(SUPPLEMENT_REQUEST.c.due_on)
    .limit(bind("most"))
)
_OVERDUE = select(APPLICATION.c.id).where(APPLICATION.c.id.in_(_LONGEST_OVERDUE)).order_by(APPLICATION.c.position)


class SupplementRequests(Repository):
    """Supplement requests of an application that the caller has read or locked."""

    async def of(self, application_id: UUID) -> list[SupplementRequest]:
        """Every round, oldest first."""
        rows = (await self.connection.execute(_REQUESTS, {"application_id": application_id})).all()
        sealed = [value for row in rows for value in (row.sealed_reference, row.sealed_extensions)]
        opener = await people_of(self.tx).opener(self.tx, sealed)
        return [request_of(row, opener) for row in rows]

    async def get(self, application_id: UUID, request_id: UUID) -> SupplementRequest:
        """One round; raises SupplementUnknown."""
        found = [one for one in await self.of(application_id) if one.id == request_id]
        if not found:
            raise SupplementUnknown(id=str(request_id))
        return found[0]

    async def newest(self, application_id: UUID) -> SupplementRequest:
        """The last round; raises SupplementUnknown where nothing was asked for."""
        found = await self.of(application_id)
        if not found:
            raise SupplementUnknown(application_id=str(application_id))
        return found[-1]

    async def add(self, request: SupplementRequest) -> None:
        """Keep a new round."""
        await self.connection.execute(insert_into(SUPPLEMENT_REQUEST), await self._row(request))

    async def save(self, request: SupplementRequest) -> None:
        """Write what changes about a round."""
        row = await self._row(request)
        row.pop("id")
        await self.connection.execute(_SAVE_REQUEST, {"saved_request": request.id, **row})

    async def with_overdue(self, on: date, *, most: int) -> list[UUID]:
        """The applications whose supplement is longest overdue on a day and not marked so, in the order of locking."""
        return list((await self.connection.execute(_OVERDUE, {"on": on, "most": most})).scalars())

    async def _row(self, request: SupplementRequest) -> dict[str, Any]:
        row = {field.name: getattr(request, field.name) for field in fields(SupplementRequest)}
        cipher = await people_of(self.tx).cipher(self.tx)
        return row | {"items": [asdict(one) for one in request.items]} | sealed_texts(cipher, request)


def sealed_texts(cipher: Cipher, request: SupplementRequest) -> dict[str, Any]:
    """What people wrote in a request as it is kept, and nothing of it in the clear."""
    reference, extensions = request.delivery_reference, [one.record() for one in request.extensions]
    written = json.dumps(extensions, ensure_ascii=False)
    return {
        REFERENCE: None if reference is None else cipher.seal(reference, row=request.id, column=REFERENCE),
        EXTENSIONS: cipher.seal(written, row=request.id, column=EXTENSIONS) if extensions else None,
        "delivery_reference": None,
        "extensions": [],
    }


def request_of(row: Row, opener: Opener) -> SupplementRequest:
    """A kept request, what people wrote in it opened; raises SealBroken."""
    values = {field.name: getattr(row, field.name) for field in fields(SupplementRequest)}
    extensions = row.extensions
    if row.sealed_extensions is not None:
        # a process of before may have added one in the clear
        extensions = json.loads(opener.open(row.sealed_extensions, row=row.id, column=EXTENSIONS)) + extensions
    if row.sealed_reference is not None:
        values["delivery_reference"] = opener.open(row.sealed_reference, row=row.id, column=REFERENCE)
    return SupplementRequest(
        **values
        | {
            "items": tuple(Item(**one) for one in row.items),
            "extensions": tuple(Extension.of(one) for one in extensions),
            "closed_as": Closed(row.closed_as) if row.closed_as else None,
        }
    )
