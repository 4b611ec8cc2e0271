"""A file that was read once from end to end, as a scratch file of what its rows state: a record a line."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

import orjson
from chassis.computing import Workers
from chassis.tabular import Kind, Row, SourceRow

from vacancy.adapters.vacancy_rows import RowFormat, statement_of
from vacancy.domain.imports import RowOutcome, RowResult
from vacancy.domain.source_rows import StatedRow

BATCH = 250
BATCH_CHARACTERS = 500_000
Line = tuple[int, str | None, bytes]
"""A row's number, its key where it states a vacancy, and what is written down of it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How many rows a file has, and the last row of each key, which supersedes those before it."""

    rows: int
    last: dict[str, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """Some rows of a file: those to load, and the outcomes of those that nothing has to be done about."""

    stated: list[StatedRow]
    settled: list[RowOutcome]


def check(file: Path, kind: Kind, form: RowFormat, scratch: Path, workers: Workers) -> Checked:
    """Read a whole file and write down what its rows state; raises FileBroken, whichever row it is that breaks it."""
    last: dict[str, int] = {}
    rows = 0
    worked_out = workers.in_order(partial(_lines_of, form), _batches(form.read(file, kind)))
    with scratch.open("wb") as written:
        for lines in worked_out:
            for number, source_id, line in lines:
                if source_id is not None:
                    last[source_id] = number
                written.write(line + b"\n")
            rows += len(lines)
    return Checked(rows, last)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in lists that are long enough to be worth sending, and not so long that they take much memory."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(map(len, row.fields.values())) if isinstance(row, SourceRow) else 0
        if len(batch) == BATCH or size > BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _lines_of(form: RowFormat, rows: Sequence[Row]) -> list[Line]:
    return [_line_of(row, form) for row in rows]


def _line_of(row: Row, form: RowFormat) -> Line:
    try:
        found = statement_of(row, form)
        if isinstance(found, StatedRow):
            line = orjson.dumps((found.number, found.source_id, found.facts, found.notes))
            return found.number, found.source_id, line
        return found.number, None, orjson.dumps((found.number, None, None, found.errors))
    except (ValueError, TypeError, RecursionError):
        # whatever nobody foresaw in one row must not cost the others: it would fail again at every attempt
        return row.number, None, orjson.dumps((row.number, None, None, [{"code": "row-unreadable"}]))


@contextmanager
def opened_rows(scratch: Path, checked: Checked, *, after: int) -> "Iterator[CheckedRows]":
    """The rows of a checked file after the first so many."""
    with scratch.open("rb") as lines:
        yield CheckedRows(lines, checked, after=after)


class CheckedRows:
    """The rows of a checked file, in order, from any row on."""

    def __init__(self, lines: IO[bytes], checked: Checked, *, after: int) -> None:
        self.total = checked.rows
        self._last = checked.last
        self._lines: Iterator[bytes] = islice(lines, after, None)
        self._begun = False

    def take(self, most: int) -> Taken | None:
        """The next rows, at most so many; None after the last. A file without a row is one piece of none."""
        lines = list(islice(self._lines, most))
        if not lines and self._begun:
            return None
        self._begun = True
        stated: list[StatedRow] = []
        settled: list[RowOutcome] = []
        for line in lines:
            number, source_id, facts, notes = orjson.loads(line)
            if source_id is None:
                settled.append(RowOutcome(number, RowResult.REJECTED, notes=notes))
            elif self._last[source_id] != number:
                by = {"code": "superseded", "row": self._last[source_id]}
                settled.append(RowOutcome(number, RowResult.SUPERSEDED, source_id, notes=[by]))
            else:
                stated.append(StatedRow(source_id, facts, notes, number))
        return Taken(stated, settled)
