"""What a bench says: a table for people, a JSON file for comparisons, and whether each bar holds."""

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

RESULTS = Path(__file__).parent / "results"
Row = dict[str, Any]


class NotMeasured(RuntimeError):
    """The bench could not be carried out; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One promise of the design: ``value`` must be at least, or below, ``limit``."""

    name: str
    value: float
    limit: float
    side: Literal["at least", "below"] = "at least"

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        return self.value >= self.limit if self.side == "at least" else self.value < self.limit


@dataclass(slots=True)
class Report:
    """The rows of one bench, all with the same keys, and its bars."""

    name: str
    rows: list[Row] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)

    def show(self) -> None:
        """Print the rows as a table and each bar as a line."""
        print()
        for line in _table(self.rows):
            print(line)
        print()
        for bar in self.bars:
            verdict = "holds" if bar.holds else "MISSED"
            print(f"{verdict:7} {bar.name}: {bar.value:.3g}, {bar.side} {bar.limit:g}")

    def write(self, *, size: str) -> Path:
        """Keep the report under ``bench/results``; returns the file."""
        RESULTS.mkdir(exist_ok=True)
        file = RESULTS / f"{self.name}-{size}.json"
        bars = [asdict(bar) | {"holds": bar.holds} for bar in self.bars]
        document = {"name": self.name, "size": size, "machine": machine(), "rows": self.rows, "bars": bars}
        file.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return file


def machine() -> dict[str, object]:
    """What the numbers were measured on, without its name."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "kernel": f"{platform.system()} {platform.release()}",
        "architecture": platform.machine(),
        "implementation": sys.implementation.name,
    }


def _table(rows: Sequence[Row]) -> list[str]:
    names = list(rows[0])
    cells = [names] + [[_shown(row[name]) for name in names] for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    lines = [
        "  ".join(text.ljust(width) if not column else text.rjust(width) for column, (text, width) in enumerate(pairs))
        for pairs in (list(zip(line, widths, strict=True)) for line in cells)
    ]
    return [lines[0], "-" * len(lines[0]), *lines[1:]]


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return "" if value is None else str(value)
