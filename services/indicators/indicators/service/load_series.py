"""What the series count, as data: their words, which facts make a person count, and what is stable."""

import csv
import functools
from collections.abc import Iterable, Mapping
from importlib.resources import files
from types import MappingProxyType

from indicators.domain.contributions import Basis, Definition, Readers, Series


def rows(name: str) -> Iterable[dict[str, str]]:
    """The rows of one of the service's data files."""
    return csv.DictReader(files("indicators").joinpath("data", name).read_text(encoding="utf-8").splitlines())


@functools.cache
def definitions() -> Mapping[Series, Definition]:
    """Every series by its name, in the order in which they are listed."""
    made_of: dict[str, list[Series]] = {}
    for row in rows("person_year_facts.csv"):
        made_of.setdefault(row["series"], []).append(Series(row["counted_in"]))
    found = {}
    for row in rows("contribution_series.csv"):
        words = {name: row[name] or None for name in row if name.endswith(("_zh", "_en"))}
        series, basis, readers = Series(row["series"]), Basis(row["basis"]), Readers(row["readers"])
        found[series] = Definition(series, basis, readers, **words, made_of=tuple(made_of.get(series, ())))  # type: ignore[arg-type]
    return MappingProxyType(found)


@functools.cache
def stable_checkpoint() -> str:
    """The checkpoint of the follow-up policy whose reaching makes a placement stable; a default, see its note."""
    [row] = rows("stable_checkpoint.csv")
    return row["checkpoint"]


@functools.cache
def beside() -> Mapping[str, tuple[Series, ...]]:
    """The series that are shown beside an indicator, by its id."""
    found: dict[str, list[Series]] = {}
    for row in rows("indicator_contributions.csv"):
        found.setdefault(row["indicator_id"], []).append(Series(row["series"]))
    return MappingProxyType({indicator: tuple(series) for indicator, series in found.items()})
