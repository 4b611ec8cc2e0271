"""Acknowledged execution plans as this service holds them. What a branch may do by them is every caller's to know."""

from dataclasses import asdict, fields
from datetime import date

from chassis.db import Repository
from sqlalchemy import bindparam as bind
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from matching.domain.activity import HeldPlan
from matching.models import HELD_PLAN

_COLUMNS = tuple(HELD_PLAN.c[field.name] for field in fields(HeldPlan))
_ON = (
    select(*_COLUMNS)
    .where(HELD_PLAN.c.branch == bind("branch"))
    .where(HELD_PLAN.c.starts_on <= bind("day"), HELD_PLAN.c.ends_on >= bind("day"))
    .order_by(HELD_PLAN.c.starts_on, HELD_PLAN.c.id)
)


class HeldPlans(Repository):
    """The plans that the agency has acknowledged (備查), in their newest acknowledged revision."""

    async def put(self, plan: HeldPlan) -> None:
        """Keep a plan unless something newer is known of it."""
        row = insert(HELD_PLAN).values(asdict(plan) | {"industries": list(plan.industries)})
        newer = {name: row.excluded[name] for name in asdict(plan) if name != "id"}
        statement = row.on_conflict_do_update(
            index_elements=["id"], set_=newer, where=HELD_PLAN.c.sequence < row.excluded.sequence
        )
        await self.connection.execute(statement)

    async def on(self, branch: str, day: date) -> list[HeldPlan]:
        """The branch's acknowledged plans that hold on a day."""
        rows = await self.connection.execute(_ON, {"branch": branch, "day": day})
        return [HeldPlan(**dict(row._mapping) | {"industries": tuple(row.industries)}) for row in rows]
