"""Fairness and quality of a finished round, as data.

Gender is read here and nowhere else in the engine: the caller hands it over beside the outcome. Every rate comes
with its counts, because a parity of rates over a handful of people says little.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.rounds import Outcome
from matching.engine.tables import Ints
from matching.engine.topk import Found


@dataclass(frozen=True, slots=True)
class Rate:
    """``part`` of ``whole``; the rate is 0 where there is nobody."""

    part: int
    whole: int

    @property
    def rate(self) -> float:
        return self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True, slots=True)
class Parity:
    """Placement by group; ``ratio`` is the lowest rate over the highest, among groups that have members (1 is even)."""

    groups: Mapping[str, Rate]

    @property
    def ratio(self) -> float:
        rates = [group.rate for group in self.groups.values() if group.whole]
        highest = max(rates, default=0.0)
        return min(rates) / highest if highest else 1.0


@dataclass(frozen=True, slots=True)
class Exposure:
    """How evenly recommendations spread over the open vacancies: Gini of in-degree (0 even … 1), and extremes."""

    gini: float
    never_listed: Rate
    most_listed: int


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one round.

    ``rank`` is the mean place of the vacancy given in the youth's own list (1 is best), over those it is on;
    ``beyond_list`` counts placements further down than the list reaches. ``bound`` is a certified upper bound on the
    total score, ``None`` where none is known.
    """

    manifest: Mapping[str, Any]
    placed: Rate
    seats: Rate
    parity: Mapping[str, Parity]
    fill: Mapping[str, Mapping[str, Rate]]
    rank: float
    beyond_list: Rate
    exposure: Exposure
    total: int
    bound: int | None

    def as_data(self) -> dict[str, Any]:
        """Plain JSON data, with the rates and ratios spelt out."""
        data = asdict(self)
        data["parity"] = {
            name: {"ratio": parity.ratio, "groups": {group: _spelt(rate) for group, rate in parity.groups.items()}}
            for name, parity in self.parity.items()
        }
        data["fill"] = {
            name: {group: _spelt(rate) for group, rate in rates.items()} for name, rates in self.fill.items()
        }
        for name in ("placed", "seats", "beyond_list"):
            data[name] = _spelt(getattr(self, name))
        data["exposure"]["never_listed"] = _spelt(self.exposure.never_listed)
        data["score_to_bound"] = self.total / self.bound if self.bound else None
        return data


def report(
    outcome: Outcome, lists: Found, *, gender: Sequence[str] | NDArray[np.str_], bound: int | None = None
) -> Report:
    """The report of an outcome; ``lists`` are the youths' top-k lists, ``gender`` one word per youth.

    ``bound`` may come from a max-total round over the same youths and vacancies; a round's own certificate comes first.
    """
    policy, youths, vacancies = outcome.index.policy, outcome.youths, outcome.index.vacancies
    placed = outcome.match >= 0
    words = np.asarray(gender, dtype=np.str_)
    education = _names(youths.education, policy.education)
    within = np.char.add(np.char.add(education, " / "), words)
    filled = np.bincount(outcome.match[placed], minlength=len(outcome.capacity))
    place = (lists.positions == outcome.match[:, None]) & placed[:, None]
    listed = place.any(axis=1)
    return Report(
        manifest=outcome.manifest,
        placed=Rate(int(placed.sum()), len(youths)),
        seats=Rate(int(filled.sum()), int(outcome.capacity.sum())),
        parity={
            "gender": Parity(_rates(words, placed)),
            "county": Parity(_rates(_names(youths.home, policy.regions), placed)),
            "education": Parity(_rates(education, placed)),
            "gender within education": Parity(_rates(within, placed)),
        },
        fill={
            "industry": _rates(_names(vacancies.industry, policy.industries), filled, outcome.capacity),
            "region": _rates(_names(vacancies.region, policy.regions), filled, outcome.capacity),
        },
        rank=float(place.argmax(axis=1)[listed].mean()) + 1 if listed.any() else 0.0,
        beyond_list=Rate(int((placed & ~listed).sum()), int(placed.sum())),
        exposure=exposure(lists, outcome.index.open_positions),
        total=outcome.total,
        bound=bound if outcome.certificate is None else outcome.certificate.bound + outcome.frozen_total,
    )


def exposure(lists: Found, offered: Ints) -> Exposure:
    """Exposure of the vacancies at these positions on the lists."""
    shown = lists.positions[lists.positions >= 0]
    degree = np.sort(np.bincount(shown, minlength=int(np.max(offered, initial=-1)) + 1)[offered])
    n, total = len(degree), int(degree.sum())
    ranks = np.arange(1, n + 1)
    gini = float((2 * ranks - n - 1) @ degree / (n * total)) if total else 0.0
    return Exposure(gini, Rate(int((degree == 0).sum()), n), int(degree.max(initial=0)))


def churn(before: Outcome, after: Outcome) -> Rate:
    """How many of the youths in both rounds have a different vacancy, or one only in one of them."""
    first = dict.fromkeys(before.youths.number.tolist(), -1) | dict(before.pairs())
    second = dict.fromkeys(after.youths.number.tolist(), -1) | dict(after.pairs())
    both = first.keys() & second.keys()
    return Rate(sum(first[number] != second[number] for number in both), len(both))


def _names(codes: Ints, names: tuple[str, ...]) -> NDArray[np.str_]:
    """Names of codes; an absent or unknown one is called unknown (不詳)."""
    known = (codes >= 0) & (codes < len(names))
    return np.where(known, np.array(names)[np.where(known, codes, 0)], "unknown")


def _rates(group: NDArray[np.str_], part: NDArray[Any], whole: NDArray[Any] | None = None) -> dict[str, Rate]:
    names, inverse = np.unique(group, return_inverse=True)
    size = np.bincount(inverse, weights=whole, minlength=len(names))
    share = np.bincount(inverse, weights=part, minlength=len(names))
    return {str(name): Rate(int(share[at]), int(size[at])) for at, name in enumerate(names)}


def _spelt(rate: Rate) -> dict[str, float]:
    return {"part": rate.part, "whole": rate.whole, "rate": rate.rate}
