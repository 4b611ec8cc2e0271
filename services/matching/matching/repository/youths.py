"""Registrations of young people: what names them is sealed on its way in and opened on its way out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from chassis.auth import OrgKind
from chassis.changes import Changes, Feed
from chassis.db import Repository, Row, insert_all
from chassis.people import Cipher, Opener, people_of
from fields.calendar import business_date
from sqlalchemy import LargeBinary, Select, Text, Uuid, func, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY

from matching.domain.errors import YouthUnknown
from matching.domain.life_cycle import Outcome, State, TargetGroup
from matching.domain.statement import parted
from matching.domain.youth import Youth
from matching.models import YOUTH
from matching.repository.visibility import Bound, bounds, for_each_kind, formerly_visible, visible, visible_changes

RESOURCE = "youth"
_ONCE = ("id", "person_id", "owner_org", "owner_kind", "target_group", "registered_on", "created_at")
_BY_ID = for_each_kind(lambda seen: select(YOUTH).where(YOUTH.c.id == bind("youth_id"), seen))
_LOCKED = for_each_kind(lambda seen: select(YOUTH).where(YOUTH.c.id == bind("youth_id"), seen).with_for_update())
_FORMERLY = {
    kind: select(YOUTH.c.state).where(YOUTH.c.id == bind("youth_id"), formerly_visible(kind)) for kind in OrgKind
}
_PERSONS_BY_NUMBER = for_each_kind(
    lambda seen: (
        select(YOUTH.c.student_number_index, YOUTH.c.person_id)
        .where(YOUTH.c.owner_org == bind("org"))
        .where(YOUTH.c.student_number_index == func.any(bind("indexes", type_=ARRAY(LargeBinary))), seen)
    )
)
_BY_NUMBER_LOCKED = for_each_kind(
    lambda seen: (
        select(YOUTH)
        .where(YOUTH.c.owner_org == bind("org"))
        .where(YOUTH.c.student_number_index == func.any(bind("indexes", type_=ARRAY(LargeBinary))), seen)
        .order_by(YOUTH.c.position)
        .with_for_update()
    )
)
_OF_PERSON_LOCKED = for_each_kind(
    lambda seen: (
        select(YOUTH)
        .where(YOUTH.c.person_id == bind("person_id"), YOUTH.c.owner_org == bind("org"), seen)
        .order_by(YOUTH.c.position)
        .with_for_update()
    )
)
_SEEN_OF_PERSON = for_each_kind(
    lambda seen: select(YOUTH.c.id).where(YOUTH.c.person_id == bind("person_id"), seen).order_by(YOUTH.c.position)
)
_OF_PERSONS = (
    select(YOUTH)
    .where(YOUTH.c.person_id == func.any(bind("persons", type_=ARRAY(Uuid))))
    .order_by(YOUTH.c.position)
    .with_for_update()
)
_HELD = for_each_kind(
    lambda seen: (
        select(YOUTH.c.state, func.count().label("many"), func.max(YOUTH.c.source_version).label("newest"))
        .where(YOUTH.c.target_group == bind("group", type_=Text), seen)
        .group_by(YOUTH.c.state)
    )
)
_SAVE = update(YOUTH).where(YOUTH.c.id == bind("youth_id"))
_RECEIVED = _SAVE.values(source_version=bind("received_version"))


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of youths may be narrowed by; None does not narrow."""

    target_group: TargetGroup | None = None
    state: State | None = None
    outcome: Outcome | None = None
    county: str | None = None
    industry: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some youths in the order of their registration, and the position after which the next page begins, if any."""

    youths: list[Youth]
    next_position: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """How many students are held by state, and the newest source version among them."""

    by_state: Mapping[str, int]
    newest_version: int | None


class Youths(Repository):
    """The registrations that the principal sees."""

    async def get(self, youth_id: UUID) -> Youth:
        """One registration; raises YouthUnknown."""
        return await self._one(_BY_ID, youth_id)

    async def locked(self, youth_id: UUID) -> Youth:
        """One registration, its row locked until the transaction ends; raises YouthUnknown."""
        return await self._one(_LOCKED, youth_id)

    async def once_seen(self, youth_id: UUID) -> State:
        """The state of a registration that the principal sees, or saw before it was erased; raises YouthUnknown.

        A mobile back end goes on seeing those whom it may see, and nobody who is erased: the consents are gone.
        """
        state: str | None = (await self._execute(_FORMERLY, {"youth_id": youth_id})).scalar_one_or_none()
        if state is None:
            raise YouthUnknown(id=str(youth_id))
        return State(state)

    async def persons_by_number(self, indexes: Sequence[bytes]) -> dict[bytes, UUID]:
        """The people behind the university's own students, by the indexes of their numbers."""
        wanted = {"org": self.principal.org, "indexes": list(indexes)}
        return {row.student_number_index: row.person_id for row in await self._execute(_PERSONS_BY_NUMBER, wanted)}

    async def locked_by_number(self, indexes: Sequence[bytes]) -> dict[bytes, Youth]:
        """The university's own students by the indexes of their numbers, locked in one order."""
        wanted = {"org": self.principal.org, "indexes": list(indexes)}
        rows = (await self._execute(_BY_NUMBER_LOCKED, wanted)).all()
        found = await self.opened(rows)
        return {row.student_number_index: youth for row, youth in zip(rows, found, strict=True)}

    async def locked_of_person(self, person_id: UUID) -> list[Youth]:
        """The principal's own registrations of one person, locked."""
        rows = (await self._execute(_OF_PERSON_LOCKED, {"org": self.principal.org, "person_id": person_id})).all()
        return await self.opened(rows)

    async def seen_of_person(self, person_id: UUID) -> UUID | None:
        """The oldest registration of a person among those that the principal sees."""
        rows = await self._execute(_SEEN_OF_PERSON, {"person_id": person_id})
        found: UUID | None = rows.scalars().first()
        return found

    async def everywhere(self, person_ids: Sequence[UUID]) -> list[Youth]:
        """Every organisation's registrations of these people, oldest first, locked: to count and to erase them once."""
        rows = (await self.connection.execute(_OF_PERSONS, {"persons": list(person_ids)})).all()
        return await self.opened(rows)

    async def page(self, filters: Filters, *, after: int, limit: int) -> Page:
        """At most ``limit`` youths registered after position ``after``."""
        query: Select[Any] = select(YOUTH).where(visible(self.principal.org_kind))
        wanted = {name: getattr(filters, name) for name in Filters.__slots__ if getattr(filters, name) is not None}
        if "county" in wanted:
            query = query.where(YOUTH.c.home_county == wanted.pop("county"))
        for name, value in wanted.items():
            query = query.where(YOUTH.c[name] == value)
        query = query.where(YOUTH.c.position > after).order_by(YOUTH.c.position).limit(limit + 1)
        rows = (await self.connection.execute(query, self._bounds())).all()
        shown = rows[:limit]
        more = len(rows) > limit
        return Page(await self.opened(shown), shown[-1].position if more else None)

    async def changes(self, after: int | None, *, limit: int) -> Feed:
        """What changed after a feed number; raises CursorGone."""
        bound = Bound.of(self.principal, business_date(self.tx.now))
        seen = visible_changes(self.principal.org_kind, bound)
        return await Changes(self.tx).after(RESOURCE, after, limit=limit, visible=seen)

    async def held(self, group: TargetGroup) -> Held:
        """How many of a group the principal sees, by state."""
        rows = (await self._execute(_HELD, {"group": group})).all()
        versions = [row.newest for row in rows if row.newest is not None]
        return Held({row.state: row.many for row in rows}, max(versions, default=None))

    async def add_all(self, youths: Sequence[Youth]) -> None:
        """Insert registrations."""
        cipher = await self._cipher()
        rows = [{name: getattr(one, name) for name in _ONCE} | self._changing(one, cipher) for one in youths]
        await insert_all(self.connection, YOUTH, rows)

    async def save_all(self, youths: Sequence[Youth]) -> None:
        """Write what changes about registrations; their rows are locked."""
        if youths:
            cipher = await self._cipher()
            rows = [{"youth_id": one.id, **self._changing(one, cipher)} for one in youths]
            await self.connection.execute(_SAVE, rows)

    async def received(self, youths: Sequence[Youth]) -> None:
        """Remember the source version of what said the same again: no new version of the registration."""
        if youths:
            rows = [{"youth_id": one.id, "received_version": one.source_version} for one in youths]
            await self.connection.execute(_RECEIVED, rows)

    async def opened(self, rows: Sequence[Row]) -> list[Youth]:
        """Rows with all of a registration's columns, in their order."""
        sealed = (value for row in rows for value in (row.stated_personal, row.corrected_personal))
        opener = await people_of(self.tx).opener(self.tx, sealed)
        return [_youth(row, opener) for row in rows]

    async def _one(self, statements: Mapping[Any, Select[Any]], youth_id: UUID) -> Youth:
        row = (await self._execute(statements, {"youth_id": youth_id})).one_or_none()
        if row is None:
            raise YouthUnknown(id=str(youth_id))
        [youth] = await self.opened([row])
        return youth

    async def _execute(self, statements: Mapping[Any, Select[Any]], wanted: Mapping[str, Any]) -> Any:
        return await self.connection.execute(statements[self.principal.org_kind], {**wanted, **self._bounds()})

    async def _cipher(self) -> Cipher:
        return await people_of(self.tx).cipher(self.tx)

    def _bounds(self) -> dict[str, Any]:
        return bounds(self.principal, business_date(self.tx.now))

    def _changing(self, youth: Youth, cipher: Cipher) -> dict[str, Any]:
        stated_personal, stated = parted(youth.stated)
        corrected_personal, corrected = parted(youth.corrected)
        number = youth.stated.get("student_number")
        index = people_of(self.tx).index
        return {
            "county": youth.county,
            "state": youth.state,
            "version": youth.version,
            "student_number_index": None if number is None else index("student-number", number),
            "stated_personal": _sealed(stated_personal, youth.id, "stated_personal", cipher),
            "corrected_personal": _sealed(corrected_personal, youth.id, "corrected_personal", cipher),
            "stated": stated,
            "corrected": corrected,
            "owners": dict(youth.owners),
            "officers": dict(youth.officers),
            "course_skills": list(youth.course_skills),
            "source_version": youth.source_version,
            "gender": youth.gender,
            "age_band": youth.age_band,
            "home_county": youth.home_county,
            "industry": youth.industry,
            "outcome": youth.outcome,
            "decision_id": youth.decision_id,
            "decided_on": youth.decided_on,
            "judged_on": youth.decided_on,
            "updated_at": youth.updated_at,
        }


def _youth(row: Row, opener: Opener) -> Youth:
    return Youth(
        id=row.id,
        person_id=row.person_id,
        owner_org=row.owner_org,
        owner_kind=row.owner_kind,
        county=row.county,
        target_group=TargetGroup(row.target_group),
        state=State(row.state),
        version=row.version,
        stated=row.stated | _opened(row.stated_personal, row.id, "stated_personal", opener),
        corrected=row.corrected | _opened(row.corrected_personal, row.id, "corrected_personal", opener),
        owners=row.owners,
        officers=row.officers,
        course_skills=row.course_skills,
        source_version=row.source_version,
        age_band=row.age_band,
        registered_on=row.registered_on,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        decision_id=row.decision_id,
        decided_on=row.decided_on,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _sealed(personal: Mapping[str, Any], youth_id: UUID, column: str, cipher: Cipher) -> bytes | None:
    if not personal:
        return None
    return cipher.seal_bytes(orjson.dumps(personal), row=youth_id, column=column)


def _opened(sealed: bytes | None, youth_id: UUID, column: str, opener: Opener) -> dict[str, Any]:
    if sealed is None:
        return {}
    opened: dict[str, Any] = orjson.loads(opener.open_bytes(sealed, row=youth_id, column=column))
    return opened
