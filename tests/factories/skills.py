"""Lexicons to test with, and vacancies that ask for skills."""

from typing import Any

from vacancy.adapters.term_scanner import scanner
from vacancy.domain.lexicon import Lexicon, parse_lexicon

from tests.factories.vacancy import a_statement

SECURITY = "資安工程師"
"""A title that asks for information security."""


def written(**skills: list[str]) -> dict[str, Any]:
    """A small lexicon as it is written; ``cpp=["C++"]`` adds a skill of that code."""
    terms = {"python": ["Python"], "sql": ["SQL", "結構化查詢語言"], **skills}
    return {
        "version": 1,
        "fields": [{"code": "software", "name_zh": "軟體", "name_en": "Software", "kind": "digital_technology"}],
        "skills": [
            {"code": code, "field": "software", "name_zh": code, "name_en": code, "terms": spellings}
            for code, spellings in terms.items()
        ],
    }


def a_lexicon(*, version: int = 1, **skills: list[str]) -> Lexicon:
    """A small lexicon."""
    return parse_lexicon({**written(**skills), "version": version}, scanner=scanner)


def asking(title: str = SECURITY, description: str | None = None, **changes: Any) -> dict[str, Any]:
    """A statement whose texts ask for something."""
    stated = a_statement(title=title, **changes)
    return stated if description is None else {**stated, "description": description}
