"""Youths and vacancies as columns: what the engine reads, and nothing else.

Codes are small integers named by the policy (regions, industries, education from lowest to highest). Masks are int64
with bit i for code i, at most 62 codes. Wages are NT$ a month. ``ABSENT`` (-1) says that a value was not given; the
policy says what that means. Every table is frozen: its arrays refuse to be written.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import accumulate
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.engine.errors import EngineError
from matching.engine.policy import MAX_CODES

ABSENT = -1

Ints = NDArray[np.integer[Any]]
"""A one-dimensional array of some integer type."""

Rows = Ints | Sequence[int]
"""Places in a table."""


LOTTERY_BITS = 48
"""Youth numbers and lottery tickets lie below 2**48."""


class TableRefused(EngineError):
    """A table of youths or vacancies is malformed."""


def frozen(array: NDArray[Any], kind: type[np.generic]) -> NDArray[Any]:
    """A contiguous read-only copy (or the array itself, if it already is one) of the given type."""
    if array.dtype == kind and array.flags.c_contiguous and not array.flags.writeable:
        return array
    copy = np.array(array, dtype=kind, order="C", copy=True)
    if not (copy == array).all():
        raise TableRefused(f"values do not fit {np.dtype(kind).name}")
    copy.setflags(write=False)
    return copy


@dataclass(frozen=True, slots=True)
class Lists:
    """One list of small integers per row: ``values[offsets[i]:offsets[i + 1]]`` (int32; offsets int64, n + 1)."""

    offsets: NDArray[np.int64]
    values: NDArray[np.int32]

    def __post_init__(self) -> None:
        object.__setattr__(self, "offsets", frozen(self.offsets, np.int64))
        object.__setattr__(self, "values", frozen(self.values, np.int32))
        begins, ends = self.offsets[:-1], self.offsets[1:]
        if (
            len(self.offsets) < 1
            or self.offsets[0] != 0
            or self.offsets[-1] != len(self.values)
            or (ends < begins).any()
        ):
            raise TableRefused("offsets run from 0 to the number of values and never fall")

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> Self:
        """Lists from ordinary sequences."""
        held = [list(row) for row in rows]
        offsets = np.array([0, *accumulate(len(row) for row in held)], dtype=np.int64)
        return cls(offsets, np.array([value for row in held for value in row], dtype=np.int32))

    @classmethod
    def of_table(cls, table: NDArray[np.bool_]) -> Self:
        """For each row of a table the columns that hold true."""
        offsets = np.concatenate([[0], np.cumsum(table.sum(axis=1))])
        return cls(offsets, np.nonzero(table)[1].astype(np.int32))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> NDArray[np.int32]:
        return self.values[self.offsets[row] : self.offsets[row + 1]]

    @property
    def owner(self) -> NDArray[np.int64]:
        """The row each value belongs to (int64, one per value)."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def sizes(self, rows: Ints) -> NDArray[np.int64]:
        """How long the lists of the given rows are."""
        return self.offsets[rows + 1] - self.offsets[rows]

    def places(self, rows: Ints) -> NDArray[np.int64]:
        """Places in ``values`` of the lists of the given rows, row after row."""
        starts, sizes = self.offsets[rows], self.sizes(rows)
        ends = np.cumsum(sizes)
        total = int(ends[-1]) if len(ends) else 0
        places: NDArray[np.int64] = np.arange(total) + np.repeat(starts - (ends - sizes), sizes)
        return places

    def take(self, rows: Ints) -> "Lists":
        """The lists of the given rows."""
        offsets = np.concatenate([[0], np.cumsum(self.sizes(rows))]).astype(np.int64)
        return Lists(offsets, self.values[self.places(rows)])

    def rises(self) -> bool:
        """Whether every list is strictly increasing (sorted, nothing twice)."""
        first = np.zeros(len(self.values) + 1, dtype=bool)
        first[self.offsets] = True
        return not ((self.values[1:] <= self.values[:-1]) & ~first[1:-1]).any()


