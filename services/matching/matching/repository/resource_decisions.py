"""What branches decided to spend on somebody unemployed (R000-033); use cases look the person up first."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row, insert_into
from chassis.people import Opener, people_of
from sqlalchemy import Uuid, func, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from matching.domain.offers import Measure
from matching.domain.resources import ResourceDecision
from matching.models import RESOURCE_DECISION

_COLUMNS = tuple(column for column in RESOURCE_DECISION.c if column.name != "position")
_OF = select(*_COLUMNS).where(RESOURCE_DECISION.c.youth_id == bind("youth_id")).order_by(RESOURCE_DECISION.c.position)
_LAST = (
    select(RESOURCE_DECISION.c.youth_id, RESOURCE_DECISION.c.granted, RESOURCE_DECISION.c.measures)
    .ext(distinct_on(RESOURCE_DECISION.c.youth_id))
    .where(RESOURCE_DECISION.c.youth_id == func.any(bind("youths", type_=ARRAY(Uuid))))
    .order_by(RESOURCE_DECISION.c.youth_id, RESOURCE_DECISION.c.position.desc())
)
_FORGET = (
    update(RESOURCE_DECISION)
    .where(RESOURCE_DECISION.c.youth_id == func.any(bind("youths", type_=ARRAY(Uuid))))
    .values(reason=None)
)
COLUMN = "reason"


class ResourceDecisions(Repository):
    """Decisions, oldest first; the last one counts."""

    async def granted(self, youth_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[Measure]]:
        """The measures that the last decision about each of these grants."""
        rows = await self.connection.execute(_LAST, {"youths": list(youth_ids)})
        held = {row.youth_id: frozenset(map(Measure, row.measures)) for row in rows if row.granted}
        return {youth_id: held.get(youth_id, frozenset()) for youth_id in youth_ids}

    async def of(self, youth_id: UUID) -> list[ResourceDecision]:
        """Every decision about somebody, oldest first."""
        rows = (await self.connection.execute(_OF, {"youth_id": youth_id})).all()
        opener = await people_of(self.tx).opener(self.tx, [row.reason for row in rows])
        return [_decision(row, opener) for row in rows]

    async def add(self, decision: ResourceDecision) -> None:
        """Keep a decision, its reason sealed."""
        cipher = await people_of(self.tx).cipher(self.tx)
        row: dict[str, Any] = {name: getattr(decision, name) for name in ResourceDecision.__slots__}
        row["measures"] = sorted(decision.measures)
        row["reason"] = cipher.seal(decision.reason, row=decision.id, column=COLUMN)
        await self.connection.execute(insert_into(RESOURCE_DECISION), row)

    async def forget(self, youth_ids: Sequence[UUID]) -> int:
        """Empty the reasons; that something was decided stays. Returns how many."""
        return (await self.connection.execute(_FORGET, {"youths": list(youth_ids)})).rowcount


def _decision(row: Row, opener: Opener) -> ResourceDecision:
    values = dict(row._mapping)
    values["measures"] = frozenset(map(Measure, row.measures))
    values["reason"] = opener.open(row.reason, row=row.id, column=COLUMN)
    return ResourceDecision(**values)
