"""How much two titles have in common, by rapidfuzz."""

from collections.abc import Sequence

from rapidfuzz import fuzz


def title_similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """Twice the pieces in common, in one order, by all the pieces there are: between 0 and 1."""
    return fuzz.ratio(one, other) / 100
