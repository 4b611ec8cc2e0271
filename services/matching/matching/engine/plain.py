"""One row of the tables as plain Python numbers: what is written pair by pair reads these, and no array."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from matching.engine.index import Index
from matching.engine.tables import Rows, Youths


class Youth(NamedTuple):
    """A youth: columns by name, the level of each skill, and the neighbours of the home as a mask."""

    columns: dict[str, int]
    level: dict[int, int]
    courses: list[int]
    neighbours: int


class Vacancy(NamedTuple):
    """A vacancy: columns by name, and each skill it asks for with its importance and level."""

    columns: dict[str, int]
    asked: list[tuple[int, int, int]]
    closed: bool


def youth_of(index: Index, youths: Youths, row: int) -> Youth:
    """The youth in this row, as neighbours lie under the index's policy."""
    columns = {name: int(getattr(youths, name)[row]) for name in youths.KINDS if name not in youths.BESIDE}
    held = slice(youths.skills.offsets[row], youths.skills.offsets[row + 1])
    level = dict(zip(youths.skills.values[held].tolist(), youths.level[held].tolist(), strict=True))
    neighbours = int(index.tables.neighbours[columns["home"]]) if columns["home"] >= 0 else 0
    return Youth(columns, level, youths.courses[row].tolist(), neighbours)


def vacancies_of(index: Index, positions: Rows) -> Iterator[Vacancy]:
    """The vacancies at these positions, in their order; each column is read once for all of them."""
    table, at = index.vacancies, np.asarray(positions, dtype=np.int64)
    names = [name for name in table.KINDS if name not in table.BESIDE]
    rows = zip(*(getattr(table, name)[at].tolist() for name in names), strict=True)
    begins, ends = table.skills.offsets[at].tolist(), table.skills.offsets[at + 1].tolist()
    for row, begin, end, closed in zip(rows, begins, ends, index.closed[at].tolist(), strict=True):
        beside = (table.skills.values[begin:end], table.importance[begin:end], table.level[begin:end])
        asked = list(zip(*(column.tolist() for column in beside), strict=True))
        yield Vacancy(dict(zip(names, row, strict=True)), asked, closed)
