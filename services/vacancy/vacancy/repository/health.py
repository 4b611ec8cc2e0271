"""What partners sent and what became of it, counted by partner and source."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from chassis.db import Repository, Row
from chassis.jobs.job import JobState
from chassis.tabular import FileBroken
from fields.calendar import business_date, midnight
from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY

from vacancy.domain.partner_health import Measure, SourceHealth, failing_code
from vacancy.domain.reports import ReportState
from vacancy.models import HEALTH_COUNT, REPORT, TABLES, VACANCY
from vacancy.repository.visibility import bounds, file_visible, for_each_kind

_COUNT = HEALTH_COUNT.c
_BY = (_COUNT.owner_org, _COUNT.source)
_FILE = TABLES.job.c
# in the statement's own text: as parameters, two of one expression are not known to be the same
_FILE_SOURCE: ColumnElement[str] = literal_column("job.parameters ->> 'source'", Text)
_WHY: ColumnElement[str] = literal_column("job.problem #>> '{errors,0,code}'", Text)
# a rehearsal is not sent to be loaded
_REFUSED = and_(
    _FILE.kind == bind("imports", type_=Text),
    _FILE.state == JobState.FAILED,
    _FILE.problem["code"].astext == FileBroken.code,
    _FILE.parameters["dry_run"].astext == "false",
    _FILE.finished_at >= bind("from_moment", type_=DateTime(timezone=True)),
)


def _sources(seen: ColumnElement[bool], files_seen: ColumnElement[bool]) -> Select[Any]:
    """By day, since a day counts as the last one only while something that came on it is still there."""
    total = func.sum(_COUNT.count)
    days = (
        select(*_BY, _COUNT.day, total.label("vacancies"))
        .where(seen, _COUNT.measure == Measure.RECEIVED)
        .group_by(*_BY, _COUNT.day)
        .having(total > 0)
    )
    # who has sent nothing but files that were refused is a source as well
    files = select(_FILE.owner_org, _FILE_SOURCE, cast(null(), Date), literal(0)).where(_REFUSED, files_seen)
    both = union_all(days, files).subquery()
    after = tuple_(bind("after_org", type_=Text), bind("after_source", type_=Text))
    by = (both.c.owner_org, both.c.source)
    return (
        select(*by, cast(func.sum(both.c.vacancies), Integer).label("vacancies"))
        .add_columns(func.max(both.c.day).label("last_received_on"))
        .where(tuple_(*by) > after)
        .group_by(*by)
        .order_by(*by)
        .limit(bind("most"))
    )


def _screened(seen: ColumnElement[bool]) -> Select[Any]:
    total = func.sum(_COUNT.count)
    return (
        select(*_BY, _COUNT.measure, _COUNT.code.label("answer"), total.label("count"))
        .where(seen, _COUNT.owner_org == func.any(bind("orgs", type_=ARRAY(Text))))
        .where(_COUNT.measure != Measure.RECEIVED)
        .where(_COUNT.day.between(bind("since", type_=Date), bind("until", type_=Date)))
        .group_by(*_BY, _COUNT.measure, _COUNT.code)
        .having(total > 0)
    )


def _reports(seen: ColumnElement[bool]) -> Select[Any]:
    period = REPORT.c.reported_on.between(bind("since", type_=Date), bind("until", type_=Date))
    by = (VACANCY.c.owner_org, VACANCY.c.source)
    return (
        select(*by, REPORT.c.state.label("answer"), func.count().label("count"))
        .select_from(REPORT.join(VACANCY))
        .where(seen, VACANCY.c.owner_org == func.any(bind("orgs", type_=ARRAY(Text))), period)
        .group_by(*by, REPORT.c.state)
    )


_SOURCES = {
    kind: _sources(seen, file_visible(kind, TABLES.job))
    for kind, seen in for_each_kind(HEALTH_COUNT, lambda seen: seen).items()
}
_SCREENED = for_each_kind(HEALTH_COUNT, _screened)
_REPORTS = for_each_kind(VACANCY, _reports)
_FILES = {
    kind: select(_FILE.owner_org, _FILE_SOURCE.label("source"), _WHY.label("answer"))
    .add_columns(func.count().label("count"), func.max(_FILE.finished_at).label("last"))
    .where(_REFUSED, _FILE.owner_org == func.any(bind("orgs", type_=ARRAY(Text))), file_visible(kind, TABLES.job))
    .group_by(_FILE.owner_org, _FILE_SOURCE, _WHY)
    for kind in _SOURCES
}


class Health(Repository):
    """Reads across a principal's vacancies."""

    async def sources(
        self, since: date, until: date, *, imports: str, after: tuple[str, str], limit: int
    ) -> list[SourceHealth]:
        """At most ``limit`` sources after one, by partner and name; what is counted is of a period, both days included.
        ``imports`` is the kind of jobs that load files.

        Only what the principal sees is counted: of a partner's vacancies a branch knows those of its region.
        """
        kind = self.principal.org_kind
        files_of = {"imports": imports, "from_moment": midnight(since)}
        wanted = {"after_org": after[0], "after_source": after[1], "most": limit, **files_of, **bounds(self.principal)}
        found = (await self.connection.execute(_SOURCES[kind], wanted)).all()
        orgs = sorted({row.owner_org for row in found})
        period = {"orgs": orgs, "since": since, "until": until, **bounds(self.principal)}
        screened = (await self.connection.execute(_SCREENED[kind], period)).all()
        reports = (await self.connection.execute(_REPORTS[kind], period)).all()
        of_files = {"orgs": orgs, **files_of, **bounds(self.principal)}
        files = (await self.connection.execute(_FILES[kind], of_files)).all()
        return [_health(row, _of(row, screened), _of(row, reports), _of(row, files)) for row in found]


def _health(source: Row, screened: Sequence[Row], reports: Sequence[Row], files: Sequence[Row]) -> SourceHealth:
    said: dict[str, dict[str, int]] = {measure: {} for measure in Measure}
    for one in screened:
        said[one.measure][one.answer] = one.count
    return SourceHealth(
        **source._mapping,
        outcomes=said[Measure.OUTCOME],
        failing={failing_code(code): count for code, count in said[Measure.FAILING].items()},
        missing=said[Measure.MISSING],
        reports={ReportState(one.answer): one.count for one in reports},
        refused_files={one.answer: one.count for one in files},
        last_refused_on=max((business_date(one.last) for one in files), default=None),
    )


def _of(source: Row, counts: Sequence[Row]) -> list[Row]:
    return [one for one in counts if (one.owner_org, one.source) == (source.owner_org, source.source)]
