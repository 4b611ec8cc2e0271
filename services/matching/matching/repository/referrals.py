"""Referrals, their steps and exceptions."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis import changes
from chassis.changes import Changes, Entry, Feed
from chassis.db import Repository, Row, insert_all, insert_into
from fields.calendar import business_date
from sqlalchemy import Select, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import insert

from matching.domain.referral import (
    BEFORE_ANSWER,
    OPEN,
    SEEN_BY_EMPLOYER,
    Referral,
    ReferralState,
    ReferralUnknown,
    StartException,
)
from matching.models import REFERRAL, REFERRAL_STEP, START_EXCEPTION
from matching.repository.working import sees_change, sees_work

RESOURCE = "referral"
_FIELDS = tuple(field.name for field in fields(Referral))
_COLUMNS = tuple(REFERRAL.c[name] for name in _FIELDS)
_ADD = insert(REFERRAL).on_conflict_do_nothing().returning(REFERRAL.c.id)
_SAVE = update(REFERRAL).where(REFERRAL.c.id == bind("referral"))
_OPEN = (
    select(*_COLUMNS)
    .where(REFERRAL.c.person_id == bind("person_id"), REFERRAL.c.state.in_(sorted(OPEN)))
    .order_by(REFERRAL.c.position)
    .with_for_update()
)
_OVERDUE = (
    select(*_COLUMNS)
    .where(REFERRAL.c.state.in_(sorted(BEFORE_ANSWER)), REFERRAL.c.expires_on < bind("on"))
    .order_by(REFERRAL.c.expires_on, REFERRAL.c.position)
    .limit(bind("most"))
    .with_for_update(skip_locked=True)
)
_STEPS = select(REFERRAL_STEP).where(REFERRAL_STEP.c.referral_id == bind("referral_id"))
_EXCEPTED = (
    select(START_EXCEPTION.c.valid_until)
    .where(START_EXCEPTION.c.referral_id == bind("referral_id"))
    .order_by(START_EXCEPTION.c.position.desc())
    .limit(1)
)
_OF_PERSON = select(REFERRAL.c.id).where(REFERRAL.c.person_id == bind("person"))
_FORGET_STEPS = (
    update(REFERRAL_STEP)
    .where(REFERRAL_STEP.c.referral_id.in_(_OF_PERSON), REFERRAL_STEP.c.reason.is_not(None))
    .values(reason=None)
)
_FORGET_EXCEPTIONS = (
    update(START_EXCEPTION)
    .where(START_EXCEPTION.c.referral_id.in_(_OF_PERSON), START_EXCEPTION.c.reason.is_not(None))
    .values(reason=None)
)


@dataclass(frozen=True, slots=True)
class ReferralFilters:
    """What a list of referrals may be narrowed by; None does not narrow."""

    youth_id: UUID | None = None
    vacancy_id: UUID | None = None
    state: ReferralState | None = None


@dataclass(frozen=True, slots=True)
class PlacedReferral:
    """A referral and its position in the list."""

    referral: Referral
    position: int


@dataclass(frozen=True, slots=True)
class ReferralStep:
    """Who moved a referral on; the reason is sealed."""

    id: UUID
    referral_id: UUID
    referral_version: int
    transition: str
    origin: str
    target: str
    reason: bytes | None
    acting_person: str | None
    taken_by: str
    taken_at: datetime


class Referrals(Repository):
    """The referrals that the principal sees."""

    async def get(self, referral_id: UUID) -> Referral:
        """One referral; raises ReferralUnknown."""
        return await self._one(self._visible(), referral_id)

    async def locked(self, referral_id: UUID) -> Referral:
        """One referral, its row locked until the transaction ends; raises ReferralUnknown."""
        return await self._one(self._visible().with_for_update(), referral_id)

    async def page(self, filters: ReferralFilters, *, after: int, limit: int) -> list[PlacedReferral]:
        """At most ``limit`` referrals made after a position."""
        query = self._visible().add_columns(REFERRAL.c.position).where(REFERRAL.c.position > after)
        for name, wanted in asdict(filters).items():
            if wanted is not None:
                query = query.where(REFERRAL.c[name] == wanted)
        rows = await self.connection.execute(query.order_by(REFERRAL.c.position).limit(limit))
        return [PlacedReferral(_referral(row), row.position) for row in rows]

    async def add(self, referral: Referral) -> bool:
        """Keep a new referral; False when an open one of the same person and vacancy is there."""
        return (await self.connection.execute(_ADD, asdict(referral))).one_or_none() is not None

    async def save(self, referral: Referral) -> None:
        """Write what changes about a locked referral."""
        counted = ("target_group", "gender", "age_band")
        names = ("state", "version", "seq", *counted, "issued_on", "expires_on", "started_on", "updated_at")
        await self.connection.execute(
            _SAVE, {"referral": referral.id, **{one: getattr(referral, one) for one in names}}
        )

    async def open_of(self, person_id: UUID) -> list[Referral]:
        """Every open referral of a person, whoever made it, locked in one order."""
        return [_referral(row) for row in await self.connection.execute(_OPEN, {"person_id": person_id})]

    async def overdue(self, on: date, *, limit: int) -> list[Referral]:
        """At most ``limit`` referrals whose days to answer are over, locked; the platform's schedule asks this."""
        return [_referral(row) for row in await self.connection.execute(_OVERDUE, {"on": on, "most": limit})]

    async def these(self, referral_ids: Sequence[UUID]) -> list[Referral]:
        """Those of these referrals that the principal sees."""
        rows = await self.connection.execute(self._visible().where(REFERRAL.c.id.in_(list(referral_ids))))
        return [_referral(row) for row in rows]

    async def add_steps(self, steps: Sequence[ReferralStep]) -> None:
        """Keep who moved referrals on."""
        await insert_all(self.connection, REFERRAL_STEP, [asdict(step) for step in steps])

    async def steps(self, referral_id: UUID) -> list[ReferralStep]:
        """Every step of a referral that the caller has read, oldest first."""
        query = _STEPS.order_by(REFERRAL_STEP.c.referral_version)
        rows = await self.connection.execute(query, {"referral_id": referral_id})
        return [ReferralStep(**row._mapping) for row in rows]

    async def grant(self, exception: StartException, *, reason: bytes) -> None:
        """Keep an exception for a referral that the caller has locked."""
        await self.connection.execute(insert_into(START_EXCEPTION), asdict(exception) | {"reason": reason})

    async def excepted_until(self, referral_id: UUID) -> date | None:
        """Until when the newest exception of a referral that the caller has locked lets a start be early."""
        until: date | None = (
            await self.connection.execute(_EXCEPTED, {"referral_id": referral_id})
        ).scalar_one_or_none()
        return until

    async def forget(self, person_id: UUID) -> int:
        """Drop what people wrote about a person's referrals; returns how many rows."""
        wanted = {"person": person_id}
        done = [await self.connection.execute(one, wanted) for one in (_FORGET_STEPS, _FORGET_EXCEPTIONS)]
        return sum(one.rowcount for one in done)

    async def tell(self, referrals: Sequence[Referral]) -> None:
        """Say in the feed what changed: once to the branch, and once to each organisation that sees the referral."""
        await changes.record_all(self.tx, [entry for one in referrals for entry in _entries(one)])

    async def changes(self, after: int | None, *, limit: int) -> Feed:
        """What changed after a feed number; raises CursorGone."""
        seen = sees_change(self.principal, self.tx.tables.change, on=business_date(self.tx.now))
        return await Changes(self.tx).after(RESOURCE, after, limit=limit, visible=seen)

    def _visible(self) -> Select[Any]:
        return select(*_COLUMNS).where(sees_work(self.principal, REFERRAL, on=business_date(self.tx.now)))

    async def _one(self, query: Select[Any], referral_id: UUID) -> Referral:
        row = (await self.connection.execute(query.where(REFERRAL.c.id == referral_id))).one_or_none()
        if row is None:
            raise ReferralUnknown(id=str(referral_id))
        return _referral(row)


def _entries(one: Referral) -> list[Entry]:
    told = {one.owner_org, one.youth_org}
    if one.employer_org is not None and one.state in SEEN_BY_EMPLOYER:
        told.add(one.employer_org)
    by_county = Entry(RESOURCE, one.id, one.version, owner_org=one.owner_org, county=one.youth_county)
    return [by_county, *(Entry(RESOURCE, one.id, one.version, owner_org=org, county=None) for org in sorted(told))]


def _referral(row: Row) -> Referral:
    values = {name: getattr(row, name) for name in _FIELDS}
    return Referral(**values | {"state": ReferralState(row.state)})
