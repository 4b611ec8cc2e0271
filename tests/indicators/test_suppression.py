"""Which cells of a published table are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from indicators.domain.suppression import SMALL, published

COUNTS = st.lists(st.integers(1, 40), max_size=12)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([], []),
        ([5, 9], [5, 9]),
        # one small cell takes the next smallest along: a subtraction would tell it
        ([4, 9, 30], [None, None, 30]),
        ([4, 4, 30], [None, None, 30]),
        # five people in five cells: every hidden one would be known to be 1
        ([1, 1, 1, 1, 1, 40], [None] * 6),
        ([1, 1, 1, 1, 1, 40, 60], [None, None, None, None, None, None, 60]),
        ([3], None),
        ([2, 3], None),
        ([3, 3], [None, None]),
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


@given(COUNTS)
def test_no_withheld_cell_can_be_told_to_be_small(counts: list[int]) -> None:
    """Whoever knows the total and the shown cells knows the sum of the others, and that each is at least 1."""
    shown = published(counts)
    if shown is not None and None in shown:
        hidden = sum(counts) - sum(one for one in shown if one is not None)
        others = shown.count(None) - 1
        assert others >= 1
        assert hidden - others >= SMALL
