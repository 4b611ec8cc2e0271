"""What was stored before it was searched for and compared: the platform's own back-fill, for every tenant."""

from chassis.db import Repository
from sqlalchemy import bindparam as bind
from sqlalchemy import select, update

from vacancy.domain.statement import merged
from vacancy.domain.worked_out import columns_of
from vacancy.models import VACANCY

_NOT_INDEXED = (
    select(VACANCY.c.id, VACANCY.c.source_facts, VACANCY.c.attested_facts)
    .where(VACANCY.c.search_tokens.is_(None))
    .order_by(VACANCY.c.position)
    .limit(bind("most"))
    .with_for_update()
)
_INDEX = update(VACANCY).where(VACANCY.c.id == bind("vacancy_id"))


class SearchIndex(Repository):
    """The columns that are worked out of what a vacancy says."""

    async def fill(self, *, limit: int) -> int:
        """Work them out for at most ``limit`` vacancies that lack them; returns how many. No version moves."""
        rows = (await self.connection.execute(_NOT_INDEXED, {"most": limit})).all()
        columns = [{"vacancy_id": row.id, **columns_of(merged(row.source_facts, row.attested_facts))} for row in rows]
        if columns:
            await self.connection.execute(_INDEX, columns)
        return len(columns)
