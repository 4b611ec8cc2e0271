"""Text as people type it: stored in NFC, compared folded, searched by bigrams."""

import re
import unicodedata

# Left behind by spreadsheets and web pages; they show nothing, yet make equal words unequal.
_INVISIBLE = str.maketrans(dict.fromkeys("\u00ad\u200b\u2060\ufeff"))

# C++, C# and F# are names of their own; otherwise a word ends where the script changes.
_WORDS = re.compile(r"(?<![0-9a-z])[a-z](?:\+\+|#)|[0-9a-z]+|[^\W0-9a-z_]+")


def nfc(text: str) -> str:
    """The form to store: NFC, which also replaces the CJK compatibility characters (相容表意文字).

    Text copied out of PDF files holds U+F98E for 年 or U+F9F7 for 立: the same to the eye, unequal to `==`.
    """
    return unicodedata.normalize("NFC", text)


def narrow(text: str) -> str:
    """A typed code in half-width characters (半形) without surrounding space: "２２０９９１３１ " -> "22099131"."""
    return unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).strip()


def fold(text: str) -> str:
    """The form to compare by, never to store or show.

    Width, letter case, 臺/台 and runs of white space no longer count: "ＡＩ　臺北" and "ai 台北" are one.
    Folding a folded text changes nothing.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).casefold()
    # Case folding can leave text that is not normalised (ẖ becomes h and a combining line).
    return " ".join(unicodedata.normalize("NFKC", folded).replace("臺", "台").split())


def bigrams(text: str) -> tuple[str, ...]:
    """The distinct two-character pieces of the folded words, in order of appearance: a search key.

    No piece crosses white space, punctuation or a change between Latin and Chinese, so "Python工程師" and
    "Python 工程師" give the same pieces. A word of one character is its own piece: a search for "工" finds
    only a 工 standing alone.
    """
    pieces: dict[str, None] = {}
    for word in _WORDS.findall(fold(text)):
        pieces.update(dict.fromkeys(word[at : at + 2] for at in range(max(1, len(word) - 1))))
    return tuple(pieces)
