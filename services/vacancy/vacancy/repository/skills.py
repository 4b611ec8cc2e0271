"""Skills that were read out of vacancies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from chassis.db import Repository, insert_all
from sqlalchemy import Uuid, delete, func, or_, select
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_new

from vacancy.domain.demand import Dimensions
from vacancy.domain.skills import Evidence, SkillFound
from vacancy.domain.statement import Statement, merged
from vacancy.models import SKILL_READING, VACANCY, VACANCY_SKILL

_DIMENSIONS = tuple(field.name for field in fields(Dimensions))
_NEW = insert_new(SKILL_READING)
_PUT = _NEW.on_conflict_do_update(
    index_elements=[SKILL_READING.c.vacancy_id],
    set_={one.name: _NEW.excluded[one.name] for one in SKILL_READING.c if one.name != "vacancy_id"},
).inline()
_FORGET = delete(VACANCY_SKILL).where(VACANCY_SKILL.c.vacancy_id == func.any(bind("vacancies", type_=ARRAY(Uuid))))
_READING = select(SKILL_READING.c.vacancy_version, SKILL_READING.c.lexicon_version).where(
    SKILL_READING.c.vacancy_id == bind("vacancy_id")
)
_FOUND = (
    select(VACANCY_SKILL.c.skill, VACANCY_SKILL.c.field, VACANCY_SKILL.c.evidence)
    .where(VACANCY_SKILL.c.vacancy_id == bind("vacancy_id"))
    .order_by(VACANCY_SKILL.c.skill)
)
_CODES = (
    select(VACANCY_SKILL.c.vacancy_id, VACANCY_SKILL.c.skill)
    .where(VACANCY_SKILL.c.vacancy_id == func.any(bind("vacancies", type_=ARRAY(Uuid))))
    .order_by(VACANCY_SKILL.c.vacancy_id, VACANCY_SKILL.c.skill)
)
_UNREAD = (
    select(VACANCY.c.id, VACANCY.c.position, VACANCY.c.version, VACANCY.c.source_facts, VACANCY.c.attested_facts)
    .outerjoin(SKILL_READING, SKILL_READING.c.vacancy_id == VACANCY.c.id)
    .where(
        VACANCY.c.position > bind("after"),
        or_(SKILL_READING.c.vacancy_id.is_(None), SKILL_READING.c.lexicon_version < bind("lexicon_version")),
    )
    .order_by(VACANCY.c.position)
    .limit(bind("most"))
    .with_for_update(of=VACANCY)
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one lexicon found in one version of a vacancy."""

    vacancy_id: UUID
    vacancy_version: int
    lexicon_version: int
    dimensions: Dimensions
    skills: tuple[SkillFound, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """The reading of a vacancy as it is kept; None: nobody has read it yet."""

    vacancy_version: int | None
    lexicon_version: int | None
    skills: tuple[SkillFound, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A vacancy that the present lexicon has not read."""

    id: UUID
    position: int
    version: int
    facts: Statement


class Skills(Repository):
    """Readings. The vacancy's own repository says who sees the vacancy; ask it first."""

    async def put_all(self, readings: Sequence[Reading], *, read_before: Collection[UUID]) -> None:
        """Keep readings in as many statements as for one; ``read_before`` are those that may have been read before."""
        again = [one for one in readings if one.vacancy_id in read_before]
        if again:
            await self.connection.execute(_PUT, [_reading(one) for one in again])
            await self.connection.execute(_FORGET, {"vacancies": [one.vacancy_id for one in again]})
        first = [_reading(one) for one in readings if one.vacancy_id not in read_before]
        await insert_all(self.connection, SKILL_READING, first)
        await insert_all(self.connection, VACANCY_SKILL, [row for one in readings for row in _rows(one)])

    async def of(self, vacancy_id: UUID) -> Held:
        """What was read out of a vacancy that the principal was seen to see."""
        wanted = {"vacancy_id": vacancy_id}
        reading = (await self.connection.execute(_READING, wanted)).one_or_none()
        if reading is None:
            return Held(None, None, ())
        rows = await self.connection.execute(_FOUND, wanted)
        skills = tuple(SkillFound(row.skill, row.field, tuple(Evidence(**one) for one in row.evidence)) for row in rows)
        return Held(reading.vacancy_version, reading.lexicon_version, skills)

    async def codes_of(self, vacancies: Sequence[UUID]) -> dict[UUID, list[str]]:
        """The skills of vacancies that the principal was seen to see, by code; a vacancy without any is left out."""
        found: dict[UUID, list[str]] = {}
        for vacancy_id, skill in await self.connection.execute(_CODES, {"vacancies": list(vacancies)}):
            found.setdefault(vacancy_id, []).append(skill)
        return found

    async def unread(self, *, lexicon_version: int, after: int, limit: int) -> list[Unread]:
        """At most ``limit`` vacancies after a position that no lexicon of this version or a newer one has read, locked.
        The platform's own command asks this, for every tenant."""
        wanted = {"lexicon_version": lexicon_version, "after": after, "most": limit}
        rows = await self.connection.execute(_UNREAD, wanted)
        return [Unread(row.id, row.position, row.version, merged(row.source_facts, row.attested_facts)) for row in rows]


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "vacancy_id": reading.vacancy_id,
        "vacancy_version": reading.vacancy_version,
        "lexicon_version": reading.lexicon_version,
        **{name: getattr(reading.dimensions, name) for name in _DIMENSIONS},
    }


def _rows(reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "vacancy_id": reading.vacancy_id,
            "skill": one.code,
            "field": one.field,
            "evidence": one.evidence,
        }
        for one in reading.skills
    ]
