"""Contact windows: a university sees its own, a branch those of its counties, the agency all."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row, insert_into
from sqlalchemy import Select, or_, select, update
from sqlalchemy import bindparam as bind

from vacancy.domain.contact_window import ContactWindow, WindowRole
from vacancy.domain.errors import ContactWindowUnknown
from vacancy.models import CONTACT_WINDOW
from vacancy.repository.visibility import visible_window

_COLUMNS = tuple(CONTACT_WINDOW.c[field.name] for field in fields(ContactWindow))
_SAVE = update(CONTACT_WINDOW).where(CONTACT_WINDOW.c.id == bind("window_id"))
_ONCE = frozenset({"id", "owner_org", "created_at"})


@dataclass(frozen=True, slots=True)
class WindowFilters:
    """What a list of contact windows may be narrowed by; None does not narrow."""

    county: str | None = None
    role: WindowRole | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class WindowPage:
    """Some contact windows in the order in which they were stated, and where the next page begins, if there is one."""

    windows: list[ContactWindow]
    next_position: int | None


class ContactWindows(Repository):
    """The contact windows that the principal sees."""

    async def get(self, window_id: UUID) -> ContactWindow:
        """One contact window; raises ContactWindowUnknown."""
        return await self._one(self._visible().where(CONTACT_WINDOW.c.id == window_id), window_id)

    async def locked(self, window_id: UUID) -> ContactWindow:
        """One contact window, its row locked until the transaction ends; raises ContactWindowUnknown."""
        query = self._visible().where(CONTACT_WINDOW.c.id == window_id).with_for_update()
        return await self._one(query, window_id)

    async def page(self, filters: WindowFilters, *, after: int, limit: int) -> WindowPage:
        """At most ``limit`` contact windows stated after position ``after``."""
        query = self._visible().add_columns(CONTACT_WINDOW.c.position).where(CONTACT_WINDOW.c.position > after)
        if filters.county is not None:
            query = query.where(CONTACT_WINDOW.c.county == filters.county)
        if filters.role is not None:
            query = query.where(CONTACT_WINDOW.c.role == filters.role)
        if filters.on is not None:
            until = CONTACT_WINDOW.c.valid_until
            query = query.where(CONTACT_WINDOW.c.valid_from <= filters.on, or_(until.is_(None), until >= filters.on))
        rows = (await self.connection.execute(query.order_by(CONTACT_WINDOW.c.position).limit(limit + 1))).all()
        shown = rows[:limit]
        return WindowPage([_window(row) for row in shown], shown[-1].position if len(rows) > limit else None)

    async def add(self, window: ContactWindow) -> None:
        """Keep a new contact window."""
        await self.connection.execute(insert_into(CONTACT_WINDOW), asdict(window))

    async def save(self, window: ContactWindow) -> None:
        """Write a locked contact window."""
        changed = {name: value for name, value in asdict(window).items() if name not in _ONCE}
        await self.connection.execute(_SAVE, {"window_id": window.id, **changed})

    def _visible(self) -> Select[Any]:
        return select(*_COLUMNS).where(visible_window(self.principal, CONTACT_WINDOW))

    async def _one(self, query: Select[Any], window_id: UUID) -> ContactWindow:
        row = (await self.connection.execute(query)).one_or_none()
        if row is None:
            raise ContactWindowUnknown(id=str(window_id))
        return _window(row)


def _window(row: Row) -> ContactWindow:
    values = {field.name: getattr(row, field.name) for field in fields(ContactWindow)}
    return ContactWindow(**values | {"role": WindowRole(row.role)})
