"""The stock of vacancies in the order of their submission, a chunk at a time, for long work that goes through it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from chassis.db import Repository
from sqlalchemy import Select, Text, Uuid, func, literal, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY

from vacancy.domain.life_cycle import State
from vacancy.domain.records import AppealStatus
from vacancy.domain.vacancy import Vacancy
from vacancy.models import APPEAL, VACANCY
from vacancy.repository.vacancies import COLUMNS, vacancy_of
from vacancy.repository.visibility import visible

_JUDGED = (
    update(VACANCY)
    .where(VACANCY.c.id == func.any(bind("vacancies", type_=ARRAY(Uuid))))
    .values(judged_under=bind("under"))
)


@dataclass(frozen=True, slots=True)
class StockFilters:
    """What a walk through the stock may be narrowed by; None does not narrow."""

    county: str | None = None
    industry: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A vacancy and its place in the stock."""

    position: int
    vacancy: Vacancy


class Stock(Repository):
    """The vacancies that the principal sees, in chunks."""

    async def count(self, states: Collection[State], filters: StockFilters) -> int:
        """How many there are."""
        query = self._narrowed(select(func.count()).select_from(VACANCY), states, filters)
        return int((await self.connection.execute(query)).scalar_one())

    async def read(
        self, states: Collection[State], filters: StockFilters, *, after: int, limit: int, lock: bool = False
    ) -> list[Placed]:
        """At most ``limit`` vacancies after a place; locked until the transaction ends where that is asked for."""
        query = self._narrowed(select(VACANCY.c.position, *COLUMNS), states, filters)
        return await self._chunk(query, after=after, limit=limit, lock=lock)

    async def judged_otherwise(
        self, states: Collection[State], version: str, *, after: int, limit: int
    ) -> list[Placed]:
        """Vacancies whose screening rests on another version of the rules, locked.

        Left out: what an officer refused, and what waits for the decision of an appeal.
        """
        waiting = select(APPEAL.c.vacancy_id).where(APPEAL.c.status == AppealStatus.FILED)
        query = self._narrowed(select(VACANCY.c.position, *COLUMNS), states, StockFilters())
        query = query.where(
            VACANCY.c.screening_id.is_not(None),
            VACANCY.c.judged_under.is_distinct_from(version),
            (VACANCY.c.state != State.REJECTED) | (VACANCY.c.outcome == State.REJECTED),
            VACANCY.c.id.not_in(waiting),
        )
        return await self._chunk(query, after=after, limit=limit, lock=True)

    async def mark_judged(self, vacancies: Sequence[UUID], version: str) -> None:
        """Locked vacancies have the same outcome under this version of the rules too."""
        if vacancies:
            await self.connection.execute(_JUDGED, {"vacancies": list(vacancies), "under": version})

    def _narrowed(self, query: Select[Any], states: Collection[State], filters: StockFilters) -> Select[Any]:
        named = literal([str(one) for one in states], ARRAY(Text))
        query = query.where(visible(self.principal, VACANCY), VACANCY.c.state == func.any(named))
        for name, wanted in asdict(filters).items():
            if wanted is not None:
                query = query.where(VACANCY.c[name] == wanted)
        return query

    async def _chunk(self, query: Select[Any], *, after: int, limit: int, lock: bool) -> list[Placed]:
        query = query.where(VACANCY.c.position > after).order_by(VACANCY.c.position).limit(limit)
        rows = await self.connection.execute(query.with_for_update() if lock else query)
        return [Placed(row.position, vacancy_of(row)) for row in rows]
