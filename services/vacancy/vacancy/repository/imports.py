"""Outcomes of imports. Callers have read the job first, so it is one that they may see."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from uuid import UUID

from chassis.db import Repository, Row, insert_all
from chassis.jobs.job import WAITING
from sqlalchemy import delete, select

from vacancy.domain.imports import RowOutcome, RowResult
from vacancy.models import IMPORT_OUTCOME, TABLES

_NAMES = tuple(field.name for field in fields(RowOutcome))
_COLUMNS = tuple(IMPORT_OUTCOME.c[name] for name in _NAMES)


class ImportOutcomes(Repository):
    """What became of the rows of imports."""

    async def add_all(self, job_id: UUID, outcomes: Sequence[RowOutcome]) -> None:
        """Keep the outcomes of some rows; a row has one."""
        rows = [{name: getattr(one, name) for name in _NAMES} | {"job_id": job_id} for one in outcomes]
        await insert_all(self.connection, IMPORT_OUTCOME, rows)

    async def page(self, job_id: UUID, *, result: RowResult | None, after: int, limit: int) -> list[RowOutcome]:
        """At most ``limit`` outcomes of rows after a number, in the order of the file."""
        query = select(*_COLUMNS).where(IMPORT_OUTCOME.c.job_id == job_id, IMPORT_OUTCOME.c.number > after)
        if result is not None:
            query = query.where(IMPORT_OUTCOME.c.outcome == result)
        rows = await self.connection.execute(query.order_by(IMPORT_OUTCOME.c.number).limit(limit))
        return [_outcome(row) for row in rows]

    async def sweep(self, kind: str, *, before: datetime) -> None:
        """Delete the outcomes of imports that ended before a moment. The platform's own schedule asks this."""
        job = TABLES.job
        ended = select(job.c.id).where(job.c.kind == kind, job.c.finished_at < before)
        await self.connection.execute(delete(IMPORT_OUTCOME).where(IMPORT_OUTCOME.c.job_id.in_(ended)))

    async def awaited_uploads(self, kind: str) -> list[str]:
        """The uploads that imports which have not ended still read. The platform's own schedule asks this."""
        job = TABLES.job
        query = select(job.c.parameters["_upload"].astext).where(job.c.kind == kind, job.c.state.in_(WAITING))
        return list((await self.connection.execute(query)).scalars())


def _outcome(row: Row) -> RowOutcome:
    return RowOutcome(**dict(row._mapping) | {"outcome": RowResult(row.outcome)})
