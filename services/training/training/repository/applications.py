"""Applications that the principal sees, and what is kept beside them. Callers read or lock the application first."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row, insert_all, insert_into
from chassis.people import people_of
from chassis.people.keys import Cipher, Opener
from sqlalchemy import Select, Uuid, delete, func, literal, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY

from training.domain.application import Application, ApplicationState, Content, Step
from training.domain.document import Document
from training.domain.subsidy_errors import ApplicationUnknown, DocumentUnknown
from training.models import (
    APPLICATION,
    APPLICATION_STEP,
    CASE_NUMBERS,
    DOCUMENT,
    TRAINEE,
)
from training.repository.paging import Page, following, narrowed
from training.repository.visibility import visible_application

_COLUMNS = tuple(APPLICATION.c[field.name] for field in fields(Application))
REASON = "sealed_reason"
_NEXT_NUMBER = select(CASE_NUMBERS.next_value())
_SAVE = update(APPLICATION).where(APPLICATION.c.id == bind("saved_application"))
_SAVED = ("state", "version", "seq", "rounds", "call_revision", "decision_id", "submitted_at", "updated_at")
_TRAINEES = select(TRAINEE).where(TRAINEE.c.application_id == bind("application_id")).order_by(TRAINEE.c.number)
_FORGET = delete(TRAINEE).where(TRAINEE.c.application_id == bind("application_id"))
_STEPS = (
    select(APPLICATION_STEP)
    .where(APPLICATION_STEP.c.application_id == bind("application_id"))
    .order_by(APPLICATION_STEP.c.application_version)
)
_DOCUMENTS = (
    select(DOCUMENT)
    .where(DOCUMENT.c.application_id == bind("application_id"))
    .order_by(DOCUMENT.c.item, DOCUMENT.c.revision)
)
_REPLACE = (
    update(DOCUMENT)
    .where(DOCUMENT.c.application_id == bind("of_application"), DOCUMENT.c.item == bind("of_item"))
    .where(DOCUMENT.c.replaced_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class ApplicationFilters:
    """What a list of applications may be narrowed by; None does not narrow."""

    call_id: UUID | None = None
    state: ApplicationState | None = None


@dataclass(frozen=True, slots=True)
class SealedName:
    """A trainee's name as it is kept: bound to the row's own id."""

    id: UUID
    application_id: UUID
    number: int
    name: bytes


class Applications(Repository):
    """Applications, and the steps of their life."""

    async def get(self, application_id: UUID) -> Application:
        """One application; raises ApplicationUnknown."""
        return await self._one(self._visible().where(APPLICATION.c.id == application_id), application_id)

    async def locked(self, application_id: UUID) -> Application:
        """One application, its row locked until the transaction ends; raises ApplicationUnknown."""
        return await self._one(
            self._visible().where(APPLICATION.c.id == application_id).with_for_update(), application_id
        )

    async def page(self, filters: ApplicationFilters, *, after: int, limit: int) -> Page[Application]:
        """At most ``limit`` applications drafted after position ``after``."""
        query = narrowed(self._visible().add_columns(APPLICATION.c.position), APPLICATION, filters)
        rows = (await self.connection.execute(following(query, APPLICATION, after=after, limit=limit))).all()
        return Page.of(rows, _application, limit=limit)

    async def of_all(self, application_ids: Sequence[UUID]) -> list[Application]:
        """Applications by their ids. The platform's own announcement asks this, for every tenant."""
        query = select(*_COLUMNS).where(APPLICATION.c.id == func.any(literal(list(application_ids), ARRAY(Uuid))))
        return [_application(row) for row in await self.connection.execute(query)]

    async def next_case_number(self, roc_year: int) -> str:
        """A number that people quote: ROC year and a running number."""
        running = (await self.connection.execute(_NEXT_NUMBER)).scalar_one()
        return f"IPAS-{roc_year}-{running:06d}"

    async def add(self, application: Application) -> None:
        """Keep a new application."""
        row = {field.name: getattr(application, field.name) for field in fields(Application)}
        await self.connection.execute(insert_into(APPLICATION), row | {"content": application.content.record()})

    async def save(self, application: Application) -> None:
        """Write what changes about a locked application."""
        row = {name: getattr(application, name) for name in _SAVED} | {"content": application.content.record()}
        await self.connection.execute(_SAVE, {"saved_application": application.id, **row})

    async def add_step(self, step: Step) -> None:
        """Keep who moved an application on, and why, sealed."""
        cipher = await people_of(self.tx).cipher(self.tx)
        row = asdict(step) | {REASON: sealed_reason(cipher, step.id, step.reason), "reason": None}
        await self.connection.execute(insert_into(APPLICATION_STEP), row)

    async def steps(self, application_id: UUID) -> list[Step]:
        """Every step of an application, oldest first."""
        rows = (await self.connection.execute(_STEPS, {"application_id": application_id})).all()
        opener = await people_of(self.tx).opener(self.tx, [row.sealed_reason for row in rows])
        return [_step(row, opener) for row in rows]

    async def put_names(self, application_id: UUID, names: Sequence[SealedName]) -> None:
        """Put the trainees' names in the place of those that were kept."""
        await self.connection.execute(_FORGET, {"application_id": application_id})
        await insert_all(self.connection, TRAINEE, [asdict(one) for one in names])

    async def names(self, application_id: UUID) -> list[SealedName]:
        """The trainees' names, sealed, by number."""
        rows = await self.connection.execute(_TRAINEES, {"application_id": application_id})
        return [SealedName(**row._mapping) for row in rows]

    def _visible(self) -> Select[Any]:
        return select(*_COLUMNS).where(visible_application(self.principal, APPLICATION))

    async def _one(self, query: Select[Any], application_id: UUID) -> Application:
        row = (await self.connection.execute(query)).one_or_none()
        if row is None:
            raise ApplicationUnknown(id=str(application_id))
        return _application(row)


