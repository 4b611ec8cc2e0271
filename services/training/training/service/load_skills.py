"""The codes of the lexicon of skills that courses teach, as vacancies ask for them."""

import csv
import functools
from importlib.resources import files

from fields.text import nfc


@functools.cache
def known_skills() -> frozenset[str]:
    """Every code; read once a process."""
    written = files("training").joinpath("data", "skills.csv").read_text(encoding="utf-8")
    return frozenset(row["code"] for row in csv.DictReader(nfc(written).splitlines()))