class Table:
    """What both tables share: frozen typed columns, selection, concatenation, digest."""

    __slots__ = ()
    KINDS: dict[str, type[np.generic]]
    BESIDE: dict[str, str]

    @classmethod
    def of(cls, **columns: ArrayLike | Lists) -> Self:
        """A table from anything array-like, column by column."""
        return cls(**columns)

    def _freeze(self) -> None:
        n = len(self)
        for name, kind in self.KINDS.items():
            column = frozen(np.asarray(getattr(self, name)), kind)
            expected = len(getattr(self, self.BESIDE[name]).values) if name in self.BESIDE else n
            if column.shape != (expected,):
                raise TableRefused(f"{name}: {expected} values expected, got shape {column.shape}")
            object.__setattr__(self, name, column)
        for name, lists in self.lists().items():
            if len(lists) != n:
                raise TableRefused(f"{name}: {n} lists expected, got {len(lists)}")
            if not lists.rises():
                raise TableRefused(f"{name}: each list is sorted and names nothing twice")

    def lists(self) -> dict[str, Lists]:
        """The list columns by name."""
        columns = {f.name: getattr(self, f.name) for f in fields(self)}  # type: ignore[arg-type]
        return {name: column for name, column in columns.items() if isinstance(column, Lists)}

    def _at_least(self, **lowest: int) -> None:
        for name, low in lowest.items():
            column = getattr(self, name)
            values = column.values if isinstance(column, Lists) else column
            if len(values) and values.min() < low:
                raise TableRefused(f"{name}: nothing below {low} is meant by anything")

    def __len__(self) -> int:
        return len(self.number)  # type: ignore[attr-defined]

    def take(self, rows: Rows) -> Self:
        """The given rows, in the given order, as a table of their own."""
        columns: dict[str, Any] = {name: getattr(self, name) for name in self.KINDS} | self.lists()
        return type(self)(**self._picked(columns, np.asarray(rows, dtype=np.int64)))

    def with_more(self, more: Self, order: Ints | None = None) -> Self:
        """This table followed by another, or both in the given order of their rows."""
        mine, others = self.lists(), more.lists()
        columns: dict[str, Any] = {}
        for name, lists in mine.items():
            offsets = np.concatenate([lists.offsets, others[name].offsets[1:] + lists.offsets[-1]])
            columns[name] = Lists(offsets, np.concatenate([lists.values, others[name].values]))
        columns |= {name: np.concatenate([getattr(self, name), getattr(more, name)]) for name in self.KINDS}
        if order is not None:
            columns = self._picked(columns, np.asarray(order, dtype=np.int64))
        return type(self)(**columns)

    @classmethod
    def _picked(cls, columns: dict[str, Any], rows: Ints) -> dict[str, Any]:
        picked: dict[str, Any] = {
            name: column.take(rows) for name, column in columns.items() if isinstance(column, Lists)
        }
        for name in cls.KINDS:
            picked[name] = columns[name][columns[cls.BESIDE[name]].places(rows) if name in cls.BESIDE else rows]
        return picked

    def columns(self) -> dict[str, NDArray[Any]]:
        """Every array of the table by name; a list column ``x`` appears as ``x.offsets`` and ``x.values``."""
        flat: dict[str, NDArray[Any]] = {name: getattr(self, name) for name in self.KINDS}
        for name, lists in self.lists().items():
            flat |= {f"{name}.offsets": lists.offsets, f"{name}.values": lists.values}
        return dict(sorted(flat.items()))

    @classmethod
    def from_columns(cls, flat: dict[str, NDArray[Any]]) -> Self:
        """The table whose ``columns()`` these are."""
        listed = {name.partition(".")[0] for name in flat if "." in name}
        columns: dict[str, Any] = {name: Lists(flat[f"{name}.offsets"], flat[f"{name}.values"]) for name in listed}
        return cls(**columns, **{name: column for name, column in flat.items() if "." not in name})

    def __reduce__(self) -> tuple[Any, ...]:
        # a plain unpickled array is writable, which to a kernel is another type and another compilation
        return type(self).from_columns, (self.columns(),)

    @property
    def digest(self) -> str:
        """SHA-256 over names, types and bytes of every column, in hexadecimal."""
        seal = hashlib.sha256()
        for name, column in self.columns().items():
            seal.update(f"{name}:{column.dtype.str}:{len(column)};".encode())
            seal.update(column.tobytes())
        return seal.hexdigest()


