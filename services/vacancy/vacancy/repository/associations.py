"""Associations: a branch sees its own cooperations, the agency all, an association those with itself."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row
from sqlalchemy import Select, Uuid, func, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_new

from vacancy.domain.association import Association, AssociationKind, CooperationMode
from vacancy.domain.errors import AssociationUnknown
from vacancy.models import ASSOCIATION
from vacancy.repository.visibility import of_branch

_COLUMNS = tuple(ASSOCIATION.c[field.name] for field in fields(Association))
_ADD = (
    insert_new(ASSOCIATION)
    .on_conflict_do_nothing(index_elements=[ASSOCIATION.c.org, ASSOCIATION.c.branch])
    .returning(ASSOCIATION.c.id)
)
_SAVE = update(ASSOCIATION).where(ASSOCIATION.c.id == bind("association_id"))
_OF_BRANCH = select(func.count()).where(
    ASSOCIATION.c.id == func.any(bind("ids", type_=ARRAY(Uuid))), ASSOCIATION.c.branch == bind("branch")
)
_ONCE = frozenset({"id", "org", "branch", "created_at"})


@dataclass(frozen=True, slots=True)
class AssociationFilters:
    """What a list of associations may be narrowed by; None does not narrow."""

    branch: str | None = None
    kind: AssociationKind | None = None
    mode: CooperationMode | None = None


@dataclass(frozen=True, slots=True)
class AssociationPage:
    """Some associations in the order in which they were recorded, and where the next page begins, if there is one."""

    associations: list[Association]
    next_position: int | None


class Associations(Repository):
    """The cooperations that the principal sees."""

    async def get(self, association_id: UUID) -> Association:
        """One association; raises AssociationUnknown."""
        return await self._one(self._visible().where(ASSOCIATION.c.id == association_id), association_id)

    async def locked(self, association_id: UUID) -> Association:
        """One association, its row locked until the transaction ends; raises AssociationUnknown."""
        query = self._visible().where(ASSOCIATION.c.id == association_id).with_for_update()
        return await self._one(query, association_id)

    async def page(self, filters: AssociationFilters, *, after: int, limit: int) -> AssociationPage:
        """At most ``limit`` associations recorded after position ``after``."""
        query = self._visible().add_columns(ASSOCIATION.c.position)
        for name, wanted in asdict(filters).items():
            if wanted is not None:
                query = query.where(ASSOCIATION.c[name] == wanted)
        query = query.where(ASSOCIATION.c.position > after).order_by(ASSOCIATION.c.position).limit(limit + 1)
        rows = (await self.connection.execute(query)).all()
        shown = rows[:limit]
        following = shown[-1].position if len(rows) > limit else None
        return AssociationPage([_association(row) for row in shown], following)

    async def all_of_branch(self, ids: Sequence[UUID], branch: str) -> bool:
        """Whether every one of these is an association that a branch cooperates with."""
        found = await self.connection.execute(_OF_BRANCH, {"ids": list(ids), "branch": branch})
        return int(found.scalar_one()) == len(set(ids))

    async def add(self, association: Association) -> bool:
        """Insert an association; False when the branch has recorded this organisation before."""
        return (await self.connection.execute(_ADD, asdict(association))).one_or_none() is not None

    async def save(self, association: Association) -> None:
        """Write what changes about a locked association."""
        values = {name: value for name, value in asdict(association).items() if name not in _ONCE}
        await self.connection.execute(_SAVE, {"association_id": association.id, **values})

    def _visible(self) -> Select[Any]:
        return select(*_COLUMNS).where(of_branch(self.principal, ASSOCIATION, partner=ASSOCIATION.c.org))

    async def _one(self, query: Select[Any], association_id: UUID) -> Association:
        row = (await self.connection.execute(query)).one_or_none()
        if row is None:
            raise AssociationUnknown(id=str(association_id))
        return _association(row)


def _association(row: Row) -> Association:
    values = {field.name: getattr(row, field.name) for field in fields(Association)}
    return Association(**values | {"kind": AssociationKind(row.kind), "mode": CooperationMode(row.mode)})
