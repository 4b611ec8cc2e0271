"""Enrolments in the courses that the principal provides, and their attendance."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row
from chassis.domain import Json
from sqlalchemy import Select, Uuid, and_, func, literal, or_, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, insert

from training.domain.enrolment import (
    UNDER_WAY,
    Demographics,
    EndReason,
    Enrolment,
    EnrolmentState,
)
from training.domain.errors import EnrolmentUnknown
from training.domain.statistics import Tally
from training.models import ATTENDANCE, COURSE_SESSION, ENROLMENT
from training.repository.paging import Page, following, narrowed
from training.repository.visibility import visible_enrolment

PERSON = func.coalesce(ENROLMENT.c.person_id, ENROLMENT.c.youth_id)
_DEMOGRAPHICS = tuple(field.name for field in fields(Demographics))
_OWN = tuple(field.name for field in fields(Enrolment) if field.name != "demographics")
_SAVED = tuple(name for name in _OWN if name not in ("id", "owner_org", "course_id", "youth_id", "created_at"))
_ADD = insert(ENROLMENT).on_conflict_do_nothing().returning(ENROLMENT.c.id)
_SAVE = update(ENROLMENT).where(ENROLMENT.c.id == bind("saved_enrolment"))
_TOLD = select(ENROLMENT.c.id, ENROLMENT.c.told_started, ENROLMENT.c.told_completed)
_ATTENDED = select(func.coalesce(func.sum(ATTENDANCE.c.hours), 0)).where(
    ATTENDANCE.c.enrolment_id == bind("enrolment_id")
)
_WAITING = (
    select(ENROLMENT)
    .where(ENROLMENT.c.session_id == bind("session_id"), ENROLMENT.c.state == EnrolmentState.WAITING)
    .order_by(ENROLMENT.c.position)
    .limit(bind("most"))
    .with_for_update()
)
_UNPLACED = (
    select(ENROLMENT)
    .outerjoin(COURSE_SESSION, ENROLMENT.c.session_id == COURSE_SESSION.c.id)
    .where(ENROLMENT.c.course_id == bind("course_id"))
    .where(
        or_(
            ENROLMENT.c.state == EnrolmentState.REQUESTED,
            and_(ENROLMENT.c.state == EnrolmentState.WAITING, COURSE_SESSION.c.starts_on < bind("on")),
        )
    )
    .order_by(ENROLMENT.c.position)
    .with_for_update(of=ENROLMENT)
)
_OF_PERSON = select(ENROLMENT).where(bind("person_id") == PERSON).order_by(ENROLMENT.c.course_id)
_LOCK_OF_PERSON = select(ENROLMENT.c.id).where(bind("person_id") == PERSON).order_by(ENROLMENT.c.id).with_for_update()
_OPEN_OF_PERSON = _OF_PERSON.where(ENROLMENT.c.state.in_(sorted(UNDER_WAY)))
_PERSONAL = ENROLMENT.c.remarks.is_not(None) | ENROLMENT.c.comment.is_not(None)
_ERASE = (
    update(ENROLMENT)
    .where(bind("erased_person") == PERSON, _PERSONAL)
    .values(remarks=None, comment=None, version=ENROLMENT.c.version + 1)
)
_BY_REFERRAL = select(ENROLMENT).where(ENROLMENT.c.training_referral_id == bind("referral_id"))
_TALLIES = (
    select(
        ENROLMENT.c.state,
        ENROLMENT.c.gender,
        func.count().label("people"),
        func.count(ENROLMENT.c.satisfaction).label("rated"),
        func.coalesce(func.sum(ENROLMENT.c.satisfaction), 0).label("satisfaction"),
    )
    .where(ENROLMENT.c.course_id == bind("course_id"))
    .group_by(ENROLMENT.c.state, ENROLMENT.c.gender)
)


@dataclass(frozen=True, slots=True)
class EnrolmentFilters:
    """What a list of enrolments may be narrowed by; None does not narrow."""

    course_id: UUID | None = None
    session_id: UUID | None = None
    youth_id: UUID | None = None
    state: EnrolmentState | None = None


class Enrolments(Repository):
    """The enrolments that the principal sees. Callers that change one hold its course locked."""

    async def get(self, enrolment_id: UUID) -> Enrolment:
        """One enrolment; raises EnrolmentUnknown."""
        return await self._one(self._visible().where(ENROLMENT.c.id == enrolment_id), enrolment_id)

    async def locked(self, enrolment_id: UUID) -> Enrolment:
        """One enrolment, its row locked until the transaction ends; raises EnrolmentUnknown."""
        return await self._one(self._visible().where(ENROLMENT.c.id == enrolment_id).with_for_update(), enrolment_id)

    async def page(self, filters: EnrolmentFilters, *, after: int, limit: int) -> Page[Enrolment]:
        """At most ``limit`` enrolments requested after position ``after``."""
        query = narrowed(self._visible(), ENROLMENT, filters)
        rows = (await self.connection.execute(following(query, ENROLMENT, after=after, limit=limit))).all()
        return Page.of(rows, _enrolment, limit=limit)

    async def add(self, enrolment: Enrolment) -> bool:
        """Keep a new enrolment; False when the person has an open one in the course, or the referral has opened one."""
        return (await self.connection.execute(_ADD, _row(enrolment))).one_or_none() is not None

    async def save(self, enrolment: Enrolment) -> None:
        """Write what changes about an enrolment."""
        row = {name: getattr(enrolment, name) for name in _SAVED} | {"person_id": _person(enrolment)}
        await self.connection.execute(_SAVE, {"saved_enrolment": enrolment.id, **row})

    async def of_referral(self, referral_id: UUID) -> Enrolment | None:
        """The enrolment that a training referral has opened."""
        row = (await self.connection.execute(_BY_REFERRAL, {"referral_id": referral_id})).one_or_none()
        return None if row is None else _enrolment(row)

    async def waiting(self, session_id: UUID, *, most: int) -> list[Enrolment]:
        """The first on a session's waiting list, locked."""
        wanted = {"session_id": session_id, "most": most}
        return [_enrolment(row) for row in await self.connection.execute(_WAITING, wanted)]

    async def unplaced(self, course_id: UUID, *, on: date) -> list[Enrolment]:
        """Who has no place, or waits for a session that began without them; first come first, locked."""
        wanted = {"course_id": course_id, "on": on}
        return [_enrolment(row) for row in await self.connection.execute(_UNPLACED, wanted)]

    async def open_of_person(self, person_id: UUID) -> list[Enrolment]:
        """A person's enrolments that have not ended."""
        return [_enrolment(row) for row in await self.connection.execute(_OPEN_OF_PERSON, {"person_id": person_id})]

    async def erase(self, person_id: UUID) -> int:
        """Empty what was written about a person; what is counted stays. Returns how many enrolments held something.

        Each is locked first: what somebody is just writing about the person is seen, and emptied too.
        """
        await self.connection.execute(_LOCK_OF_PERSON, {"person_id": person_id})
        return (await self.connection.execute(_ERASE, {"erased_person": person_id})).rowcount

    async def attend(self, enrolment_id: UUID, *, day: date, hours: Decimal) -> Decimal:
        """Put the hours of one day; returns the hours in all."""
        row = insert(ATTENDANCE).values(enrolment_id=enrolment_id, day=day, hours=hours)
        await self.connection.execute(
            row.on_conflict_do_update(index_elements=["enrolment_id", "day"], set_={"hours": hours})
        )
        return Decimal((await self.connection.execute(_ATTENDED, {"enrolment_id": enrolment_id})).scalar_one())

    async def of_all(self, enrolment_ids: Sequence[UUID]) -> list[Enrolment]:
        """Enrolments by their ids. The platform's own announcement asks this, for every tenant."""
        query = select(ENROLMENT).where(ENROLMENT.c.id == func.any(literal(list(enrolment_ids), ARRAY(Uuid))))
        return [_enrolment(row) for row in await self.connection.execute(query)]

    async def keep_told(self, enrolment_id: UUID, **facts: Json) -> None:
        """Keep what is being said of a locked enrolment: ``told_started`` or ``told_completed``."""
        await self.connection.execute(_SAVE, {"saved_enrolment": enrolment_id, **facts})

    async def told(self, enrolment_ids: Sequence[UUID]) -> dict[UUID, tuple[Json, Json]]:
        """What was said of enrolments when they started and were completed. The platform's own announcement asks."""
        query = _TOLD.where(ENROLMENT.c.id == func.any(literal(list(enrolment_ids), ARRAY(Uuid))))
        return {row.id: (row.told_started, row.told_completed) for row in await self.connection.execute(query)}

    async def tallies(self, course_id: UUID) -> Sequence[Tally]:
        """How many enrolments of a course there are by state and gender, and what they answered."""
        rows = await self.connection.execute(_TALLIES, {"course_id": course_id})
        return [Tally(EnrolmentState(row.state), row.gender, row.people, row.rated, row.satisfaction) for row in rows]

    def _visible(self) -> Select[Any]:
        return select(ENROLMENT).where(visible_enrolment(self.principal, ENROLMENT))

    async def _one(self, query: Select[Any], enrolment_id: UUID) -> Enrolment:
        row = (await self.connection.execute(query)).one_or_none()
        if row is None:
            raise EnrolmentUnknown(id=str(enrolment_id))
        return _enrolment(row)


def _row(enrolment: Enrolment) -> dict[str, Any]:
    own = {name: getattr(enrolment, name) for name in _OWN} | {"person_id": _person(enrolment)}
    return own | asdict(enrolment.demographics)


def _person(enrolment: Enrolment) -> UUID | None:
    """The person's id where it is not the one by which the enrolment was opened."""
    return None if enrolment.person_id == enrolment.youth_id else enrolment.person_id


def _enrolment(row: Row) -> Enrolment:
    values = {name: getattr(row, name) for name in _OWN} | {"person_id": row.person_id or row.youth_id}
    demographics = Demographics(**{name: getattr(row, name) for name in _DEMOGRAPHICS})
    state = {"state": EnrolmentState(row.state), "end_reason": EndReason(row.end_reason) if row.end_reason else None}
    return Enrolment(**values | state | {"demographics": demographics})
