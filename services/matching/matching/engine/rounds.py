"""One matching round (專案媒合): who is matched with what, under which manifest, and how to go on from there.

``stable`` is truthful for the youths and leaves no pair that would both rather have each other; ``max_total`` places
for the greatest total score and leaves many such pairs. Accepted pairs can be frozen: they keep their seats, the rest
is assigned anew. A manifest records everything the outcome depends on; the same manifest gives the same outcome.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matching.engine.auction import Certificate, max_total
from matching.engine.errors import EngineError
from matching.engine.explain import Explanation, Standing, explain
from matching.engine.gather import Scorer
from matching.engine.index import Index
from matching.engine.lottery import tickets
from matching.engine.stable import CLOSED, Deferral, Seats
from matching.engine.tables import LOTTERY_BITS, Youths

ENGINE = "3"
"""Version of the algorithms; part of every manifest."""

Mode = Literal["stable", "max_total"]


class RoundRefused(EngineError):
    """A matching round cannot be run as asked."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a round is run with, besides youths and vacancies.

    ``openings`` overrides the vacancies' own, by number; ``frozen`` are accepted pairs (youth number, vacancy number);
    ``tolerance`` and ``step`` (points) concern ``max_total`` only; ``k`` is the length of a list asked for at once.
    """

    mode: Mode = "stable"
    seed: int = 0
    k: int = 20
    tolerance: float = 0.001
    step: int = 10
    openings: Mapping[int, int] | None = None
    frozen: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished round over n youths and v vacancies.

    ``match`` (int32, n) holds positions in ``index.vacancies``, -1 for none; ``scores`` and ``bands`` (int64, n) belong
    to it, -1 where unmatched; ``capacity`` (int32, v) counts all seats, frozen ones included; ``cutoffs`` (int64, v;
    stable) is the employer key to beat for a seat that is not frozen; ``certificate`` (max-total) covers the youths who
    are not frozen.
    """

    index: Index
    youths: Youths
    terms: Terms
    match: NDArray[np.int32]
    scores: NDArray[np.int64]
    bands: NDArray[np.int64]
    capacity: NDArray[np.int32]
    frozen: NDArray[np.bool_]
    lottery: NDArray[np.int64]
    cutoffs: NDArray[np.int64] | None
    certificate: Certificate | None
    manifest: Mapping[str, Any]

    @property
    def total(self) -> int:
        """Sum of the scores of all matched pairs."""
        return int(self.scores[self.match >= 0].sum())

    @property
    def frozen_total(self) -> int:
        """Sum of the scores of the frozen pairs."""
        return int(self.scores[self.frozen & (self.match >= 0)].sum())

    @property
    def keys(self) -> NDArray[np.int64]:
        """Each matched youth's employer key at her vacancy; -1 where unmatched."""
        return np.where(self.match >= 0, (self.bands << LOTTERY_BITS) | self.lottery, -1)

    @property
    def free_capacity(self) -> NDArray[np.int32]:
        """Seats per vacancy that are not frozen (int32, v)."""
        held = np.bincount(self.match[self.frozen], minlength=len(self.capacity))
        return (self.capacity - held).astype(np.int32)

    def pairs(self) -> list[tuple[int, int]]:
        """Matched (youth number, vacancy number), in the order of the youths."""
        rows = np.flatnonzero(self.match >= 0)
        numbers = self.index.vacancies.number[self.match[rows]]
        return list(zip(self.youths.number[rows].tolist(), numbers.tolist(), strict=True))

    def why(self, youth: int, vacancy: int) -> Explanation:
        """Why this youth was or was not given this vacancy (both by number)."""
        row = _row_of(self.youths, youth)
        plain = explain(self.index, self.youths, row, vacancy)
        at = self.index.position(vacancy)
        assert at is not None  # noqa: S101 - what is not held was refused when it was explained
        return explain(self.index, self.youths, row, vacancy, standing=self._standing(row, at, plain))

    def _standing(self, row: int, at: int, plain: Explanation) -> Standing:
        if self.match[row] == at:
            return Standing("placed")
        if not plain.admissible:
            return Standing("not_admissible")
        if self.capacity[at] == 0:
            return Standing("no_seats")
        if self.certificate is not None:
            price = int(self.certificate.prices[at])
            return Standing("priced_out", price=price, profit=int(self.certificate.profits[row]))
        own = (self.scores[row], -self.match[row]) if self.match[row] >= 0 else (-1, 0)
        if own > (plain.score, -at) or self.cutoffs is None:
            return Standing("preferred_elsewhere")
        band = plain.seen_by_employer // self.index.policy.employer_band
        if self.cutoffs[at] == CLOSED:
            return Standing("no_seats")
        last = int(self.cutoffs[at])
        return Standing(
            "outranked", band, self._draw(int(self.lottery[row])), last >> LOTTERY_BITS,
            self._draw(last & ((1 << LOTTERY_BITS) - 1)),
        )  # fmt: skip

    def _draw(self, ticket: int) -> int:
        """A ticket as a place in the draw, 1 first."""
        return int((self.lottery > ticket).sum()) + 1


