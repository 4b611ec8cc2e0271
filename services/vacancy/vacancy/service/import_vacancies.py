"""Load a file of vacancies: checked whole, then a chunk of rows a transaction, each row with exactly one outcome."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from chassis.auth import Principal
from chassis.computing import Workers, workers
from chassis.db import Transaction
from chassis.jobs import Chunk, Done, Job, Pieces, Progress, request
from chassis.service import Service
from chassis.tabular import Kind
from chassis.uploads import Upload

from vacancy.adapters.checked_rows import Taken, check, opened_rows
from vacancy.adapters.vacancy_rows import FORMATS, Format
from vacancy.domain.errors import KindRefused, OutcomesGone, SourceMissing
from vacancy.domain.imports import RowOutcome, RowResult
from vacancy.repository.imports import ImportOutcomes
from vacancy.repository.visibility import OWNERS
from vacancy.service.permission import require_kind
from vacancy.service.upsert_vacancies import upsert_vacancies

IMPORT = "vacancy-import"
IMPORT_SWEEP = "vacancy-import-sweep"
CHUNK = 400
"""Rows a transaction: fewer cost statements, more hold locks longer, lose more when a runner dies, and take memory."""
WORTH_BYTES = 1 << 20
"""Of a file as it was sent, from which on other processes are started: it takes them a second."""
PAGE = 2_000
KEEP = timedelta(days=7)
"""The file that was sent and the outcomes of its rows."""


async def request_import(tx: Transaction, *, upload: Upload, form: Format, source: str | None, dry_run: bool) -> Job:
    """Ask for an import of an uploaded file. Raises OrganisationKindRefused, KindRefused, SourceMissing."""
    require_kind(tx.principal, OWNERS)
    if upload.kind not in FORMATS[form].kinds:
        raise KindRefused(received=upload.kind, allowed=sorted(FORMATS[form].kinds))
    named = source or (Format.TAIWANJOBS if form is Format.TAIWANJOBS else None)
    if named is None:
        raise SourceMissing(errors=[{"query": "source", "code": SourceMissing.code}])
    asked = {
        "format": form,
        "source": named,
        "dry_run": dry_run,
        "kind": upload.kind,
        "bytes": upload.size,
        "_upload": upload.name,
    }
    return await request(tx, kind=IMPORT, parameters=asked)


@asynccontextmanager
async def import_vacancies(service: Service, job: Job) -> AsyncIterator[Pieces[Taken]]:
    """Check the whole file, then load it from where the job stands; raises UploadGone, FileBroken."""
    form = FORMATS[Format(job.parameters["format"])]
    with tempfile.TemporaryDirectory(prefix="vacancy-import-") as folder:
        file, scratch = Path(folder, "upload"), Path(folder, "rows")
        await service.uploads.fetch(job.parameters["_upload"], file)
        async with workers(elsewhere=job.parameters["bytes"] >= WORTH_BYTES) as elsewhere:
            checked = await asyncio.to_thread(check, file, Kind(job.parameters["kind"]), form, scratch, elsewhere)
            with opened_rows(scratch, checked, after=job.done) as rows:

                async def take() -> Taken | None:
                    return rows.take(CHUNK)

                yield Pieces(rows.total, take, partial(_load, elsewhere))


async def _load(elsewhere: Workers, tx: Transaction, job: Job, taken: Taken) -> Done:
    """No two rows of a file that are loaded have one key, so no two pieces lock one vacancy."""
    source, dry_run = job.parameters["source"], job.parameters["dry_run"]
    outcomes = list(taken.settled)
    if taken.stated:
        loaded = await upsert_vacancies(tx, source=source, rows=taken.stated, keep=not dry_run, workers=elsewhere)
        outcomes += [_of_a_dry_run(one) for one in loaded] if dry_run else loaded
    await ImportOutcomes(tx).add_all(job.id, outcomes)
    return Done(len(outcomes), Counter(one.outcome.value for one in outcomes))


async def read_outcomes(
    tx: Transaction, *, job: Job, result: RowResult | None, after: int, limit: int
) -> list[RowOutcome]:
    """Some outcomes of an import that the caller has read; raises OutcomesGone."""
    if job.finished_at is not None and job.finished_at < tx.now - KEEP:
        raise OutcomesGone()
    return await ImportOutcomes(tx).page(job.id, result=result, after=after, limit=limit)


async def all_outcomes(
    service: Service, principal: Principal, *, job: Job, result: RowResult | None
) -> AsyncIterator[list[RowOutcome]]:
    """Every outcome of an import that the principal has read, in pages; no connection is held between two of them."""
    after = 0
    while True:
        async with service.database.reading() as connection:
            tx = service.begin(connection, principal)
            page = await read_outcomes(tx, job=job, result=result, after=after, limit=PAGE)
        if page:
            yield page
            after = page[-1].number
        if len(page) < PAGE:
            return


@asynccontextmanager
async def sweep_imports(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """Delete uploads and outcomes whose time is over."""

    async def sweep(tx: Transaction, at: Job) -> Progress:
        outcomes = ImportOutcomes(tx)
        await outcomes.sweep(IMPORT, before=tx.now - KEEP)
        awaited = await outcomes.awaited_uploads(IMPORT)
        swept = await service.uploads.sweep(before=tx.now - KEEP, but=awaited)
        return Progress(None, 1, 1, {"uploads": swept}, finished=True)

    yield sweep


def _of_a_dry_run(outcome: RowOutcome) -> RowOutcome:
    return replace(outcome, vacancy_id=None) if outcome.outcome is RowResult.CREATED else outcome
