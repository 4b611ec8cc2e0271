"""Clocks and scales: best of several runs in processor time, memory, bandwidth, and the bars results are held to."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bar:
    """A measured value against its limit, and whether it lies on the right side of it."""

    name: str
    value: float
    limit: float
    holds: bool

    @property
    def verdict(self) -> str:
        """One line for people; a missed bar says by how much."""
        missed = f", a factor of {max(self.value, self.limit) / max(min(self.value, self.limit), 1e-9):.2g} away"
        return f"{'holds' if self.holds else 'MISSED':7} {self.name} {self.limit:g}: {self.value:.4g}" + (
            "" if self.holds else missed
        )


@dataclass(slots=True)
class Results:
    """What one run found: table rows (method, time or size, ratio, remark), bars, absent peers, numbers to plot."""

    size: str
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)

    def row(self, name: str, value: str, ratio: str = "", remark: str = "") -> None:
        """Add a line to the table, and print it: long runs show how far they are."""
        self.rows.append((name, value, ratio, remark))
        print(f"{name:<52} {value:>16} {ratio:>10}  {remark}", flush=True)

    def at_least(self, name: str, value: float, limit: float) -> None:
        """A bar the value must reach."""
        self.bars.append(Bar(f"{name}, at least", value, limit, value >= limit))

    def at_most(self, name: str, value: float, limit: float) -> None:
        """A bar the value must not exceed."""
        self.bars.append(Bar(f"{name}, at most", value, limit, value <= limit))

    def as_data(self) -> dict[str, Any]:
        """Plain JSON data."""
        return asdict(self)


def timed(work: Callable[[], T], repeat: int = 3, clock: Callable[[], float] = time.process_time) -> tuple[float, T]:
    """Shortest of several runs in seconds, and the last answer.

    Seconds of processor time, all threads of this process together: what others do on the machine hardly counts. Hand
    in ``time.perf_counter`` where waiting and working side by side are the question.
    """
    shortest = float("inf")
    for _ in range(repeat):
        started = clock()
        answer = work()
        shortest = min(shortest, clock() - started)
    return shortest, answer


def peak_megabytes() -> float:
    """The most memory this process has held; what its parent held before it, which ``getrusage`` counts, left out."""
    return held_megabytes("VmHWM")


def held_megabytes(what: str = "VmRSS") -> float:
    """Memory of this process now (``VmRSS``), or its peak since ``forget_peak`` (``VmHWM``)."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith(what))) / 1024


def forget_peak() -> float:
    """Begin a new peak; returns the megabytes held now."""
    Path("/proc/self/clear_refs").write_text("5")
    return held_megabytes()


def read_gigabytes_per_second() -> float:
    """How fast one core streams memory that fits no cache (sum of 256 MB)."""
    block = np.ones(32 * 1024 * 1024)
    seconds, _ = timed(block.sum)
    return float(block.nbytes / seconds / 1e9)
