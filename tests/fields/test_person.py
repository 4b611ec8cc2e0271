import pytest
from fields.person import (
    Gender,
    PersonNumber,
    PersonNumberInvalid,
    PersonNumberKind,
    check_person_number,
    is_person_number,
)
from hypothesis import given
from hypothesis import strategies as st

NATIONAL, NEW_RESIDENT, OLD_RESIDENT = PersonNumberKind
MALE, FEMALE = Gender

WEIGHTS = (1, 8, 7, 6, 5, 4, 3, 2, 1, 1)  # of the ten characters; a first letter of value 10 weighs 1

nine_characters = st.from_regex(r"[A-Z][1289A-D][0-9]{7}", fullmatch=True)


def completed(beginning: str) -> str:
    """The nine characters with the one last digit that makes them valid."""
    (number,) = [beginning + last for last in "0123456789" if is_person_number(beginning + last)]
    return number


@pytest.mark.parametrize(
    ("number", "kind", "gender"),
    [
        ("A123456789", NATIONAL, MALE),
        ("M162773050", NATIONAL, MALE),
        ("A200000003", NATIONAL, FEMALE),
        ("A800000014", NEW_RESIDENT, MALE),
        ("A800000005", NEW_RESIDENT, MALE),
        ("A900000007", NEW_RESIDENT, FEMALE),
        ("AA00000009", OLD_RESIDENT, MALE),
        ("AB00000001", OLD_RESIDENT, FEMALE),
        ("AC00000003", OLD_RESIDENT, MALE),
        ("AC01234567", OLD_RESIDENT, MALE),
        ("AD00000005", OLD_RESIDENT, FEMALE),
    ],
)
def test_a_number_of_each_format_tells_its_kind_and_gender(number: str, kind: PersonNumberKind, gender: Gender) -> None:
    checked = check_person_number(number)

    assert (checked.value, checked.kind, checked.gender) == (number, kind, gender)


# The remainder that each first letter adds, from the published table of the check digit.
@pytest.mark.parametrize(
    ("letters", "remainder"),
    [
        ("BNZ", 0),
        ("AMW", 1),
        ("KLY", 2),
        ("JVX", 3),
        ("HU", 4),
        ("GT", 5),
        ("FS", 6),
        ("ER", 7),
        ("DOQ", 8),
        ("CIP", 9),
    ],
)
def test_every_first_letter_counts_with_its_own_value(letters: str, remainder: int) -> None:
    last = -(remainder + 8) % 10

    for letter in letters:
        assert is_person_number(f"{letter}10000000{last}")


@pytest.mark.parametrize("number", ["A123456788", "A800000015", "AC01234568"])
def test_a_number_whose_checksum_fails_is_refused(number: str) -> None:
    with pytest.raises(PersonNumberInvalid):
        check_person_number(number)


@pytest.mark.parametrize("typed", ["", "A12345678", "A1234567890", "1234567890", "A323456789", "AE00000009", "王小明"])
def test_what_has_no_format_of_a_person_number_is_refused(typed: str) -> None:
    assert not is_person_number(typed)


@pytest.mark.parametrize("typed", ["a123456789", " A123456789 ", "Ａ１２３４５６７８９"])
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert check_person_number(typed) == PersonNumber("A123456789")


def test_a_number_is_shown_masked_wherever_it_is_printed() -> None:
    number = check_person_number("A123456789")

    assert number.masked == "A12****789"
    assert "3456" not in f"{number} {number!r} {[number]}"


def test_a_refusal_does_not_quote_the_number() -> None:
    with pytest.raises(PersonNumberInvalid) as refusal:
        check_person_number("A123456788")

    assert "A123" not in repr(refusal.value)


@given(nine_characters)
def test_exactly_one_last_digit_completes_a_number(beginning: str) -> None:
    assert completed(beginning)[:9] == beginning


@given(beginning=nine_characters, position=st.integers(2, 9), shift=st.integers(1, 9))
def test_a_slip_in_one_digit_passes_only_where_its_weight_cancels_it(beginning: str, position: int, shift: int) -> None:
    number = completed(beginning)
    digit = int(number[position])
    other = (digit + shift) % 10
    slipped = number[:position] + str(other) + number[position + 1 :]

    assert is_person_number(slipped) == (WEIGHTS[position] * (other - digit) % 10 == 0)
