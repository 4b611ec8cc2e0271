"""Employers, each seen by who registered it, by the branch that serves its county, and by the agency."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row
from sqlalchemy import Select, Text, Uuid, and_, func, literal, or_, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_new

from vacancy.domain.employer import Employer
from vacancy.domain.errors import EmployerUnknown
from vacancy.domain.facts import KnownProfile
from vacancy.domain.registry import RegistryStatus
from vacancy.models import EMPLOYER
from vacancy.repository.visibility import bounds, for_each_kind, visible

_COLUMNS = tuple(EMPLOYER.c[field.name] for field in fields(Employer))
_BY_ID = for_each_kind(EMPLOYER, lambda seen: select(*_COLUMNS).where(EMPLOYER.c.id == bind("employer_id"), seen))
_LOCKED = for_each_kind(
    EMPLOYER, lambda seen: select(*_COLUMNS).where(EMPLOYER.c.id == bind("employer_id"), seen).with_for_update()
)
_OWN_LOCKED = (
    select(*_COLUMNS)
    .where(EMPLOYER.c.owner_org == bind("org"), EMPLOYER.c.company_number == bind("company_number"))
    .with_for_update()
)
_ASKED = (
    func.unnest(bind("orgs", type_=ARRAY(Text)), bind("numbers", type_=ARRAY(Text)))
    .table_valued("org", "number")
    .render_derived()
)
_PROFILES = select(EMPLOYER.c.id, EMPLOYER.c.owner_org, EMPLOYER.c.company_number, EMPLOYER.c.profile).join_from(
    _ASKED, EMPLOYER, and_(EMPLOYER.c.owner_org == _ASKED.c.org, EMPLOYER.c.company_number == _ASKED.c.number)
)
_UNASKED = (
    select(*_COLUMNS)
    .where(or_(EMPLOYER.c.registry_tried_at.is_(None), EMPLOYER.c.registry_tried_at < bind("before")))
    .order_by(EMPLOYER.c.registry_tried_at.nulls_first(), EMPLOYER.c.position)
    .limit(bind("most"))
)
_ADD = (
    insert_new(EMPLOYER)
    .on_conflict_do_nothing(index_elements=[EMPLOYER.c.owner_org, EMPLOYER.c.company_number])
    .returning(EMPLOYER.c.id)
)
_SAVE = update(EMPLOYER).where(EMPLOYER.c.id == bind("employer_id"))
_SAVE_ANSWER = _SAVE.values(version=EMPLOYER.c.version + 1)
_ONCE = frozenset({"id", "owner_org", "company_number", "created_at"})
_ANSWERED = tuple(name for name in (field.name for field in fields(Employer)) if name.startswith("registry_"))


@dataclass(frozen=True, slots=True)
class EmployerFilters:
    """What a list of employers may be narrowed by; None does not narrow."""

    county: str | None = None
    industry: str | None = None
    company_number: str | None = None
    registry_status: RegistryStatus | None = None


@dataclass(frozen=True, slots=True)
class EmployerPage:
    """Some employers in the order of their registration, and where the next page begins, if there is one."""

    employers: list[Employer]
    next_position: int | None


class Employers(Repository):
    """The employers that the principal sees."""

    async def get(self, employer_id: UUID) -> Employer:
        """One employer; raises EmployerUnknown."""
        return await self._one(_BY_ID[self.principal.org_kind], employer_id)

    async def locked(self, employer_id: UUID) -> Employer:
        """One employer, its row locked until the transaction ends; raises EmployerUnknown."""
        return await self._one(_LOCKED[self.principal.org_kind], employer_id)

    async def own_locked(self, company_number: str) -> Employer | None:
        """The employer that the principal's organisation registered under a company number, locked."""
        wanted = {"org": self.principal.org, "company_number": company_number}
        row = (await self.connection.execute(_OWN_LOCKED, wanted)).one_or_none()
        return None if row is None else _employer(row)

    async def known_profiles(self, asked: Collection[tuple[str, str]]) -> dict[tuple[str, str], KnownProfile]:
        """What employers say of themselves, by the organisation that registered each and its company number.

        For vacancies that the principal sees.
        """
        if not asked:
            return {}
        orgs, numbers = zip(*asked, strict=True)
        rows = await self.connection.execute(_PROFILES, {"orgs": list(orgs), "numbers": list(numbers)})
        return {
            (row.owner_org, row.company_number): KnownProfile(str(row.id), bool(row.profile.get("prospects")))
            for row in rows
        }

    async def page(self, filters: EmployerFilters, *, after: int, limit: int) -> EmployerPage:
        """At most ``limit`` employers registered after position ``after``."""
        query: Select[Any] = select(EMPLOYER.c.position, *_COLUMNS).where(visible(self.principal, EMPLOYER))
        for name, wanted in asdict(filters).items():
            if wanted is not None:
                query = query.where(EMPLOYER.c[name] == wanted)
        query = query.where(EMPLOYER.c.position > after).order_by(EMPLOYER.c.position).limit(limit + 1)
        rows = (await self.connection.execute(query)).all()
        shown = rows[:limit]
        return EmployerPage([_employer(row) for row in shown], shown[-1].position if len(rows) > limit else None)

    async def unasked(self, before: datetime, *, limit: int) -> list[Employer]:
        """Employers about whom the registry was not asked since a moment, the longest first. The platform's own
        schedule asks this, for every tenant."""
        rows = await self.connection.execute(_UNASKED, {"before": before, "most": limit})
        return [_employer(row) for row in rows]

    async def of_all(self, employer_ids: Sequence[UUID]) -> list[Employer]:
        """Employers by their ids. The platform's own announcement asks this, for every tenant."""
        query = select(*_COLUMNS).where(EMPLOYER.c.id == func.any(literal(list(employer_ids), ARRAY(Uuid))))
        return [_employer(row) for row in await self.connection.execute(query)]

    async def add(self, employer: Employer) -> bool:
        """Insert an employer; False when another transaction has just inserted one under the same number."""
        return (await self.connection.execute(_ADD, asdict(employer))).one_or_none() is not None

    async def save(self, employer: Employer) -> None:
        """Write what changes about a locked employer."""
        values = {name: value for name, value in asdict(employer).items() if name not in _ONCE}
        await self.connection.execute(_SAVE, {"employer_id": employer.id, **values})

    async def save_answers(self, employers: Sequence[Employer]) -> None:
        """Write what the registry answered, or that it could not be asked, as the next version of each."""
        rows = [{"employer_id": one.id, **{name: getattr(one, name) for name in _ANSWERED}} for one in employers]
        await self.connection.execute(_SAVE_ANSWER, rows)

    async def _one(self, statement: Select[Any], employer_id: UUID) -> Employer:
        wanted = {"employer_id": employer_id, **bounds(self.principal)}
        row = (await self.connection.execute(statement, wanted)).one_or_none()
        if row is None:
            raise EmployerUnknown(id=str(employer_id))
        return _employer(row)


def _employer(row: Row) -> Employer:
    values = {field.name: getattr(row, field.name) for field in fields(Employer)}
    values["registry_status"] = None if row.registry_status is None else RegistryStatus(row.registry_status)
    return Employer(**values)
