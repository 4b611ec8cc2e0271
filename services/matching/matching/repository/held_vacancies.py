"""Vacancies as this service holds them: the programme's own facts, which every principal may read."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from chassis import changes
from chassis.changes import Changes, Entry, Feed
from chassis.db import Repository, Row
from sqlalchemy import Integer, Text, Uuid, false, func, select, true, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, insert

from matching.adapters.engine_rows import VacancyRow
from matching.domain.held_vacancy import HeldVacancy, Standing, VacancyInBrief, VacancyUnknown
from matching.domain.placement import PlacementState
from matching.models import HELD_VACANCY, PLACEMENT, SKILL_NUMBER, VACANCY_NUMBER

RESOURCE = "held_vacancy"
NOBODY = ""
"""Owner of the feed's entries: it is the processes' own, and no partner's."""

_FIELDS = tuple(field.name for field in fields(HeldVacancy))
_COLUMNS = tuple(HELD_VACANCY.c[name] for name in _FIELDS)
_BY_ID = select(*_COLUMNS).where(HELD_VACANCY.c.id == bind("vacancy_id"))
_LOCKED = select(*_COLUMNS, HELD_VACANCY.c.version, HELD_VACANCY.c.searchable).where(
    HELD_VACANCY.c.id == bind("vacancy_id")
)
_ENGINE = (
    VACANCY_NUMBER.c.number,
    HELD_VACANCY.c.id,
    HELD_VACANCY.c.county,
    HELD_VACANCY.c.industry,
    HELD_VACANCY.c.openings,
    HELD_VACANCY.c.offer,
)
_NUMBERED = HELD_VACANCY.join(VACANCY_NUMBER, VACANCY_NUMBER.c.vacancy_id == HELD_VACANCY.c.id)
_SEARCHABLE = (
    select(*_ENGINE)
    .select_from(_NUMBERED)
    .where(HELD_VACANCY.c.searchable, HELD_VACANCY.c.id > bind("after"))
    .order_by(HELD_VACANCY.c.id)
    .limit(bind("most"))
)
_THESE = (
    select(VACANCY_NUMBER.c.vacancy_id, *_ENGINE, HELD_VACANCY.c.searchable)
    .select_from(VACANCY_NUMBER.outerjoin(HELD_VACANCY, VACANCY_NUMBER.c.vacancy_id == HELD_VACANCY.c.id))
    .where(VACANCY_NUMBER.c.vacancy_id == func.any(bind("vacancies", type_=ARRAY(Uuid))))
)
# of an offer no more than is shown: decoding twenty whole ones takes longer than finding them
_BRIEF = (
    HELD_VACANCY.c.id,
    HELD_VACANCY.c.county,
    HELD_VACANCY.c.industry,
    HELD_VACANCY.c.openings,
    HELD_VACANCY.c.offer["education"].as_string(),
    HELD_VACANCY.c.offer["wage_minimum"].as_integer(),
    HELD_VACANCY.c.closes_on,
)
_BY_NUMBER = (
    select(VACANCY_NUMBER.c.number, *_BRIEF)
    .select_from(_NUMBERED)
    .where(VACANCY_NUMBER.c.number == func.any(bind("numbers", type_=ARRAY(Integer))))
)
_IDS = select(VACANCY_NUMBER.c.number, VACANCY_NUMBER.c.vacancy_id).where(
    VACANCY_NUMBER.c.number == func.any(bind("numbers", type_=ARRAY(Integer)))
)
_TAKEN = (
    select(func.count())
    .select_from(PLACEMENT)
    .where(PLACEMENT.c.vacancy_id == bind("vacancy_id"), PLACEMENT.c.state == PlacementState.WORKING.value)
)
_ALL_LOCKED = (
    select(HELD_VACANCY.c.id)
    .where(HELD_VACANCY.c.id == func.any(bind("vacancies", type_=ARRAY(Uuid))))
    .order_by(HELD_VACANCY.c.id)
    .with_for_update()
)
_PASSED = (
    select(HELD_VACANCY.c.id)
    .where(HELD_VACANCY.c.searchable, HELD_VACANCY.c.closes_on < bind("on"))
    .order_by(HELD_VACANCY.c.closes_on)
    .limit(bind("most"))
)
_NUMBER = insert(VACANCY_NUMBER).on_conflict_do_nothing()
_SKILLS = insert(SKILL_NUMBER).on_conflict_do_nothing()
_KNOWN_SKILLS = select(SKILL_NUMBER.c.code).where(SKILL_NUMBER.c.code == func.any(bind("codes", type_=ARRAY(Text))))
_ALL_SKILLS = select(SKILL_NUMBER.c.code, SKILL_NUMBER.c.number)
_MARK = update(HELD_VACANCY).where(HELD_VACANCY.c.id == bind("vacancy_id"))


@dataclass(frozen=True, slots=True)
class Kept:
    """A vacancy as it stands in the table, how often the feed was told of it, and what it was told last."""

    vacancy: HeldVacancy
    version: int
    searchable: bool


@dataclass(frozen=True, slots=True)
class EngineRow:
    """What the engine is told of a vacancy; None when nobody may be sent there now."""

    vacancy_id: UUID
    number: int
    row: VacancyRow | None


