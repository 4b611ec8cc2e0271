import pytest
from fields.company import CompanyNumberInvalid, check_company_number, is_company_number
from hypothesis import given
from hypothesis import strategies as st

VALID_UNDER_BOTH_RULES = ["04595257", "00501503", "22099131", "10458574", "10458575"]
VALID_SINCE_2023 = ["04595252", "00501508", "62140097", "00000074"]
NEVER_VALID = ["00501502", "01234567"]

first_seven = st.from_regex(r"[0-9]{7}", fullmatch=True)


def passing(beginning: str) -> list[str]:
    """The valid numbers that begin with these seven digits."""
    return [beginning + last for last in "0123456789" if is_company_number(beginning + last)]


@pytest.mark.parametrize("number", VALID_UNDER_BOTH_RULES)
def test_a_number_from_before_2023_still_passes(number: str) -> None:
    assert check_company_number(number) == number


@pytest.mark.parametrize("number", VALID_SINCE_2023)
def test_a_number_of_the_2023_rule_passes(number: str) -> None:
    assert check_company_number(number) == number


@pytest.mark.parametrize("number", NEVER_VALID)
def test_a_number_whose_checksum_fails_is_refused(number: str) -> None:
    with pytest.raises(CompanyNumberInvalid):
        check_company_number(number)
    assert not is_company_number(number)


@pytest.mark.parametrize("typed", ["２２０９９１３１", " 22099131\n", "\ufeff22099131"])
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert check_company_number(typed) == "22099131"


@pytest.mark.parametrize("typed", ["", "4595257", "220991310", "2209913A", "2209-9131", "٢٢٠٩٩١٣١"])
def test_what_is_not_eight_digits_is_refused(typed: str) -> None:
    with pytest.raises(CompanyNumberInvalid):
        check_company_number(typed)


@given(first_seven)
def test_two_last_digits_pass_and_four_after_a_seven(beginning: str) -> None:
    assert len(passing(beginning)) == (4 if beginning[6] == "7" else 2)


@given(
    beginning=first_seven.filter(lambda digits: digits[6] != "7"),
    position=st.sampled_from([0, 2, 4, 7]),
    shift=st.integers(1, 9),
)
def test_a_slip_in_a_digit_of_weight_one_is_seen_unless_it_is_off_by_five(
    beginning: str, position: int, shift: int
) -> None:
    for number in passing(beginning):
        slipped = number[:position] + str((int(number[position]) + shift) % 10) + number[position + 1 :]

        assert is_company_number(slipped) == (shift == 5)
