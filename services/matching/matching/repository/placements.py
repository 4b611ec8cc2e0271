"""Placements and their follow-ups."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row, insert_all, insert_into
from fields.calendar import business_date
from sqlalchemy import Select, Uuid, delete, func, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY

from matching.domain.placement import Checkpoint, CheckpointState, Placement, PlacementState, PlacementUnknown
from matching.models import CHECKPOINT, PLACEMENT
from matching.repository.working import sees_work

_FIELDS = tuple(field.name for field in fields(Placement))
_COLUMNS = tuple(PLACEMENT.c[name] for name in _FIELDS)
_CHECKPOINTS = tuple(CHECKPOINT.c[field.name] for field in fields(Checkpoint))
_SAVE = update(PLACEMENT).where(PLACEMENT.c.id == bind("placement"))
_OF = select(*_CHECKPOINTS).where(CHECKPOINT.c.placement_id == func.any(bind("placements", type_=ARRAY(Uuid))))
_SAVE_CHECKPOINT = update(CHECKPOINT).where(
    CHECKPOINT.c.placement_id == bind("of_placement"), CHECKPOINT.c.code == bind("of_code")
)
_OF_PERSON = select(PLACEMENT.c.id).where(PLACEMENT.c.person_id == bind("person"))
_FORGET = delete(CHECKPOINT).where(
    CHECKPOINT.c.placement_id.in_(_OF_PERSON), CHECKPOINT.c.state == CheckpointState.OPEN.value
)
_FORGET_DOCUMENTS = (
    update(CHECKPOINT)
    .where(CHECKPOINT.c.placement_id.in_(_OF_PERSON), CHECKPOINT.c.document.is_not(None))
    .values(document=None)
)


@dataclass(frozen=True, slots=True)
class PlacementFilters:
    """What a list of placements may be narrowed by; None does not narrow."""

    youth_id: UUID | None = None
    vacancy_id: UUID | None = None
    state: PlacementState | None = None


@dataclass(frozen=True, slots=True)
class PlacedPlacement:
    """A placement and its position in the list."""

    placement: Placement
    position: int


class Placements(Repository):
    """The placements that the principal sees."""

    async def get(self, placement_id: UUID) -> Placement:
        """One placement; raises PlacementUnknown."""
        return await self._one(self._visible(), placement_id)

    async def locked(self, placement_id: UUID) -> Placement:
        """One placement, its row locked until the transaction ends; raises PlacementUnknown."""
        return await self._one(self._visible().with_for_update(), placement_id)

    async def page(self, filters: PlacementFilters, *, after: int, limit: int) -> list[PlacedPlacement]:
        """At most ``limit`` placements begun after a position."""
        query = self._visible().add_columns(PLACEMENT.c.position).where(PLACEMENT.c.position > after)
        for name, wanted in asdict(filters).items():
            if wanted is not None:
                query = query.where(PLACEMENT.c[name] == wanted)
        rows = await self.connection.execute(query.order_by(PLACEMENT.c.position).limit(limit))
        return [PlacedPlacement(_placement(row), row.position) for row in rows]

    async def overdue(self, on: date, *, after: int, limit: int) -> list[PlacedPlacement]:
        """At most ``limit`` placements of which a follow-up is overdue on a day."""
        late = select(CHECKPOINT.c.placement_id).where(
            CHECKPOINT.c.state == CheckpointState.OPEN.value, CHECKPOINT.c.grace_until < on
        )
        query = self._visible().add_columns(PLACEMENT.c.position)
        query = query.where(PLACEMENT.c.id.in_(late), PLACEMENT.c.position > after)
        rows = await self.connection.execute(query.order_by(PLACEMENT.c.position).limit(limit))
        return [PlacedPlacement(_placement(row), row.position) for row in rows]

    async def these(self, placement_ids: Sequence[UUID]) -> list[Placement]:
        """Those of these placements that the principal sees."""
        rows = await self.connection.execute(self._visible().where(PLACEMENT.c.id.in_(list(placement_ids))))
        return [_placement(row) for row in rows]

    async def add(self, placement: Placement) -> None:
        """Keep a new placement."""
        await self.connection.execute(insert_into(PLACEMENT), asdict(placement))

    async def save(self, placement: Placement) -> None:
        """Write what changes about a locked placement."""
        names = ("state", "version", "seq", "ended_on", "end_reason", "updated_at")
        row = {one: getattr(placement, one) for one in names}
        await self.connection.execute(_SAVE, {"placement": placement.id, **row})

    async def add_checkpoints(self, checkpoints: Sequence[Checkpoint]) -> None:
        """Keep follow-ups to come."""
        await insert_all(self.connection, CHECKPOINT, [asdict(one) for one in checkpoints])

    async def checkpoints(self, placement_ids: Sequence[UUID]) -> dict[UUID, list[Checkpoint]]:
        """The follow-ups of placements that the caller has read, by their due days."""
        found: dict[UUID, list[Checkpoint]] = {one: [] for one in placement_ids}
        query = _OF.order_by(CHECKPOINT.c.due_on, CHECKPOINT.c.code)
        for row in await self.connection.execute(query, {"placements": list(placement_ids)}):
            found[row.placement_id].append(Checkpoint(**dict(row._mapping) | {"state": CheckpointState(row.state)}))
        return found

    async def save_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Write a follow-up of a locked placement."""
        row = asdict(checkpoint)
        key = {"of_placement": row.pop("placement_id"), "of_code": row.pop("code")}
        await self.connection.execute(_SAVE_CHECKPOINT, key | row)

    async def forget(self, person_id: UUID) -> int:
        """Nobody is asked about an erased person any more, and no document is named; returns how many rows."""
        wanted = {"person": person_id}
        done = [await self.connection.execute(one, wanted) for one in (_FORGET, _FORGET_DOCUMENTS)]
        return sum(one.rowcount for one in done)

    def _visible(self) -> Select[Any]:
        return select(*_COLUMNS).where(sees_work(self.principal, PLACEMENT, on=business_date(self.tx.now)))

    async def _one(self, query: Select[Any], placement_id: UUID) -> Placement:
        row = (await self.connection.execute(query.where(PLACEMENT.c.id == placement_id))).one_or_none()
        if row is None:
            raise PlacementUnknown(id=str(placement_id))
        return _placement(row)


def _placement(row: Row) -> Placement:
    values = {name: getattr(row, name) for name in _FIELDS}
    return Placement(**values | {"state": PlacementState(row.state)})
