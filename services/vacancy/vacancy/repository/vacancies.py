"""Vacancies and what is kept beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError
from chassis.changes import Changes, Feed
from chassis.computing import in_turns
from chassis.db import Repository, Row, insert_all, insert_into, update_all
from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    func,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_new
from sqlalchemy.exc import IntegrityError

from vacancy.domain.errors import VacancyUnknown
from vacancy.domain.life_cycle import MAY_EXPIRE, Outcome, State
from vacancy.domain.records import Attestation, Review
from vacancy.domain.vacancy import Vacancy
from vacancy.domain.worked_out import columns_of
from vacancy.models import ATTESTATION, CASE_NUMBERS, REVIEW, VACANCY
from vacancy.repository.filters import Filters, narrowed
from vacancy.repository.visibility import bounds, for_each_kind, open_to, visible

RESOURCE = "vacancy"
_FIELDS = tuple(field.name for field in fields(Vacancy))
COLUMNS = tuple(VACANCY.c[name] for name in _FIELDS)
_BY_ID = for_each_kind(VACANCY, lambda seen: select(*COLUMNS).where(VACANCY.c.id == bind("vacancy_id"), seen))
_LOCKED = for_each_kind(
    VACANCY, lambda seen: select(*COLUMNS).where(VACANCY.c.id == bind("vacancy_id"), seen).with_for_update()
)
_ALL_LOCKED = for_each_kind(
    VACANCY,
    lambda seen: (
        select(*COLUMNS)
        .where(VACANCY.c.id == func.any(bind("vacancies", type_=ARRAY(Uuid))), seen)
        .order_by(VACANCY.c.position)
        .with_for_update()
    ),
)
_BY_SOURCE_LOCKED = for_each_kind(
    VACANCY,
    lambda seen: (
        select(*COLUMNS)
        .where(VACANCY.c.owner_org == bind("org"))
        .where(VACANCY.c.source == bind("source"), VACANCY.c.source_id == bind("source_id"), seen)
        .with_for_update()
    ),
)
_ASKED = func.unnest(bind("source_ids", type_=ARRAY(Text))).table_valued("source_id").render_derived(name="asked")


def _ids_of_source(seen: ColumnElement[bool]) -> Select[Any]:
    """Key by key through the unique index: joined to the table, the keys would be filtered out of all that the source
    has stated as long as the table has no statistics, as while its first file is loaded."""
    keyed = and_(VACANCY.c.owner_org == bind("org"), VACANCY.c.source == bind("source"))
    one = select(VACANCY.c.id).where(keyed, VACANCY.c.source_id == _ASKED.c.source_id, seen).limit(1).lateral()
    return select(one.c.id).select_from(_ASKED.join(one, true()))


def _of_source(seen: ColumnElement[bool]) -> Select[Any]:
    wanted = VACANCY.c.id == func.any(func.array(_ids_of_source(seen).scalar_subquery()))
    return select(*COLUMNS).where(wanted).order_by(VACANCY.c.position).with_for_update()


_IDS_BY_SOURCE = for_each_kind(VACANCY, _ids_of_source)
_ALL_BY_SOURCE_LOCKED = for_each_kind(VACANCY, _of_source)
_NEXT_NUMBERS = select(CASE_NUMBERS.next_value()).select_from(func.generate_series(1, bind("many", type_=Integer)))
_ADD = (
    insert_new(VACANCY)
    .on_conflict_do_nothing(index_elements=[VACANCY.c.owner_org, VACANCY.c.source, VACANCY.c.source_id])
    .returning(VACANCY.c.id)
)
_RECEIVED = (
    update(VACANCY)
    .where(VACANCY.c.id == func.any(bind("vacancies", type_=ARRAY(Uuid))))
    .where(VACANCY.c.received_on.is_distinct_from(bind("on", type_=Date)))
    .values(received_on=bind("on", type_=Date))
)
_OVERDUE = (
    select(*COLUMNS)
    .where(VACANCY.c.state.in_([literal_column(repr(str(one))) for one in sorted(MAY_EXPIRE)]))
    .where(VACANCY.c.closing_date < bind("on"))
    .order_by(VACANCY.c.closing_date, VACANCY.c.position)
    .limit(bind("most"))
    .with_for_update(skip_locked=True)
)
Columns = Mapping[str, Any]
_ONCE = frozenset({"id", "case_number", "owner_org", "source", "source_id", "received_on", "created_at"})


class KeyTaken(Exception):
    """Another transaction has inserted the same source key meanwhile: look again."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some vacancies in the order of their submission, and the position after which the next page begins, if any."""

    vacancies: list[Vacancy]
    next_position: int | None


