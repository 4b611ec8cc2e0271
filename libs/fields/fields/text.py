"""Text as people type it: stored in NFC, compared folded, searched by bigrams."""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# Left behind by spreadsheets and web pages; they show nothing, yet make equal words unequal.
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
# The full-width marks that nearly every Chinese text holds. Replaced one by one, they mostly leave a text that needs no
# normalisation: 300 characters fold in 7 µs instead of 58.
_WIDE_MARKS = (("\u3000", " "), *((chr(ord(mark) + 0xFEE0), mark) for mark in ",:;!?()/%~+-"))

# C++, C# and F# are names of their own; otherwise a word ends where the script changes.
_WORDS = re.compile(r"(?<![0-9a-z])[a-z](?:\+\+|#)|[0-9a-z]+|[^\W0-9a-z_]+")

# Characters that combine with nothing before them: ASCII, Chinese with its marks and full-width ASCII, which fold to
# one each; and those that may fold to more (accented Latin, signs, kana, ㈱ …). Whatever else there is (combining
# marks, Hangul, invisible characters) is folded together with what it stands behind.
_ONE = "\\x21-\\x7e\\u3001-\\u3029\\u4e00-\\u9fff\\uff01-\\uff5e"
_MORE = (
    "\\xa1-\\xac\\xae-\\u024f\\u2010-\\u2027\\u2030-\\u205e\\u2070-\\u20cf\\u2100-\\u2bff"
    "\\u3030-\\u3096\\u30a0-\\u30ff\\u3200-\\u33ff\\ufe30-\\ufe6f\\uff5f-\\uff9d"
    "\\U0001f000-\\U0001f3fa\\U0001f400-\\U0001faff"
)
_PIECES = re.compile(rf"([{_ONE}]+(?![^{_ONE}{_MORE}\s]))|(\s+)|[{_ONE}{_MORE}]?[^{_ONE}{_MORE}\s]+|[{_MORE}]")
_ONE_BY_ONE = re.compile(rf"[{_ONE}\s]*")
_UNSPACED = re.compile(r"\S+")


def nfc(text: str) -> str:
    """The form to store: NFC, which also replaces the CJK compatibility characters (相容表意文字).

    Text copied out of PDF files holds U+F98E for 年 or U+F9F7 for 立: the same to the eye, unequal to `==`.
    """
    return unicodedata.normalize("NFC", text)


def narrow(text: str) -> str:
    """A typed code in half-width characters (半形) without surrounding space: "２２０９９１３１ " -> "22099131"."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", _visible(text)).strip()


def fold(text: str) -> str:
    """The form to compare by, never to store or show.

    Width, letter case, 臺/台 and runs of white space no longer count: "ＡＩ　臺北" and "ai 台北" are one.
    Folding a folded text changes nothing.
    """
    return " ".join(_folded(text).split())


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows where it comes from: its character i is all or part of original[starts[i]:ends[i]]."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def fold_aligned(text: str) -> Folded:
    """What `fold` makes of a text, with the place of each of its characters in the original."""
    if _ONE_BY_ONE.fullmatch(text):
        return _spaced(_folded(text), range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _PIECES.finditer(text):
        begin, end = match.span()
        one_by_one, space = match.groups()
        if one_by_one:
            pieces.append(unicodedata.normalize("NFKC", one_by_one).casefold().replace("臺", "台"))
            starts.extend(range(begin, end))
            ends.extend(range(begin + 1, end + 1))
        else:
            piece = " " if space else _folded(match[0])
            pieces.append(piece)
            starts.extend([begin] * len(piece))
            ends.extend([end] * len(piece))
    return _spaced("".join(pieces), starts, ends)


def _spaced(text: str, starts: Sequence[int], ends: Sequence[int]) -> Folded:
    """Runs of white space as one space, none at either end."""
    spaced = " ".join(text.split())
    if len(spaced) == len(text):
        return Folded(spaced, starts, ends)
    words: list[str] = []
    begins: list[int] = []
    stops: list[int] = []
    for match in _UNSPACED.finditer(text):
        first, after = match.span()
        if words:
            # what folds to more than one character, one of them a space, lies on both sides of it
            begins.append(min(stops[-1], starts[first]))
            stops.append(max(stops[-1], starts[first]))
        words.append(match[0])
        begins += starts[first:after]
        stops += ends[first:after]
    return Folded(" ".join(words), begins, stops)


# the same title is folded to be searched, compared, read for skills and judged, one after the other
@functools.lru_cache(maxsize=64)
def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = _visible(text)
    if not unicodedata.is_normalized("NFKC", text):
        for wide, mark in _WIDE_MARKS:
            text = text.replace(wide, mark)
        text = unicodedata.normalize("NFKC", text)
    # Case folding can leave text that is not normalised (ẖ becomes h and a combining line).
    return unicodedata.normalize("NFKC", text.casefold()).replace("臺", "台")


def _visible(text: str) -> str:
    # one by one, since most texts hold none: to translate every character costs fifty times as much
    for one in _INVISIBLE:
        text = text.replace(one, "")
    return text


def words(text: str) -> tuple[str, ...]:
    """The folded words, in order of appearance: they end at white space, punctuation and where the script changes."""
    return tuple(_WORDS.findall(fold(text)))


def bigrams(text: str) -> tuple[str, ...]:
    """The distinct two-character pieces of the folded words, in order of appearance: a search key.

    No piece crosses white space, punctuation or a change between Latin and Chinese, so "Python工程師" and
    "Python 工程師" give the same pieces. A word of one character is its own piece: a search for "工" finds
    only a 工 standing alone.
    """
    pieces: dict[str, None] = {}
    for word in words(text):
        pieces.update(dict.fromkeys(word[at : at + 2] for at in range(max(1, len(word) - 1))))
    return tuple(pieces)
