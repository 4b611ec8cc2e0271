"""One picture of growth: time a youth, index memory and round time against the number of vacancies, log over log."""

import json
import math
from pathlib import Path

from bench.matching.yv1 import SIZES

WIDTH, HEIGHT, EDGE = 640, 420, 60
SERIES = {
    "kernel_us": ("top 20, microseconds a youth", "#1b6ca8"),
    "index_megabytes": ("index, MB", "#2e8b57"),
    "batch_megabytes": ("whole batch, peak MB", "#8a6d00"),
    "stable_seconds": ("stable round, seconds", "#b5482a"),
    "max_total_seconds": ("max-total round, seconds", "#7a4fa3"),
}


def draw(folder: Path) -> None:
    """Write ``matching-growth.svg`` from the ``matching-*.json`` found in the folder."""
    numbers: dict[str, dict[str, float]] = {}
    for size in SIZES:
        path = folder / f"matching-{size}.json"
        parts = json.loads(path.read_text(encoding="utf-8")).values() if path.exists() else ()
        if parts:
            numbers[size] = {name: value for part in parts for name, value in part["numbers"].items()}
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {box}>']
    parts += [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for size in numbers:
        vacancies = SIZES[size][1]
        x, label = _x(vacancies), f"{size}: {vacancies:,} vacancies"
        parts.append(f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{EDGE}" y2="{HEIGHT - EDGE}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.0f}" y="{HEIGHT - EDGE + 20}" text-anchor="middle">{label}</text>')
    for at, (name, (label, colour)) in enumerate(SERIES.items()):
        points = [(_x(SIZES[size][1]), found[name]) for size, found in numbers.items() if found.get(name)]
        line = " ".join(f"{x:.0f},{_y(value):.0f}" for x, value in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<text x="{x + 4:.0f}" y="{_y(value) - 6:.0f}" fill="{colour}">{value:.3g}</text>' for x, value in points
        ]
        parts.append(f'<text x="{EDGE}" y="{18 + 14 * at}" fill="{colour}">{label}</text>')
    (folder / "matching-growth.svg").write_text("\n".join([*parts, "</svg>"]) + "\n", encoding="utf-8")


def _x(vacancies: int) -> float:
    low, high = math.log10(800), math.log10(400_000)
    return EDGE + (math.log10(vacancies) - low) / (high - low) * (WIDTH - 2 * EDGE)


def _y(value: float) -> float:
    low, high = -2.0, 3.0
    return HEIGHT - EDGE - (math.log10(value) - low) / (high - low) * (HEIGHT - 2 * EDGE)
