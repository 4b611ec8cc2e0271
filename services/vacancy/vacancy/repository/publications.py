"""The latest publication of a vacancy, as it was told. Callers have locked the vacancy or read it as the platform."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.db import Repository
from chassis.domain import Json
from sqlalchemy import Uuid, func, select
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, insert

from vacancy.models import PUBLICATION

_NEW = insert(PUBLICATION)
_PUT = _NEW.on_conflict_do_update(index_elements=[PUBLICATION.c.vacancy_id], set_={"fact": _NEW.excluded.fact}).inline()
_OF_ALL = select(PUBLICATION.c.vacancy_id, PUBLICATION.c.fact).where(
    PUBLICATION.c.vacancy_id == func.any(bind("vacancies", type_=ARRAY(Uuid)))
)


class Publications(Repository):
    """What was told of vacancies."""

    async def put(self, vacancy_id: UUID, fact: dict[str, Json]) -> None:
        """Keep what is being told of a locked vacancy."""
        await self.connection.execute(_PUT, {"vacancy_id": vacancy_id, "fact": fact})

    async def of_all(self, vacancy_ids: Sequence[UUID]) -> dict[UUID, Any]:
        """What was told of these; one that was published before this was kept is not among them."""
        rows = await self.connection.execute(_OF_ALL, {"vacancies": list(vacancy_ids)})
        return {row.vacancy_id: row.fact for row in rows}
