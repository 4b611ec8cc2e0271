"""A file that was read once from end to end, as a scratch file of what its rows state: a record a line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import orjson
from chassis.tabular import Kind, Row

from vacancy.adapters.vacancy_rows import RowFormat, statement_of
from vacancy.domain.imports import RowOutcome, RowResult
from vacancy.domain.source_rows import StatedRow


@dataclass(frozen=True, slots=True)
class Checked:
    """How many rows a file has, and the last row of each key, which supersedes those before it."""

    rows: int
    last: dict[str, int]


def check(file: Path, kind: Kind, form: RowFormat, scratch: Path) -> Checked:
    """Read a whole file and write down what its rows state; raises FileBroken, whichever row it is that breaks it."""
    last: dict[str, int] = {}
    rows = 0
    with scratch.open("wb") as written:
        for row in form.read(file, kind):
            source_id, line = _line_of(row, form)
            if source_id is not None:
                last[source_id] = row.number
            written.write(line + b"\n")
            rows += 1
    return Checked(rows, last)


def _line_of(row: Row, form: RowFormat) -> tuple[str | None, bytes]:
    try:
        found = statement_of(row, form)
        if isinstance(found, StatedRow):
            return found.source_id, orjson.dumps((found.number, found.source_id, found.facts, found.notes))
        return None, orjson.dumps((found.number, None, None, found.errors))
    except (ValueError, TypeError, RecursionError):
        # whatever nobody foresaw in one row must not cost the others: it would fail again at every attempt
        return None, orjson.dumps((row.number, None, None, [{"code": "row-unreadable"}]))


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

    def take(self, most: int) -> tuple[list[StatedRow], list[RowOutcome]]:
        """The next rows: those to load, and the outcomes of those that nothing has to be done about."""
        stated: list[StatedRow] = []
        settled: list[RowOutcome] = []
        for line in islice(self._lines, most):
            number, source_id, facts, notes = orjson.loads(line)
            if source_id is None:
                settled.append(RowOutcome(number, RowResult.REJECTED, notes=notes))
            elif self._last[source_id] != number:
                by = {"code": "superseded", "row": self._last[source_id]}
                settled.append(RowOutcome(number, RowResult.SUPERSEDED, source_id, notes=[by]))
            else:
                stated.append(StatedRow(source_id, facts, notes, number))
        return stated, settled
