"""What one process searches: an indexed base, a small index of what changed since, and closed rows marked.

A snapshot never changes. ``applied`` gives the next one, so that a process swaps one reference between two requests;
``compacted`` folds the changes into a fresh base. ``sequence`` is the number of the last change it contains, as the
sequencer counts them: a change already contained is skipped, which makes replaying them harmless.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import HAVE_NUMBA
from matching.engine.explain import Explanation, explain_at
from matching.engine.index import Index, build
from matching.engine.policy import Policy
from matching.engine.rounds import ENGINE
from matching.engine.tables import Ints, TableRefused, Vacancies, Youths
from matching.engine.topk import topk, topk_batch


@dataclass(frozen=True, slots=True)
class Ranking:
    """Vacancy ``numbers`` and ``scores``, int32 (n x k): score down, number up; -1 where missing."""

    numbers: NDArray[np.int32]
    scores: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Change:
    """One change, numbered by the sequencer: the vacancy as it is now (a table of one row), ``None`` when it closed."""

    sequence: int
    number: int
    vacancy: Vacancies | None


@dataclass(frozen=True)
class Snapshot:
    """Segments with disjoint open vacancies (the base, then at most one delta), and the last change they contain."""

    segments: tuple[Index, ...]
    sequence: int = 0

    @classmethod
    def of(cls, vacancies: Vacancies, policy: Policy, *, sequence: int = 0) -> Self:
        """A fresh snapshot of all open vacancies."""
        return cls((build(vacancies, policy),), sequence)

    @property
    def policy(self) -> Policy:
        """The policy all segments were built under."""
        return self.segments[0].policy

    @cached_property
    def identity(self) -> str:
        """A digest of exactly these contents, segment by segment."""
        return hashlib.sha256(":".join(index.identity for index in self.segments).encode()).hexdigest()

    @property
    def manifest(self) -> dict[str, Any]:
        """What lists from this snapshot depend on, besides the youths and k; ``sequence`` is the last change in it."""
        return {
            "engine": ENGINE,
            "policy": self.policy.version,
            "policy_digest": self.policy.digest,
            "snapshot": self.identity,
            "sequence": self.sequence,
        }

    @cached_property
    def vacancies(self) -> Vacancies:
        """The open vacancies, ordered by number."""
        table = self.segments[0].vacancies.take(self.segments[0].open_positions)
        for index in self.segments[1:]:
            table = merged(table, index.vacancies.take(index.open_positions))
        return table

    @property
    def waiting(self) -> int:
        """Vacancies outside the base: when this grows, ``compacted`` pays."""
        return sum(len(index.open_positions) for index in self.segments[1:])

    def topk(self, youths: Youths, row: int, k: int, *, compiled: bool = HAVE_NUMBA) -> tuple[Ranking, int]:
        """One youth online: the best k, and how many vacancies are admissible in all."""
        parts = [topk(index, youths, row, k, compiled=compiled) for index in self.segments]
        rankings = [
            _numbered(index, found.positions, found.scores)
            for index, (found, _) in zip(self.segments, parts, strict=True)
        ]
        return merge(rankings, k), sum(admissible for _, admissible in parts)

    def topk_batch(
        self, youths: Youths, k: int, *, rows: Ints | None = None, hints: Ints | None = None, threads: int = 1,
        compiled: bool = HAVE_NUMBA,
    ) -> Ranking:  # fmt: skip
        """The best k of many youths; see ``topk.topk_batch``."""
        parts = [
            topk_batch(index, youths, k, rows=rows, hints=hints, threads=threads, compiled=compiled)
            for index in self.segments
        ]
        rankings = [
            _numbered(index, part.positions, part.scores) for index, part in zip(self.segments, parts, strict=True)
        ]
        return merge(rankings, k)

    def explain(self, youths: Youths, row: int, vacancy: int) -> Explanation:
        """Explain one pair, against the segment that holds the vacancy open; a closed one is explained as closed."""
        [found] = self.explain_all(youths, row, [vacancy])
        return found

    def explain_all(self, youths: Youths, row: int, vacancies: Sequence[int]) -> list[Explanation]:
        """The same for each of these vacancies, in their order: a page costs a few times one of them."""
        held = [self._held(number) for number in vacancies]
        found: dict[tuple[int, int], Explanation] = {}
        for segment, index in enumerate(self.segments):
            positions = [at for of, at in held if of == segment]
            explained = explain_at(index, youths, row, positions) if positions else []
            found |= {(segment, at): one for at, one in zip(positions, explained, strict=True)}
        return [found[place] for place in held]

    def _held(self, vacancy: int) -> tuple[int, int]:
        """The segment that holds the vacancy open, else the first that holds it at all, and its position there."""
        holding: tuple[int, int] | None = None
        for segment in reversed(range(len(self.segments))):
            at = self.segments[segment].position(vacancy)
            if at is not None:
                holding = segment, at
                if not self.segments[segment].closed[at]:
                    break
        if holding is None:
            raise TableRefused(f"no vacancy {vacancy} in this snapshot")
        return holding

    def applied(self, changes: Sequence[Change]) -> "Snapshot":
        """The snapshot after these changes; those it already contains are skipped."""
        latest: dict[int, Change] = {}
        for change in sorted(changes, key=lambda change: change.sequence):
            if change.sequence > self.sequence:
                latest[change.number] = change
        if not latest:
            return self
        touched = np.array(sorted(latest), dtype=np.int64)
        base = self.segments[0].closing(np.flatnonzero(np.isin(self.segments[0].vacancies.number, touched)))
        parts = [base.vacancies.take([])]
        for index in self.segments[1:]:
            kept = index.open_positions[~np.isin(index.vacancies.number[index.open_positions], touched)]
            parts.append(index.vacancies.take(kept))
        for change in latest.values():
            if change.vacancy is not None:
                if change.vacancy.number.tolist() != [change.number]:
                    raise TableRefused(f"change {change.sequence} carries another vacancy than {change.number}")
                parts.append(change.vacancy)
        delta = _gathered(parts)
        segments = (base, build(delta, self.policy)) if len(delta) else (base,)
        return replace(self, segments=segments, sequence=max(change.sequence for change in latest.values()))

    def compacted(self) -> "Snapshot":
        """The same vacancies in one segment: what a round runs on, and what a long-lived process returns to."""
        return Snapshot((build(self.vacancies, self.policy),), self.sequence)


def merged(one: Vacancies, other: Vacancies) -> Vacancies:
    """Two tables as one, ordered by number."""
    numbers = np.concatenate([one.number, other.number])
    return one.with_more(other, np.argsort(numbers))


def _gathered(tables: Sequence[Vacancies]) -> Vacancies:
    """Many tables as one, two by two: ten thousand changes at once are as many rows copied a dozen times, not each."""
    while len(tables) > 1:
        pairs = [tables[at : at + 2] for at in range(0, len(tables), 2)]
        tables = [merged(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return tables[0]


def merge(rankings: Sequence[Ranking], k: int) -> Ranking:
    """The best k of several rankings of the same youths over different vacancies (segments, or shards by region)."""
    if len(rankings) == 1:
        return rankings[0]
    numbers = np.concatenate([ranking.numbers for ranking in rankings], axis=1)
    scores = np.concatenate([ranking.scores for ranking in rankings], axis=1)
    order = np.lexsort((numbers, -scores), axis=1)[:, :k]
    return Ranking(np.take_along_axis(numbers, order, axis=1), np.take_along_axis(scores, order, axis=1))


def _numbered(index: Index, positions: NDArray[np.int32], scores: NDArray[np.int32]) -> Ranking:
    if not len(index.vacancies):
        return Ranking(positions, scores)
    return Ranking(np.where(positions < 0, -1, index.vacancies.number[positions]).astype(np.int32), scores)
