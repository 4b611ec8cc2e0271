"""Imports: files of vacancies, loaded by a job, with an outcome for every row."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal
from uuid import UUID

from chassis.edge import EdgeRoute
from chassis.jobs import Jobs
from chassis.upload_route import UploadRoute, upload_of
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from vacancy.adapters.vacancy_rows import Format
from vacancy.domain.imports import RowOutcome, RowResult
from vacancy.endpoints.access import Cursor, Limit, VacancyRead, VacancyWrite
from vacancy.endpoints.documented import IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_OPTIONAL, IF_MATCH_OPTIONAL, answers, headers
from vacancy.schemas import imports as views
from vacancy.schemas.examples import imports as examples
from vacancy.schemas.imports import ImportPage, ImportView, OutcomePage, RowOutcomeView
from vacancy.schemas.text import SOURCE
from vacancy.service.import_vacancies import IMPORT, all_outcomes, read_outcomes, request_import

router = APIRouter(prefix="/v1/vacancy-imports", tags=["vacancy imports"], route_class=EdgeRoute)
uploads = APIRouter(prefix="/v1/vacancy-imports", tags=["vacancy imports"], route_class=UploadRoute)

BINARY = {"schema": {"type": "string", "format": "binary"}}
FILE = {
    "requestBody": {
        "required": True,
        "description": "The file, as it is or gzipped: CSV (UTF-8, with or without BOM, header row), NDJSON, XLSX "
        "(first sheet), and for `taiwanjobs` JSON and XML.",
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": examples.FEED},
            "text/csv": {"schema": {"type": "string"}, "example": examples.ROWS_CSV},
            "application/x-ndjson": {"schema": {"type": "string"}, "example": examples.ROWS_NDJSON},
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": BINARY,
            "application/xml": BINARY,
        },
    }
}
DOWNLOADS = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}


@uploads.post(
    "",
    status_code=202,
    response_model=ImportView,
    summary="Import a file of vacancies",
    responses=answers(202, examples.ASKED, "Accepted; Location is where its progress is read"),
    openapi_extra={**headers(IDEMPOTENCY_KEY), **FILE},
)
async def post_import(
    edge: VacancyWrite,
    form: Annotated[Format, Query(alias="format", description="whose columns it has", examples=["taiwanjobs"])],
    source: Annotated[
        str | None,
        Query(pattern=SOURCE.pattern, description="the system that the rows come from; `taiwanjobs` knows its own"),
    ] = None,
    dry_run: Annotated[bool, Query(description="do everything and keep nothing but the outcomes")] = False,
) -> Response:
    """Take a file of up to 200,000 rows and 128 MiB (1 GiB unpacked), to be loaded by a job.

    The file is checked whole before a row is loaded: one that is broken is refused whole, with the row. Each row is
    then an upsert by its source key, and what it creates or changes is screened. Of rows with one key the last counts.
    """
    asked = await request_import(edge.tx, upload=upload_of(edge.request), form=form, source=source, dry_run=dry_run)
    return edge.answer(
        ImportView.of(asked), status=202, version=asked.version, location=f"/v1/vacancy-imports/{asked.id}"
    )


@router.get("", response_model=ImportPage, summary="List imports", responses=answers(200, examples.IMPORTS))
async def list_imports(edge: VacancyRead, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """The imports that the caller's organisation asked for, newest first."""
    cursors = edge.service.cursors
    scope = ["vacancy-imports", edge.tx.principal.org]
    before = cursors.open(scope, cursor) if cursor else None
    found = await Jobs(edge.tx).page(kind=IMPORT, before=before, limit=limit + 1)
    shown = found[:limit]
    following = cursors.seal(scope, shown[-1][0]) if len(found) > limit else None
    return edge.answer(ImportPage(items=[ImportView.of(job) for _, job in shown], next_cursor=following))


@router.get(
    "/{import_id}", response_model=ImportView, summary="Read an import", responses=answers(200, examples.RUNNING)
)
async def get_import(edge: VacancyRead, import_id: UUID) -> Response:
    """How far it is, what became of its rows, and why it failed if it did."""
    job = await Jobs(edge.tx).get(import_id, kind=IMPORT)
    return edge.answer(ImportView.of(job), version=job.version)


@router.post(
    "/{import_id}/cancellation",
    response_model=ImportView,
    summary="Cancel an import",
    responses=answers(200, examples.CANCELLED),
    openapi_extra=headers(IF_MATCH_OPTIONAL, IDEMPOTENCY_KEY_OPTIONAL),
)
async def cancel_import(edge: VacancyWrite, import_id: UUID) -> Response:
    """End an import: at once where it waits, after the rows it is at where it runs. What is loaded stays loaded.

    Its version moves with its progress, so that If-Match is heeded but not asked for.
    """
    job = await Jobs(edge.tx).cancel(import_id, kind=IMPORT, expected=edge.expected_if_given())
    return edge.answer(ImportView.of(job), version=job.version)


@router.get(
    "/{import_id}/outcomes",
    response_model=OutcomePage,
    summary="Read what became of the rows",
    responses=answers(200, examples.OUTCOMES),
)
async def list_outcomes(
    edge: VacancyRead,
    import_id: UUID,
    outcome: RowResult | None = None,
    download: Annotated[
        Literal["csv", "ndjson"] | None, Query(description="all of them as a file, instead of a page")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """One outcome for every row that has been reached, in the order of the file; kept for seven days after the end."""
    job = await Jobs(edge.tx).get(import_id, kind=IMPORT)
    cursors = edge.service.cursors
    scope = ["import-outcomes", edge.tx.principal.org, str(import_id), outcome]
    after = cursors.open(scope, cursor) if cursor else 0
    found = await read_outcomes(edge.tx, job=job, result=outcome, after=after, limit=limit + 1)
    if download is not None:
        pages = all_outcomes(edge.service, edge.tx.principal, job=job, result=outcome)
        name = f"attachment; filename=outcomes-{import_id}.{download}"
        return StreamingResponse(
            _written(pages, download), media_type=DOWNLOADS[download], headers={"Content-Disposition": name}
        )
    shown = found[:limit]
    following = cursors.seal(scope, shown[-1].number) if len(found) > limit else None
    return edge.answer(OutcomePage(items=[RowOutcomeView.model_validate(one) for one in shown], next_cursor=following))


async def _written(pages: AsyncIterator[list[RowOutcome]], kind: str) -> AsyncIterator[bytes]:
    if kind == "csv":
        yield views.csv_header()
    async for page in pages:
        yield views.as_csv(page) if kind == "csv" else views.as_ndjson(page)
