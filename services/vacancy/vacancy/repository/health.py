"""What partners sent and what became of it, counted by partner and source."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chassis.auth import OrgKind
from chassis.db import Repository, Row
from sqlalchemy import ColumnElement, Date, Select, Text, func, literal, select, tuple_
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY

from vacancy.domain.partner_health import SourceHealth
from vacancy.domain.reports import ReportState
from vacancy.models import REPORT, TABLES, VACANCY
from vacancy.repository.visibility import bounds, for_each_kind

DECISION = TABLES.decision
_BY = (VACANCY.c.owner_org, VACANCY.c.source)
_SCREENED = VACANCY.join(DECISION, DECISION.c.id == VACANCY.c.screening_id)
Statements = Mapping[OrgKind, Select[Any]]


def _sources(seen: ColumnElement[bool]) -> Select[Any]:
    # a row of before the day was kept counts as received when it came
    created = func.timezone("Asia/Taipei", VACANCY.c.created_at).cast(Date)
    last = func.max(func.coalesce(VACANCY.c.received_on, created))
    after = tuple_(bind("after_org", type_=Text), bind("after_source", type_=Text))
    return (
        select(*_BY, func.count().label("vacancies"), last.label("last_received_on"))
        .where(seen, tuple_(*_BY) > after)
        .group_by(*_BY)
        .order_by(*_BY)
        .limit(bind("most"))
    )


def _screened(seen: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    period = VACANCY.c.screened_on.between(bind("since", type_=Date), bind("until", type_=Date))
    return seen, VACANCY.c.owner_org == func.any(bind("orgs", type_=ARRAY(Text))), period


def _outcomes(seen: ColumnElement[bool]) -> Select[Any]:
    counted = select(*_BY, DECISION.c.outcome.label("answer"), func.count().label("count"))
    return counted.select_from(_SCREENED).where(*_screened(seen)).group_by(*_BY, DECISION.c.outcome)


def _failing(seen: ColumnElement[bool]) -> Select[Any]:
    each = func.jsonb_each(DECISION.c.findings).table_valued("key", "value").render_derived()
    reason = each.c.value.op("->>", return_type=Text)("reason")
    verdict = each.c.value.op("->>", return_type=Text)("verdict")
    return (
        select(*_BY, each.c.key.label("criterion"), reason.label("answer"))
        .add_columns(func.count().label("count"))
        .select_from(_SCREENED.join(each, literal(True)))
        .where(*_screened(seen), verdict == "fail")
        .group_by(*_BY, each.c.key, reason)
    )


def _missing(seen: ColumnElement[bool]) -> Select[Any]:
    each = func.jsonb_each(DECISION.c.findings).table_valued("key", "value").render_derived(name="each")
    missing = each.c.value.op("->")("missing")
    path = func.jsonb_array_elements_text(missing).table_valued("path").render_derived(name="unstated")
    return (
        select(*_BY, path.c.path.label("answer"), func.count(VACANCY.c.id.distinct()).label("count"))
        .select_from(_SCREENED.join(each, literal(True)).join(path, literal(True)))
        .where(*_screened(seen))
        .group_by(*_BY, path.c.path)
    )


def _reports(seen: ColumnElement[bool]) -> Select[Any]:
    period = REPORT.c.reported_on.between(bind("since", type_=Date), bind("until", type_=Date))
    return (
        select(*_BY, REPORT.c.state.label("answer"), func.count().label("count"))
        .select_from(REPORT.join(VACANCY))
        .where(seen, VACANCY.c.owner_org == func.any(bind("orgs", type_=ARRAY(Text))), period)
        .group_by(*_BY, REPORT.c.state)
    )


_SOURCES = for_each_kind(VACANCY, _sources)
_OUTCOMES = for_each_kind(VACANCY, _outcomes)
_FAILING = for_each_kind(VACANCY, _failing)
_MISSING = for_each_kind(VACANCY, _missing)
_REPORTS = for_each_kind(VACANCY, _reports)


class Health(Repository):
    """Reads across a principal's vacancies."""

    async def sources(self, since: date, until: date, *, after: tuple[str, str], limit: int) -> list[SourceHealth]:
        """At most ``limit`` sources after one, by partner and name; what is counted is of a period, both days included.

        Only what the principal sees is counted: of a partner's vacancies a branch knows those of its region.
        """
        wanted = {"after_org": after[0], "after_source": after[1], "most": limit, **bounds(self.principal)}
        found = (await self.connection.execute(_SOURCES[self.principal.org_kind], wanted)).all()
        period = {"orgs": sorted({row.owner_org for row in found}), "since": since, "until": until}
        outcomes = await self._counts(_OUTCOMES, period)
        failing = await self._counts(_FAILING, period)
        missing = await self._counts(_MISSING, period)
        reports = await self._counts(_REPORTS, period)
        return [
            SourceHealth(
                **row._mapping,
                outcomes={one.answer: one.count for one in _of(row, outcomes)},
                failing={(one.criterion, one.answer): one.count for one in _of(row, failing)},
                missing={one.answer: one.count for one in _of(row, missing)},
                reports={ReportState(one.answer): one.count for one in _of(row, reports)},
            )
            for row in found
        ]

    async def _counts(self, statements: Statements, period: Mapping[str, Any]) -> Sequence[Row]:
        wanted = {**period, **bounds(self.principal)}
        return (await self.connection.execute(statements[self.principal.org_kind], wanted)).all()


def _of(source: Row, counts: Sequence[Row]) -> list[Row]:
    return [one for one in counts if (one.owner_org, one.source) == (source.owner_org, source.source)]
