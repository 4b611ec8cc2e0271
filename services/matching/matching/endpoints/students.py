"""A university's students: many in one request, and what is held of them."""

from typing import Annotated

from chassis import batch
from chassis.documented import IDEMPOTENCY_KEY, answers, example, headers
from chassis.domain import DomainError
from chassis.edge import Edge
from fastapi import APIRouter, Body, Query, Response
from pydantic import ValidationError

from matching.endpoints.access import YouthRead, YouthWrite
from matching.schemas.examples import students as examples
from matching.schemas.students import (
    ReconciliationView,
    Student,
    StudentBatch,
    StudentItem,
    TakenStudents,
    TakenStudentView,
    UpsertedStudent,
)
from matching.service.permission import require_kind
from matching.service.reconcile_students import reconcile_students
from matching.service.upsert_students import UNIVERSITY, StudentRow, Upserted, UpsertResult, upsert_students

router = APIRouter(prefix="/v1", tags=["students"], route_class=batch.BatchRoute)


@router.post(
    "/students:batch",
    status_code=207,
    response_model=TakenStudents,
    summary="Register or restate many students",
    responses=answers(207, examples.TAKEN, "One status a student"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_students(
    edge: YouthWrite, wanted: Annotated[StudentBatch, Body(openapi_examples=example(examples.BATCH))]
) -> Response:
    """Up to 500 students by the university's own student number; one that is refused leaves the others standing.

    Of one student or person ten items are taken in turn; a further one is refused and names the item before it.
    The same content again moves nothing. What comes with an older ``source_version`` than the one held is superseded.
    What people corrected stands, and the answer names it. A new student needs a consent to be registered.
    """
    require_kind(edge.tx.principal, UNIVERSITY)
    read = [_read(edge, item, place) for place, item in enumerate(wanted.items)]
    done = iter(await upsert_students(edge.tx, [one for one in read if isinstance(one, StudentRow)]))
    items = [
        _view(edge, item, next(done) if isinstance(one, StudentRow) else one)
        for item, one in zip(wanted.items, read, strict=True)
    ]
    return edge.answer(TakenStudents(items=items), status=207)


@router.get(
    "/students/reconciliation",
    response_model=ReconciliationView,
    summary="Compare what was sent with what is held",
    responses=answers(200, examples.RECONCILIATION),
)
async def get_reconciliation(
    edge: YouthRead,
    sent: Annotated[int | None, Query(ge=0, le=10_000_000, description="how many students the caller has")] = None,
) -> Response:
    """How many of the university's students are held, and how that differs from what the university says it sent."""
    return edge.answer(ReconciliationView.of(await reconcile_students(edge.tx, sent=sent)))


def _read(edge: Edge, item: StudentItem, place: int) -> StudentRow | batch.Refused:
    try:
        return Student.model_validate(item.student).row(place)
    except ValidationError as error:
        return batch.invalid(edge, error, under="student")


def _view(edge: Edge, item: StudentItem, answer: Upserted | DomainError | batch.Refused) -> TakenStudentView:
    if isinstance(answer, Upserted):
        status = 201 if answer.result is UpsertResult.CREATED else 200
        return TakenStudentView(id=item.id, status=status, student=UpsertedStudent.after(answer), problem=None)
    status, problem = batch.refused(edge, answer) if isinstance(answer, DomainError) else answer
    return TakenStudentView(id=item.id, status=status, student=None, problem=problem)