def assign(index: Index, youths: Youths, terms: Terms, *, threads: int = 1) -> Outcome:
    """Run a round. ``RoundRefused`` when frozen pairs or openings do not fit the tables."""
    capacity = _capacity(index, terms)
    match, free = _frozen(index, youths, terms, capacity)
    rows = np.flatnonzero(match < 0)
    active = youths if len(rows) == len(youths) else youths.take(rows)
    lottery = tickets(youths.number, terms.seed)
    notes: dict[str, Any] = {"resumed": False}
    certificate = None
    if terms.mode == "max_total":
        sold = max_total(index, active, free, k=terms.k, step=terms.step, tolerance=terms.tolerance, threads=threads)
        match[rows] = sold.match
        profits = np.zeros(len(youths), dtype=np.int64)
        profits[rows] = sold.certificate.profits
        certificate = Certificate(sold.certificate.prices, profits, sold.certificate.bound)
        notes |= {"rounds": sold.rounds}
    else:
        deferral = Deferral(index, active, lottery[rows], Seats.empty(free, len(active)), terms.k)
        deferral.run(np.arange(len(active)), threads)
        match[rows] = deferral.seats.match
        notes |= {"oracle_calls": deferral.calls, "proposals": deferral.proposals}
    return _outcome(index, youths, terms, match, capacity, certificate, notes)


def resume(
    outcome: Outcome, *, arrivals: Youths | None = None, openings: Mapping[int, int] | None = None,
    withdrawn: Sequence[int] = (), index: Index | None = None, threads: int = 1,
) -> Outcome:  # fmt: skip
    """Go on after events: youths who arrived or withdrew (by number), changed openings, a new index.

    Arrivals, closures and fewer openings leave every rejection valid: a stable round is continued and equals a re-run.
    Withdrawals, more openings, another index or ``max_total`` do not: the round is run again with the same seed.
    """
    terms = outcome.terms
    merged = {**(terms.openings or {}), **(openings or {})}
    fresh = Terms(terms.mode, terms.seed, terms.k, terms.tolerance, terms.step, merged, terms.frozen)
    youths = outcome.youths if arrivals is None else outcome.youths.with_more(arrivals)
    if len(withdrawn):
        youths = youths.take(np.flatnonzero(~np.isin(youths.number, np.array(withdrawn))))
    within = index or outcome.index
    capacity = _capacity(within, fresh) if within is outcome.index else None
    if terms.mode != "stable" or len(withdrawn) or capacity is None or (capacity > outcome.capacity).any():
        return assign(within, youths, fresh, threads=threads)
    match, free = _frozen(within, youths, fresh, capacity)
    rows = np.flatnonzero(match < 0)
    lottery = tickets(youths.number, terms.seed)
    held, keys = np.full(len(youths), -1, dtype=np.int32), np.full(len(youths), -1, dtype=np.int64)
    before = np.flatnonzero(~outcome.frozen)
    held[before], keys[before] = outcome.match[before], outcome.keys[before]
    seats = Seats.holding(free, held[rows], keys[rows])
    hungry = np.flatnonzero((seats.match < 0) & ((held[rows] >= 0) | (rows >= len(outcome.youths))))
    active = youths if len(rows) == len(youths) else youths.take(rows)
    deferral = Deferral(within, active, lottery[rows], seats, terms.k)
    deferral.run(hungry, threads)
    match[rows] = deferral.seats.match
    notes = {"resumed": True, "oracle_calls": deferral.calls, "proposals": deferral.proposals}
    return _outcome(within, youths, fresh, match, capacity, None, notes)


