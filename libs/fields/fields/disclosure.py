"""Which counts of a published table are withheld (表格資料隱匿), so that no small one is told by its total."""

from collections.abc import Collection, Sequence

SMALL = 5
"""A published count is at least this."""
_LARGEST = SMALL - 1
_COMPANIONS = 2
_VALUES = 3
"""A withheld small count might have at least so many values."""


def withheld(counts: Sequence[int], *, forced: Collection[int] = (), overlapping: bool = False) -> frozenset[int]:
    """The places of the counts to withhold; all of them where no part of the table can be shown.

    ``counts``: each at least 1, in an order that does not depend on their sizes. ``forced``: places that are withheld
    already. ``overlapping``: their total is not their sum but at most that.

    Small counts are withheld alone where their sum leaves each of them any value below SMALL. Else two more are, the
    smallest (one where there are but two), and then their common sum must leave each of the small ones three values
    in tables that would have been refused the first step as well. Each step asks only what the answer to it shows: who
    knows the steps knows no more for it.
    """
    small = [place for place, count in enumerate(counts) if count < SMALL]
    large = [place for place in forced if counts[place] >= SMALL]
    if not small and not large:
        return frozenset()
    if not large and _alone(len(small), sum(counts[place] for place in small), overlapping=overlapping):
        return frozenset(small)
    rest = sorted({*range(len(counts))} - {*small, *large}, key=lambda place: (counts[place], place))
    # with only two left, withholding both would leave nothing to show
    more = 1 if not large and len(rest) <= _COMPANIONS else max(_COMPANIONS - len(large), 0)
    companions, shown = [*large, *rest[:more]], [counts[place] for place in rest[more:]]
    # what is withheld for its size is less than what is shown; what is withheld already may be of any size
    highest = (min(shown) - 1) * len(companions) if shown and not large else None
    hidden = frozenset((*small, *companions))
    among = sum(counts[place] for place in hidden)
    if companions and _together(len(small), len(companions), among, highest, overlapping=overlapping):
        return hidden
    return frozenset(range(len(counts)))


def _alone(cells: int, among: int, *, overlapping: bool) -> bool:
    """Whether each of so many small counts may have any value below SMALL."""
    return cells > 1 and (overlapping or among >= cells + _VALUES) and among <= _LARGEST * cells - _VALUES


def _together(cells: int, companions: int, among: int, highest: int | None, *, overlapping: bool) -> bool:
    """Whether so many small counts, and companions that come to ``highest`` at most, are open for a sum of both."""
    lowest = SMALL * companions
    if not cells:
        return companions > 1 and (overlapping or among >= lowest + _VALUES - 1)
    possible: set[int] = set()
    sums = 0
    for small in range(cells, _LARGEST * cells + 1):
        rest = among - small
        refused = not _alone(cells, small, overlapping=overlapping)
        if refused and (overlapping or rest >= lowest) and (highest is None or rest <= highest):
            sums += 1
            possible |= {*range(max(1, small - _LARGEST * (cells - 1)), min(_LARGEST, small - (cells - 1)) + 1)}
    return sums > 1 and len(possible) >= _VALUES
