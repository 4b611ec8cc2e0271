"""Vacancies that several sources state of one opening (重複職缺): which two are alike, and which one is kept.

Only across sources: two rows that one partner takes from one source are two openings, at two sites or shifts, however
alike their titles. Being alike is asked of every two by themselves; nothing follows from a third.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.domain import LifeCycle, RuleSet, Transition
from fields.text import bigrams, fold, words

from vacancy.domain.life_cycle import MAY_EXPIRE
from vacancy.domain.statement import Statement

LIVE = MAY_EXPIRE
"""The states of a vacancy that stands in another's way: what was rejected or has ended frees the other."""

MOST_LINKED = 20
"""Links of one vacancy that a comparison makes: of a chain that says "clerk" a thousand times every two are alike."""

Near = tuple[str, str, frozenset[tuple[str, int]]]

Similarity = Callable[[Sequence[str], Sequence[str]], float]
"""How much two ordered lists of pieces have in common, between 0 and 1; the same whichever comes first."""


@dataclass(frozen=True, slots=True)
class DuplicatePolicy:
    """When two titles are alike: the parameters of a rule set."""

    version: str
    threshold: float
    crossed_threshold: float
    marks: tuple[str, ...]

    @classmethod
    def of(cls, rules: RuleSet) -> Self:
        """Read the parameters."""
        read = rules.parameters
        alike, crossed = float(read["title_similarity"]), float(read["crossed_title_similarity"])
        return cls(rules.version, alike, crossed, tuple(read["telling_apart"]))


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared of a vacancy that is under way. ``position`` tells which came first."""

    id: UUID
    position: int
    owner_org: str
    source: str
    county: str
    company_number: str | None
    employer_key: str
    title: str
    documented: int
    published_on: date | None

    @property
    def fingerprint(self) -> bytes:
        """The hash of everything that being alike depends on."""
        said = (self.owner_org, self.source, self.county, self.company_number or "", self.employer_key, self.title)
        return hashlib.sha256("\0".join(said).encode()).digest()


def employer_key(name: str) -> str:
    """An employer's name as it is compared: folded, without spaces and punctuation."""
    return "".join(words(name)) or fold(name)


def documented(statement: Statement) -> int:
    """How many facts are stated or attested: every leaf counts one."""
    return sum([documented(value) if isinstance(value, dict) else 1 for value in statement.values()])


class Comparison:
    """Compares vacancies under one policy, reading each title once."""

    def __init__(self, policy: DuplicatePolicy, similarity: Similarity) -> None:
        self.policy = policy
        self._similarity = similarity
        longest_first = sorted(policy.marks, key=lambda mark: (-len(mark), mark))
        self._marks = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
        self._read: dict[str, tuple[Counter[str], list[str]]] = {}

    def find(
        self, mine: Iterable[Compared], others: Iterable[Compared], *, held: Collection[frozenset[UUID]]
    ) -> list[tuple[Compared, Compared, float]]:
        """Who of the others is alike whom of mine, and how much.

        Of what is alike one vacancy the ``MOST_LINKED`` that are most so, the first that came first; and whatever is
        among ``held``, the pairs that were linked before.
        """
        near: dict[Near, list[Compared]] = {}
        for one in others:
            for place in self._near(one):
                near.setdefault(place, []).append(one)
        found: list[tuple[Compared, Compared, float]] = []
        for one in mine:
            around = {other.id: other for place in self._near(one) for other in near.get(place, ())}
            scored = [(one, other, score) for other in around.values() if (score := self.likeness(one, other))]
            scored.sort(key=lambda pair: (-pair[2], pair[1].position))
            found += scored[:MOST_LINKED]
            found += [pair for pair in scored[MOST_LINKED:] if frozenset({pair[0].id, pair[1].id}) in held]
        return found

    def _near(self, one: Compared) -> list[Near]:
        """Where those stand that may be alike: one employer by number or name, one county, one shop, shift or grade."""
        codes = frozenset(self._title(one.title)[0].items())
        return [(one.county, name, codes) for name in (one.employer_key, one.company_number) if name is not None]

    def likeness(self, one: Compared, other: Compared) -> float | None:
        """How alike the titles of two vacancies are; None when they are not the same opening."""
        if one.id == other.id or (one.owner_org, one.source) == (other.owner_org, other.source):
            return None
        if one.county != other.county or not _same_employer(one, other):
            return None
        codes, pieces = self._title(one.title)
        other_codes, other_pieces = self._title(other.title)
        if codes != other_codes:
            return None
        score = self._similarity(pieces, other_pieces)
        return score if score >= self._asked(set(pieces), set(other_pieces)) else None

    def _asked(self, pieces: set[str], others: set[str]) -> float:
        """One title may say more than the other; where each says something of its own, it is often another shop."""
        contained = pieces <= others or others <= pieces
        return self.policy.threshold if contained else self.policy.crossed_threshold

    def _title(self, title: str) -> tuple[Counter[str], list[str]]:
        """What tells two openings of one title apart, and its pieces in one order whatever that of its words was."""
        read = self._read.get(title)
        if read is None:
            marks = self._marks.findall(fold(title))
            codes = Counter([*(word for word in words(title) if _is_code(word)), *marks])
            # a title of signs only has no pieces, and is like itself alone
            read = self._read[title] = codes, sorted(bigrams(title)) or [fold(title)]
        return read


