"""HTTP in and out of the indicators service."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.domain import DomainError

from indicators.domain.contributions import (
    BreakdownReserved,
    LineageReserved,
    PeriodReversed,
    SeriesReserved,
    SeriesUnknown,
)
from indicators.domain.indicators import IndicatorUnknown
from indicators.endpoints import contributions, indicators

ROUTERS = (indicators.router, contributions.router)
STATUS_OF: Mapping[type[DomainError], int] = MappingProxyType(
    {
        BreakdownReserved: 403,
        LineageReserved: 403,
        SeriesReserved: 403,
        IndicatorUnknown: 404,
        SeriesUnknown: 404,
        PeriodReversed: 422,
    }
)
