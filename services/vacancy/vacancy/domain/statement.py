"""A statement: the facts about one vacancy as nested JSON, as a partner sends them or an association attests them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from chassis.domain import Json

Statement = Mapping[str, Json]

# When the source touched its record says nothing about the vacancy: a daily feed must not reopen what was published.
_NOT_CONTENT = frozenset({"source_updated_on"})
# whose job it is and which: what was attested about one is not attested about another
_WHICH_JOB = ("employer", "title")


def content_hash(statement: Statement) -> bytes:
    """SHA-256 of what the statement says, whatever the order of its keys."""
    content = {name: value for name, value in statement.items() if name not in _NOT_CONTENT}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).digest()


def merged(below: Statement, above: Statement) -> dict[str, Json]:
    """Both statements in one, ``above`` winning leaf by leaf; a list counts as one leaf."""
    both = dict(below)
    for name, value in above.items():
        held = both.get(name)
        if isinstance(value, Mapping) and isinstance(held, Mapping):
            both[name] = merged(held, value)
        else:
            both[name] = value
    return both


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
    old one falls.
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
        elif says is None or says == said:
            standing[name] = value
    return standing
