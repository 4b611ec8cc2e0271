"""Which cells of a published table are shown."""

import pytest
from fields.disclosure import SMALL
from hypothesis import given
from hypothesis import strategies as st
from indicators.domain.suppression import published

COUNTS = st.lists(st.integers(1, 40), max_size=12)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([], []),
        ([5, 9], [5, 9]),
        # two more, of which neither is known, keep one small cell from being told
        ([1, 5, 30], None),
        ([4, 9, 30], [None, None, 30]),
        ([4, 9, 30, 40], [None, None, None, 40]),
        # all that is withheld would be known: the small ones add up to no less than 4 each
        ([4, 4, 4, 5], None),
        ([4, 4, 4, 5, 5, 5], None),
        ([4, 4, 4, 5, 7, 20], [None, None, None, None, None, 20]),
        # five people in five cells: every hidden one would be known to be 1
        ([1, 1, 1, 1, 1, 40], None),
        ([1, 1, 1, 1, 1, 40, 60, 80], [None] * 7 + [80]),
        # each might be anything below 5
        ([2, 3, 30], [None, None, 30]),
        ([3, 2, 2, 6], [None, None, None, 6]),
        ([3], None),
        ([3, 3], None),
    ],
)
def test_small_cells_are_withheld_and_those_that_would_tell_them(
    counts: list[int], shown: list[int | None] | None
) -> None:
    assert published(counts) == shown


@given(COUNTS)
def test_what_is_shown_is_right_and_never_small(counts: list[int]) -> None:
    shown = published(counts)
    if shown is not None:
        assert all(one is None or (one == count and one >= SMALL) for one, count in zip(shown, counts, strict=True))
        assert (None in shown) == any(count < SMALL for count in counts)
