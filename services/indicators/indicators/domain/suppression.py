"""Which cells of a published table are shown: small ones are not, nor what would tell them by subtraction."""

from collections.abc import Sequence

SMALL = 5
"""A published cell is at least this."""


def published(counts: Sequence[int]) -> list[int | None] | None:
    """The counts of cells that add up to a total which is known; None stands for a cell that is withheld.

    Where any is small, the smallest of the rest are withheld too, until at least two are and each of them might as well
    be SMALL: every one is known to be at least 1. None alone: no breakdown can be shown without telling a small cell.
    """
    by_size = sorted(range(len(counts)), key=lambda place: (counts[place], place))
    hidden: set[int] = set()
    among = 0
    for place in by_size:
        if counts[place] >= SMALL and (not hidden or _safe(len(hidden), among)):
            break
        hidden.add(place)
        among += counts[place]
    if hidden and not _safe(len(hidden), among):
        return None
    return [None if place in hidden else count for place, count in enumerate(counts)]


def _safe(cells: int, among: int) -> bool:
    return cells >= 2 and among - (cells - 1) >= SMALL
