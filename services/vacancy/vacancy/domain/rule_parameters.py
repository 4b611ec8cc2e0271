"""What the parameters of the screening rules must look like: a version that the criteria could not read is refused."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from chassis.domain import Json
from fields.text import fold

PAY_BASES = frozenset({"monthly", "hourly", "daily", "piece", "negotiable", "part_time_monthly"})
LONGEST_LIST, LONGEST_WORD = 2_000, 100
Check = Callable[[Json], bool]


@dataclass(frozen=True, slots=True)
class Broken:
    """A parameter that the criteria cannot read, is missing, or is one they do not know."""

    name: str
    code: str
    allowed: str


@dataclass(frozen=True, slots=True)
class _Kind:
    allowed: str
    fits: Check


def _texts(held: Json, fits: Callable[[str], bool]) -> bool:
    if not isinstance(held, list) or len(held) > LONGEST_LIST or len(set(map(str, held))) != len(held):
        return False
    return all(isinstance(one, str) and 0 < len(one) <= LONGEST_WORD and fits(one) for one in held)


def _words(held: Json) -> bool:
    if not _texts(held, lambda word: bool(fold(word).strip())):
        return False
    # "PT" and "pt" are one word to the criteria
    return 0 < len(held) == len({fold(word).strip() for word in held})


def _number_between(least: float, most: float) -> Check:
    return lambda held: isinstance(held, int | float) and not isinstance(held, bool) and least <= held <= most


_WORDS = _Kind("a list of different words, at least one", _words)
_OCCUPATIONS = _Kind(
    "a list of occupation codes of 2 or 6 digits",
    lambda held: _texts(held, lambda code: code.isascii() and code.isdigit() and len(code) in (2, 6)),
)
_BASES = _Kind(f"some of {', '.join(sorted(PAY_BASES))}", lambda held: _texts(held, PAY_BASES.__contains__))
_INDUSTRIES = _Kind(
    "a list of key-industry codes such as 112-10",
    lambda held: _texts(held, lambda code: re.fullmatch("[0-9]{3}-[0-9]{2}", code) is not None),
)
_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "part_time_words": _WORDS,
        "part_time_pay_bases": _BASES,
        "dispatch_words": _WORDS,
        "max_hours_per_week": _Kind("1 to 84 hours", _number_between(1, 84)),
        "min_days_off_per_week": _Kind("half a day to 7 days", _number_between(0.5, 7)),
        "technical_occupations": _OCCUPATIONS,
        "key_competency_level": _Kind(
            "a whole number from 1 to 6", lambda held: type(held) is int and held in range(1, 7)
        ),
        "positive_outlook_industries": _INDUSTRIES,
        "accept_all_industry_entry_wage": _Kind("true or false", lambda held: isinstance(held, bool)),
    }
)
# the rules by which duplicates are told apart hold words too
FOLDED = frozenset({name for name, kind in _KINDS.items() if kind is _WORDS} | {"telling_apart"})


def broken(parameters: Mapping[str, Json]) -> list[Broken]:
    """Everything that is wrong with a set of parameters, in the order of their names."""
    found = [Broken(name, "parameter-unknown", f"one of {', '.join(_KINDS)}") for name in parameters.keys() - _KINDS]
    for name, kind in _KINDS.items():
        if name not in parameters:
            found.append(Broken(name, "parameter-missing", kind.allowed))
        elif not kind.fits(parameters[name]):
            found.append(Broken(name, "parameter-invalid", kind.allowed))
    return sorted(found, key=lambda one: one.name)


def folded(parameters: Mapping[str, Any]) -> dict[str, Json]:
    """The same with its words folded, once and not at every screening."""
    return dict(parameters) | {name: [fold(word) for word in parameters[name]] for name in FOLDED & parameters.keys()}
