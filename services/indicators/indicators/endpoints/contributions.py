"""Contribution series: what this platform counts, its figures, and the facts behind them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from chassis.charts import SVG_HEADERS, draw
from chassis.documented import answers
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Path, Query, Response

from indicators.endpoints.access import IndicatorsRead
from indicators.schemas.contributions import (
    EXAMPLE_CHART,
    EXAMPLE_CONTRIBUTION,
    EXAMPLE_DEFINITION,
    ChartQuery,
    ContributionQuery,
    ContributionView,
    DefinitionList,
    Lineage,
    LineageQuery,
)
from indicators.service.chart_contribution import chart_contribution
from indicators.service.load_series import definitions
from indicators.service.read_contributions import read_contribution, read_lineage

router = APIRouter(prefix="/v1", route_class=EdgeRoute, tags=["contributions"])
EXAMPLE_FACT = {"event_id": "019ac5a0-0001-7e33-af43-812e2e910003", "happened_on": "2026-07-01"}
SeriesName = Annotated[str, Path(description="Series name", examples=["youth-placements"])]


class SvgResponse(Response):
    """A drawing."""

    media_type = "image/svg+xml"


@router.get(
    "/contributions",
    response_model=DefinitionList,
    summary="List the contribution series",
    responses=answers(200, {"items": [EXAMPLE_DEFINITION]}),
)
async def list_contributions(edge: IndicatorsRead) -> Response:
    """Every series with its unit and definition: 人 counts people, once in a ROC year; 人次 counts what happened."""
    return edge.answer(DefinitionList.of(list(definitions().values())))


@router.get(
    "/contributions/{series}",
    response_model=ContributionView,
    summary="Read a contribution series",
    responses=answers(200, EXAMPLE_CONTRIBUTION),
)
async def show_contribution(
    edge: IndicatorsRead, series: SeriesName, query: Annotated[ContributionQuery, Query()]
) -> Response:
    """A series' total in a window, and its cells by some dimensions. It is never added to a ministry figure.

    Officers (branch, agency, planning, ministry units) ask for any months, filters and dimensions. Everybody else reads
    what is published: one ROC year (the present one by default) by one dimension. There, cells below 5 are withheld and
    so are those that would tell them by subtraction; where that is not enough the breakdown is (``withheld``). Totals
    are right.
    """
    found = await read_contribution(edge.tx, series=series, wanted=query.wanted())
    return edge.answer(ContributionView.of(found))


@router.get(
    "/contributions/{series}/chart",
    response_class=SvgResponse,
    summary="Draw a contribution series",
    responses={200: {"content": {"image/svg+xml": {"example": EXAMPLE_CHART}}}},
)
async def draw_contribution(
    edge: IndicatorsRead, series: SeriesName, query: Annotated[ChartQuery, Query()]
) -> Response:
    """The same figures as an SVG, a bar a cell; who reads how finely is the same. What is withheld is not drawn."""
    found = await read_contribution(edge.tx, series=series, wanted=query.wanted())
    svg = await draw(chart_contribution(found, query.by, language=query.lang))
    return SvgResponse(svg, headers=dict(SVG_HEADERS))


@router.get(
    "/contributions/{series}/lineage",
    response_model=Lineage,
    summary="List the facts behind a figure",
    responses=answers(200, {"items": [EXAMPLE_FACT], "next_cursor": None}),
)
async def show_lineage(edge: IndicatorsRead, series: SeriesName, query: Annotated[LineageQuery, Query()]) -> Response:
    """The events and days behind a cell, for planning and the agency; as many as the cell counts, and no person."""
    wanted = query.wanted()
    scope = ["lineage", series, repr(wanted)]
    cursors = edge.service.cursors
    on, unit = cursors.open(scope, query.cursor) if query.cursor else (None, None)
    after = None if on is None else (date.fromisoformat(on), UUID(unit))
    facts = list(await read_lineage(edge.tx, series=series, wanted=wanted, after=after, limit=query.limit + 1))
    shown = facts[: query.limit]
    last = shown[-1] if len(facts) > query.limit else None
    following = None if last is None else cursors.seal(scope, [last.happened_on.isoformat(), str(last.unit)])
    return edge.answer(Lineage.of(shown, next_cursor=following))