def kept_first(one: Compared, other: Compared) -> tuple[Compared, Compared]:
    """The one that is kept, and its duplicate.

    What young people know already stays: the first published. Else the better documented, else the first that came.
    """
    kept, duplicate = sorted((one, other), key=_rank)
    return kept, duplicate


def pair_fingerprint(one: Compared, other: Compared) -> bytes:
    """The hash of what two vacancies were compared by, whichever comes first."""
    return hashlib.sha256(b"".join(sorted((one.fingerprint, other.fingerprint)))).digest()


def _rank(one: Compared) -> tuple[bool, date, int, int]:
    return one.published_on is None, one.published_on or date.max, -one.documented, one.position


def _same_employer(one: Compared, other: Compared) -> bool:
    if one.company_number is not None and other.company_number is not None:
        return one.company_number == other.company_number
    return one.employer_key == other.employer_key


def _is_code(word: str) -> bool:
    """A number, or a letter by itself: a shop, a shift, a grade."""
    return word.isascii() and (len(word) == 1 or any(one.isdigit() for one in word))


class LinkState(StrEnum):
    """Where the link between two vacancies stands. Lapsed: they are not alike any more."""

    LINKED = "linked"
    RELEASED = "released"
    LAPSED = "lapsed"


LINK_LIFE_CYCLE = LifeCycle(
    (
        Transition("release", frozenset({LinkState.LINKED}), LinkState.RELEASED),
        Transition("restore", frozenset({LinkState.RELEASED}), LinkState.LINKED),
    )
)
"""What officers do; a comparison links and lapses by itself."""


@dataclass(frozen=True, slots=True)
class DuplicateLink:
    """Two vacancies that state one opening. ``fingerprint`` is of what they were compared by."""

    id: UUID
    kept_id: UUID
    duplicate_id: UUID
    state: LinkState
    version: int
    score: float
    fingerprint: bytes
    policy_version: str
    found_at: datetime
    reason: str | None = None
    officer: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def pair(self) -> frozenset[UUID]:
        """The two, whichever is kept."""
        return frozenset({self.kept_id, self.duplicate_id})

    def decided(self, transition: str, *, reason: str, officer: str, by: str, at: datetime) -> Self:
        """An officer releases the duplicate, or takes that back."""
        state = LinkState(LINK_LIFE_CYCLE.after(self.state, transition))
        changed = {"reason": reason, "officer": officer, "decided_by": by, "decided_at": at}
        return replace(self, state=state, version=self.version + 1, **changed)  # type: ignore[arg-type]

    def found_again(self, fresh: Self) -> Self:
        """The link after another comparison found the two alike.

        What an officer released stays released as long as the two say what they said then.
        """
        if self.state is LinkState.RELEASED and self.fingerprint == fresh.fingerprint:
            return self
        again = replace(fresh, id=self.id, found_at=self.found_at, version=self.version)
        if self.state is LinkState.LINKED:
            decided = {"reason": self.reason, "officer": self.officer, "decided_by": self.decided_by}
            again = replace(again, **decided, decided_at=self.decided_at)  # type: ignore[arg-type]
        else:
            again = replace(again, found_at=fresh.found_at)
        return self if again == self else replace(again, version=self.version + 1)

    def lapsed(self) -> Self:
        """The link after a comparison found the two not alike; what an officer released stays so."""
        if self.state is not LinkState.LINKED:
            return self
        return replace(self, state=LinkState.LAPSED, version=self.version + 1)
