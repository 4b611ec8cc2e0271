"""The major occupations (職類) of the feed that ship with the service, by their two digits."""

import csv
import functools
from collections.abc import Mapping
from importlib.resources import files

from vacancy.domain.demand import Named


@functools.cache
def load_occupations() -> Mapping[str, Named]:
    """What is known to be the name of a code: the feed's own words, and ours in English."""
    written = files("vacancy").joinpath("data", "occupations.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(written.splitlines())
    return {row["code"]: Named(row["code"], row["name_zh"], row["name_en"]) for row in rows}


def occupation_named(code: str) -> Named:
    """A major occupation as it is called; one that no list here names is at least said to be one."""
    return load_occupations().get(code) or Named(code, f"職類 {code}", f"Occupation {code}")