class HeldVacancies(Repository):
    """The vacancies that were ever published, as far as heard."""

    async def get(self, vacancy_id: UUID) -> HeldVacancy:
        """One vacancy; raises VacancyUnknown."""
        row = (await self.connection.execute(_BY_ID, {"vacancy_id": vacancy_id})).one_or_none()
        if row is None:
            raise VacancyUnknown(id=str(vacancy_id))
        return _held(row)

    async def locked(self, vacancy_id: UUID) -> Kept | None:
        """One vacancy, its row locked until the transaction ends; None when nothing was heard of it."""
        row = (await self.connection.execute(_LOCKED.with_for_update(), {"vacancy_id": vacancy_id})).one_or_none()
        return None if row is None else Kept(_held(row), row.version, row.searchable)

    async def lock_all(self, vacancy_ids: Sequence[UUID]) -> None:
        """Lock those of these vacancies that are held, in one order."""
        await self.connection.execute(_ALL_LOCKED, {"vacancies": list(vacancy_ids)})

    async def add(self, vacancy: HeldVacancy, *, searchable: bool) -> bool:
        """Keep a vacancy; False when another transaction has just done so."""
        await self.connection.execute(_NUMBER, {"vacancy_id": vacancy.id})
        row = asdict(vacancy) | {"closes_on": vacancy.closes_on, "version": 1, "searchable": searchable}
        added = insert(HELD_VACANCY).on_conflict_do_nothing().returning(HELD_VACANCY.c.id)
        return (await self.connection.execute(added, row)).one_or_none() is not None

    async def save(self, vacancy: HeldVacancy, *, version: int, searchable: bool) -> None:
        """Write a locked vacancy."""
        row = asdict(vacancy) | {"closes_on": vacancy.closes_on, "version": version, "searchable": searchable}
        del row["id"]
        await self.connection.execute(_MARK, {"vacancy_id": vacancy.id, **row})

    async def number_skills(self, codes: Sequence[str]) -> None:
        """Give codes that have no number yet one of their own, for good."""
        known = set((await self.connection.execute(_KNOWN_SKILLS, {"codes": list(codes)})).scalars())
        # looked up first: a conflict would use numbers up, and they are the width of the engine's tables
        fresh = sorted(set(codes) - known)
        if fresh:
            await self.connection.execute(_SKILLS, [{"code": code} for code in fresh])

    async def skill_numbers(self) -> dict[str, int]:
        """The number of every skill that a vacancy has ever asked for."""
        return {row.code: row.number for row in await self.connection.execute(_ALL_SKILLS)}

    async def taken(self, vacancy_id: UUID) -> int:
        """How many young people work there through the programme."""
        return int((await self.connection.execute(_TAKEN, {"vacancy_id": vacancy_id})).scalar_one())

    async def passed(self, on: date, *, limit: int) -> list[UUID]:
        """Vacancies that are still searched although their closing day is over."""
        return list((await self.connection.execute(_PASSED, {"on": on, "most": limit})).scalars())

    async def searchable(self, after: UUID, *, limit: int) -> list[EngineRow]:
        """A piece of all that the engine searches, by id."""
        rows = await self.connection.execute(_SEARCHABLE, {"after": after, "most": limit})
        return [_engine(row) for row in rows]

    async def these(self, vacancy_ids: Sequence[UUID]) -> list[EngineRow]:
        """Some vacancies as the engine is to see them now."""
        rows = await self.connection.execute(_THESE, {"vacancies": list(vacancy_ids)})
        return [_engine(row) if row.searchable else EngineRow(row.vacancy_id, row.number, None) for row in rows]

    async def by_number(self, numbers: Sequence[int]) -> dict[int, VacancyInBrief]:
        """Vacancies by the engine's numbers."""
        rows = await self.connection.execute(_BY_NUMBER, {"numbers": list(numbers)})
        return {number: VacancyInBrief(*brief) for number, *brief in rows}

    async def ids_of(self, numbers: Sequence[int]) -> dict[int, UUID]:
        """Which vacancies the engine's numbers stand for."""
        rows = await self.connection.execute(_IDS, {"numbers": list(numbers)})
        return {row.number: row.vacancy_id for row in rows}

    async def number_of(self, vacancy_id: UUID) -> int | None:
        """The engine's number of a vacancy."""
        query = select(VACANCY_NUMBER.c.number).where(VACANCY_NUMBER.c.vacancy_id == vacancy_id)
        number: int | None = (await self.connection.execute(query)).scalar_one_or_none()
        return number

    async def tell(self, vacancy: HeldVacancy, *, version: int, searchable: bool) -> None:
        """Say in the feed that the engine has to look at a vacancy again."""
        operation = "upsert" if searchable else "delete"
        entry = Entry(RESOURCE, vacancy.id, version, owner_org=NOBODY, county=vacancy.county, operation=operation)
        await changes.record_all(self.tx, [entry])

    async def changes(self, after: int | None, *, limit: int) -> Feed:
        """What the engine has to look at after a feed number; raises CursorGone."""
        return await Changes(self.tx).after(RESOURCE, after, limit=limit, visible=true())

    async def end_of_feed(self) -> int:
        """The last number given to any change so far."""
        return (await Changes(self.tx).after(RESOURCE, None, limit=1, visible=false())).next_number


def _held(row: Row) -> HeldVacancy:
    values = {name: getattr(row, name) for name in _FIELDS}
    return HeldVacancy(**values | {"standing": Standing(row.standing)})


def _engine(row: Row) -> EngineRow:
    offer: Mapping[str, Any] | None = row.offer
    return EngineRow(row.id, row.number, VacancyRow(row.number, row.county, row.industry, row.openings, offer))
