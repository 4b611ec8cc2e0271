"""Person numbers: the national identity number (國民身分證統一編號) and the two resident numbers (外來人口統一證號)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from fields.text import narrow

_FORM = re.compile(r"[A-Z][1289A-D][0-9]{8}")
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
# The letters in the order of their values, from A = 10 to O = 35.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


class PersonNumberInvalid(ValueError):
    """The text is no person number. The message never quotes it: errors end up in logs and answers."""


class PersonNumberKind(StrEnum):
    """Which of the three formats a number has."""

    NATIONAL = "national"
    NEW_RESIDENT = "new_resident"  # one letter, then 8 or 9: issued since 2 January 2021
    OLD_RESIDENT = "old_resident"  # two letters: valid beside the new one until the end of 2030


class Gender(StrEnum):
    """The gender as registered, which is all that a number can say."""

    MALE = "male"
    FEMALE = "female"


_BY_SECOND_CHARACTER = MappingProxyType(
    {
        "1": (PersonNumberKind.NATIONAL, Gender.MALE),
        "2": (PersonNumberKind.NATIONAL, Gender.FEMALE),
        "8": (PersonNumberKind.NEW_RESIDENT, Gender.MALE),
        "9": (PersonNumberKind.NEW_RESIDENT, Gender.FEMALE),
        "A": (PersonNumberKind.OLD_RESIDENT, Gender.MALE),
        "B": (PersonNumberKind.OLD_RESIDENT, Gender.FEMALE),
        "C": (PersonNumberKind.OLD_RESIDENT, Gender.MALE),
        "D": (PersonNumberKind.OLD_RESIDENT, Gender.FEMALE),
    }
)


@dataclass(frozen=True, repr=False)
class PersonNumber:
    """A person number whose form and checksum hold; `value` is its ten characters, in upper case.

    Printed or logged by accident it shows only its masked form. Raises `PersonNumberInvalid`.
    """

    value: str

    def __post_init__(self) -> None:
        if not _FORM.fullmatch(self.value):
            raise PersonNumberInvalid("a person number has one or two letters and then digits, ten characters in all")
        if _weighted_sum(self.value) % 10 != 0:
            raise PersonNumberInvalid("the checksum of the person number fails")

    @property
    def kind(self) -> PersonNumberKind:
        """Which of the three formats this is, read from the second character."""
        return _BY_SECOND_CHARACTER[self.value[1]][0]

    @property
    def gender(self) -> Gender:
        """The registered gender, read from the second character."""
        return _BY_SECOND_CHARACTER[self.value[1]][1]

    @property
    def masked(self) -> str:
        """The form that people may be shown: "A12****789"."""
        return f"{self.value[:3]}****{self.value[-3:]}"

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"PersonNumber({self.masked})"


def check_person_number(text: str) -> PersonNumber:
    """Read a person number as typed: full-width, lower case and surrounding space are forgiven.

    Raises `PersonNumberInvalid`.
    """
    return PersonNumber(narrow(text).upper())


def is_person_number(text: str) -> bool:
    """Whether `check_person_number` accepts the text."""
    try:
        check_person_number(text)
    except PersonNumberInvalid:
        return False
    return True


def _weighted_sum(number: str) -> int:
    first, second, rest = number[0], number[1], number[2:]
    # The first letter counts by both digits of its value, a letter in second place by the last one only.
    digits = [*divmod(_letter_value(first), 10), _letter_value(second) % 10 if second.isalpha() else int(second)]
    digits += map(int, rest)
    return sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))


def _letter_value(letter: str) -> int:
    return 10 + _LETTERS.index(letter)
