"""Vacancies: the upsert by source, reads, and the change feed."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from chassis.documented import (
    IDEMPOTENCY_KEY_OPTIONAL,
    IF_MATCH_OPTIONAL,
    IF_NONE_MATCH,
    alternatives,
    answers,
    example,
    headers,
)
from chassis.edge import Edge, EdgeRoute
from fastapi import APIRouter, Body, Path, Query, Response

from vacancy.domain.errors import QueryWithoutWords
from vacancy.domain.life_cycle import Outcome, State
from vacancy.domain.search_text import query_tokens
from vacancy.endpoints.access import Cursor, Limit, VacancyRead, VacancyWrite
from vacancy.repository.filters import Filters
from vacancy.repository.vacancies import Vacancies
from vacancy.repository.visibility import SENDERS
from vacancy.schemas.examples import vacancies as examples
from vacancy.schemas.facts import VacancyFacts
from vacancy.schemas.published import PublishedVacancyPage, PublishedVacancyView
from vacancy.schemas.references import Tier
from vacancy.schemas.text import SOURCE, SourceId
from vacancy.schemas.vacancies import ChangePage, UpsertedView, VacancyPage, VacancyView
from vacancy.service.load_lexicon import load_lexicon
from vacancy.service.read_published import list_published, read_published
from vacancy.service.upsert_vacancy import UpsertResult, upsert_vacancy

router = APIRouter(prefix="/v1/vacancies", tags=["vacancies"], route_class=EdgeRoute)

Source = Annotated[
    str,
    Path(pattern=SOURCE.pattern, description="system the vacancy comes from", examples=["taiwanjobs"]),
]
SourceIdInPath = Annotated[SourceId, Path(examples=["2556007-13327969"])]


@router.put(
    "/by-source/{source}/{source_id}",
    response_model=UpsertedView,
    summary="Create or restate a vacancy",
    responses={**answers(200, examples.RESTATED), **answers(201, examples.CREATED, "Created")},
    openapi_extra=headers(IF_MATCH_OPTIONAL, IDEMPOTENCY_KEY_OPTIONAL),
)
async def put_vacancy(
    edge: VacancyWrite,
    source: Source,
    source_id: SourceIdInPath,
    facts: Annotated[VacancyFacts, Body(openapi_examples=example(examples.FACTS))],
    draft: Annotated[bool, Query(description="keep it as a draft, to be submitted later")] = False,
) -> Response:
    """Take in what an association or employer states, under the key of the system it comes from.

    The same content again moves nothing. Other content makes a new version that has to be screened again.
    A vacancy that an office suspended cannot be restated.
    """
    upserted = await upsert_vacancy(
        edge.tx,
        source=source,
        source_id=source_id,
        facts=facts.statement(),
        expected=edge.expected_if_given(),
        draft=draft,
    )
    vacancy = upserted.vacancy
    status = 201 if upserted.result is UpsertResult.CREATED else 200
    view = UpsertedView.after(upserted)
    return edge.answer(view, status=status, version=vacancy.version, location=f"/v1/vacancies/{vacancy.id}")


@router.get(
    "",
    response_model=VacancyPage | PublishedVacancyPage,
    summary="List vacancies",
    responses=alternatives(200, of_ones_own=examples.PAGE, published=examples.OPEN_PAGE),
)
async def list_vacancies(
    edge: VacancyRead,
    state: State | None = None,
    outcome: Outcome | None = None,
    county: Annotated[str | None, Query(pattern="^[0-9]{5}$")] = None,
    industry: Annotated[str | None, Query(pattern="^[0-9]{3}-[0-9]{2}$")] = None,
    source: Annotated[str | None, Query(max_length=63)] = None,
    tier: Annotated[Tier | None, Query(description="of the key industry")] = None,
    q: Annotated[str | None, Query(max_length=100, description="words of the title or the employer's name")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The vacancies that the caller sees, in the order in which they were first submitted.

    With ``q`` those that hold each of its words, whatever their order, width or letter case. Universities, public
    employment offices and mobile clients see what is published, in a view that does not tell how it was judged; they
    do not narrow by ``outcome`` or ``source``.
    """
    filters = Filters(
        state=state, outcome=outcome, county=county, industry=industry, source=source, tier=tier, tokens=_tokens(q)
    )
    place = edge.place(cursor, "vacancies", asdict(filters))
    if edge.tx.principal.org_kind in SENDERS:
        found = await list_published(edge.tx, filters=filters, after=place.after, limit=limit)
        shown = PublishedVacancyPage.of(found, load_lexicon(), next_cursor=place.following(found.next_position))
        return edge.answer(shown)
    page = await Vacancies(edge.tx).page(filters, after=place.after, limit=limit)
    following = place.following(page.next_position)
    items = [VacancyView.of(vacancy) for vacancy in page.vacancies]
    return edge.answer(VacancyPage(items=items, next_cursor=following))


@router.get(
    "/changes",
    response_model=ChangePage,
    summary="Follow changes",
    responses=answers(200, examples.CHANGES),
)
async def list_changes(edge: VacancyRead, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Every new version of the vacancies that the caller sees, oldest first, without a gap.

    Without a cursor it begins with the oldest entry kept (90 days). A cursor older than that is answered 410: begin
    without one, read the list, and go on from there.
    """
    cursors = edge.service.cursors
    scope = ["vacancy-changes", edge.tx.principal.org]
    after = cursors.open(scope, cursor) if cursor else None
    feed = await Vacancies(edge.tx).changes(after, limit=limit)
    return edge.answer(ChangePage.of(feed, next_cursor=cursors.seal(scope, feed.next_number)))


@router.get(
    "/{vacancy_id}",
    response_model=VacancyView | PublishedVacancyView,
    summary="Read a vacancy",
    responses=alternatives(200, of_ones_own=examples.VACANCY, published=examples.OPEN),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_vacancy(edge: VacancyRead, vacancy_id: UUID) -> Response:
    """One vacancy with its ETag; who sends young people there reads a published one in a view of its own."""
    if edge.tx.principal.org_kind in SENDERS:
        return await _read_published(edge, vacancy_id)
    vacancy = await Vacancies(edge.tx).get(vacancy_id)
    return edge.answer(VacancyView.of(vacancy), version=vacancy.version)


async def _read_published(edge: Edge, vacancy_id: UUID) -> Response:
    found = await read_published(edge.tx, vacancy_id=vacancy_id)
    return edge.answer(PublishedVacancyView.of(found, load_lexicon()), version=found.vacancy.version)


def _tokens(query: str | None) -> tuple[str, ...] | None:
    if query is None:
        return None
    tokens = tuple(query_tokens(query))
    if not tokens:
        raise QueryWithoutWords(query)
    return tokens
