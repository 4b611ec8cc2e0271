"""Imports: files of vacancies, loaded by a job, with an outcome for every row."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal
from uuid import UUID

from chassis.documented import IDEMPOTENCY_KEY, answers, headers
from chassis.edge import EdgeRoute
from chassis.jobs import Jobs, JobView
from chassis.jobs.routes import add_job_routes, answer
from chassis.upload_route import UploadRoute, upload_of
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from vacancy.adapters.vacancy_rows import Format
from vacancy.domain.imports import RowOutcome, RowResult
from vacancy.endpoints.access import Cursor, Limit, VacancyRead, VacancyWrite
from vacancy.schemas import imports as views
from vacancy.schemas.examples import imports as examples
from vacancy.schemas.imports import OutcomePage, RowOutcomeView
from vacancy.schemas.text import SOURCE
from vacancy.service.import_vacancies import IMPORT, all_outcomes, read_outcomes, request_import

PATH = "/v1/vacancy-imports"
router = APIRouter(prefix=PATH, tags=["vacancy imports"], route_class=EdgeRoute)
uploads = APIRouter(prefix=PATH, tags=["vacancy imports"], route_class=UploadRoute)

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
    response_model=JobView,
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
    return answer(edge, asked, PATH)


add_job_routes(
    router,
    "",
    kind=IMPORT,
    noun="vacancy import",
    read="vacancies:read",
    write="vacancies:write",
    example=examples.RUNNING,
)


@router.get(
    "/{job_id}/outcomes",
    response_model=OutcomePage,
    summary="Read what became of the rows",
    responses=answers(200, examples.OUTCOMES),
)
async def list_outcomes(
    edge: VacancyRead,
    job_id: UUID,
    outcome: RowResult | None = None,
    download: Annotated[
        Literal["csv", "ndjson"] | None, Query(description="all of them as a file, instead of a page")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """One outcome for every row that has been reached, in the order of the file; kept for seven days after the end."""
    job = await Jobs(edge.tx).get(job_id, kind=IMPORT)
    place = edge.place(cursor, "import-outcomes", str(job_id), outcome)
    found = await read_outcomes(edge.tx, job=job, result=outcome, after=place.after, limit=limit + 1)
    if download is not None:
        pages = all_outcomes(edge.service, edge.tx.principal, job=job, result=outcome)
        name = f"attachment; filename=outcomes-{job_id}.{download}"
        return StreamingResponse(
            _written(pages, download), media_type=DOWNLOADS[download], headers={"Content-Disposition": name}
        )
    shown, following = place.cut(found, limit, at="number")
    return edge.answer(OutcomePage(items=[RowOutcomeView.model_validate(one) for one in shown], next_cursor=following))


async def _written(pages: AsyncIterator[list[RowOutcome]], kind: str) -> AsyncIterator[bytes]:
    if kind == "csv":
        yield views.csv_header()
    async for page in pages:
        yield views.as_csv(page) if kind == "csv" else views.as_ndjson(page)
