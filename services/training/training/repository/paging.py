"""Lists in the order of their rows' positions, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, Self, TypeVar

from chassis.db import Row
from sqlalchemy import Select, Table

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of a list in its order, and where the next page begins, if there is one."""

    items: list[Item]
    next_position: int | None

    @classmethod
    def of(cls, rows: Sequence[Row], read: Callable[[Row], Item], *, limit: int) -> Self:
        """A page of rows, of which one more than ``limit`` was asked for."""
        shown = rows[:limit]
        return cls([read(row) for row in shown], shown[-1].position if len(rows) > limit else None)


def narrowed(query: Select[Any], table: Table, filters: Any) -> Select[Any]:
    """A query for the rows whose columns are as a dataclass of filters says; None does not narrow."""
    for name, wanted in asdict(filters).items():
        if wanted is not None:
            query = query.where(table.c[name] == wanted)
    return query


def following(query: Select[Any], table: Table, *, after: int, limit: int) -> Select[Any]:
    """What a query finds after position ``after``: at most ``limit`` rows, and one that says whether more follow."""
    return query.where(table.c.position > after).order_by(table.c.position).limit(limit + 1)
