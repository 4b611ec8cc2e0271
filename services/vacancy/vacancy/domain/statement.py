"""A statement: the facts about one vacancy as nested JSON, as a partner sends them or an association attests them."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from chassis.domain import Json

Statement = Mapping[str, Json]

# When the source touched its record says nothing about the vacancy: a daily feed must not reopen what was published.
_NOT_CONTENT = frozenset({"source_updated_on"})
# whose job it is and which: what was attested about one is not attested about another
_WHICH_JOB = ("employer", "title")
# made once: `json.dumps` makes another one for every text that is not written its default way
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


def content_hash(statement: Statement) -> bytes:
    """SHA-256 of what the statement says, whatever the order of its keys."""
    return hashlib.sha256(_CANONICAL.encode(_content(statement)).encode()).digest()


def same_content(one: Statement, other: Statement) -> bool:
    """Whether two statements have the same hash of what they say."""
    # what differs has another text as well, and is told at a twentieth of the price; only the text tells 1 from 1.0
    return _content(one) == _content(other) and content_hash(one) == content_hash(other)


def _content(statement: Statement) -> dict[str, Json]:
    return {name: value for name, value in statement.items() if name not in _NOT_CONTENT}


def merged(below: Statement, above: Statement) -> dict[str, Json]:
    """Both statements in one, ``above`` winning leaf by leaf; a list counts as one leaf."""
    both = dict(below)
    for name, value in above.items():
        held = both.get(name)
        # JSON has no mapping but dict, and to ask an abstract class costs ten times as much
        if isinstance(value, dict) and isinstance(held, dict):
            both[name] = merged(held, value)
        else:
            both[name] = value
    return both


def leaves(statement: Statement, *, under: str = "") -> list[str]:
    """The dotted path of every leaf, in alphabetical order; a list counts as one leaf."""
    found: list[str] = []
    for name, value in sorted(statement.items()):
        found += leaves(value, under=f"{under}{name}.") if isinstance(value, Mapping) else [f"{under}{name}"]
    return found


class Provenance(StrEnum):
    """Whose word a fact is: the partner's own, or one that somebody answers for."""

    CLAIMED = "claimed"
    ATTESTED = "attested"


def provenance(statement: Statement, *, attested: Collection[str]) -> dict[str, Provenance]:
    """Whose word each leaf of a statement is, ``attested`` being the paths of those that are attested."""
    return {path: Provenance.ATTESTED if path in attested else Provenance.CLAIMED for path in leaves(statement)}


@dataclass(frozen=True, slots=True)
class Difference:
    """One leaf that two statements state otherwise; None where one of them does not state it."""

    path: str
    before: Json
    after: Json


def differences(before: Statement, after: Statement, *, under: str = "") -> list[Difference]:
    """Every leaf in which two statements differ, by dotted path in alphabetical order; a list counts as one leaf."""
    found: list[Difference] = []
    for name in sorted(before.keys() | after.keys()):
        said, says = before.get(name), after.get(name)
        if said == says:
            continue
        if isinstance(said, Mapping | None) and isinstance(says, Mapping | None):
            found += differences(said or {}, says or {}, under=f"{under}{name}.")
        else:
            found.append(Difference(f"{under}{name}", said, says))
    return found


def still_attested(attested: Statement, *, before: Statement, after: Statement) -> dict[str, Json]:
    """The attested leaves that a restatement from ``before`` to ``after`` leaves standing; none for another job.

    The newest word counts: where the source now states another value than it did before, the attestation made on the
    old one falls, unless the new word is what was attested.
    """
    if any(before.get(name) != after.get(name) for name in _WHICH_JOB):
        return {}
    return _standing(attested, before=before, after=after)


def _standing(attested: Statement, *, before: Statement, after: Statement) -> dict[str, Json]:
    standing: dict[str, Json] = {}
    for name, value in attested.items():
        said, says = before.get(name), after.get(name)
        if isinstance(value, Mapping):
            kept = _standing(value, before=said or {}, after=says or {})
            if kept:
                standing[name] = kept
        elif says is None or says in (said, value):
            standing[name] = value
    return standing
