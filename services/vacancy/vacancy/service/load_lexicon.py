"""The lexicon that ships with this service."""

import functools
from importlib.resources import files

import orjson
from fields.text import nfc

from vacancy.adapters.term_scanner import scanner
from vacancy.domain.lexicon import Lexicon, parse_lexicon


@functools.cache
def load_lexicon() -> Lexicon:
    """The shipped lexicon, read and checked once a process; raises LexiconInvalid."""
    written = files("vacancy").joinpath("data", "skills.json").read_text(encoding="utf-8")
    return parse_lexicon(orjson.loads(nfc(written)), scanner=scanner)
