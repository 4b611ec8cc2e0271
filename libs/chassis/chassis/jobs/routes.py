"""The routes that every kind of job has: its list, itself, and its cancellation."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from chassis.documented import IDEMPOTENCY_KEY_OPTIONAL, IF_MATCH_OPTIONAL, answers, headers
from chassis.domain import Json
from chassis.edge import Edge, Requires
from chassis.jobs.job import Job
from chassis.jobs.store import Jobs
from chassis.jobs.views import JobPage, JobView

EXAMPLE: Json = {
    "id": "019a4b10-22bb-7d22-9e32-701d1d80aa01",
    "state": "running",
    "parameters": {},
    "done": 1200,
    "total": 4800,
    "percent": 25,
    "counts": {},
    "problem": None,
    "cancel_requested": False,
    "created_at": "2026-11-02T03:06:02Z",
    "started_at": "2026-11-02T03:06:03Z",
    "finished_at": None,
}


def answer(edge: Edge, job: Job, path: str) -> Response:
    """202 for a job that was just asked for, with where to look at it."""
    view = JobView.model_validate(job)
    return edge.answer(view, status=202, version=job.version, location=f"{path}/{job.id}")


def add_job_routes(
    router: APIRouter,
    path: str,
    *,
    kind: str,
    noun: str,
    read: str,
    write: str,
    show: Callable[[Job], JobView] = JobView.model_validate,
    view: type[JobView] = JobView,
    example: Json = EXAMPLE,
) -> None:
    """Add them under ``path``; ``read`` and ``write`` are the scopes they ask for, ``noun`` names the kind in words."""

    @router.get(path, response_model=JobPage, summary=f"List {noun}s", responses=answers(200, _page(EXAMPLE)))
    async def list_jobs(
        edge: Annotated[Edge, Depends(Requires(read))],
        cursor: Annotated[str | None, Query(max_length=500, description="from the page before")] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        """The caller's own, newest first."""
        cursors = edge.service.cursors
        scope = ["jobs", kind, edge.tx.principal.org]
        before = cursors.open(scope, cursor) if cursor else None
        found = await Jobs(edge.tx).page(kind=kind, before=before, limit=limit + 1)
        shown = found[:limit]
        following = cursors.seal(scope, shown[-1][0]) if len(found) > limit else None
        return edge.answer(JobPage(items=[JobView.model_validate(job) for _, job in shown], next_cursor=following))

    @router.get(f"{path}/{{job_id}}", response_model=view, summary=f"Read a {noun}", responses=answers(200, example))
    async def get_job(edge: Annotated[Edge, Depends(Requires(read))], job_id: UUID) -> Response:
        """How far it is, what came of it, and why it failed if it did."""
        job = await Jobs(edge.tx).get(job_id, kind=kind)
        return edge.answer(show(job), version=job.version)

    @router.post(
        f"{path}/{{job_id}}/cancellation",
        response_model=JobView,
        summary=f"Cancel a {noun}",
        responses=answers(200, EXAMPLE | {"cancel_requested": True}),
        openapi_extra=headers(IF_MATCH_OPTIONAL, IDEMPOTENCY_KEY_OPTIONAL),
    )
    async def cancel_job(edge: Annotated[Edge, Depends(Requires(write))], job_id: UUID) -> Response:
        """It ends at its next step; what was done until then stands. The version moves on while it runs, so a
        condition is taken but not asked for."""
        job = await Jobs(edge.tx).cancel(job_id, kind=kind, expected=edge.expected_if_given())
        return edge.answer(JobView.model_validate(job), version=job.version)


def _page(example: Json) -> Json:
    return {"items": [example], "next_cursor": None}
