"""Finds thousands of terms in a text in one pass, by the Aho–Corasick automaton of ``ahocorasick_rs``."""

from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick

from vacancy.domain.lexicon import Scan


def scanner(terms: Sequence[str]) -> Scan:
    """Every occurrence of these terms, overlapping ones too."""
    automaton = AhoCorasick(terms)
    return lambda text: automaton.find_matches_as_indexes(text, overlapping=True)
