"""The company number (統一編號): eight digits with a checksum."""

import re

from fields.text import narrow

_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)
_EIGHT_DIGITS = re.compile(r"[0-9]{8}")


class CompanyNumberInvalid(ValueError):
    """The text is not eight digits, or its checksum fails."""


def check_company_number(text: str) -> str:
    """The eight digits of a company number, half-width and trimmed.

    The checksum is the Ministry of Finance's rule of April 2023 (營利事業統一編號檢查碼邏輯修正), which divides by 5
    where the old one divided by 10: every older number still passes. One random number in five passes too, and so
    does 00000000: this finds slips of the hand; only the company registry knows whether a company exists.

    Raises `CompanyNumberInvalid`. A leading zero that a spreadsheet has dropped is not guessed back.
    """
    digits = narrow(text)
    if not _EIGHT_DIGITS.fullmatch(digits):
        raise CompanyNumberInvalid("a company number has eight digits")
    total = sum(sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(digits, _WEIGHTS, strict=True))
    # A seventh digit of 7 gives 28, and 2 + 8 = 10 may count as 1 or as 0: two totals, one apart.
    if total % 5 != 0 and not (digits[6] == "7" and (total + 1) % 5 == 0):
        raise CompanyNumberInvalid("the checksum of the company number fails")
    return digits


def is_company_number(text: str) -> bool:
    """Whether `check_company_number` accepts the text."""
    try:
        check_company_number(text)
    except CompanyNumberInvalid:
        return False
    return True
