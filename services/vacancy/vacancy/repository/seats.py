"""Who sits where: one row a placement, whatever order its events come in."""

from datetime import date
from uuid import UUID

from chassis.db import Repository
from sqlalchemy import bindparam as bind
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from vacancy.models import SEAT

_TAKEN = (
    select(func.count())
    .select_from(SEAT)
    .where(SEAT.c.vacancy_id == bind("vacancy_id"), SEAT.c.taken_on.is_not(None), SEAT.c.given_back_on.is_(None))
)


class Seats(Repository):
    """Seats of vacancies that the caller has locked."""

    async def take(self, placement_id: UUID, *, vacancy_id: UUID, on: date) -> None:
        """A placement took a seat."""
        await self._put(placement_id, vacancy_id, "taken_on", on)

    async def give_back(self, placement_id: UUID, *, vacancy_id: UUID, on: date) -> None:
        """A placement's seat is free again."""
        await self._put(placement_id, vacancy_id, "given_back_on", on)

    async def taken(self, vacancy_id: UUID) -> int:
        """How many seats of a vacancy are taken."""
        return int((await self.connection.execute(_TAKEN, {"vacancy_id": vacancy_id})).scalar_one())

    async def _put(self, placement_id: UUID, vacancy_id: UUID, column: str, on: date) -> None:
        row = insert(SEAT).values({"placement_id": placement_id, "vacancy_id": vacancy_id, column: on})
        await self.connection.execute(row.on_conflict_do_update(index_elements=["placement_id"], set_={column: on}))
