"""The other way round: the best youths for one vacancy.

Plain numpy over the columns; O(youths) for the filters plus the skills of those who pass, some tens of milliseconds for
a million youths.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.gather import Scorer
from matching.engine.index import Index
from matching.engine.tables import Ints, TableRefused, Youths


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best youths: their ``rows``, their ``scores`` (score down, youth number up), how many are admissible."""

    rows: NDArray[np.int64]
    scores: NDArray[np.int64]
    admissible: int


def candidates(
    index: Index, youths: Youths, vacancy: int, k: int, *, scorer: Scorer | None = None, above: Ints | None = None
) -> Candidates:
    """The best k youths for the vacancy of this number; ``TableRefused`` if the index has no such vacancy.

    With ``above`` (a score per youth, such as the last of her current list) only youths who score at least that: those
    whose list this vacancy enters.
    """
    at = int(np.searchsorted(index.vacancies.number, vacancy))
    if at == len(index.vacancies) or index.vacancies.number[at] != vacancy:
        raise TableRefused(f"no vacancy {vacancy} in this index")
    search = scorer or Scorer(index)
    everybody = np.arange(len(youths))
    rows = np.flatnonzero(search.pair_admissible(youths, everybody, np.array([at])))
    scores, _ = search.pair_scores(youths, rows, np.full(len(rows), at))
    if above is not None:
        reaching = scores >= np.asarray(above)[rows]
        rows, scores = rows[reaching], scores[reaching]
    order = np.lexsort((youths.number[rows], -scores))[:k]
    return Candidates(rows[order], scores[order], len(rows))
