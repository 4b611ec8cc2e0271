"""A client can send a cursor back to the list it came from, and nothing else."""

import base64

import pytest
from chassis.cursors import Cursors
from chassis.problems import CursorInvalid
from hypothesis import assume, given
from hypothesis import strategies as st

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=6,
)
CURSORS = Cursors("a secret")


@given(scope=json_values, position=json_values)
def test_a_cursor_opens_to_its_position_in_its_own_list(scope: object, position: object) -> None:
    cursor = CURSORS.seal(scope, position)

    assert CURSORS.open(scope, cursor) == position
    assert cursor.isascii()
    assert not set(cursor) & set("+/=&?# ")


@given(scope=json_values, other=json_values, position=json_values)
def test_a_cursor_of_another_list_or_filter_is_refused(scope: object, other: object, position: object) -> None:
    assume(scope != other)

    with pytest.raises(CursorInvalid):
        CURSORS.open(other, CURSORS.seal(scope, position))


@given(position=json_values, place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_cursor_with_one_bit_changed_is_refused(position: object, place: int, bit: int) -> None:
    cursor = CURSORS.seal("list", position)
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    raw[place % len(raw)] ^= 1 << bit

    with pytest.raises(CursorInvalid):
        CURSORS.open("list", base64.urlsafe_b64encode(raw).rstrip(b"=").decode())


@given(forged=st.text(max_size=80))
def test_no_other_text_is_a_cursor(forged: str) -> None:
    with pytest.raises(CursorInvalid):
        CURSORS.open("list", forged)


@given(position=json_values)
def test_a_cursor_under_another_secret_is_refused(position: object) -> None:
    with pytest.raises(CursorInvalid):
        Cursors("another secret").open("list", CURSORS.seal("list", position))


def test_a_cursor_hides_its_position() -> None:
    raw = base64.urlsafe_b64decode(CURSORS.seal("feed", "number-123456") + "==")

    assert b"123456" not in raw
