"""Figures that officers load: entry wages by industry, and the authorities' three-year projections."""

from typing import Annotated

from chassis.documented import (
    ACTING_PERSON,
    IDEMPOTENCY_KEY_OPTIONAL,
    IF_MATCH_OPTIONAL,
    answers,
    example,
    headers,
)
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Path, Response

from vacancy.endpoints.access import ProgrammeWrite, VacancyRead
from vacancy.schemas.examples import partners as examples
from vacancy.schemas.references import (
    EntryWageFigure,
    EntryWageView,
    ProjectionFigures,
    ProjectionList,
    ProjectionView,
)
from vacancy.service.load_figures import list_projections, put_entry_wage, put_projection

router = APIRouter(prefix="/v1", tags=["reference data"], route_class=EdgeRoute)

Industry = Annotated[str, Path(pattern=r"^[0-9]{3}-[0-9]{2}$", examples=["112-10"])]
RocYear = Annotated[int, Path(ge=100, le=200, examples=[115])]
Edition = Annotated[str, Path(pattern=r"^[0-9A-Za-z.-]{1,32}$", examples=["115-117"])]


@router.put(
    "/entry-wages/{industry}/{roc_year}",
    response_model=EntryWageView,
    summary="Load an industry's entry wage",
    responses={**answers(200, examples.ENTRY_WAGE), **answers(201, examples.ENTRY_WAGE, "Created")},
    openapi_extra=headers(IF_MATCH_OPTIONAL, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def put_wage(
    edge: ProgrammeWrite,
    industry: Industry,
    roc_year: RocYear,
    figure: Annotated[EntryWageFigure, Body(openapi_examples=example(examples.ENTRY_WAGE_FIGURE))],
) -> Response:
    """An officer loads or corrects the figure that the wage criterion compares with, with its source and first day."""
    wage = await put_entry_wage(
        edge.tx,
        industry=industry,
        roc_year=roc_year,
        monthly=figure.monthly,
        source=figure.source,
        label=figure.label,
        valid_from=figure.valid_from,
        expected=edge.expected_if_given(),
    )
    status = 201 if wage.version == 1 else 200
    return edge.answer(EntryWageView.model_validate(wage), status=status, version=wage.version)


@router.put(
    "/key-industries/{industry}/projections/{edition}",
    response_model=ProjectionView,
    summary="Load an authority's projection",
    responses={**answers(200, examples.PROJECTION), **answers(201, examples.PROJECTION, "Created")},
    openapi_extra=headers(IF_MATCH_OPTIONAL, ACTING_PERSON, IDEMPOTENCY_KEY_OPTIONAL),
)
async def put_outlook(
    edge: ProgrammeWrite,
    industry: Industry,
    edition: Edition,
    figures: Annotated[ProjectionFigures, Body(openapi_examples=example(examples.PROJECTION_FIGURES))],
) -> Response:
    """The agency loads or corrects one edition of the competent authority's three-year projection (R000-019)."""
    projection = await put_projection(
        edge.tx,
        industry=industry,
        edition=edition,
        first_roc_year=figures.first_roc_year,
        demand=figures.demand,
        supply=figures.supply,
        source=figures.source,
        valid_from=figures.valid_from,
        expected=edge.expected_if_given(),
    )
    status = 201 if projection.version == 1 else 200
    return edge.answer(ProjectionView.of(projection), status=status, version=projection.version)


@router.get(
    "/key-industries/{industry}/projections",
    response_model=ProjectionList,
    summary="List an industry's projections",
    responses=answers(200, {"items": [examples.PROJECTION]}),
)
async def get_projections(edge: VacancyRead, industry: Industry) -> Response:
    """Every edition of the competent authority's projection for a key industry."""
    found = await list_projections(edge.tx, industry=industry)
    return edge.answer(ProjectionList(items=[ProjectionView.of(one) for one in found]))
