"""Calls and every content that they had, and the versions of the eligibility rules."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row, insert_into
from chassis.domain import RuleSet
from sqlalchemy import Select, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import insert

from training.domain.call import Call, CallContent, CallRevision, CallState
from training.domain.subsidy_errors import CallUnknown, NoRuleSetInForce
from training.models import CALL, CALL_REVISION, RULE_SET
from training.repository.paging import Page, following, narrowed
from training.repository.visibility import owned, visible_call

_COLUMNS = tuple(CALL.c[field.name] for field in fields(Call))
_SAVE = update(CALL).where(CALL.c.id == bind("saved_call"))
_REVISION = select(CALL_REVISION).where(
    CALL_REVISION.c.call_id == bind("call_id"), CALL_REVISION.c.revision == bind("revision")
)
_RULES = tuple(RULE_SET.c[field.name] for field in fields(RuleSet))
_RULE_SET = select(*_RULES).where(RULE_SET.c.name == bind("name"), RULE_SET.c.version == bind("version"))
_IN_FORCE = (
    select(*_RULES)
    .where(RULE_SET.c.name == bind("name"), RULE_SET.c.effective_from <= bind("on"))
    .where(RULE_SET.c.effective_to.is_(None) | (RULE_SET.c.effective_to >= bind("on")))
    .order_by(RULE_SET.c.effective_from.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class CallFilters:
    """What a list of calls may be narrowed by; None does not narrow."""

    roc_year: int | None = None
    state: CallState | None = None


class Calls(Repository):
    """The calls that the principal sees."""

    async def get(self, call_id: UUID) -> Call:
        """One call; raises CallUnknown."""
        return await self._one(self._visible().where(CALL.c.id == call_id), call_id)

    async def owned(self, call_id: UUID) -> Call:
        """One of the caller's own, its row locked until the transaction ends; raises CallUnknown."""
        query = select(*_COLUMNS).where(CALL.c.id == call_id, owned(self.principal, CALL)).with_for_update()
        return await self._one(query, call_id)

    async def page(self, filters: CallFilters, *, after: int, limit: int) -> Page[Call]:
        """At most ``limit`` calls drafted after position ``after``."""
        query = narrowed(self._visible().add_columns(CALL.c.position), CALL, filters)
        rows = (await self.connection.execute(following(query, CALL, after=after, limit=limit))).all()
        return Page.of(rows, _call, limit=limit)

    async def add(self, call: Call) -> None:
        """Keep a new call."""
        await self.connection.execute(insert_into(CALL), asdict(call))

    async def save(self, call: Call) -> None:
        """Write what changes about a locked call."""
        names = ("state", "revision", "version", "updated_at")
        await self.connection.execute(_SAVE, {"saved_call": call.id, **{name: getattr(call, name) for name in names}})

    async def add_revision(self, revision: CallRevision) -> None:
        """Keep one content of a call."""
        row = {field.name: getattr(revision, field.name) for field in fields(CallRevision)}
        await self.connection.execute(insert_into(CALL_REVISION), row | {"content": revision.content.record()})

    async def revision(self, call_id: UUID, revision: int) -> CallRevision:
        """One content of a call that the caller has read, or of an application that the caller sees."""
        wanted = {"call_id": call_id, "revision": revision}
        row = (await self.connection.execute(_REVISION, wanted)).one()
        return CallRevision(**dict(row._mapping) | {"content": CallContent.of(row.content)})

    def _visible(self) -> Select[Any]:
        return select(*_COLUMNS).where(visible_call(self.principal, CALL))

    async def _one(self, query: Select[Any], call_id: UUID) -> Call:
        row = (await self.connection.execute(query)).one_or_none()
        if row is None:
            raise CallUnknown(id=str(call_id))
        return _call(row)


class RuleSets(Repository):
    """The versions of the rules that ship with the service."""

    async def get(self, name: str, version: str) -> RuleSet | None:
        """One version."""
        row = (await self.connection.execute(_RULE_SET, {"name": name, "version": version})).one_or_none()
        return None if row is None else RuleSet(**row._mapping)

    async def in_force(self, name: str, *, on: date) -> RuleSet:
        """The version that holds on a day, the latest to begin where two do; raises NoRuleSetInForce."""
        row = (await self.connection.execute(_IN_FORCE, {"name": name, "on": on})).one_or_none()
        if row is None:
            raise NoRuleSetInForce(name=name, on=on.isoformat())
        return RuleSet(**row._mapping)

    async def put(self, rules: RuleSet, notes: dict[str, str]) -> None:
        """Insert, or update what may change of a released version: its last day and its notes."""
        row = {field.name: getattr(rules, field.name) for field in fields(RuleSet)}
        statement = insert(RULE_SET)
        news = {name: statement.excluded[name] for name in ("effective_from", "effective_to", "notes")}
        await self.connection.execute(
            statement.on_conflict_do_update(index_elements=["name", "version"], set_=news), row | {"notes": notes}
        )


def _call(row: Row) -> Call:
    return Call(**{field.name: getattr(row, field.name) for field in fields(Call)} | {"state": CallState(row.state)})
