"""Key industries, entry wages and rule sets: public lists that every caller may read."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date

from chassis.db import Repository, Row
from chassis.domain import Json, RuleSet
from fields.roc import roc_year
from sqlalchemy import Table, Text, func, or_, select
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert

from vacancy.domain.errors import NoRuleSetInForce
from vacancy.domain.references import EntryWage, KeyIndustry, Projection
from vacancy.domain.rules import NotedRuleSet
from vacancy.models import ENTRY_WAGE, KEY_INDUSTRY, PROJECTION, RULE_SET

_TEXTS = ARRAY(Text)
_WAGE_COLUMNS = tuple(column for column in ENTRY_WAGE.c if column.name != "position")
_INDUSTRY = select(KEY_INDUSTRY.c.code).where(KEY_INDUSTRY.c.code == bind("code"))
# others may go on referring to the row meanwhile
_INDUSTRY_LOCKED = _INDUSTRY.with_for_update(key_share=True)
_INDUSTRIES = select(KEY_INDUSTRY).order_by(KEY_INDUSTRY.c.roc_year, KEY_INDUSTRY.c.item_no)
_WAGES = select(*_WAGE_COLUMNS).order_by(ENTRY_WAGE.c.roc_year, ENTRY_WAGE.c.industry.nulls_first())
_WAGES_ON = (
    select(*_WAGE_COLUMNS)
    .ext(distinct_on(ENTRY_WAGE.c.industry))
    .where(or_(ENTRY_WAGE.c.industry == func.any(bind("industries", type_=_TEXTS)), ENTRY_WAGE.c.industry.is_(None)))
    .where(ENTRY_WAGE.c.valid_from <= bind("on"))
    .order_by(ENTRY_WAGE.c.industry, ENTRY_WAGE.c.valid_from.desc(), ENTRY_WAGE.c.roc_year.desc())
)
_WAGE = select(*_WAGE_COLUMNS).where(
    ENTRY_WAGE.c.industry == bind("industry"), ENTRY_WAGE.c.roc_year == bind("roc_year")
)
_PROJECTIONS = select(PROJECTION).where(PROJECTION.c.industry == bind("industry")).order_by(PROJECTION.c.edition)
_PROJECTION = select(PROJECTION).where(
    PROJECTION.c.industry == bind("industry"), PROJECTION.c.edition == bind("edition")
)
_PROJECTIONS_ON = (
    select(PROJECTION)
    .ext(distinct_on(PROJECTION.c.industry))
    .where(PROJECTION.c.industry == func.any(bind("industries", type_=_TEXTS)))
    .where(PROJECTION.c.valid_from <= bind("on"))
    # a projection says nothing about the years after its third
    .where(PROJECTION.c.first_roc_year + 2 >= bind("roc_year"))
    .order_by(PROJECTION.c.industry, PROJECTION.c.valid_from.desc(), PROJECTION.c.edition.desc())
)
_RULE_SETS = select(RULE_SET).where(RULE_SET.c.name == bind("name")).order_by(RULE_SET.c.effective_from)
_RULE_SET = select(RULE_SET).where(RULE_SET.c.name == bind("name"), RULE_SET.c.version == bind("version"))
_IN_FORCE = (
    select(RULE_SET)
    .where(RULE_SET.c.name == bind("name"), RULE_SET.c.effective_from <= bind("on"))
    .where(or_(RULE_SET.c.effective_to.is_(None), RULE_SET.c.effective_to >= bind("on")))
    .order_by(RULE_SET.c.effective_from.desc())
    .limit(1)
)


class References(Repository):
    """Reads, and the writes of the loader and of officers, of reference data."""

    async def is_key_industry(self, code: str) -> bool:
        """Whether a key industry has this code."""
        return (await self.connection.execute(_INDUSTRY, {"code": code})).one_or_none() is not None

    async def lock_key_industry(self, code: str) -> bool:
        """Keep others from loading figures for a key industry until the transaction ends; False: there is none."""
        return (await self.connection.execute(_INDUSTRY_LOCKED, {"code": code})).one_or_none() is not None

    async def key_industries(self) -> list[KeyIndustry]:
        """Every key industry, by year and item."""
        return [KeyIndustry(**row._mapping) for row in await self.connection.execute(_INDUSTRIES)]

    async def entry_wages(self) -> list[EntryWage]:
        """Every entry wage, by year."""
        return [EntryWage(**row._mapping) for row in await self.connection.execute(_WAGES)]

    async def entry_wages_on(self, on: date, *, industries: Collection[str]) -> dict[str | None, EntryWage]:
        """The newest entry wage that holds on a day for each industry; under None the one for all industries."""
        rows = await self.connection.execute(_WAGES_ON, {"on": on, "industries": list(industries)})
        return {row.industry: EntryWage(**row._mapping) for row in rows}

    async def entry_wage(self, industry: str, roc_year: int) -> EntryWage | None:
        """An industry's entry wage of one year."""
        row = (await self.connection.execute(_WAGE, {"industry": industry, "roc_year": roc_year})).one_or_none()
        return None if row is None else EntryWage(**row._mapping)

    async def projections(self, industry: str) -> list[Projection]:
        """Every projection for a key industry, by edition."""
        return [
            Projection(**row._mapping) for row in await self.connection.execute(_PROJECTIONS, {"industry": industry})
        ]

    async def projection(self, industry: str, edition: str) -> Projection | None:
        """One edition's projection for a key industry."""
        wanted = {"industry": industry, "edition": edition}
        row = (await self.connection.execute(_PROJECTION, wanted)).one_or_none()
        return None if row is None else Projection(**row._mapping)

    async def projections_on(self, on: date, *, industries: Collection[str]) -> dict[str, Projection]:
        """The newest projection for each key industry that holds on a day and covers its year."""
        wanted = {"industries": list(industries), "on": on, "roc_year": roc_year(on)}
        rows = await self.connection.execute(_PROJECTIONS_ON, wanted)
        return {row.industry: Projection(**row._mapping) for row in rows}

    async def put_projection(self, projection: Projection) -> None:
        """Insert or update by industry and edition."""
        await self._put(PROJECTION, ["industry", "edition"], [asdict(projection)])

    async def rule_sets(self, name: str) -> list[NotedRuleSet]:
        """Every version of a rule set, oldest first."""
        return [_noted(row) for row in await self.connection.execute(_RULE_SETS, {"name": name})]

    async def rule_set(self, name: str, version: str) -> RuleSet | None:
        """One version of a rule set."""
        row = (await self.connection.execute(_RULE_SET, {"name": name, "version": version})).one_or_none()
        return None if row is None else _noted(row).rules

    async def rule_set_in_force(self, name: str, *, on: date) -> RuleSet:
        """The version that holds on a day, the latest to begin where two do; raises NoRuleSetInForce."""
        row = (await self.connection.execute(_IN_FORCE, {"name": name, "on": on})).one_or_none()
        if row is None:
            raise NoRuleSetInForce(name=name, on=on.isoformat())
        return _noted(row).rules

    async def put_key_industries(self, industries: Sequence[KeyIndustry]) -> None:
        """Insert or update by code."""
        await self._put(KEY_INDUSTRY, ["code"], [asdict(one) for one in industries])

    async def put_entry_wages(self, wages: Sequence[EntryWage]) -> None:
        """Insert or update by industry and year."""
        await self._put(ENTRY_WAGE, ["industry", "roc_year"], [asdict(one) for one in wages])

    async def put_rule_set(self, noted: NotedRuleSet) -> None:
        """Insert or update by name and version."""
        await self._put(RULE_SET, ["name", "version"], [_row(noted)])

    async def _put(self, table: Table, key: Sequence[str], rows: Sequence[dict[str, Json]]) -> None:
        statement = insert(table)
        news = {name: statement.excluded[name] for name in rows[0] if name not in key}
        changed = or_(*(table.c[name].is_distinct_from(value) for name, value in news.items()))
        # a row that says the same already is not written again
        statement = statement.on_conflict_do_update(index_elements=key, set_=news, where=changed)
        await self.connection.execute(statement, list(rows))


def _noted(row: Row) -> NotedRuleSet:
    values = dict(row._mapping)
    beside = {name: values.pop(name) for name in ("notes", "officer", "activated_by", "activated_at")}
    return NotedRuleSet(RuleSet(**values), **beside)


def _row(noted: NotedRuleSet) -> dict[str, Json]:
    values = asdict(noted)
    return {**values.pop("rules"), **values}
