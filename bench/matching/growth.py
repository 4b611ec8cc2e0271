"""One picture of growth from S to L, a panel a unit: time a youth, memory, whole runs; logarithms on both axes."""

import json
import math
from pathlib import Path

from bench.matching.yv1 import SIZES

WIDTH, HEIGHT, TOP, BOTTOM, SIDE = 300, 400, 90, 50, 46
PANELS = (
    ("microseconds a youth, one thread", (1.0, 1000.0), {
        "kernel_us": ("top 20 in a batch", "#1b6ca8", -8), "online_p99_us": ("top 20 online, p99", "#b5482a", -8),
    }),
    ("megabytes", (1.0, 1000.0), {
        "index_megabytes": ("index", "#1b6ca8", -8), "batch_megabytes": ("whole batch, peak", "#b5482a", -8),
    }),
    ("seconds of one processor", (0.01, 1000.0), {
        "batch_seconds": ("lists for every youth", "#1b6ca8", 16), "stable_seconds": ("stable round", "#2e8b57", 4),
        "max_total_seconds": ("max-total round", "#b5482a", -8),
    }),
)  # fmt: skip
"""Title, range of the axis, and per number: what it is, its colour, and how far below its point its label stands."""


def draw(folder: Path) -> None:
    """Write ``matching-growth.svg`` from the ``matching-*.json`` found in the folder."""
    numbers: dict[str, dict[str, float]] = {}
    for size in SIZES:
        path = folder / f"matching-{size}.json"
        parts = json.loads(path.read_text(encoding="utf-8")).values() if path.exists() else ()
        if parts:
            numbers[size] = {name: value for part in parts for name, value in part["numbers"].items()}
    box = f'viewBox="0 0 {WIDTH * len(PANELS)} {HEIGHT}" font-family="sans-serif" font-size="12"'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" {box}>', '<rect width="100%" height="100%" fill="white"/>']
    for at, (title, limits, series) in enumerate(PANELS):
        lines.append(f'<g transform="translate({at * WIDTH},0)">')
        lines.append(f'<text x="{SIDE}" y="20" font-weight="bold">{title}</text>')
        for size in numbers:
            x = _x(SIZES[size][1])
            lines.append(f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>')
            lines += [f'<text x="{x:.0f}" y="{HEIGHT - 30}" text-anchor="middle">{size}</text>']
            label = f"{SIZES[size][1]:,}"
            lines += [f'<text x="{x:.0f}" y="{HEIGHT - 15}" text-anchor="middle" fill="#666">{label}</text>']
        for row, (name, (label, colour, below)) in enumerate(series.items()):
            lines.append(f'<text x="{SIDE}" y="{38 + 15 * row}" fill="{colour}">{label}</text>')
            points = [(_x(SIZES[size][1]), found[name]) for size, found in numbers.items() if found.get(name)]
            path_of = " ".join(f"{x:.0f},{_y(value, limits):.0f}" for x, value in points)
            lines.append(f'<polyline points="{path_of}" fill="none" stroke="{colour}" stroke-width="2"/>')
            for x, value in points:
                y = _y(value, limits)
                lines.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>')
                place = f'x="{x + 6:.0f}" y="{y + below:.0f}"'
                lines.append(f'<text {place} fill="{colour}">{value:.3g}</text>')
        lines.append("</g>")
    (folder / "matching-growth.svg").write_text("\n".join([*lines, "</svg>"]) + "\n", encoding="utf-8")


def _x(vacancies: int) -> float:
    low, high = math.log10(1_000), math.log10(250_000)
    return SIDE + (math.log10(vacancies) - low) / (high - low) * (WIDTH - 2 * SIDE)


def _y(value: float, limits: tuple[float, float]) -> float:
    low, high = math.log10(limits[0]), math.log10(limits[1])
    return HEIGHT - BOTTOM - (math.log10(value) - low) / (high - low) * (HEIGHT - BOTTOM - TOP)