@dataclass(frozen=True, slots=True)
class Vacancies(Table):
    """n vacancies, ordered by ``number`` (職缺), which also breaks ties: the lower number comes first.

    ``skills`` lists skill ids; beside each stand its ``importance`` (1 …) and the competency ``level`` asked for
    (1 …). An empty ``fields`` mask means open to any field of study. ``course`` is the course that prepares for it.
    """

    number: NDArray[np.int32]
    region: NDArray[np.int16]
    industry: NDArray[np.int16]
    education: NDArray[np.int8]
    certificates: NDArray[np.int64]
    skills: Lists
    importance: NDArray[np.int32]
    level: NDArray[np.int8]
    fields: NDArray[np.int64]
    wage: NDArray[np.int32]
    attributes: NDArray[np.int64]
    course: NDArray[np.int32]
    openings: NDArray[np.int32]

    KINDS = {  # noqa: RUF012 - a constant of the class, never written
        "number": np.int32, "region": np.int16, "industry": np.int16, "education": np.int8, "certificates": np.int64,
        "importance": np.int32, "level": np.int8, "fields": np.int64, "wage": np.int32, "attributes": np.int64,
        "course": np.int32, "openings": np.int32,
    }  # fmt: skip
    BESIDE = {"importance": "skills", "level": "skills"}  # noqa: RUF012

    def __post_init__(self) -> None:
        self._freeze()
        self._at_least(
            number=0, region=0, industry=0, education=ABSENT, certificates=0, skills=0, importance=1, level=1
        )
        self._at_least(fields=0, wage=ABSENT, attributes=0, course=ABSENT, openings=0)
        if max(int(self.certificates.max(initial=0)), int(self.attributes.max(initial=0))) >= 1 << MAX_CODES:
            raise TableRefused(f"masks hold at most {MAX_CODES} codes")
        if (np.diff(self.number) <= 0).any():
            raise TableRefused("vacancies are ordered by number, each number once")


@dataclass(frozen=True, slots=True)
class Youths(Table):
    """n young people (青年); ``number`` is unique and enters the lottery only.

    ``regions`` and ``industries`` are the masks of where and in what the youth would work; ``home`` and ``field`` may
    be absent; ``preferences`` is a mask of wished-for vacancy attributes; ``courses`` lists completed courses. There
    is no gender here.
    """

    number: NDArray[np.int64]
    home: NDArray[np.int16]
    regions: NDArray[np.int64]
    industries: NDArray[np.int64]
    education: NDArray[np.int8]
    certificates: NDArray[np.int64]
    skills: Lists
    level: NDArray[np.int8]
    field: NDArray[np.int16]
    wage: NDArray[np.int32]
    preferences: NDArray[np.int64]
    courses: Lists

    KINDS = {  # noqa: RUF012 - a constant of the class, never written
        "number": np.int64, "home": np.int16, "regions": np.int64, "industries": np.int64, "education": np.int8,
        "certificates": np.int64, "level": np.int8, "field": np.int16, "wage": np.int32, "preferences": np.int64,
    }  # fmt: skip
    BESIDE = {"level": "skills"}  # noqa: RUF012

    def __post_init__(self) -> None:
        self._freeze()
        self._at_least(number=0, home=ABSENT, regions=0, industries=0, education=ABSENT, certificates=0, skills=0)
        self._at_least(level=1, field=ABSENT, wage=ABSENT, preferences=0, courses=0)
        if max(int(self.certificates.max(initial=0)), int(self.preferences.max(initial=0))) >= 1 << MAX_CODES:
            raise TableRefused(f"masks hold at most {MAX_CODES} codes")
        if int(self.number.max(initial=0)) >= 1 << LOTTERY_BITS:
            raise TableRefused(f"youths are numbered below 2**{LOTTERY_BITS}")
        if len(np.unique(self.number)) != len(self):
            raise TableRefused("each youth's number appears once")
