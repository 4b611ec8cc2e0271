"""Exceptions of the vacancies that the principal sees."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row, insert_into
from sqlalchemy import ColumnElement, Select, Uuid, func, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY

from vacancy.domain.errors import ExceptionUnknown
from vacancy.domain.exceptions import CriterionException, ExceptionState
from vacancy.models import CRITERION_EXCEPTION, VACANCY
from vacancy.repository.visibility import bounds, for_each_kind, visible

_COLUMNS = tuple(CRITERION_EXCEPTION.c[field.name] for field in fields(CriterionException))
_JOINED = CRITERION_EXCEPTION.join(VACANCY)


def _one(seen: ColumnElement[bool]) -> Select[Any]:
    return select(*_COLUMNS).select_from(_JOINED).where(CRITERION_EXCEPTION.c.id == bind("exception_id"), seen)


_BY_ID = for_each_kind(VACANCY, _one)
_LOCKED = for_each_kind(VACANCY, lambda seen: _one(seen).with_for_update(of=CRITERION_EXCEPTION))
_OVERLAPPING = (
    select(*_COLUMNS)
    .where(CRITERION_EXCEPTION.c.vacancy_id == func.any(bind("vacancies", type_=ARRAY(Uuid))))
    .where(CRITERION_EXCEPTION.c.state == ExceptionState.GRANTED)
    .where(CRITERION_EXCEPTION.c.valid_from <= bind("until"), CRITERION_EXCEPTION.c.valid_until >= bind("since"))
    .order_by(CRITERION_EXCEPTION.c.position)
)
_SAVE = update(CRITERION_EXCEPTION).where(CRITERION_EXCEPTION.c.id == bind("exception_id"))


@dataclass(frozen=True, slots=True)
class ExceptionFilters:
    """What a list of exceptions may be narrowed by; None does not narrow."""

    vacancy_id: UUID | None = None
    criterion: str | None = None
    state: ExceptionState | None = None


@dataclass(frozen=True, slots=True)
class ExceptionPage:
    """Some exceptions in the order in which they were granted, and where the next page begins, if there is one."""

    exceptions: list[CriterionException]
    next_position: int | None


class Exceptions(Repository):
    """Exceptions, seen by whoever sees their vacancy."""

    async def get(self, exception_id: UUID) -> CriterionException:
        """One exception; raises ExceptionUnknown."""
        return await self._one(_BY_ID[self.principal.org_kind], exception_id)

    async def locked(self, exception_id: UUID) -> CriterionException:
        """One exception, its row locked until the transaction ends; raises ExceptionUnknown."""
        return await self._one(_LOCKED[self.principal.org_kind], exception_id)

    async def in_force(
        self, vacancies: Sequence[UUID], *, since: date, until: date
    ) -> dict[UUID, list[CriterionException]]:
        """The exceptions of vacancies, read or locked by the caller before, that hold on some day of a period."""
        found: dict[UUID, list[CriterionException]] = {one: [] for one in vacancies}
        wanted = {"vacancies": list(vacancies), "since": since, "until": until}
        for row in await self.connection.execute(_OVERLAPPING, wanted):
            found[row.vacancy_id].append(_exception(row))
        return found

    async def page(self, filters: ExceptionFilters, *, after: int, limit: int) -> ExceptionPage:
        """At most ``limit`` exceptions granted after position ``after``."""
        query: Select[Any] = select(CRITERION_EXCEPTION.c.position, *_COLUMNS).select_from(_JOINED)
        query = query.where(visible(self.principal, VACANCY), CRITERION_EXCEPTION.c.position > after)
        for name, wanted in asdict(filters).items():
            if wanted is not None:
                query = query.where(CRITERION_EXCEPTION.c[name] == wanted)
        rows = (await self.connection.execute(query.order_by(CRITERION_EXCEPTION.c.position).limit(limit + 1))).all()
        shown = rows[:limit]
        following = shown[-1].position if len(rows) > limit else None
        return ExceptionPage([_exception(row) for row in shown], following)

    async def add(self, exception: CriterionException) -> None:
        """Keep a new exception."""
        await self.connection.execute(insert_into(CRITERION_EXCEPTION), asdict(exception))

    async def save(self, exception: CriterionException) -> None:
        """Write a locked exception's revocation."""
        names = ("state", "version", "revoked_reason", "revoked_by_officer", "revoked_by", "revoked_at")
        values = {name: getattr(exception, name) for name in names}
        await self.connection.execute(_SAVE, {"exception_id": exception.id, **values})

    async def _one(self, statement: Select[Any], exception_id: UUID) -> CriterionException:
        wanted = {"exception_id": exception_id, **bounds(self.principal)}
        row = (await self.connection.execute(statement, wanted)).one_or_none()
        if row is None:
            raise ExceptionUnknown(id=str(exception_id))
        return _exception(row)


def _exception(row: Row) -> CriterionException:
    values = {field.name: getattr(row, field.name) for field in fields(CriterionException)}
    return CriterionException(**values | {"state": ExceptionState(row.state)})
