"""Skills that a vacancy asks for, found in its title and description, each with the words that say so.

Terms are compared folded (`fields.text.fold`); of two terms of which one lies inside the other, the longer counts. A
Latin term is a word of its own: "AI" is not in "MAIN", nor "sap" in "www.sap.com". What a vacancy says it does not ask
is not found: a negation stands directly before the term, but for filling words ("不需具備 Python"), and goes on over
an enumeration ("無需 Python、Java 經驗"); or the term is followed by 不拘 and its like; or it stands between 無 and
經驗可. A negation further away is not understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fields.text import fold, fold_aligned

from vacancy.domain.lexicon import Lexicon

MOST_EVIDENCE = 10
"""Mentions kept of one skill: a text may say "AI" a hundred times, and ten of them prove it."""
WINDOW = 24
"""Characters looked at on either side of a term for a negation: longer than the longest that is understood."""

_FILLING = r"(?:[ 、/]|具備?|備|有|懂|會|相關|任何|使用|any |prior |previous )*"
_NOT_BEFORE = re.compile(
    rf"(?:不需要?|不須|不必|不用|不要求|無需|無須|毋需|毋須|免|(?<![a-z])(?:no|without|not require) ){_FILLING}$"
)
_NONE_BEFORE = re.compile(r"無 ?(?:相關|任何)?$")
_EXPERIENCE = r" ?(?:語言|程式)?(?:相關)?(?:工作)?(?:經驗|能力|基礎|背景|技能)"
_WELCOME_AFTER = re.compile(rf"{_EXPERIENCE}者? ?(?:亦|也|皆|均|都|可|歡迎)")
_NOT_AFTER = re.compile(
    rf"(?:{_EXPERIENCE})? ?(?:不拘|非必要|非必須|非必備|不要求|不需要)"
    r"|(?: experience| skills?)?(?: is)? not (?:required|necessary|needed)"
)
_ENUMERATION = re.compile(r"(?:[ 、/與和或及]|or |and |語言)*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a skill is named: ``text`` is ``path``'s text from code point ``start`` to before ``end``."""

    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SkillFound:
    """A skill that a vacancy asks for, and where it says so."""

    code: str
    field: str
    evidence: tuple[Evidence, ...]


def find_skills(title: str, description: str | None, lexicon: Lexicon) -> tuple[SkillFound, ...]:
    """The skills that a title and a description ask for, by code in alphabetical order."""
    found: dict[str, list[Evidence]] = {}
    for path, text in (("title", title), ("description", description or "")):
        for code, start, end in _asked(text, lexicon):
            evidence = found.setdefault(code, [])
            if len(evidence) < MOST_EVIDENCE:
                evidence.append(Evidence(path, start, end, text[start:end]))
    return tuple(SkillFound(code, lexicon.skills[code].field, tuple(found[code])) for code in sorted(found))


def _asked(text: str, lexicon: Lexicon) -> Iterator[tuple[str, int, int]]:
    """The terms that a text names and does not deny: skill, and the place in the text."""
    terms = _longest(fold(text), lexicon)
    if not terms:
        # half of all texts, and aligning is most of the work
        return
    folded = fold_aligned(text)
    denied_to: int | None = None
    for start, end, term in terms:
        goes_on = denied_to is not None and _ENUMERATION.fullmatch(folded.text, denied_to, max(start, denied_to))
        if goes_on or _denied(folded.text, start, end):
            denied_to = end
        else:
            yield lexicon.codes[term], folded.starts[start], folded.ends[end - 1]


def _longest(text: str, lexicon: Lexicon) -> list[tuple[int, int, int]]:
    """Terms that are words of their own and lie in no longer one, by their place: start, end, index."""
    words = [(start, -end, term) for term, start, end in lexicon.scan(text) if _is_word(text, start, end)]
    standing: list[tuple[int, int, int]] = []
    reached = 0
    for start, minus_end, term in sorted(words):
        if -minus_end > reached:
            reached = -minus_end
            standing.append((start, reached, term))
    return standing


def _denied(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - WINDOW) : start], text[end : end + WINDOW]
    if _NOT_BEFORE.search(before) or _NOT_AFTER.match(after):
        return True
    return bool(_NONE_BEFORE.search(before) and _WELCOME_AFTER.match(after))


def _is_word(text: str, start: int, end: int) -> bool:
    return not _joined(text[max(0, start - 2) : start][::-1], text[start]) and not _joined(
        text[end : end + 2], text[end - 1]
    )


def _joined(beside: str, edge: str) -> bool:
    """Whether a term's outermost character belongs to a longer word; ``beside`` are its neighbours, nearest first."""
    if not beside or not (_latin(edge) or edge == "."):
        return False
    if _latin(beside[0]) or beside[0] in "_@":
        return True
    # www.sap.com, 2.5G; but a list's "1.Python" is two words
    return beside[0] == "." and _latin(beside[1:]) and (edge.isdigit() or not beside[1:].isdigit())


def _latin(character: str) -> bool:
    return character.isalnum() and character < "\u2e80"
