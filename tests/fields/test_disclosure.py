"""Which counts of a published table are withheld."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from fields.disclosure import SMALL, withheld
from hypothesis import given
from hypothesis import strategies as st

COUNTS = st.lists(st.integers(1, 40), max_size=12)
Table = tuple[int, ...]
Answer = tuple[tuple[int, int | None], ...]


def tables(cells: int, total: int) -> Iterator[Table]:
    """Every table of so many cells that comes to a total; a cell of 0 is not in what is published."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in tables(cells - 1, total - first))


def answer(table: Table) -> Answer:
    """What a reader gets: each cell that there is with its count or None; nothing where all is withheld."""
    places = [place for place, count in enumerate(table) if count]
    hidden = withheld([table[place] for place in places])
    if len(hidden) == len(places):
        return ()
    return tuple((place, None if nth in hidden else table[place]) for nth, place in enumerate(places))


@pytest.mark.parametrize(
    ("cells", "totals"), [(1, range(1, 30)), (2, range(2, 60)), (3, range(2, 36)), (4, range(2, 26)), (5, range(2, 18))]
)
def test_no_withheld_count_is_told_by_the_total_and_the_rule(cells: int, totals: range) -> None:
    """Of every table with the same total and the same answer: whoever knows the rule knows no more than that."""
    for total in totals:
        same: dict[Answer, list[Table]] = defaultdict(list)
        for table in tables(cells, total):
            same[answer(table)].append(table)
        for told, worlds in same.items():
            hidden = [place for place, count in told if count is None] if told else range(cells)
            for place in hidden:
                might_be = {world[place] for world in worlds}
                if told or any(world[place] != total for world in worlds):
                    assert len(might_be) >= 3, (total, told, place, might_be, worlds[:5])


@given(COUNTS)
def test_every_small_count_is_withheld(counts: list[int]) -> None:
    hidden = withheld(counts)

    assert hidden >= {place for place, count in enumerate(counts) if count < SMALL}
    assert bool(hidden) == any(count < SMALL for count in counts)
