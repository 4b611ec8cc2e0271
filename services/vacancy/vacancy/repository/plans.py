"""Execution plans: a branch sees its own, the agency all, nobody else any."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row, insert_into
from sqlalchemy import Select, Uuid, func, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_new

from vacancy.domain.errors import PlanUnknown
from vacancy.domain.plan import ExecutionPlan, PlanContent, PlanRevision, PlanState
from vacancy.models import EXECUTION_PLAN, PLAN_REVISION
from vacancy.repository.visibility import of_branch

_COLUMNS = tuple(EXECUTION_PLAN.c[field.name] for field in fields(ExecutionPlan))
_ADD = (
    insert_new(EXECUTION_PLAN)
    .on_conflict_do_nothing(index_elements=[EXECUTION_PLAN.c.branch, EXECUTION_PLAN.c.roc_year])
    .returning(EXECUTION_PLAN.c.id)
)
_SAVE = update(EXECUTION_PLAN).where(EXECUTION_PLAN.c.id == bind("saved_plan"))
_REVISIONS = select(PLAN_REVISION).where(PLAN_REVISION.c.plan_id == bind("plan_id")).order_by(PLAN_REVISION.c.revision)
_REVISION = select(PLAN_REVISION).where(
    PLAN_REVISION.c.plan_id == bind("plan_id"), PLAN_REVISION.c.revision == bind("revision")
)
_OF_ALL = select(*_COLUMNS).where(EXECUTION_PLAN.c.id == func.any(bind("plans", type_=ARRAY(Uuid))))
_REVISIONS_OF_ALL = select(PLAN_REVISION).where(PLAN_REVISION.c.plan_id == func.any(bind("plans", type_=ARRAY(Uuid))))
_ACKNOWLEDGE = update(PLAN_REVISION).where(
    PLAN_REVISION.c.plan_id == bind("of_plan"), PLAN_REVISION.c.revision == bind("of_revision")
)


@dataclass(frozen=True, slots=True)
class PlanFilters:
    """What a list of plans may be narrowed by; None does not narrow."""

    branch: str | None = None
    roc_year: int | None = None
    state: PlanState | None = None


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Some plans in the order of their first filing, and where the next page begins, if there is one."""

    plans: list[ExecutionPlan]
    next_position: int | None


class Plans(Repository):
    """The execution plans that the principal sees."""

    async def get(self, plan_id: UUID) -> ExecutionPlan:
        """One plan; raises PlanUnknown."""
        return await self._one(self._visible().where(EXECUTION_PLAN.c.id == plan_id), plan_id)

    async def locked(self, plan_id: UUID) -> ExecutionPlan:
        """One plan, its row locked until the transaction ends; raises PlanUnknown."""
        return await self._one(self._visible().where(EXECUTION_PLAN.c.id == plan_id).with_for_update(), plan_id)

    async def page(self, filters: PlanFilters, *, after: int, limit: int) -> PlanPage:
        """At most ``limit`` plans first filed after position ``after``."""
        query = self._visible().add_columns(EXECUTION_PLAN.c.position)
        for name, wanted in asdict(filters).items():
            if wanted is not None:
                query = query.where(EXECUTION_PLAN.c[name] == wanted)
        query = query.where(EXECUTION_PLAN.c.position > after).order_by(EXECUTION_PLAN.c.position).limit(limit + 1)
        rows = (await self.connection.execute(query)).all()
        shown = rows[:limit]
        return PlanPage([_plan(row) for row in shown], shown[-1].position if len(rows) > limit else None)

    async def add(self, plan: ExecutionPlan) -> bool:
        """Insert a plan; False when the branch has filed one for that year."""
        return (await self.connection.execute(_ADD, asdict(plan))).one_or_none() is not None

    async def save(self, plan: ExecutionPlan) -> None:
        """Write what changes about a locked plan."""
        names = ("state", "version", "seq", "revision", "acknowledged_revision", "updated_at")
        await self.connection.execute(_SAVE, {"saved_plan": plan.id, **{name: getattr(plan, name) for name in names}})

    async def add_revision(self, revision: PlanRevision) -> None:
        """Keep one content of a plan."""
        row = {field.name: getattr(revision, field.name) for field in fields(PlanRevision)}
        await self.connection.execute(insert_into(PLAN_REVISION), row | {"content": revision.content.record()})

    async def revisions(self, plan_id: UUID) -> list[PlanRevision]:
        """Every revision of a plan that the caller has read, oldest first."""
        return [_revision(row) for row in await self.connection.execute(_REVISIONS, {"plan_id": plan_id})]

    async def revision(self, plan_id: UUID, revision: int) -> PlanRevision:
        """One revision of a plan that the caller has read or locked."""
        wanted = {"plan_id": plan_id, "revision": revision}
        return _revision((await self.connection.execute(_REVISION, wanted)).one())

    async def acknowledge(self, revision: PlanRevision) -> None:
        """Write a revision's acknowledgement."""
        names = ("document_number", "acknowledging_officer", "acknowledged_by", "acknowledged_at")
        key = {"of_plan": revision.plan_id, "of_revision": revision.revision}
        await self.connection.execute(_ACKNOWLEDGE, key | {name: getattr(revision, name) for name in names})

    async def with_revisions(self, plan_ids: Sequence[UUID]) -> list[tuple[ExecutionPlan, dict[int, PlanRevision]]]:
        """Plans with their revisions by number. The platform's own announcement asks this, for every branch."""
        wanted = {"plans": list(plan_ids)}
        plans = [_plan(row) for row in await self.connection.execute(_OF_ALL, wanted)]
        revisions: dict[UUID, dict[int, PlanRevision]] = {}
        for row in await self.connection.execute(_REVISIONS_OF_ALL, wanted):
            revisions.setdefault(row.plan_id, {})[row.revision] = _revision(row)
        return [(plan, revisions[plan.id]) for plan in plans]

    def _visible(self) -> Select[Any]:
        return select(*_COLUMNS).where(of_branch(self.principal, EXECUTION_PLAN))

    async def _one(self, query: Select[Any], plan_id: UUID) -> ExecutionPlan:
        row = (await self.connection.execute(query)).one_or_none()
        if row is None:
            raise PlanUnknown(id=str(plan_id))
        return _plan(row)


def _plan(row: Row) -> ExecutionPlan:
    values = {field.name: getattr(row, field.name) for field in fields(ExecutionPlan)}
    return ExecutionPlan(**values | {"state": PlanState(row.state)})


def _revision(row: Row) -> PlanRevision:
    return PlanRevision(**dict(row._mapping) | {"content": PlanContent.of(row.content)})
