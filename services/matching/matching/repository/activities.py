"""Careers activities: a branch sees those of its plans, a university its own, the agency all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from chassis.auth import OrgKind
from chassis.db import Repository, Row
from sqlalchemy import ColumnElement, Select, Uuid, false, func, literal, select, true, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, insert

from matching.domain.activity import Activity, ActivityKind, ActivityState, ActivityUnknown, Attendance
from matching.models import ACTIVITY, ATTENDANCE

_COLUMNS = tuple(ACTIVITY.c[field.name] for field in fields(Activity))
_ATTENDANCES = tuple(ATTENDANCE.c[field.name] for field in fields(Attendance))
_SAVE = update(ACTIVITY).where(ACTIVITY.c.id == bind("activity"))
_ATTEND = (
    insert(ATTENDANCE)
    .on_conflict_do_nothing(index_elements=[ATTENDANCE.c.activity_id, ATTENDANCE.c.person_id])
    .returning(ATTENDANCE.c.id)
)
_COUNTED = ("person_id", "target_group", "gender", "age_band", "attended_on", "activity_id")
_TOLD = select(
    ATTENDANCE.c.id, *(ATTENDANCE.c[name] for name in _COUNTED), ACTIVITY.c.kind, ACTIVITY.c.county, ACTIVITY.c.industry
).join(ACTIVITY, ACTIVITY.c.id == ATTENDANCE.c.activity_id)


@dataclass(frozen=True, slots=True)
class ActivityFilters:
    """What a list of activities may be narrowed by; None does not narrow."""

    kind: ActivityKind | None = None
    state: ActivityState | None = None
    industry: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and its position in the list."""

    row: Any
    position: int


class Activities(Repository):
    """The activities that the principal sees."""

    async def get(self, activity_id: UUID) -> Activity:
        """One activity; raises ActivityUnknown."""
        return await self._one(self._visible(), activity_id)

    async def locked(self, activity_id: UUID) -> Activity:
        """One activity, its row locked until the transaction ends; raises ActivityUnknown."""
        return await self._one(self._visible().with_for_update(), activity_id)

    async def page(self, filters: ActivityFilters, *, after: int, limit: int) -> list[Placed]:
        """At most ``limit`` activities created after a position."""
        query = self._visible().add_columns(ACTIVITY.c.position).where(ACTIVITY.c.position > after)
        for name, wanted in asdict(filters).items():
            if wanted is not None:
                query = query.where(ACTIVITY.c[name] == wanted)
        rows = await self.connection.execute(query.order_by(ACTIVITY.c.position).limit(limit))
        return [Placed(_activity(row), row.position) for row in rows]

    async def add(self, activity: Activity) -> None:
        """Keep a new activity."""
        await self.connection.execute(insert(ACTIVITY), asdict(activity))

    async def save(self, activity: Activity) -> None:
        """Write what changes about a locked activity."""
        names = ("state", "attended", "version", "updated_at")
        await self.connection.execute(
            _SAVE, {"activity": activity.id, **{one: getattr(activity, one) for one in names}}
        )

    async def attend(self, attendance: Attendance, counted: dict[str, Any]) -> bool:
        """Keep an attendance of a locked activity; False when that person's is there already."""
        return (await self.connection.execute(_ATTEND, asdict(attendance) | counted)).one_or_none() is not None

    async def attendances(self, activity_id: UUID, *, after: int, limit: int) -> list[Placed]:
        """At most ``limit`` attendances of an activity that the caller has read, recorded after a position."""
        query = (
            select(*_ATTENDANCES, ATTENDANCE.c.position)
            .where(ATTENDANCE.c.activity_id == activity_id, ATTENDANCE.c.position > after)
            .order_by(ATTENDANCE.c.position)
            .limit(limit)
        )
        rows = (await self.connection.execute(query)).all()
        return [Placed(Attendance(*row[:-1]), row.position) for row in rows]

    async def told(self, attendance_ids: Sequence[UUID]) -> list[Row]:
        """Attendances with the activity, and what they are counted by: the platform's own announcement asks this."""
        chosen = _TOLD.where(ATTENDANCE.c.id == func.any(literal(list(attendance_ids), ARRAY(Uuid))))
        return list((await self.connection.execute(chosen)).all())

    def _visible(self) -> Select[Any]:
        return select(*_COLUMNS).where(self._condition())

    def _condition(self) -> ColumnElement[bool]:
        kind = self.principal.org_kind
        if kind is OrgKind.BRANCH:
            return ACTIVITY.c.branch == self.principal.region
        if kind is OrgKind.UNIVERSITY:
            return ACTIVITY.c.owner_org == self.principal.org
        return true() if kind in (OrgKind.WORKFORCE_AGENCY, OrgKind.SYSTEM) else false()

    async def _one(self, query: Select[Any], activity_id: UUID) -> Activity:
        row = (await self.connection.execute(query.where(ACTIVITY.c.id == activity_id))).one_or_none()
        if row is None:
            raise ActivityUnknown(id=str(activity_id))
        return _activity(row)


def _activity(row: Row) -> Activity:
    values = {field.name: getattr(row, field.name) for field in fields(Activity)}
    return Activity(**values | {"kind": ActivityKind(row.kind), "state": ActivityState(row.state)})
