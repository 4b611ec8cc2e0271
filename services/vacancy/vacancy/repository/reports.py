"""Reports of vacancies: written by who uses the platform, read and decided by offices."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row
from sqlalchemy import BigInteger, ColumnElement, Select, Text, func, literal_column, select, text, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, insert

from vacancy.domain.errors import ReportUnknown, VacancyUnknown
from vacancy.domain.life_cycle import State
from vacancy.domain.reports import Report, ReportReason, ReportState
from vacancy.models import REPORT, VACANCY
from vacancy.repository.visibility import bounds, for_each_kind

_COLUMNS = tuple(REPORT.c[field.name] for field in fields(Report))
_JOINED = REPORT.join(VACANCY)
# what young people see, whoever submitted it: they report nothing else
_PUBLISHED = select(VACANCY.c.id).where(VACANCY.c.id == bind("vacancy_id"), VACANCY.c.state == State.PUBLISHED)
_ADD = (
    insert(REPORT)
    .on_conflict_do_nothing(index_elements=["vacancy_id", "reporter_org", "reason"], index_where=text("state = 'open'"))
    .returning(REPORT.c.id)
)
_DECIDE = update(REPORT).where(REPORT.c.id == bind("report_id"))
_SHOWN = ("case_number", "title", "employer_name", "county", "source")


def _locked(seen: ColumnElement[bool]) -> Select[Any]:
    found = select(*_COLUMNS).select_from(_JOINED).where(REPORT.c.id == bind("report_id"), seen)
    return found.with_for_update(of=REPORT)


def _page(seen: ColumnElement[bool], state: ReportState) -> Select[Any]:
    return (
        select(REPORT.c.position, *_COLUMNS, *(VACANCY.c[name] for name in _SHOWN))
        .add_columns(VACANCY.c.state.label("vacancy_state"))
        .select_from(_JOINED)
        .where(seen, REPORT.c.state == literal_column(repr(str(state))))
        .where(VACANCY.c.county == func.any(bind("counties", type_=ARRAY(Text))))
        .where(REPORT.c.position > bind("after", type_=BigInteger))
        .order_by(REPORT.c.position)
        .limit(bind("most"))
    )


def _counts(seen: ColumnElement[bool]) -> Select[Any]:
    grouped = (VACANCY.c.source, REPORT.c.reason, REPORT.c.state)
    return (
        select(*grouped, func.count().label("count"))
        .select_from(_JOINED)
        .where(seen, REPORT.c.reported_on.between(bind("since"), bind("until")))
        .group_by(*grouped)
    )


_LOCKED = for_each_kind(VACANCY, _locked)
_PAGE = {state: for_each_kind(VACANCY, partial(_page, state=state)) for state in ReportState}
_COUNTS = for_each_kind(VACANCY, _counts)


@dataclass(frozen=True, slots=True)
class Reported:
    """A report with the vacancy that it is about."""

    position: int
    report: Report
    case_number: str
    title: str
    employer_name: str
    county: str
    source: str
    vacancy_state: State


@dataclass(frozen=True, slots=True)
class ReportCount:
    """How many reports of one reason, about one source's vacancies, are in one state."""

    source: str
    reason: ReportReason
    state: ReportState
    count: int


class Reports(Repository):
    """Reports, seen by the offices that see their vacancy."""

    async def check_published(self, vacancy_id: UUID) -> None:
        """Raise VacancyUnknown unless young people see this vacancy."""
        if (await self.connection.execute(_PUBLISHED, {"vacancy_id": vacancy_id})).one_or_none() is None:
            raise VacancyUnknown(id=str(vacancy_id))

    async def add(self, report: Report) -> bool:
        """Keep a report; False when an open one of the same organisation about the same vacancy is there."""
        return (await self.connection.execute(_ADD, asdict(report))).one_or_none() is not None

    async def locked(self, report_id: UUID) -> Report:
        """One report, its row locked until the transaction ends; raises ReportUnknown."""
        wanted = {"report_id": report_id, **bounds(self.principal)}
        row = (await self.connection.execute(_LOCKED[self.principal.org_kind], wanted)).one_or_none()
        if row is None:
            raise ReportUnknown(id=str(report_id))
        return _report(row)

    async def decide(self, report: Report) -> None:
        """Write a locked report's decision."""
        names = ("state", "version", "decision_reason", "officer", "decided_by", "decided_at")
        await self.connection.execute(
            _DECIDE, {"report_id": report.id} | {name: getattr(report, name) for name in names}
        )

    async def page(self, state: ReportState, counties: Sequence[str], *, after: int, limit: int) -> list[Reported]:
        """At most ``limit`` reports about vacancies in these counties, the oldest first."""
        wanted = {"counties": list(counties), "after": after, "most": limit, **bounds(self.principal)}
        rows = await self.connection.execute(_PAGE[state][self.principal.org_kind], wanted)
        return [
            Reported(
                position=row.position,
                report=_report(row),
                vacancy_state=State(row.vacancy_state),
                **{name: getattr(row, name) for name in _SHOWN},
            )
            for row in rows
        ]

    async def counts(self, since: date, until: date) -> list[ReportCount]:
        """What was reported within a period about vacancies that the principal sees, both days included."""
        wanted = {"since": since, "until": until, **bounds(self.principal)}
        rows = await self.connection.execute(_COUNTS[self.principal.org_kind], wanted)
        return [ReportCount(row.source, ReportReason(row.reason), ReportState(row.state), row.count) for row in rows]


def _report(row: Row) -> Report:
    values = {field.name: getattr(row, field.name) for field in fields(Report)}
    return Report(**values | {"reason": ReportReason(row.reason), "state": ReportState(row.state)})