class Documents(Repository):
    """Documents of an application that the caller has read or locked."""

    async def of(self, application_id: UUID) -> list[Document]:
        """Every version of every item."""
        rows = await self.connection.execute(_DOCUMENTS, {"application_id": application_id})
        return [Document(**row._mapping) for row in rows]

    async def get(self, application_id: UUID, document_id: UUID) -> Document:
        """One version of one item; raises DocumentUnknown."""
        found = [one for one in await self.of(application_id) if one.id == document_id]
        if not found:
            raise DocumentUnknown(id=str(document_id))
        return found[0]

    async def add(self, document: Document, *, at: datetime) -> None:
        """Keep a version in the place of the present one, which is kept too."""
        key = {"of_application": document.application_id, "of_item": document.item}
        await self.connection.execute(_REPLACE.values(replaced_at=at), key)
        await self.connection.execute(insert_into(DOCUMENT), asdict(document))

    async def digests(self) -> set[bytes]:
        """The content hash of everything that is referred to; for the sweep."""
        return set((await self.connection.execute(select(DOCUMENT.c.digest).distinct())).scalars())


def _application(row: Row) -> Application:
    values = {field.name: getattr(row, field.name) for field in fields(Application)}
    return Application(**values | {"state": ApplicationState(row.state), "content": Content.of(row.content)})


def sealed_reason(cipher: Cipher, step_id: UUID, reason: str | None) -> bytes | None:
    """A step's reason as it is kept."""
    return None if reason is None else cipher.seal(reason, row=step_id, column=REASON)


def _step(row: Row, opener: Opener) -> Step:
    values = {field.name: getattr(row, field.name) for field in fields(Step)}
    states = {"origin": ApplicationState(row.origin), "target": ApplicationState(row.target)}
    if row.sealed_reason is not None:
        values["reason"] = opener.open(row.sealed_reason, row=row.id, column=REASON)
    return Step(**values | states)
