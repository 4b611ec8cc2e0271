"""The lexicon of skills: digital technologies by field and key competencies (關鍵職能), as data that is checked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from chassis.domain import Json
from fields.text import fold

Scan = Callable[[str], Iterable[tuple[int, int, int]]]
"""Every occurrence of a fixed list of terms in a text, overlapping ones too: index of the term, start, end."""
Scanner = Callable[[Sequence[str]], Scan]
"""Prepares a Scan of a list of terms."""


Coded = TypeVar("Coded", "Field", "Skill")


class LexiconInvalid(ValueError):
    """The lexicon as it is written cannot be used; the message says where and why."""


class Kind(StrEnum):
    """What a field of skills is about."""

    DIGITAL_TECHNOLOGY = "digital_technology"
    KEY_COMPETENCY = "key_competency"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of skills, named as the talent plan names it where it does (seed 003, 子項二)."""

    code: str
    name_zh: str
    name_en: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill and every spelling that names it."""

    code: str
    field: str
    name_zh: str
    name_en: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One version of the lexicon. ``codes[i]`` is the skill that the i-th term of the scan names."""

    version: int
    fields: Mapping[str, Field]
    skills: Mapping[str, Skill]
    codes: Sequence[str]
    scan: Scan

    def chosen(self, *, kind: Kind | None = None, field: str | None = None, skill: str | None = None) -> list[str]:
        """The codes of the skills that are of this kind, of this field, and this one; None does not narrow."""
        return [
            one.code
            for one in self.skills.values()
            if kind in (None, self.fields[one.field].kind) and field in (None, one.field) and skill in (None, one.code)
        ]


def parse_lexicon(written: Mapping[str, Json], *, scanner: Scanner) -> Lexicon:
    """Check a lexicon as it is written; raises LexiconInvalid."""
    version = written.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise LexiconInvalid(f"version is {version!r}, not a whole number from 1 on")
    fields = _by_code("fields", [_field(one, at=f"fields/{n}") for n, one in enumerate(_listed(written, "fields"))])
    skills = _by_code("skills", [_skill(one, at=f"skills/{n}") for n, one in enumerate(_listed(written, "skills"))])
    for skill in skills.values():
        if skill.field not in fields:
            raise LexiconInvalid(f"skill {skill.code} names the field {skill.field!r}, which there is not")
    terms = _terms(skills.values())
    return Lexicon(
        version=version,
        fields=MappingProxyType(fields),
        skills=MappingProxyType(skills),
        codes=tuple(terms.values()),
        scan=scanner(tuple(terms)),
    )


def _terms(skills: Iterable[Skill]) -> dict[str, str]:
    """The skill that each folded term names."""
    named: dict[str, str] = {}
    for skill in skills:
        for term in skill.terms:
            folded = fold(term)
            if not folded:
                raise LexiconInvalid(f"skill {skill.code} has an empty term")
            if folded in named:
                raise LexiconInvalid(f"the term {term!r} of {skill.code} is a term of {named[folded]} already")
            named[folded] = skill.code
    return named


def _field(written: Json, *, at: str) -> Field:
    code, name_zh, name_en = (_text(written, name, at=at) for name in ("code", "name_zh", "name_en"))
    kind = _text(written, "kind", at=at)
    if kind not in set(Kind):
        raise LexiconInvalid(f"{at}/kind is {kind!r}, not one of {', '.join(Kind)}")
    return Field(code, name_zh, name_en, Kind(kind))


def _skill(written: Json, *, at: str) -> Skill:
    code, field, name_zh, name_en = (_text(written, name, at=at) for name in ("code", "field", "name_zh", "name_en"))
    terms = _listed(written, "terms", at=f"{at}/")
    if not all(isinstance(term, str) for term in terms):
        raise LexiconInvalid(f"{at}/terms holds something that is no text")
    return Skill(code, field, name_zh, name_en, tuple(terms))


def _listed(written: Json, name: str, *, at: str = "") -> list[Any]:
    found = written.get(name) if isinstance(written, Mapping) else None
    if not isinstance(found, list) or not found:
        raise LexiconInvalid(f"{at}{name} is no list, or an empty one")
    return found


def _text(written: Json, name: str, *, at: str) -> str:
    found = written.get(name) if isinstance(written, Mapping) else None
    if not isinstance(found, str) or not found.strip():
        raise LexiconInvalid(f"{at}/{name} is no text, or an empty one")
    return found


def _by_code(name: str, listed: Sequence[Coded]) -> dict[str, Coded]:
    found: dict[str, Coded] = {}
    for one in listed:
        if one.code in found:
            raise LexiconInvalid(f"{name} has the code {one.code!r} twice")
        found[one.code] = one
    return found
