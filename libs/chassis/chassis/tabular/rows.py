"""What a spooled file is read into, and how it is refused."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chassis.domain import DomainError, Json


class FileBroken(DomainError):
    """The file cannot be taken as a whole: nothing of it is loaded. ``errors`` says what, and at which row."""

    code = "file-broken"
    title_en = "The file cannot be read"
    title_zh = "檔案無法讀取"

    def __init__(self, reason: str, *, row: int | None = None, **more: Json) -> None:
        where = {} if row is None else {"row": row}
        super().__init__(errors=[{"code": reason, **where, **more}])

    @property
    def reason(self) -> str:
        """The stable code of what is wrong."""
        return str(self.details["errors"][0]["code"])


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may hold; each is checked while it is read, so that no file takes more memory or disk than this."""

    rows: int = 200_000
    columns: int = 100
    row_characters: int = 131_072
    nesting: int = 10
    """Objects, lists or elements within each other; what partners send has three or four."""
    bytes: int = 1 << 30
    """After decompression."""
    ratio: int = 200
    """Decompressed bytes for each byte sent; spreadsheets reach about 30, bombs 1,000."""


LIMITS = Limits()
RATIO_FROM_BYTES = 8 << 20
"""Below this a high ratio does no harm: a file of a few equal rows has one."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One record: its number (1 is the first after the header) and what it states; an empty cell states nothing."""

    number: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One record that cannot be read, by its own fault; the others can."""

    number: int
    errors: tuple[Mapping[str, Json], ...]


Row = SourceRow | RefusedRow
_PLAIN = re.compile(r"[A-Za-z][A-Za-z_.-]{0,39}")
# alone, "-" is what feeds write where nothing is stated
_AMOUNT = re.compile(r"[+-]|[+-]\s?[0-9][0-9,. ()#-]*%?")


def _shown(names: Sequence[str], known: Collection[str]) -> list[str]:
    """Names as a problem may repeat them: a file without a header shows a record, with its people, in their place."""
    return [name if name in known or _PLAIN.fullmatch(name) else "?" for name in names[:20]]


def _formula(text: str) -> bool:
    """Whether a spreadsheet would work a text out; a number with a sign is none."""
    return text.startswith(("=", "@")) or (text.startswith(("+", "-")) and not _AMOUNT.fullmatch(text))


def refused(number: int, code: str, **more: Json) -> RefusedRow:
    """A record with one thing wrong."""
    return RefusedRow(number, ({"code": code, **more},))


@dataclass(frozen=True, slots=True)
class Columns:
    """What a format names its columns: ``required`` must stand in a header; with ``known``, others are refused.

    ``name`` turns a column as written into its name. Without ``formulas``, a record is refused of which a spreadsheet
    would work out a text.
    """

    required: frozenset[str] = frozenset()
    known: frozenset[str] | None = None
    name: Callable[[str], str] = field(default=str.strip)
    formulas: bool = True

    def header(self, cells: Sequence[str], *, limits: Limits) -> list[str]:
        """The names of a header; raises FileBroken."""
        if len(cells) > limits.columns:
            raise FileBroken("columns-too-many", row=0, received=len(cells), allowed=limits.columns)
        names = [self.name(cell) for cell in cells]
        if "" in names:
            raise FileBroken("column-unnamed", row=0, column=names.index("") + 1)
        if missing := sorted(self.required - set(names)):
            raise FileBroken("column-missing", row=0, columns=missing)
        if doubled := sorted({name for name in names if names.count(name) > 1}):
            raise FileBroken("column-doubled", row=0, columns=_shown(doubled, self.known or self.required))
        if strange := self.strange(names):
            raise FileBroken("column-unknown", row=0, columns=_shown(strange, ()))
        return names

    def strange(self, names: Iterable[str]) -> list[str]:
        """The names that the format does not know."""
        return [] if self.known is None else sorted(set(names) - self.known)

    def row(self, number: int, header: Sequence[str], cells: Sequence[str]) -> Row:
        """A record under a header."""
        if len(cells) != len(header):
            code = "cells-too-many" if len(cells) > len(header) else "cells-missing"
            return refused(number, code, received=len(cells), allowed=len(header))
        pairs = zip(header, cells, strict=True)
        return self._taken(number, {name: text for name, cell in pairs if (text := cell.strip())})

    def record(self, number: int, stated: Mapping[str, str]) -> Row:
        """A record that names its own columns."""
        fields = {self.name(name): text for name, cell in stated.items() if (text := cell.strip())}
        if strange := self.strange(fields):
            shown = _shown(strange, ())
            return RefusedRow(number, tuple({"pointer": f"/{name}", "code": "column-unknown"} for name in shown))
        return self._taken(number, fields)

    def _taken(self, number: int, fields: Mapping[str, str]) -> Row:
        found = [] if self.formulas else [name for name, text in fields.items() if _formula(text)]
        if found:
            return RefusedRow(number, tuple({"pointer": f"/{name}", "code": "formula-cell"} for name in found))
        return SourceRow(number, fields)
