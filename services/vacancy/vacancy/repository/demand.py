"""Demand for skills, counted in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis.db import Repository
from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    cast,
    exists,
    func,
    literal_column,
    null,
    select,
)
from sqlalchemy import bindparam as bind

from vacancy.domain.demand import OVERLAPPING, UNSTATED, By
from vacancy.domain.life_cycle import State
from vacancy.models import SKILL_READING, VACANCY, VACANCY_SKILL
from vacancy.repository.visibility import counted

# the day a vacancy counts on: its first publication, else its first submission in Taipei (UTC+8)
_TAIPEI_TIME = func.timezone(literal_column("INTERVAL '8 hours'"), VACANCY.c.created_at)
_DAY = func.coalesce(VACANCY.c.published_on, cast(_TAIPEI_TIME, Date))
_MONTH = func.to_char(_DAY, "YYYY-MM")
# in the statement's own text: a plan for any two states may take them for all that there are
_NOT_DEMAND = [literal_column(f"'{one}'", Text) for one in (State.DRAFT, State.WITHDRAWN)]


def _or_unstated(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(column, UNSTATED)


_KEYS = {
    By.INDUSTRY: _or_unstated(VACANCY.c.industry),
    By.COUNTY: VACANCY.c.county,
    # the major group: some sources state no more than that
    By.OCCUPATION: _or_unstated(func.left(SKILL_READING.c.occupation, 2)),
    By.EDUCATION: SKILL_READING.c.education,
    By.EXPERIENCE: SKILL_READING.c.experience,
    By.MONTH: _MONTH,
}
_OVERLAPPING_KEYS = {By.FIELD: VACANCY_SKILL.c.field, By.SKILL: VACANCY_SKILL.c.skill}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted, and what it is narrowed to; None does not narrow. Both days are included."""

    by: By
    skills: Sequence[str]
    industry: str | None = None
    county: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """Vacancies, the people they say they want and how many do not say; None: under all keys, in all months."""

    key: str | None
    month: str | None
    vacancies: int
    openings: int
    openings_unstated: int


class Demand(Repository):
    """Counts over the vacancies whose figures the principal may read."""

    async def cells(self, asked: Asked, *, monthly: bool) -> list[Cell]:
        """The figures under each key, and by month when wanted; the cell without a key counts every vacancy once."""
        seen = self._seen(asked)
        statements = [_total(seen), _under_keys(seen, asked, monthly=False)]
        if monthly:
            statements.append(_under_keys(seen, asked, monthly=True))
        found: list[Cell] = []
        for statement in statements:
            rows = await self.connection.execute(statement)
            found += [Cell(*row) for row in rows]
        return found

    def _seen(self, asked: Asked) -> CTE:
        """Every vacancy that asks for one of the skills, once."""
        asks = exists().where(VACANCY_SKILL.c.vacancy_id == VACANCY.c.id, _one_of(asked.skills))
        query = (
            select(VACANCY.c.id, VACANCY.c.openings, _MONTH.label("month"))
            .add_columns(_KEYS.get(asked.by, cast(null(), Text)).label("key"))
            .join(SKILL_READING, SKILL_READING.c.vacancy_id == VACANCY.c.id)
            .where(counted(self.principal, VACANCY), VACANCY.c.state.not_in(_NOT_DEMAND), asks)
        )
        if asked.industry is not None:
            query = query.where(VACANCY.c.industry == asked.industry)
        if asked.county is not None:
            query = query.where(VACANCY.c.county == asked.county)
        if asked.since is not None:
            query = query.where(asked.since <= _DAY)
        if asked.until is not None:
            query = query.where(asked.until >= _DAY)
        return query.cte("seen")


def _one_of(skills: Sequence[str]) -> ColumnElement[bool]:
    # the codes, which are the lexicon's own, stand in the statement's text: the plan depends on how many there are, and
    # one made for any list took 20 times as long for a list of all
    return VACANCY_SKILL.c.skill.in_(bind("skills", list(skills), unique=True, expanding=True, literal_execute=True))


def _figures(source: Any) -> tuple[ColumnElement[Any], ...]:
    stated = func.coalesce(func.sum(source.c.openings), 0)
    return (func.count(), cast(stated, Integer), func.count() - func.count(source.c.openings))


def _total(seen: CTE) -> Select[Any]:
    return select(null(), null(), *_figures(seen)).select_from(seen)


def _under_keys(seen: CTE, asked: Asked, *, monthly: bool) -> Select[Any]:
    cells: Any = seen
    if asked.by in OVERLAPPING:
        key = _OVERLAPPING_KEYS[asked.by].label("key")
        asks = VACANCY_SKILL.c.vacancy_id == seen.c.id
        each = select(seen.c.id, seen.c.openings, seen.c.month, key).join(VACANCY_SKILL, asks)
        each = each.where(_one_of(asked.skills))
        # a vacancy that asks for several skills of one field counts once in it
        cells = (each.distinct() if asked.by is By.FIELD else each).subquery()
    if monthly:
        return select(cells.c.key, cells.c.month, *_figures(cells)).group_by(cells.c.key, cells.c.month)
    return select(cells.c.key, null(), *_figures(cells)).group_by(cells.c.key)
