"""Indicators with their figures and achievement."""

from collections import Counter
from typing import Annotated

from chassis.edge import EdgeRoute
from fastapi import APIRouter, Path, Query, Response

from indicators.endpoints.access import IndicatorsRead
from indicators.schemas.indicators import Framework, IndicatorList, IndicatorView
from indicators.service import indicators as service

router = APIRouter(prefix="/v1", route_class=EdgeRoute, tags=["indicators"])


@router.get("/indicators", response_model=IndicatorList, summary="Indicators with their achievement")
async def list_indicators(
    edge: IndicatorsRead,
    framework: Annotated[Framework | None, Query(description="Only one framework", examples=["t-sdgs"])] = None,
) -> Response:
    """Every indicator with its components, figures and 達成情形 (● or ○), and how many have each.

    What this platform counted stands beside a figure, by ROC year, and is never added to it.
    """
    found = await service.list_indicators(edge.tx, framework=framework)
    beside = await service.contributions_beside(edge.tx, found)
    views = [
        IndicatorView.of(one, beside[one.id], service.youth_years(one, beside[one.id], now=edge.tx.now))
        for one in found
    ]
    counts = Counter(view.achievement.status for view in views)
    return edge.answer(IndicatorList(achievement_counts=dict(counts), indicators=views))


@router.get("/indicators/{indicator_id}", response_model=IndicatorView, summary="One indicator")
async def show_indicator(
    edge: IndicatorsRead, indicator_id: Annotated[str, Path(description="Indicator id", examples=["8.6.2"])]
) -> Response:
    """One indicator with its components and figures, and what this platform counted beside them.

    The youth target shows for each ROC year its target, the persons assisted (協助青年人數), the share reached, and the
    persons who started work.
    """
    found = await service.show_indicator(edge.tx, indicator_id=indicator_id)
    beside = (await service.contributions_beside(edge.tx, [found]))[found.id]
    return edge.answer(IndicatorView.of(found, beside, service.youth_years(found, beside, now=edge.tx.now)))
