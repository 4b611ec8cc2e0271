"""Rule sets: public lists that every caller may read."""

from dataclasses import asdict
from datetime import date

from chassis.db import Repository, Row
from chassis.domain import RuleSet
from sqlalchemy import bindparam as bind
from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from matching.domain.errors import NoRuleSetInForce
from matching.domain.rules import NotedRuleSet
from matching.models import RULE_SET

_RULE_SET = select(RULE_SET).where(RULE_SET.c.name == bind("name"), RULE_SET.c.version == bind("version"))
_IN_FORCE = (
    select(RULE_SET)
    .where(RULE_SET.c.name == bind("name"), RULE_SET.c.effective_from <= bind("on"))
    .where(or_(RULE_SET.c.effective_to.is_(None), RULE_SET.c.effective_to >= bind("on")))
    .order_by(RULE_SET.c.effective_from.desc())
    .limit(1)
)
_VERSION_IN_FORCE = _IN_FORCE.with_only_columns(RULE_SET.c.version)
_NEW = insert(RULE_SET)
_PUT = _NEW.on_conflict_do_update(
    index_elements=["name", "version"],
    set_={one.name: _NEW.excluded[one.name] for one in RULE_SET.c if one.name not in ("name", "version")},
)


class References(Repository):
    """Reads, and the loader's writes, of reference data."""

    async def rule_set(self, name: str, version: str) -> RuleSet | None:
        """One version of a rule set."""
        row = (await self.connection.execute(_RULE_SET, {"name": name, "version": version})).one_or_none()
        return None if row is None else _rules(row)

    async def rule_set_in_force(self, name: str, *, on: date) -> RuleSet:
        """The version that holds on a day, the latest to begin where two do; raises NoRuleSetInForce."""
        row = (await self.connection.execute(_IN_FORCE, {"name": name, "on": on})).one_or_none()
        if row is None:
            raise NoRuleSetInForce(name=name, on=on.isoformat())
        return _rules(row)

    async def version_in_force(self, name: str, *, on: date) -> str | None:
        """Which version holds on a day, without its parameters; None if none does."""
        version: str | None = await self.connection.scalar(_VERSION_IN_FORCE, {"name": name, "on": on})
        return version

    async def put_rule_set(self, noted: NotedRuleSet) -> None:
        """Insert or update by name and version."""
        await self.connection.execute(_PUT, {**asdict(noted.rules), "notes": dict(noted.notes)})


def _rules(row: Row) -> RuleSet:
    values = dict(row._mapping)
    del values["notes"]
    return RuleSet(**values)
