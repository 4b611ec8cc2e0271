"""Young people whom a vacancy may suit: those that the principal sees, without what names them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.db import Repository
from fields.calendar import business_date
from sqlalchemy import ColumnElement, Select, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from matching.domain.life_cycle import Outcome, State
from matching.domain.youth import Youth
from matching.models import YOUTH
from matching.repository.visibility import Bound, visible
from matching.repository.youths import Youths

_SEALED = ("stated_personal", "corrected_personal")
# what names a person is neither read nor opened
_COLUMNS = (
    *(column for column in YOUTH.c if column.name not in _SEALED),
    *(literal(None).label(name) for name in _SEALED),
)


class CandidateYouths(Repository):
    """Eligible young people by what they want."""

    async def who_may_want(
        self, *, county: str | None, industry: str | None, on: date, limit: int
    ) -> list[tuple[Youth, int]]:
        """At most ``limit`` of them with their positions, oldest registration first.

        Whoever names no county or industry would work in any, an unstated one too.
        """
        wanting = self._eligible(on).where(_wants("counties", county), _wants("industries", industry))
        return await self._found(wanting.limit(limit))

    async def matchable(self, *, after: int, limit: int) -> list[tuple[Youth, int]]:
        """At most ``limit`` of them whose positions come after that one."""
        on = business_date(self.tx.now)
        return await self._found(self._eligible(on).where(YOUTH.c.position > after).limit(limit))

    async def these(self, youth_ids: Sequence[UUID]) -> list[tuple[Youth, int]]:
        """Those of these who are still among them."""
        return await self._found(self._eligible(business_date(self.tx.now)).where(YOUTH.c.id.in_(youth_ids)))

    def _eligible(self, on: date) -> Select[Any]:
        return (
            select(*_COLUMNS)
            .where(visible(self.principal.org_kind, Bound.of(self.principal, on)))
            .where(YOUTH.c.state == State.ACTIVE.value, YOUTH.c.outcome == Outcome.ELIGIBLE.value)
            .order_by(YOUTH.c.position)
        )

    async def _found(self, query: Select[Any]) -> list[tuple[Youth, int]]:
        rows = (await self.connection.execute(query)).all()
        found = await Youths(self.tx).opened(rows)
        return [(youth, row.position) for row, youth in zip(rows, found, strict=True)]


def _wants(name: str, code: str | None) -> ColumnElement[bool]:
    wanted = func.coalesce(YOUTH.c.corrected["wanted"][name], YOUTH.c.stated["wanted"][name], type_=JSONB)
    none: ColumnElement[bool] = or_(wanted.is_(None), wanted == literal([], JSONB))
    return none if code is None else or_(none, wanted.contains([code]))
