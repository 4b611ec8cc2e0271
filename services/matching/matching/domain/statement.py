"""What is stated about a person: the organisation's statement, people's corrections over it, and whose word each is.

A statement is JSON of two levels: ``{"nationality": "ROC", "study": {"degree": "bachelor"}}``; a leaf's path is
``study.degree``, and a list is a leaf. Identifying facts are stated apart (``PERSONAL``), because they are kept sealed.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from chassis.domain import Json

Statement = Mapping[str, Json]
PERSONAL = ("name", "birth_date", "person_number", "student_number", "phone", "email", "preferences")
"""Identifying facts and free text; everything else is codes and figures."""
GROUPS = frozenset({"study", "registration", "situation", "wanted"})
"""Names under which leaves stand; every other value is a leaf itself."""
NEEDED = frozenset({"name", "birth_date", "person_number", "student_number", "study.campus_county"})
"""What a school cannot take back of a student."""
OF_THE_PERSON = frozenset(
    {"phone", "email", "preferences", "home_county", "education", "skills", "certificates"}
) | frozenset(f"wanted.{name}" for name in ("counties", "industries", "occupations", "monthly_wage", "attributes"))
"""What somebody may say of himself or herself; the rest is the school's or an officer's to say."""


class Owner(StrEnum):
    """Whose word a corrected fact is."""

    STUDENT = "student"
    OFFICER = "officer"


def leaves(statement: Statement) -> dict[str, Json]:
    """Every stated fact by its path."""
    found: dict[str, Json] = {}
    for name, value in statement.items():
        if name in GROUPS:
            found |= {f"{name}.{inner}": one for inner, one in value.items()}
        else:
            found[name] = value
    return found


def grown(facts: Mapping[str, Json]) -> dict[str, Json]:
    """The statement with these leaves, without those that are null."""
    statement: dict[str, Any] = {}
    for path, value in facts.items():
        group, _, inner = path.partition(".")
        if value is None:
            continue
        if inner:
            statement.setdefault(group, {})[inner] = value
        else:
            statement[group] = value
    return statement


def merged(stated: Statement, corrected: Statement) -> dict[str, Json]:
    """What counts: the organisation's statement with people's corrections over it."""
    return grown(leaves(stated) | leaves(corrected))


def parted(statement: Statement) -> tuple[dict[str, Json], dict[str, Json]]:
    """The identifying facts of a statement, and the others."""
    return (
        {name: value for name, value in statement.items() if name in PERSONAL},
        {name: value for name, value in statement.items() if name not in PERSONAL},
    )


def differing(before: Statement, after: Statement) -> frozenset[str]:
    """The paths in which two statements differ."""
    was, is_now = leaves(before), leaves(after)
    return frozenset(path for path in was.keys() | is_now.keys() if was.get(path) != is_now.get(path))


def foreign(paths: Iterable[str], owners: Mapping[str, str], owner: Owner) -> list[str]:
    """Those paths that an officer corrected and somebody else would now change."""
    return sorted(path for path in paths if owners.get(path) == Owner.OFFICER and owner is not Owner.OFFICER)
