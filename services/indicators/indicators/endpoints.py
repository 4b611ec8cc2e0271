"""HTTP in and out of the indicators service."""

from collections import Counter
from datetime import date
from typing import Annotated

from chassis.edge import Edge, EdgeRoute, Requires
from chassis.problems import StatusOf
from fastapi import APIRouter, Depends, Path, Query, Response

from indicators import service
from indicators.domain import IndicatorUnknown, SeriesUnknown
from indicators.schemas import Framework, IndicatorList, IndicatorView, SeriesView

router = APIRouter(prefix="/v1", route_class=EdgeRoute, tags=["indicators"])
STATUS_OF: StatusOf = {IndicatorUnknown: 404, SeriesUnknown: 404}
IndicatorsRead = Annotated[Edge, Depends(Requires("indicators:read"))]


@router.get("/indicators", response_model=IndicatorList, summary="Indicators with their achievement")
async def list_indicators(
    edge: IndicatorsRead,
    framework: Annotated[Framework | None, Query(description="Only one framework", examples=["t-sdgs"])] = None,
) -> Response:
    """Every indicator with its components, figures and 達成情形 (● or ○), and how many have each."""
    found = await service.list_indicators(edge.tx, framework=framework)
    views = [IndicatorView.of(indicator) for indicator in found]
    counts = Counter(view.achievement.status for view in views)
    return edge.answer(IndicatorList(achievement_counts=dict(counts), indicators=views))


@router.get("/indicators/{indicator_id}", response_model=IndicatorView, summary="One indicator")
async def show_indicator(
    edge: IndicatorsRead, indicator_id: Annotated[str, Path(description="Indicator id", examples=["8.6.2"])]
) -> Response:
    """One indicator with its components and figures."""
    return edge.answer(IndicatorView.of(await service.show_indicator(edge.tx, indicator_id=indicator_id)))


@router.get("/contributions/{series}", response_model=SeriesView, summary="A series by county and industry")
async def show_contributions(
    edge: IndicatorsRead,
    series: Annotated[str, Path(description="Series name", examples=["published-vacancies"])],
    first: Annotated[date, Query(alias="from", description="First day counted", examples=["2026-01-01"])] = date.min,
    last: Annotated[date, Query(alias="to", description="Last day counted", examples=["2026-12-31"])] = date.max,
) -> Response:
    """This platform's own count, each unit once, by county and key industry."""
    cells = await service.contribution_cells(edge.tx, series=series, first=first, last=last)
    return edge.answer(SeriesView.of(series, cells))
