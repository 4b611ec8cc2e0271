"""Contacts in free text: telephone numbers, e-mail addresses, accounts and person numbers, found as people type them.

What is not found: names, addresses, numbers in Chinese numerals, a number that reads as a time ("0912-1345 67"), and an
account that is not said to be one ("IG abc").
"""

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence

from fields.person import is_person_number

# every contact holds a Latin letter or a digit; what NFKC leaves alone or turns into a plain mark holds neither
_NOTHING_TO_SAY = re.compile(r"[\u4e00-\u9fff\u3000-\u3002\u3008-\u3011，：；！？（）～／＋－%\-/(),.:;!?~、\s]*")
# the full-width marks that nearly every Chinese text holds: one by one they cost a fifth of a translation
_WIDE_MARKS = (*tuple((chr(ord(mark) + 65248), mark) for mark in ",:;!?()/%~+-"), ("\u3000", " "))
# full-width forms and the wide space, one for one: most texts are plain after these
_WIDE = str.maketrans({**{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x3000: 0x20})
# digits of other scripts, and what shows nothing or only decorates the character before
_ODD = re.compile(
    r"[^\D0-9]|[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20d0-\u20ff\ufe00-\ufe0f\ufeff]"
)
_SHOWS_NOTHING = frozenset({"Cf", "Mn", "Me"})

# between the digits of a number; 一 and ー are typed for dashes
_S = r"[\s\-‐-―−─一ー._·•・‧。~()]{0,3}"
_GAP = _S.replace("{0,3}", "{1,3}")
# what nobody writes in dates, hours and amounts may stand in a mobile number anywhere
_ANY = _S.replace("()]{0,3}", r"()|*+=→'\"“”‘’「」\[\]<>]{0,4}")
# and these too where the groups of digits are those of a mobile number
_APART = r"(?:</?[a-z]{1,6}>|[\s\-‐-―−─一ー._·•・‧。~()|*+=→'\"“”‘’「」\[\]<>/\\、,:;]){0,6}"
_BETWEEN = _APART.replace("{0,6}", "{1,6}")
# no digit directly before, nor a year of which this is the month; no date and no hours in itself
_START = (
    r"(?<!\d)(?<!(?:19|20)\d\d[-./])(?<!(?<!\d)1\d\d[-./])(?!\d\d[-./]\d\d[-./](?:19|20)\d\d(?!\d))"
    r"(?!0\d[0-5]\d\s?[-~‐-―−]\s?(?:[01]\d|2[0-4])[0-5]\d(?![\d\-.]))"
)
_LANDLINE = "|".join(
    (
        rf"\(?0[24]\)?{_S}[2-9]\d{{3}}{_S}\d{{4}}",
        rf"\(?0[24]\)?{_S}[2-9]\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d\d",
        rf"\(?0[24]\)?{_S}[2-9]\d{{3}}{_GAP}\d\d{_GAP}\d\d",
        rf"\(?(?:0[3-8]|049)\)?{_S}[2-9]\d\d{_S}\d{{4}}",
        rf"\(?(?:0[3-8]|049)\)?{_S}[2-9]\d\d{_S}\d\d{_GAP}\d\d",
        rf"\(?(?:037|08[29])\)?{_S}[2-9]\d\d{_S}\d{{3}}",
        rf"\(?(?:037|08[29])\)?{_S}[2-9]\d{_GAP}\d\d{_GAP}\d\d",
        rf"\(?08[23]6\)?{_S}\d{{2}}{_S}\d{{3}}",
        rf"080[09]{_S}\d{{3}}{_S}\d{{3}}",
        rf"0{_GAP}[2-8](?:{_GAP}\d){{7,8}}",
    )
)
# groups that are no date and no hours, even after a year; a letter may stand for 0 or 1
_GROUPED = "|".join(
    (
        rf"09\d\d{_APART}\d{{3}}{_APART}\d{{3}}",
        rf"09\d\d{_BETWEEN}\d\d{_BETWEEN}\d\d{_BETWEEN}\d\d",
        rf"(?<![a-z])[o0]9[\dol]{{2}}{_S}[\dol]{{3}}{_S}[\dol]{{3}}(?![a-z])",
    )
)
_LABEL = r"(?:電話|手機|行動|專線|傳真|tel|phone|mobile|cell|fax)(?:號碼|為|是|no|[\s:./]){0,6}"
_NUMBER = (
    rf"(?:{_START}(?:0{_ANY}9(?:{_ANY}\d){{8}}|{_LANDLINE})"
    rf"|(?<!\d)(?:{_GROUPED})"
    rf"|(?<!\d)(?:00)?886{_S}\(?0?\)?{_S}9(?:{_S}\d){{8}}"
    rf"|(?<!\d)(?:00)?886{_GAP}\(?0?\)?{_S}[2-8](?:{_S}\d){{7,8}}"
    rf"|(?<!\d)\+{_S}\d(?:{_S}\d){{8,14}}"
    rf"|{_LABEL}\(?\d(?:{_S}\d){{6,11}})(?!\d)"
)
_NAME = r"@?[a-z0-9][a-z0-9._\-]{2,30}"
_LINE = r"(?<![a-z])l[\s.]?i[\s.]?n[\s.]?e"
_NAMED = rf"\s{{0,3}}(?:(?:id|帳號|號)[\s:=是為]{{0,4}}|[:=]\s{{0,3}})(?:https?://[a-z0-9.\-]{{3,40}}/)?{_NAME}"
_PLACE = r"/[a-z0-9@~%_./?=&+\-]{1,100}"
_PATTERN = re.compile(
    r"(?P<email>[a-z0-9._%+\-]{1,64}\s{0,2}(?:@|小老鼠|[(\[{]\s?at\s?[)\]}])\s{0,2}[a-z0-9\-]+"
    r"(?:\s?(?:\.|[(\[{]\s?dot\s?[)\]}])\s?[a-z0-9\-]+)*"
    rf"|(?<![a-z@.])(?:gmail|hotmail){_NAMED})"
    rf"|(?P<line>{_LINE}\s{{0,3}}@?(?:官方)?\s{{0,3}}(?:id|帳號|好友)[\s:=是為]{{0,4}}{_NAME}"
    rf"|(?:https?://)?(?<![a-z0-9])(?:line\.me|lin\.ee){_PLACE}"
    rf"|(?<![a-z])(?<![a-z][\s\-])line\s{{0,3}}[:=@]\s{{0,3}}{_NAME}"
    rf"|加(?:入|我)?(?:的)?\s{{0,3}}(?:line|賴)[\s:=]{{0,4}}{_NAME}|賴\s{{0,3}}(?:id)?\s{{0,3}}[:=]\s{{0,3}}{_NAME})"
    rf"|(?P<account>(?<![a-z])(?:wechat|微信|ig|fb|tg|instagram|facebook|telegram|whatsapp|skype){_NAMED}"
    rf"|(?:https?://)?(?<![a-z0-9.\-])(?:t|wa|m)\.me{_PLACE})"
    rf"|(?P<phone>{_NUMBER}(?:{_S}(?:\#|分機|轉|ext(?:ension)?|x)[\s:.]{{0,4}}\d{{1,6}}(?!\d))?)"
    rf"|(?P<person>(?!V-\d{{3}}-\d{{6}}(?!\d))[a-z]{_S}[1289a-d](?:{_S}\d){{8}}(?!\d))"
    r"|(?P<extension>分機[\s:.\#]{0,4}\d{1,6}(?!\d))",
    re.IGNORECASE | re.ASCII,
)
# between the digits of a mobile number everything but Chinese, which is quicker to tell than what may be
_DIGITS_ENOUGH = re.compile(
    rf"[0-9](?:{_S}[0-9]){{6}}|0[^0-9\u4e01-\u9fff]{{0,4}}9(?:[^0-9\u4e01-\u9fff]{{0,12}}[0-9]){{8}}"
)
_SHORT = re.compile(r"(?<![a-z])(?:ig|fb|tg)\s{0,3}(?:[:=]|id|帳號|號)")
_HINTS = re.compile(
    "|".join(
        (
            *("@", "小老鼠", r"at[)\]}]", "gmail", "hotmail"),
            *("line", "l i", r"l\.i", r"lin\.", "賴", "分機"),
            *("wechat", "微信", "instagram", "facebook", "telegram", "whatsapp", "skype", r"\.me/"),
        )
    )
)
_MASKS = {
    "email": "[電子郵件]",
    "line": "[LINE帳號]",
    "account": "[社群帳號]",
    "person": "[身分證號]",
    "phone": "[電話]",
    "extension": "[分機]",
}


# a row's texts are masked as they are read and again by the schema, and many of them in every other row
@functools.lru_cache(maxsize=256)
def mask_contacts(text: str) -> str:
    """The text with a word in brackets for every contact in it; all else is left as it was typed.

    Width, spaces, dashes, dots and characters that show nothing do not hide a number. A document number ("第…號") is
    none, nor are dates, hours, amounts, company numbers and case numbers ("V-115-000123"). Masking a masked text
    changes nothing.
    """
    if _NOTHING_TO_SAY.fullmatch(text):
        return text
    plain, at = _plain(text)
    if not _may_hold_one(plain):
        return text
    pieces: list[str] = []
    done = 0
    for begin, end, mask in _found(plain):
        pieces += [text[done : at[begin]], mask]
        done = at[end - 1] + 1
    return text if not pieces else "".join([*pieces, text[done:]])


def _may_hold_one(plain: str) -> bool:
    low = plain.lower()
    if _HINTS.search(low) is not None or _DIGITS_ENOUGH.search(plain) is not None:
        return True
    return ("ig" in low or "fb" in low or "tg" in low) and _SHORT.search(low) is not None


def _found(plain: str) -> Iterator[tuple[int, int, str]]:
    begin = 0
    while match := _PATTERN.search(plain, begin):
        kind = str(match.lastgroup)
        if _is_one(kind, match):
            yield match.start(), match.end(), _MASKS[kind]
            begin = match.end()
        else:
            begin = match.start() + 1


def _is_one(kind: str, match: re.Match[str]) -> bool:
    if kind == "person":
        return is_person_number(re.sub(r"[^A-Za-z0-9]", "", match[0]))
    around = match.string[: match.start()].rstrip()[-1:], match.string[match.end() :].lstrip()[:1]
    return kind != "phone" or around != ("第", "號")


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """The text in half-width characters, and the place in the text that each of its characters comes from."""
    wide = text
    if not text.isascii():
        for full, mark in _WIDE_MARKS:
            wide = wide.replace(full, mark)
        if not unicodedata.is_normalized("NFKC", wide):
            wide = wide.translate(_WIDE)
    if unicodedata.is_normalized("NFKC", wide) and not _ODD.search(wide):
        return wide, range(len(wide))
    pairs = [(shown, place) for place, character in enumerate(text) for shown in _shown(character)]
    return "".join(shown for shown, _ in pairs), [place for _, place in pairs]


def _shown(character: str) -> str:
    if unicodedata.category(character) in _SHOWS_NOTHING:
        return ""
    digit = unicodedata.digit(character, None)
    return unicodedata.normalize("NFKC", character) if digit is None else str(digit)
