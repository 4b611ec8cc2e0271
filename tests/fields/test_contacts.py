"""Contacts are masked however they are typed, and nothing else is."""

import re
import unicodedata

import pytest
from fields.contacts import mask_contacts
from hypothesis import assume, given
from hypothesis import strategies as st

PHONES = [
    "0912345678",
    "０９１２－３４５－６７８",
    "0912 345 678",
    "09.12.34.56.78",
    "0 9 1 2 3 4 5 6 7 8",
    "0912一345ー678",
    "(02)2345-6789",
    "（０２）２３４５－６７８９",
    "02 2345 6789 分機 123",
    "(02) 2345-6789#12",
    "02-23456789轉12",
    "02-2345-6789 ext. 12",
    "03-4567890",
    "037-223456",
    "049-2234567",
    "089-32-34-56",
    "0826-22345",
    "0800-123-456",
    "0 2 2 3 4 5 6 7 8 9",
    "+886912345678",
    "+886-2-2345-6789",
    "+886 (0)912 345 678",
    "886-912-345-678",
    "00886912345678",
    "+81 3 1234 5678",
    "電話：2345-6789",
    "TEL 23456789",
    "09\u200b12345678",
    "0⑨12345678",
    "0\ufe0f\u20e39\ufe0f\u20e312345678",
    "٠٩١٢٣٤٥٦٧٨",
    *(f"0912{gap}345{gap}678" for gap in ("/", "、", ",", ":", "|", "*", "+", "=", ";", "→", "／", " -- ", "'", '"')),
    "0912....345678",
    "0912<b>345</b>678",
    "0*9*1*2*3*4*5*6*7*8",
    "O912345678",
    "09l2-345-678",
    "02-2771-11-71",
]
EMAILS = [
    "hr@example.com.tw",
    "h.r+jobs@example.com",
    "ｈｒ＠example．com",
    "hr (at) example.com",
    "hr[at]example[dot]com",
    "a小老鼠gmail.com",
    "gmail: abc123",
]
LINES = [
    *("LINE ID: abc_123", "line：abc123", "LINE 帳號 abc.123", "加賴 abc123", "加LINE @abc1234", "賴:abcd"),
    *("L I N E ID abc123", "https://line.me/ti/p/abcd", "lin.ee/abcd"),
]
ACCOUNTS = [
    *(
        "WeChat: abc123",
        "微信號 abc123",
        "IG: abc_12",
        "FB:abc.12",
        "ＦＢ：abc.12",
        "t.me/abcdef",
        "https://t.me/abcdef",
    ),
    "FB: https://www.facebook.com/abc.12",
]
PEOPLE = ["A123456789", "a 123-456-789", "Ａ１２３４５６７８９", "F800000019", "ab12345677"]
ORDINARY = [
    "月薪 30,000 元至 45,000 元",
    "45000-60000",
    "底薪30000+5000+1000",
    "2026-09-12 150000 元",
    "115-09-12 123456",
    "09-12-2026 10人",
    "民國115年07月01日 15000",
    "0900-1800 20人",
    "0912-1345",
    "0900-1800、0930-1830",
    "09:00-18:00、10:00-19:00、13:00-22:00",
    "09/12、10/15、11/20、12/31",
    "112/09/12-112/10/15",
    "38000~42000",
    "30,000、45,000元",
    "WeChat Pay 串接、IG 經營、FB 廣告、digital design",
    "config: yaml",
    "Design: figma",
    "https://www.time.me.com/abc",
    "0830-1730 8小時",
    "09:00-18:00 週休二日",
    "2026/11/21 09:00:00",
    "統一編號 04595257 10人",
    "22099131",
    "V-115-000123",
    "080203 2026年",
    "2556007-13327969",
    "發就字第1123501853號",
    "台內團字第0930012345號",
    "Production Line: assembly",
    "LINE Pay 工程師",
    "電話行銷人員 30000 元",
    "薪資 @30,000",
    "A123456780",
    "C++、C# 與 F#",
    "https://example.com/a/1234567",
]
# whatever may stand around a contact without being part of it; a document number is told by its own words
AROUND = st.text(st.sampled_from("意者請洽王小姐，、；！xy ＸＹ「」\n"), max_size=8)
SEPARATORS = ["", " ", "-", ".", "－", "．", "　", "–", " - ", "·", "\u200b"]
DIGITS = st.sampled_from(["0123456789", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"])


@pytest.mark.parametrize(
    ("typed", "mask"),
    [
        *((one, "[電話]") for one in PHONES),
        *((one, "[電子郵件]") for one in EMAILS),
        *((one, "[LINE帳號]") for one in LINES),
        *((one, "[社群帳號]") for one in ACCOUNTS),
        *((one, "[身分證號]") for one in PEOPLE),
        ("分機 123", "[分機]"),
    ],
)
def test_a_contact_is_masked_and_nothing_around_it(typed: str, mask: str) -> None:
    assert mask_contacts(f"意者，{typed}；謝謝") == f"意者，{mask}；謝謝"


@pytest.mark.parametrize("year", ["2026-", "2026.", "112-", "2024/"])
def test_a_year_before_it_does_not_hide_a_number(year: str) -> None:
    assert mask_contacts(f"{year}0912345678") == f"{year}[電話]"


def test_a_bracket_inside_does_not_hide_a_number() -> None:
    assert mask_contacts("[0912]345678") == "[[電話]"


@pytest.mark.parametrize("typed", ORDINARY)
def test_ordinary_text_is_left_alone(typed: str) -> None:
    assert mask_contacts(typed) == typed


def test_several_contacts_are_masked_each() -> None:
    text = "洽王小姐 0912-345-678，或 hr@example.com（LINE ID：abc123）"

    assert mask_contacts(text) == "洽王小姐 [電話]，或 [電子郵件]（[LINE帳號]）"


@st.composite
def spelled(draw: st.DrawFn, number: str, gaps: list[int] | None = None) -> str:
    """A number with separators in some of the gaps (all of them by default), in some set of digits."""
    written = draw(DIGITS)
    places = gaps if gaps is not None else list(range(1, len(number)))
    chosen = {place: draw(st.sampled_from(SEPARATORS)) for place in places}
    return "".join(
        chosen.get(place, "") + (written[int(one)] if one.isdigit() else one) for place, one in enumerate(number)
    )


def digits_of(text: str) -> str:
    """Every digit in a text, in half width."""
    return "".join(str(unicodedata.digit(one)) for one in text if unicodedata.digit(one, None) is not None)


def reads_as_a_time_or_date(typed: str) -> bool:
    """Whether the digits are grouped as hours are (0912-1345) or as a day is (09-12-2026)."""
    groups = [len(one) for one in re.findall("[0-9]+", unicodedata.normalize("NFKC", typed))]
    return groups[:2] == [4, 4] or groups[:3] == [2, 2, 4]


@given(AROUND, st.from_regex("09[0-9]{8}", fullmatch=True).flatmap(spelled), AROUND)
def test_no_spelling_hides_a_mobile_number(before: str, typed: str, after: str) -> None:
    assume(not reads_as_a_time_or_date(typed.replace("\u200b", "")))

    assert digits_of(mask_contacts(f"{before}{typed}{after}")) == ""


@given(AROUND, st.from_regex("02[2-9][0-9]{7}", fullmatch=True).flatmap(lambda one: spelled(one, [2, 6])), AROUND)
def test_no_spelling_hides_a_landline(before: str, typed: str, after: str) -> None:
    assert digits_of(mask_contacts(f"{before}{typed}{after}")) == ""


@given(AROUND, st.from_regex("[+]8869[0-9]{8}", fullmatch=True).flatmap(lambda one: spelled(one, [4, 7, 10])), AROUND)
def test_no_spelling_hides_an_international_number(before: str, typed: str, after: str) -> None:
    assert digits_of(mask_contacts(f"{before}{typed}{after}")) == ""


@given(AROUND, st.sampled_from(["A123456789", "B223456782", "F800000019"]).flatmap(spelled), AROUND)
def test_no_spelling_hides_a_person_number(before: str, typed: str, after: str) -> None:
    # a letter directly before begins another number
    assert digits_of(mask_contacts(f"{before}：{typed}{after}")) == ""


@given(AROUND, st.from_regex(r"[a-z0-9]{1,8}@[a-z]{2,8}\.(com|com\.tw)", fullmatch=True), AROUND, st.booleans())
def test_no_width_hides_an_address(before: str, typed: str, after: str, wide: bool) -> None:
    if wide:
        typed = "".join(chr(ord(one) + 0xFEE0) for one in typed)

    assert "@" not in unicodedata.normalize("NFKC", mask_contacts(f"{before}{typed}{after}"))


@given(
    st.lists(
        st.integers(1, 999_999).map("NT${:,}".format)
        | st.dates().map(lambda day: f"{day:%Y-%m-%d}")
        | st.times().map(lambda hour: f"{hour:%H:%M}")
        | st.integers(0, 99_999_999).map("統一編號{:08}".format)
        | st.integers(0, 999_999).map("職類{:06}、".format)
        | st.integers(1, 999_999).map("V-115-{:06}".format)
        | st.integers(10**9, 10**10 - 1).map("字第{:010}號".format)
        | st.sampled_from(["資安工程師", "週休二日", "Python", "C++"])
    ).map("，".join)
)
def test_amounts_dates_hours_and_official_numbers_are_left_alone(text: str) -> None:
    assert mask_contacts(text) == text


@given(st.text(st.sampled_from("0912345678 -.()+@:#分機轉line電話第號aA賴加年/、,=[]<b>'igfbtmeoO微信"), max_size=40))
def test_masking_twice_masks_no_more(text: str) -> None:
    once = mask_contacts(text)

    assert mask_contacts(once) == once


@given(st.text())
def test_text_without_digits_or_hints_is_returned_as_it_was(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text).lower()
    assume(not any(unicodedata.digit(one, None) is not None for one in plain))
    assume(not any(hint in plain for hint in ("@", "at", "line", "賴", ":", "=", "id", "號", "/", "小老鼠")))

    assert mask_contacts(text) == text
