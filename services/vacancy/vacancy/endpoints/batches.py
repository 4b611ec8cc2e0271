"""Many vacancies in one request."""

from typing import Annotated

from chassis import batch, conditional
from chassis.documented import IDEMPOTENCY_KEY, answers, example, headers
from chassis.domain import DomainError
from chassis.edge import Edge
from fastapi import APIRouter, Body, Response
from pydantic import ValidationError

from vacancy.endpoints.access import VacancyWrite
from vacancy.repository.visibility import OWNERS
from vacancy.schemas.batches import CONDITION, TakenBatch, TakenView, VacancyBatch, VacancyItem
from vacancy.schemas.examples import batches as examples
from vacancy.schemas.facts import VacancyFacts
from vacancy.schemas.vacancies import UpsertedView
from vacancy.service.permission import require_kind
from vacancy.service.upsert_each import Taken, upsert_each
from vacancy.service.upsert_vacancy import Upserted, UpsertResult

router = APIRouter(prefix="/v1", tags=["vacancies"], route_class=batch.BatchRoute)


@router.post(
    "/vacancies:batch",
    status_code=207,
    response_model=TakenBatch,
    summary="Create or restate many vacancies",
    responses=answers(207, examples.TAKEN, "One status a vacancy"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_vacancies(
    edge: VacancyWrite, wanted: Annotated[VacancyBatch, Body(openapi_examples=example(examples.BATCH))]
) -> Response:
    """Up to 500 upserts by source, each as it would be alone; one that is refused leaves the others standing."""
    require_kind(edge.tx.principal, OWNERS)
    read = [_read(edge, item) for item in wanted.items]
    done = iter(await upsert_each(edge.tx, [one for one in read if isinstance(one, Taken)]))
    items = [
        _view(item, _answer(edge, next(done)) if isinstance(one, Taken) else one)
        for item, one in zip(wanted.items, read, strict=True)
    ]
    return edge.answer(TakenBatch(items=items), status=207)


def _read(edge: Edge, item: VacancyItem) -> Taken | batch.Refused:
    under = "facts"
    try:
        facts = VacancyFacts.model_validate(item.facts)
        under = "if_match"
        condition = CONDITION.validate_python(item.if_match)
    except ValidationError as error:
        return batch.invalid(edge, error, under=under)
    expected = None if condition is None else conditional.expected_versions(condition)
    return Taken(item.source, item.source_id, facts.statement(), item.draft, expected)


def _answer(edge: Edge, answer: Upserted | DomainError) -> Upserted | batch.Refused:
    return batch.refused(edge, answer) if isinstance(answer, DomainError) else answer


def _view(item: VacancyItem, answer: Upserted | batch.Refused) -> TakenView:
    named = {"id": item.id, "source": item.source, "source_id": item.source_id}
    if isinstance(answer, Upserted):
        status = 201 if answer.result is UpsertResult.CREATED else 200
        return TakenView(**named, status=status, vacancy=UpsertedView.after(answer), problem=None)
    status, problem = answer
    return TakenView(**named, status=status, vacancy=None, problem=problem)
