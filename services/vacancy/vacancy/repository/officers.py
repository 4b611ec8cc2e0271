"""What officers work through, and what screenings came to: reads across vacancies, decisions and appeals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis.db import Repository
from chassis.domain import Json
from sqlalchemy import BigInteger, ColumnElement, Date, Select, Text, func, literal, literal_column, select, union_all
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY

from vacancy.domain.life_cycle import State
from vacancy.domain.records import AppealStatus
from vacancy.models import APPEAL, TABLES, VACANCY
from vacancy.repository.visibility import bounds, for_each_kind

DECISION = TABLES.decision

_SHOWN = (
    VACANCY.c.id,
    VACANCY.c.case_number,
    VACANCY.c.version,
    VACANCY.c.source,
    VACANCY.c.title,
    VACANCY.c.employer_name,
    VACANCY.c.county,
    VACANCY.c.industry,
    VACANCY.c.screening_id,
    VACANCY.c.created_at,
    VACANCY.c.updated_at,
)


def _constant(value: str) -> ColumnElement[str]:
    """A value in the statement's own text: a plan for any parameter could not use an index of one state only."""
    return literal_column(f"'{value}'", Text)


def _waiting(seen: ColumnElement[bool], *, for_what: str) -> Select[Any]:
    """The first vacancies that wait for one kind of decision, by an index of just those."""
    chosen = select(VACANCY.c.id, VACANCY.c.position, literal(for_what, Text).label("waiting_for"))
    if for_what == "review":
        chosen = chosen.where(VACANCY.c.state == _constant(State.NEEDS_REVIEW))
    else:
        chosen = chosen.join(APPEAL).where(APPEAL.c.status == _constant(AppealStatus.FILED))
    chosen = chosen.where(seen, VACANCY.c.position > bind("after", type_=BigInteger))
    chosen = chosen.where(VACANCY.c.county == func.any(bind("counties", type_=ARRAY(Text))))
    return chosen.order_by(VACANCY.c.position).limit(bind("most"))


def _queue(seen: ColumnElement[bool]) -> Select[Any]:
    parts = (_waiting(seen, for_what=kind).subquery() for kind in ("review", "appeal"))
    waiting = union_all(*(select(part) for part in parts)).subquery()
    return (
        select(*_SHOWN, waiting.c.position, waiting.c.waiting_for, DECISION.c.findings)
        .add_columns(APPEAL.c.id.label("appeal_id"), APPEAL.c.grounds)
        .select_from(waiting.join(VACANCY, VACANCY.c.id == waiting.c.id))
        .join(DECISION, DECISION.c.id == VACANCY.c.screening_id)
        .outerjoin(APPEAL, (APPEAL.c.vacancy_id == VACANCY.c.id) & (waiting.c.waiting_for == "appeal"))
        .order_by(waiting.c.position)
        .limit(bind("most"))
    )


def _latest(seen: ColumnElement[bool]) -> Any:
    """The last screening of each vacancy that was screened within a period."""
    return (
        select(VACANCY.c.id, VACANCY.c.source, DECISION.c.outcome, DECISION.c.findings)
        .join(DECISION, DECISION.c.id == VACANCY.c.screening_id)
        .where(seen, VACANCY.c.screened_on.between(bind("since", type_=Date), bind("until", type_=Date)))
        .cte("latest")
    )


def _outcomes(seen: ColumnElement[bool]) -> Select[Any]:
    latest = _latest(seen)
    return select(latest.c.source, latest.c.outcome, func.count().label("count")).group_by(
        latest.c.source, latest.c.outcome
    )


def _verdicts(seen: ColumnElement[bool]) -> Select[Any]:
    latest = _latest(seen)
    each = func.jsonb_each(latest.c.findings).table_valued("key", "value").render_derived()
    verdict = each.c.value.op("->>", return_type=Text)("verdict")
    grouped = (latest.c.source, each.c.key, verdict)
    return (
        select(latest.c.source, each.c.key.label("criterion"), verdict.label("verdict"), func.count().label("count"))
        .select_from(latest.join(each, literal(True)))
        .group_by(*grouped)
    )


def _unknown(seen: ColumnElement[bool]) -> Select[Any]:
    latest = _latest(seen)
    each = func.jsonb_each(latest.c.findings).table_valued("key", "value").render_derived(name="each")
    missing = each.c.value.op("->")("missing")
    path = func.jsonb_array_elements_text(missing).table_valued("path").render_derived(name="unstated")
    return (
        select(latest.c.source, path.c.path, func.count(latest.c.id.distinct()).label("count"))
        .select_from(latest.join(each, literal(True)).join(path, literal(True)))
        .group_by(latest.c.source, path.c.path)
    )


_QUEUE = for_each_kind(VACANCY, _queue)
_OUTCOMES = for_each_kind(VACANCY, _outcomes)
_VERDICTS = for_each_kind(VACANCY, _verdicts)
_UNKNOWN = for_each_kind(VACANCY, _unknown)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A vacancy that waits for an officer, with everything that its last screening found."""

    id: UUID
    case_number: str
    version: int
    source: str
    title: str
    employer_name: str
    county: str
    industry: str | None
    screening_id: UUID
    created_at: datetime
    updated_at: datetime
    position: int
    waiting_for: str
    findings: dict[str, Json]
    appeal_id: UUID | None
    grounds: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many vacancies of a source had one answer: an outcome, a criterion's verdict, or an unknown fact."""

    source: str
    answer: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What screenings came to within a period, each vacancy counted by its last one."""

    outcomes: list[Count]
    verdicts: list[Count]
    unknown: list[Count]


class Officers(Repository):
    """Reads for the principal's office."""

    async def queue(self, counties: Sequence[str], *, after: int, limit: int) -> list[Waiting]:
        """At most ``limit`` vacancies in these counties that wait for an officer, in the order of their submission."""
        wanted = {"counties": list(counties), "after": after, "most": limit, **bounds(self.principal)}
        rows = await self.connection.execute(_QUEUE[self.principal.org_kind], wanted)
        return [Waiting(**row._mapping) for row in rows]

    async def counts(self, since: date, until: date) -> Counts:
        """What the last screenings of vacancies that the principal sees came to, both days included."""
        return Counts(
            outcomes=await self._count(_OUTCOMES[self.principal.org_kind], since, until),
            verdicts=await self._count(_VERDICTS[self.principal.org_kind], since, until),
            unknown=await self._count(_UNKNOWN[self.principal.org_kind], since, until),
        )

    async def _count(self, statement: Select[Any], since: date, until: date) -> list[Count]:
        rows = await self.connection.execute(statement, {"since": since, "until": until, **bounds(self.principal)})
        return [Count(source=source, answer=tuple(answer), count=count) for source, *answer, count in rows]
