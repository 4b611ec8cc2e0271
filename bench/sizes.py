"""How long a bench runs: S for a look (under a minute), M and L for numbers to keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Size:
    """``rounds`` of ``seconds`` an arm over ``copies`` of the sample; a backlog of ``events``, then a steady flow; a
    file of ``rows``."""

    name: str
    rounds: int
    seconds: float
    copies: int
    events: int
    steady_seconds: float
    rows: int


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "S": Size("S", rounds=3, seconds=1.2, copies=60, events=20_000, steady_seconds=10.0, rows=20_000),
        "M": Size("M", rounds=5, seconds=6.0, copies=150, events=60_000, steady_seconds=30.0, rows=100_000),
        "L": Size("L", rounds=9, seconds=12.0, copies=400, events=200_000, steady_seconds=120.0, rows=200_000),
    }
)
