"""What a problem repeats of a request: what a caller wrote may be anybody's name, and problems are kept and logged.

Numbers pass, and words: codes, ids, days, versions, media types; a name in Latin letters, put where a code belongs, is
such a word. Other text is what a caller wrote, and "?" stands for it; only what was received for a field is shown,
short and without contacts, by a service that holds no people. What no caller wrote is named in ``OWN_WORDS``.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fields.contacts import mask_contacts

from chassis.domain import Json, pointer

OWN_WORDS = frozenset({"allowed", "detail", "pointer", "rule"})
"""Members of problems that hold our own sentences and places."""
RECEIVED = frozenset({"received", "columns"})
"""Members that hold what stood in a field or at the head of a file's columns."""
HIDDEN = "?"
LONGEST = 100
MOST = 50
"""Entries of one list that are shown."""
_WORD = re.compile(rf'[A-Za-z0-9_./"*][A-Za-z0-9_.:;=/+"*-]{{0,{LONGEST - 1}}}')
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")


def shown(details: Mapping[str, Json], *, people: bool) -> dict[str, Json]:
    """Members of a problem as they may leave; ``people``: whether the service holds any."""
    return {
        name: value if name in OWN_WORDS else _shown(value, people=people, openly=not people and name in RECEIVED)
        for name, value in details.items()
    }


def pointed(error: Mapping[str, Any]) -> dict[str, Json]:
    """One entry of ``errors`` for one of pydantic's: where it is, what it is, what would be allowed."""
    place, *path = error["loc"]
    # pydantic's message on an id quotes what was sent
    said = "Input should be a valid UUID" if error["type"] == "uuid_parsing" else error["msg"]
    entry: dict[str, Json] = {"code": error["type"], "detail": said}
    if place == "body":
        # broken JSON has no place in a document, only an offset
        entry["pointer"] = "" if error["type"] == "json_invalid" else pointer(*path)
    else:
        entry[str(place)] = ".".join(str(part) for part in path)
    context = error.get("ctx") or {}
    for name in ("rule", "allowed", "received"):
        if name in context:
            entry[name] = context[name]
    if "expected" in context:
        entry["allowed"] = context["expected"]
    return entry


def _shown(value: Json, *, people: bool, openly: bool) -> Json:
    if isinstance(value, str):
        return _text(value, openly=openly)
    if isinstance(value, Mapping):
        return shown(value, people=people)
    if isinstance(value, Sequence | frozenset | set):
        return [_shown(one, people=people, openly=openly) for one in list(value)[:MOST]]
    return value


def _text(text: str, *, openly: bool) -> str:
    masked = mask_contacts(text)
    if masked == text and _WORD.fullmatch(text):
        return text
    if not openly:
        return HIDDEN
    plain = _UNPRINTABLE.sub(" ", masked)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
