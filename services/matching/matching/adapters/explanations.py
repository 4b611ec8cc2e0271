"""Why the vacancies of one page score what they score: the engine's explanations, with the sentences that say it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.adapters.codebook import Codebook
from matching.engine.explain import Change, Component, Explanation, explain
from matching.engine.gather import Points, Scorer
from matching.engine.index import Index, build
from matching.engine.phrases import CHANGES, COMPONENTS, Labels, Language
from matching.engine.snapshot import Snapshot, merged
from matching.engine.tables import Vacancies, Youths

MOST_CHANGES = 3


class _PageScorer(Scorer):
    """Scores a page's pairs once; asked for one of them it looks it up."""

    def __init__(self, index: Index, youths: Youths, row: int) -> None:
        super().__init__(index)
        self._all = super().points(youths, row, np.arange(len(index.vacancies), dtype=np.int64))

    def points(self, youths: Youths, rows: int | NDArray[np.int64], positions: NDArray[np.int64]) -> Points:
        """The points of these positions."""
        names = Points.__dataclass_fields__
        return Points(**{name: getattr(self._all, name)[positions] for name in names})


def explained(snapshot: Snapshot, youths: Youths, row: int, numbers: Sequence[int]) -> list[Explanation]:
    """The explanations of these vacancies, all open in the snapshot, in the order given.

    The page is put in an index of its own: a pair's points do not depend on what else is searched, and looking for one
    row of hundreds of thousands would take longer than the search itself.
    """
    if not numbers:
        return []
    page = build(_rows(snapshot, sorted(numbers)), snapshot.policy)
    scorer = _PageScorer(page, youths, row)
    return [explain(page, youths, row, number, scorer=scorer) for number in numbers]


def _rows(snapshot: Snapshot, numbers: Sequence[int]) -> Vacancies:
    table: Vacancies | None = None
    wanted = np.array(numbers)
    # a vacancy that changed lies in both segments: the later one holds it open
    for index in reversed(snapshot.segments):
        held = index.vacancies.number
        at = np.minimum(np.searchsorted(held, wanted), max(len(held) - 1, 0))
        found = held[at] == wanted if len(held) else np.zeros(len(wanted), dtype=bool)
        part = index.vacancies.take(at[found])
        table = part if table is None else merged(table, part)
        wanted = wanted[~found]
    assert table is not None  # noqa: S101 - a snapshot has at least its base
    return table


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one language; skills are called by their codes, which callers can look up."""

    codebook: Codebook
    language: Language
    skills: dict[int, str]

    def component(self, component: Component) -> str:
        """One component of a score as a sentence."""
        pair = COMPONENTS[f"{component.name}_{component.reason}"]
        return self._pick(pair).format(points=component.points, maximum=component.maximum)

    def whole(self, explanation: Explanation) -> str:
        """The score and the two components that give the most of it, as one sentence."""
        best = sorted(explanation.components, key=lambda one: -one.points)[:2]
        said = [self.component(one) for one in best if one.points]
        if self.language == "zh-TW":
            return f"總分 {explanation.score} 分：" + "；".join(said)
        return f"Score: {explanation.score} points. " + "; ".join(said)

    def changes(self, explanation: Explanation) -> list[str]:
        """What would raise the score most."""
        return [self._change(one) for one in explanation.changes[:MOST_CHANGES]]

    def _change(self, change: Change) -> str:
        labels = Labels({"skill": self.skills})
        kinds = ("region", "industry", "education", "certificate", "skill", "course")
        names = {kind: labels.of(self.codebook.policy, kind, change.code) for kind in kinds}
        return self._pick(CHANGES[change.kind]).format(points=change.points, to=change.to, **names)

    def _pick(self, pair: tuple[str, str]) -> str:
        return pair[0] if self.language == "zh-TW" else pair[1]
