"""Checks of a finished round that share nothing with the solvers: columns, plain numpy and the definition.

Stability is tested against every admissible pair of every youth looked at, optimality by the feasibility of the dual
solution. All youths are looked at unless a sample is given; seats, filters and frozen pairs are always checked in full.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.gather import Scorer
from matching.engine.rounds import Outcome
from matching.engine.stable import CLOSED
from matching.engine.tables import LOTTERY_BITS, Rows


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found wrong, by check (0 where it holds), and what was measured.

    ``wrong``: seats, inadmissible, misscored, frozen_moved; for a stable round blocking_pairs; for max-total
    underpaid_youths (profits below what some pair would pay), negative_prices, bound_misstated and bound_below_total.
    ``blocking_pairs`` is the price of instability of a max-total round; ``gap`` its certified distance from the best.
    """

    wrong: Mapping[str, int]
    youths_examined: int
    blocking_pairs: int
    gap: float | None

    @property
    def holds(self) -> bool:
        """Whether nothing was found wrong."""
        return not any(self.wrong.values())


def verify(outcome: Outcome, *, sample: Rows | None = None) -> Verification:
    """Check an outcome; ``sample`` are the rows of the youths examined against all pairs (default: every youth)."""
    scorer = Scorer(outcome.index)
    rows = np.flatnonzero(outcome.match >= 0)
    positions = outcome.match[rows].astype(np.int64)
    scores, bands = scorer.pair_scores(outcome.youths, rows, positions)
    chosen = ~outcome.frozen[rows]
    admissible = scorer.pair_admissible(outcome.youths, rows[chosen], positions[chosen])
    wrong = {
        "seats": int((np.bincount(positions, minlength=len(outcome.capacity)) > outcome.capacity).sum()),
        "inadmissible": int((~admissible).sum()),
        "misscored": int(((scores != outcome.scores[rows]) | (bands != outcome.bands[rows])).sum()),
        "frozen_moved": _frozen_moved(outcome),
    }
    examined = np.arange(len(outcome.youths)) if sample is None else np.asarray(sample, dtype=np.int64)
    examined = examined[~outcome.frozen[examined]]
    keys = np.full(len(outcome.youths), -1, dtype=np.int64)
    keys[rows] = (bands << LOTTERY_BITS) | outcome.lottery[rows]
    cutoffs = _cutoffs(outcome, keys)
    blocking, underpaid, with_seats = 0, 0, np.flatnonzero(outcome.free_capacity > 0)
    for row in examined.tolist():
        met = _examine(outcome, scorer, row, with_seats, cutoffs)
        blocking, underpaid = blocking + met[0], underpaid + met[1]
    if outcome.certificate is None:
        return Verification(wrong | {"blocking_pairs": blocking}, len(examined), blocking, None)
    certificate, total = outcome.certificate, int(scores[chosen].sum())
    bound = int((certificate.prices * outcome.free_capacity).sum() + certificate.profits.sum())
    wrong |= {
        "underpaid_youths": underpaid,
        "negative_prices": int((certificate.prices < 0).sum() + (certificate.profits < 0).sum()),
        "bound_misstated": int(bound != certificate.bound),
        "bound_below_total": int(bound < total),
    }
    return Verification(wrong, len(examined), blocking, (bound - total) / bound if bound else 0.0)


def _frozen_moved(outcome: Outcome) -> int:
    kept = set(outcome.pairs())
    return sum(pair not in kept for pair in outcome.terms.frozen)


def _cutoffs(outcome: Outcome, keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Per vacancy the key a newcomer must exceed to be taken, from the matching alone."""
    movable = np.flatnonzero((outcome.match >= 0) & ~outcome.frozen)
    weakest = np.full(len(outcome.capacity), CLOSED, dtype=np.int64)
    np.minimum.at(weakest, outcome.match[movable], keys[movable])
    held = np.bincount(outcome.match[movable], minlength=len(outcome.capacity))
    return np.where(held < outcome.free_capacity, -1, weakest)


def _examine(
    outcome: Outcome, scorer: Scorer, row: int, with_seats: NDArray[np.int64], cutoffs: NDArray[np.int64]
) -> tuple[int, int]:
    """Blocking pairs of one youth, and whether some pair would pay her more than the certificate says."""
    positions = with_seats[scorer.pair_admissible(outcome.youths, np.array([row]), with_seats)]
    points = scorer.points(outcome.youths, row, positions)
    score = points.score
    band = points.seen_by_employer // outcome.index.policy.employer_band
    own_score, own = (int(outcome.scores[row]), int(outcome.match[row])) if outcome.match[row] >= 0 else (-1, -1)
    preferred = (score > own_score) | ((score == own_score) & (positions < own))
    accepted = ((band << LOTTERY_BITS) | outcome.lottery[row]) > cutoffs[positions]
    underpaid = 0
    if outcome.certificate is not None:
        offer = score - outcome.certificate.prices[positions]
        underpaid = int(offer.max(initial=0) > outcome.certificate.profits[row])
    return int((preferred & accepted).sum()), underpaid
