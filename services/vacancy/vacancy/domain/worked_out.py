"""What is worked out of a statement besides what it says: pure, and the dearest part of taking one in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vacancy.domain.demand import Dimensions, dimensions_of
from vacancy.domain.duplicates import documented, employer_key
from vacancy.domain.lexicon import Lexicon
from vacancy.domain.search_text import search_tokens
from vacancy.domain.skills import SkillFound, find_skills
from vacancy.domain.statement import Statement


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """What a statement is found and compared by (``columns``), and what one lexicon reads out of it."""

    columns: Mapping[str, Any]
    lexicon_version: int
    dimensions: Dimensions
    skills: tuple[SkillFound, ...]


def work_out(facts: Statement, lexicon: Lexicon) -> WorkedOut:
    """All of it."""
    found = find_skills(facts["title"], facts.get("description"), lexicon)
    return WorkedOut(columns_of(facts), lexicon.version, dimensions_of(facts), found)


def columns_of(facts: Statement) -> dict[str, Any]:
    """The columns that are worked out of what a vacancy says, written whenever it is."""
    title, employer = facts["title"], facts["employer"]["name"]
    return {
        "employer_key": employer_key(employer),
        "documented": documented(facts),
        "search_tokens": search_tokens(title, employer),
    }