def _row_of(youths: Youths, number: int) -> int:
    rows = np.flatnonzero(youths.number == number)
    if not len(rows):
        raise RoundRefused(f"no youth {number} in this round")
    return int(rows[0])


def _capacity(index: Index, terms: Terms) -> NDArray[np.int32]:
    """Seats per position; none where the vacancy is closed."""
    capacity = np.zeros(len(index.vacancies), dtype=np.int32)
    still_open = index.open_positions
    capacity[still_open] = index.vacancies.openings[still_open]
    for number, openings in (terms.openings or {}).items():
        at = int(np.searchsorted(index.vacancies.number, number))
        if at == len(capacity) or index.vacancies.number[at] != number or openings < 0:
            raise RoundRefused(f"openings of vacancy {number} cannot be {openings}")
        capacity[at] = openings
    return capacity


def _frozen(
    index: Index, youths: Youths, terms: Terms, capacity: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The match of the frozen youths alone, and the seats left for the others."""
    match = np.full(len(youths), -1, dtype=np.int32)
    if not terms.frozen:
        return match, capacity
    if not len(youths) or not len(capacity):
        raise RoundRefused("there is nobody, or nothing, to freeze")
    pairs = np.array(terms.frozen, dtype=np.int64)
    order = np.argsort(youths.number)
    place = np.minimum(np.searchsorted(youths.number[order], pairs[:, 0]), len(youths) - 1)
    at = np.minimum(np.searchsorted(index.vacancies.number, pairs[:, 1]), len(capacity) - 1)
    rows = order[place]
    known = (youths.number[rows] == pairs[:, 0]) & (index.vacancies.number[at] == pairs[:, 1])
    if not known.all() or len(np.unique(rows)) != len(rows):
        raise RoundRefused("frozen pairs name youths and vacancies of this round, each youth once")
    match[rows] = at
    free = capacity - np.bincount(at, minlength=len(capacity))
    if (free < 0).any():
        raise RoundRefused("more pairs are frozen than a vacancy has seats")
    return match, free.astype(np.int32)


def _outcome(
    index: Index, youths: Youths, terms: Terms, match: NDArray[np.int32], capacity: NDArray[np.int32],
    certificate: Certificate | None, notes: Mapping[str, Any],
) -> Outcome:  # fmt: skip
    rows = np.flatnonzero(match >= 0)
    scores, bands = np.full(len(youths), -1, dtype=np.int64), np.full(len(youths), -1, dtype=np.int64)
    scores[rows], bands[rows] = Scorer(index).pair_scores(youths, rows, match[rows].astype(np.int64))
    frozen, lottery = np.isin(youths.number, [youth for youth, _ in terms.frozen]), tickets(youths.number, terms.seed)
    outcome = Outcome(
        index,
        youths,
        terms,
        match,
        scores,
        bands,
        capacity,
        frozen,
        lottery,
        None,
        certificate,
        _manifest(index, youths, terms, capacity, notes),
    )
    if terms.mode == "max_total":
        return outcome
    seats = Seats.holding(outcome.free_capacity, np.where(frozen, -1, match), outcome.keys)
    return Outcome(
        index, youths, terms, match, scores, bands, capacity, frozen, lottery, seats.cutoffs(), None, outcome.manifest
    )


def _manifest(
    index: Index, youths: Youths, terms: Terms, capacity: NDArray[np.int32], notes: Mapping[str, Any]
) -> dict[str, Any]:
    frozen = json.dumps(sorted(terms.frozen)).encode()
    return {
        "engine": ENGINE,
        "mode": terms.mode,
        "seed": terms.seed,
        "k": terms.k,
        "tolerance": terms.tolerance,
        "step": terms.step,
        "policy": index.policy.version,
        "policy_digest": index.policy.digest,
        "snapshot": index.identity,
        "input_digest": youths.digest,
        "openings_digest": hashlib.sha256(capacity.astype("<i4").tobytes()).hexdigest(),
        "frozen_digest": hashlib.sha256(frozen).hexdigest(),
        **notes,
    }
