from collections import Counter

import pytest
from fields.places import (
    BRANCHES,
    COUNTIES,
    County,
    UnknownBranch,
    UnknownCounty,
    branch,
    branch_of,
    county,
    find_county,
)
from hypothesis import given
from hypothesis import strategies as st

CODES = {
    "63000": "臺北市",
    "64000": "高雄市",
    "65000": "新北市",
    "66000": "臺中市",
    "67000": "臺南市",
    "68000": "桃園市",
    "10002": "宜蘭縣",
    "10004": "新竹縣",
    "10005": "苗栗縣",
    "10007": "彰化縣",
    "10008": "南投縣",
    "10009": "雲林縣",
    "10010": "嘉義縣",
    "10013": "屏東縣",
    "10014": "臺東縣",
    "10015": "花蓮縣",
    "10016": "澎湖縣",
    "10017": "基隆市",
    "10018": "新竹市",
    "10020": "嘉義市",
    "09007": "連江縣",
    "09020": "金門縣",
}

SERVED = {
    "north": "臺北市 新北市 基隆市 宜蘭縣 花蓮縣 金門縣 連江縣",
    "taoyuan-hsinchu-miaoli": "桃園市 新竹縣 新竹市 苗栗縣",
    "taichung-changhua-nantou": "臺中市 彰化縣 南投縣",
    "yunlin-chiayi-tainan": "雲林縣 嘉義縣 嘉義市 臺南市",
    "kaohsiung-pingtung-penghu-taitung": "高雄市 屏東縣 澎湖縣 臺東縣",
}


def test_the_22_counties_have_their_official_codes_and_names() -> None:
    assert {each.code: each.name for each in COUNTIES} == CODES
    assert len(COUNTIES) == 22


@pytest.mark.parametrize("place", COUNTIES, ids=lambda place: place.name_en)
def test_a_county_is_found_by_code_and_by_both_spellings(place: County) -> None:
    assert county(place.code) is place
    assert find_county(place.name) is place
    assert find_county(place.name.replace("臺", "台")) is place


def test_english_names_tell_the_city_from_the_county_around_it() -> None:
    assert len({each.name_en for each in COUNTIES}) == 22
    assert all(each.name_en.endswith("City" if each.name.endswith("市") else "County") for each in COUNTIES)


@pytest.mark.parametrize("code", ["", "63", "9007", "10003", "臺北市", " 63000"])
def test_an_unknown_county_code_is_refused(code: str) -> None:
    with pytest.raises(UnknownCounty):
        county(code)
    with pytest.raises(UnknownCounty):
        branch_of(code)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("台北市信義區", "臺北市"),
        ("台北市不限", "臺北市"),
        (" 臺北市　大安區", "臺北市"),
        ("110台北市信義區市府路1號", "臺北市"),
        ("(300091) 新竹市東區", "新竹市"),
        ("臺灣省彰化縣彰化市", "彰化縣"),
        ("台灣台南市永康區", "臺南市"),
        ("福建省連江縣南竿鄉", "連江縣"),
        ("新竹縣竹北市", "新竹縣"),
        ("嘉義縣民雄鄉", "嘉義縣"),
    ],
)
def test_an_address_tells_its_county(text: str, name: str) -> None:
    found = find_county(text)

    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("text", ["", "新竹", "嘉義", "不限", "信義區", "彰化市", "東京都新宿區", "63000", "近台北市"])
def test_a_place_that_names_no_county_in_full_is_not_guessed(text: str) -> None:
    assert find_county(text) is None


@given(place=st.sampled_from(COUNTIES), rest=st.text())
def test_what_follows_the_county_does_not_change_it(place: County, rest: str) -> None:
    assert find_county(f"{place.name} {rest}") is place


def test_each_branch_serves_its_counties() -> None:
    assert {each.code: " ".join(served.name for served in each.counties) for each in BRANCHES} == SERVED


def test_every_county_is_served_by_exactly_one_branch() -> None:
    served = Counter(served.code for each in BRANCHES for served in each.counties)

    assert served == Counter(CODES.keys())
    assert all(county(code) in branch_of(code).counties for code in CODES)


@pytest.mark.parametrize("code", SERVED)
def test_a_branch_is_found_by_its_code(code: str) -> None:
    assert branch(code).code == code
    assert branch(code).name.endswith("分署")


def test_an_unknown_branch_code_is_refused() -> None:
    with pytest.raises(UnknownBranch):
        branch("south")
