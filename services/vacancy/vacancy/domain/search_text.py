"""What a vacancy is found by: the pieces of its title and its employer's name, and the pieces of a query.

A Latin word or a number is one piece. A Chinese word is known by its characters and its pairs of characters: a query of
one character finds it anywhere, a longer one by all of its pairs. Every piece of a query has to be there; where a query
of three characters or more is concerned, that is nearly, but not exactly, that they stand beside each other.
"""

from collections.abc import Iterable

from fields.text import words


def search_tokens(*texts: str) -> list[str]:
    """The distinct pieces that texts are found by, sorted."""
    found: set[str] = set()
    for word in (word for text in texts for word in words(text)):
        if word[0].isascii():
            found.add(word)
        else:
            found.update(word)
            found.update(_pairs(word))
    return sorted(found)


def query_tokens(query: str) -> list[str]:
    """The distinct pieces that a query asks for, sorted; none when it holds no word."""
    found: set[str] = set()
    for word in words(query):
        found.update([word] if word[0].isascii() or len(word) == 1 else _pairs(word))
    return sorted(found)


def _pairs(word: str) -> Iterable[str]:
    return (word[at : at + 2] for at in range(len(word) - 1))