class Vacancies(Repository):
    """The vacancies that the principal sees."""

    async def get(self, vacancy_id: UUID) -> Vacancy:
        """One vacancy; raises VacancyUnknown."""
        return await self._one(_BY_ID, vacancy_id)

    async def locked(self, vacancy_id: UUID) -> Vacancy:
        """One vacancy, its row locked until the transaction ends; raises VacancyUnknown."""
        return await self._one(_LOCKED, vacancy_id)

    async def all_locked(self, vacancy_ids: Sequence[UUID]) -> dict[UUID, Vacancy]:
        """Those of these vacancies that the principal sees, locked in one order so that no two requests cross."""
        wanted = {"vacancies": list(vacancy_ids), **bounds(self.principal)}
        rows = await self.connection.execute(_ALL_LOCKED[self.principal.org_kind], wanted)
        return {row.id: vacancy_of(row) for row in rows}

    async def locked_by_source(self, source: str, source_id: str) -> Vacancy | None:
        """The principal's own vacancy under the key of the system it came from, locked."""
        wanted = {"org": self.principal.org, "source": source, "source_id": source_id, **bounds(self.principal)}
        rows = await self.connection.execute(_BY_SOURCE_LOCKED[self.principal.org_kind], wanted)
        row = rows.one_or_none()
        return None if row is None else vacancy_of(row)

    async def all_locked_by_source(self, source: str, source_ids: Sequence[str]) -> dict[str, Vacancy]:
        """The principal's own vacancies under these keys of a system, locked in one order."""
        wanted = {"org": self.principal.org, "source": source, "source_ids": list(source_ids)}
        statement = _ALL_BY_SOURCE_LOCKED[self.principal.org_kind]
        rows = await self.connection.execute(statement, wanted | bounds(self.principal))
        return {row.source_id: vacancy_of(row) for row in rows}

    async def lock_by_source(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Lock the principal's own vacancies under these keys of several systems, in one order over all of them."""
        found: list[UUID] = []
        for source, source_ids in keys.items():
            wanted = {"org": self.principal.org, "source": source, "source_ids": list(source_ids)}
            statement = _IDS_BY_SOURCE[self.principal.org_kind]
            found += (await self.connection.execute(statement, wanted | bounds(self.principal))).scalars()
        await self.all_locked(found)

    async def page(self, filters: Filters, *, after: int, limit: int) -> Page:
        """At most ``limit`` vacancies submitted after position ``after``."""
        return await self._page(visible(self.principal, VACANCY), filters, after=after, limit=limit)

    async def published(self, vacancy_id: UUID) -> Vacancy:
        """One vacancy that is open to young people, for who sends them there; raises VacancyUnknown."""
        query = select(*COLUMNS).where(VACANCY.c.id == vacancy_id, open_to(self.principal, VACANCY))
        row = (await self.connection.execute(query)).one_or_none()
        if row is None:
            raise VacancyUnknown(id=str(vacancy_id))
        return vacancy_of(row)

    async def published_page(self, filters: Filters, *, after: int, limit: int) -> Page:
        """At most ``limit`` of them after position ``after``."""
        return await self._page(open_to(self.principal, VACANCY), filters, after=after, limit=limit)

    async def _page(self, seen: ColumnElement[bool], filters: Filters, *, after: int, limit: int) -> Page:
        query = narrowed(select(VACANCY.c.position, *COLUMNS).where(seen), filters)
        query = query.where(VACANCY.c.position > after).order_by(VACANCY.c.position).limit(limit + 1)
        rows = (await self.connection.execute(query)).all()
        more = len(rows) > limit
        shown = rows[:limit]
        return Page([vacancy_of(row) for row in shown], shown[-1].position if more else None)

    async def changes(self, after: int | None, *, limit: int) -> Feed:
        """What changed after a feed number; raises CursorGone."""
        seen = visible(self.principal, self.tx.tables.change)
        return await Changes(self.tx).after(RESOURCE, after, limit=limit, visible=seen)

    async def next_numbers(self, many: int) -> list[int]:
        """The next running numbers for cases; numbers of refused submissions are lost."""
        return list((await self.connection.execute(_NEXT_NUMBERS, {"many": many})).scalars())

    async def add(self, vacancy: Vacancy) -> bool:
        """Insert a vacancy; False when another transaction has just inserted one under the same source key."""
        return (await self.connection.execute(_ADD, _whole(vacancy))).one_or_none() is not None

    async def add_all(self, vacancies: Sequence[Vacancy], columns: Sequence[Columns]) -> None:
        """Insert vacancies, each with the columns that are worked out of it.

        Raises KeyTaken when another transaction has just inserted one under a same key.
        """
        try:
            rows = await in_turns(lambda one: _whole(*one), zip(vacancies, columns, strict=True))
            await insert_all(self.connection, VACANCY, rows)
        except (IntegrityError, UniqueViolationError) as error:
            raise KeyTaken() from error

    async def received(self, vacancy_ids: Sequence[UUID], on: date) -> None:
        """Remember the day on which the partner sent locked vacancies, changed or not: once a day, and no version."""
        await self.connection.execute(_RECEIVED, {"vacancies": list(vacancy_ids), "on": on})

    async def save_all(self, vacancies: Sequence[Vacancy]) -> None:
        """Write what changes about vacancies; their rows are locked."""
        await update_all(self.connection, VACANCY, [{"id": one.id, **_changing(one)} for one in vacancies])

    async def overdue(self, on: date, *, limit: int) -> list[Vacancy]:
        """At most ``limit`` vacancies still on their way whose closing date is over, locked; those that somebody works
        on are left for the next time. The platform's own schedule asks this, for every tenant."""
        rows = await self.connection.execute(_OVERDUE, {"on": on, "most": limit})
        return [vacancy_of(row) for row in rows]

    async def add_attestation(self, attestation: Attestation) -> None:
        """Keep who attested what."""
        await self.connection.execute(insert_into(ATTESTATION), asdict(attestation))

    async def add_reviews(self, reviews: Sequence[Review]) -> None:
        """Keep officers' decisions."""
        await self.connection.execute(insert_into(REVIEW), [asdict(review) for review in reviews])

    async def _one(self, statements: Mapping[Any, Select[Any]], vacancy_id: UUID) -> Vacancy:
        wanted = {"vacancy_id": vacancy_id, **bounds(self.principal)}
        row = (await self.connection.execute(statements[self.principal.org_kind], wanted)).one_or_none()
        if row is None:
            raise VacancyUnknown(id=str(vacancy_id))
        return vacancy_of(row)


def _whole(vacancy: Vacancy, columns: Columns | None = None) -> dict[str, Any]:
    return {name: getattr(vacancy, name) for name in _ONCE} | _changing(vacancy, columns)


def _changing(vacancy: Vacancy, columns: Columns | None = None) -> dict[str, Any]:
    facts = vacancy.facts
    return {
        "state": vacancy.state,
        "version": vacancy.version,
        "seq": vacancy.seq,
        "source_facts": vacancy.source_facts,
        "attested_facts": vacancy.attested_facts,
        "content_hash": vacancy.content_hash,
        "county": vacancy.county,
        "industry": vacancy.industry,
        "openings": vacancy.openings,
        "title": facts["title"],
        "employer_name": facts["employer"]["name"],
        "company_number": facts["employer"].get("company_number"),
        "closing_date": vacancy.closing_date,
        **(columns_of(facts) if columns is None else columns),
        "outcome": vacancy.outcome,
        "screening_id": vacancy.screening_id,
        "screened_on": vacancy.screened_on,
        "judged_under": vacancy.judged_under,
        "seats_taken": vacancy.seats_taken,
        "published_on": vacancy.published_on,
        "updated_at": vacancy.updated_at,
    }


def vacancy_of(row: Row) -> Vacancy:
    """A row with all of a vacancy's columns."""
    values = {name: getattr(row, name) for name in _FIELDS}
    values["state"] = State(row.state)
    values["outcome"] = None if row.outcome is None else Outcome(row.outcome)
    return Vacancy(**values)
