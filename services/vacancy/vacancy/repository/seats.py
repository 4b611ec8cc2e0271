"""Who sits where: one row a placement, whatever order its events come in."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis.db import Repository
from sqlalchemy import ColumnElement, Table, Uuid, and_, delete, exists, func, select
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, insert

from vacancy.models import CARRIED_SEAT, SEAT

_NAMES = ("placement_id", "vacancy_id", "taken_on", "given_back_on")


def _sat(seats: Table) -> ColumnElement[bool]:
    return and_(
        seats.c.vacancy_id == bind("vacancy_id"), seats.c.taken_on.is_not(None), seats.c.given_back_on.is_(None)
    )


_CARRIED = exists().where(CARRIED_SEAT.c.placement_id == SEAT.c.placement_id)
_TAKEN = select(
    select(func.count()).select_from(SEAT).where(_sat(SEAT), ~_CARRIED).scalar_subquery()
    + select(func.count()).select_from(CARRIED_SEAT).where(_sat(CARRIED_SEAT)).scalar_subquery()
)
_SET_ASIDE = (
    insert(CARRIED_SEAT).from_select(_NAMES, select(*(SEAT.c[name] for name in _NAMES))).on_conflict_do_nothing()
)
_UNTOLD = select(func.count()).select_from(CARRIED_SEAT)
_UNTOLD_IN = select(CARRIED_SEAT.c.vacancy_id).distinct().order_by(CARRIED_SEAT.c.vacancy_id).limit(bind("most"))
_LET_GO = delete(CARRIED_SEAT).where(CARRIED_SEAT.c.vacancy_id == func.any(bind("vacancies", type_=ARRAY(Uuid))))
_TOLD = delete(CARRIED_SEAT).where(CARRIED_SEAT.c.placement_id == bind("placement_id"))


class Seats(Repository):
    """Seats of vacancies that the caller has locked.

    While seats are rebuilt, a placement counts as it did before until it is told again as far as it was known: of one
    that had ended, the beginning alone says nothing, for its end is told next.
    """

    async def take(self, placement_id: UUID, *, vacancy_id: UUID, on: date) -> None:
        """A placement took a seat."""
        await self._put(placement_id, vacancy_id, "taken_on", on)
        told = _TOLD.where(CARRIED_SEAT.c.given_back_on.is_(None))
        await self.connection.execute(told, {"placement_id": placement_id})

    async def give_back(self, placement_id: UUID, *, vacancy_id: UUID, on: date) -> None:
        """A placement's seat is free again."""
        await self._put(placement_id, vacancy_id, "given_back_on", on)
        await self.connection.execute(_TOLD, {"placement_id": placement_id})

    async def taken(self, vacancy_id: UUID) -> int:
        """How many seats of a vacancy are taken."""
        return int((await self.connection.execute(_TAKEN, {"vacancy_id": vacancy_id})).scalar_one())

    async def set_aside(self) -> int:
        """Carry every seat over a rebuild; returns how many. What is carried already stays as it was carried."""
        await self.connection.execute(_SET_ASIDE)
        return await self.untold()

    async def untold(self) -> int:
        """How many seats were carried over a rebuild and not told again yet."""
        return int((await self.connection.execute(_UNTOLD)).scalar_one())

    async def untold_in(self, most: int) -> list[UUID]:
        """At most so many vacancies that have such seats."""
        return list((await self.connection.execute(_UNTOLD_IN, {"most": most})).scalars())

    async def let_go(self, vacancy_ids: Sequence[UUID]) -> int:
        """Forget these vacancies' carried seats; returns how many."""
        return (await self.connection.execute(_LET_GO, {"vacancies": list(vacancy_ids)})).rowcount

    async def _put(self, placement_id: UUID, vacancy_id: UUID, column: str, on: date) -> None:
        row = insert(SEAT).values({"placement_id": placement_id, "vacancy_id": vacancy_id, column: on})
        await self.connection.execute(row.on_conflict_do_update(index_elements=["placement_id"], set_={column: on}))
