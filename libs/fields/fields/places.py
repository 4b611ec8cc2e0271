"""The 22 counties (直轄市、縣市) and the five branches (分署) of the Workforce Development Agency that serve them."""

import re
from dataclasses import dataclass
from types import MappingProxyType

from fields.text import fold

# What may stand before the county in an address: a postal code, and the province of older records.
_BEFORE_COUNTY = re.compile(r"\(?[0-9]{3,6}\)? ?")
_PROVINCE = re.compile(r"(?:台灣省?|福建省) ?")


class UnknownCounty(ValueError):
    """No county has this code."""


class UnknownBranch(ValueError):
    """No branch has this code."""


@dataclass(frozen=True)
class County:
    """A special municipality, county or city (直轄市、縣、市).

    `code` is the five-digit administrative code (行政區域代碼), a text because it may begin with 0; `name` is the
    official spelling, with 臺; `name_en` the official romanised name.
    """

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Branch:
    """A regional branch (分署) of the Workforce Development Agency (勞動部勞動力發展署) and the counties it serves."""

    code: str
    name: str
    name_en: str
    counties: tuple[County, ...]


COUNTIES = (
    County("63000", "臺北市", "Taipei City"),
    County("64000", "高雄市", "Kaohsiung City"),
    County("65000", "新北市", "New Taipei City"),
    County("66000", "臺中市", "Taichung City"),
    County("67000", "臺南市", "Tainan City"),
    County("68000", "桃園市", "Taoyuan City"),
    County("10002", "宜蘭縣", "Yilan County"),
    County("10004", "新竹縣", "Hsinchu County"),
    County("10005", "苗栗縣", "Miaoli County"),
    County("10007", "彰化縣", "Changhua County"),
    County("10008", "南投縣", "Nantou County"),
    County("10009", "雲林縣", "Yunlin County"),
    County("10010", "嘉義縣", "Chiayi County"),
    County("10013", "屏東縣", "Pingtung County"),
    County("10014", "臺東縣", "Taitung County"),
    County("10015", "花蓮縣", "Hualien County"),
    County("10016", "澎湖縣", "Penghu County"),
    County("10017", "基隆市", "Keelung City"),
    County("10018", "新竹市", "Hsinchu City"),
    County("10020", "嘉義市", "Chiayi City"),
    County("09007", "連江縣", "Lienchiang County"),
    County("09020", "金門縣", "Kinmen County"),
)

_BY_CODE = MappingProxyType({each.code: each for each in COUNTIES})
_BY_FOLDED_NAME = MappingProxyType({fold(each.name): each for each in COUNTIES})


def county(code: str) -> County:
    """The county with this five-digit code. Raises `UnknownCounty`."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise UnknownCounty(f"no county has the code {code!r}") from None


def find_county(text: str) -> County | None:
    """The county that a place or an address begins with: "台北市信義區", "台北市不限", "110 臺北市", "臺灣省彰化縣".

    None where no county is named in full: "新竹" may be the city or the county, and is not guessed.
    """
    place = fold(text)
    for prefix in (_BEFORE_COUNTY, _PROVINCE):
        if match := prefix.match(place):
            place = place[match.end() :]
    # Every county's name is three characters long.
    return _BY_FOLDED_NAME.get(place[:3])


def _serving(*names: str) -> tuple[County, ...]:
    return tuple(_BY_FOLDED_NAME[fold(name)] for name in names)


# The codes follow the English names; the first would name seven places, so it is called by its direction.
BRANCHES = (
    Branch(
        "north",
        "北基宜花金馬分署",
        "Taipei-Keelung-Yilan-Hualien-Kinmen-Matsu Regional Branch",
        _serving("臺北市", "新北市", "基隆市", "宜蘭縣", "花蓮縣", "金門縣", "連江縣"),
    ),
    Branch(
        "taoyuan-hsinchu-miaoli",
        "桃竹苗分署",
        "Taoyuan-Hsinchu-Miaoli Regional Branch",
        _serving("桃園市", "新竹縣", "新竹市", "苗栗縣"),
    ),
    Branch(
        "taichung-changhua-nantou",
        "中彰投分署",
        "Taichung-Changhua-Nantou Regional Branch",
        _serving("臺中市", "彰化縣", "南投縣"),
    ),
    Branch(
        "yunlin-chiayi-tainan",
        "雲嘉南分署",
        "Yunlin-Chiayi-Tainan Regional Branch",
        _serving("雲林縣", "嘉義縣", "嘉義市", "臺南市"),
    ),
    Branch(
        "kaohsiung-pingtung-penghu-taitung",
        "高屏澎東分署",
        "Kaohsiung-Pingtung-Penghu-Taitung Regional Branch",
        _serving("高雄市", "屏東縣", "澎湖縣", "臺東縣"),
    ),
)

_BRANCH_BY_CODE = MappingProxyType({each.code: each for each in BRANCHES})
_BRANCH_BY_COUNTY = MappingProxyType({served.code: each for each in BRANCHES for served in each.counties})


def branch(code: str) -> Branch:
    """The branch with this code. Raises `UnknownBranch`."""
    try:
        return _BRANCH_BY_CODE[code]
    except KeyError:
        raise UnknownBranch(f"no branch has the code {code!r}") from None


def branch_of(county_code: str) -> Branch:
    """The branch that serves the county with this code. Raises `UnknownCounty`."""
    return _BRANCH_BY_COUNTY[county(county_code).code]
