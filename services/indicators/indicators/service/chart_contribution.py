"""A contribution series as a chart: one bar a cell, or a bar a month, in Chinese or English."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chassis.charts import QUIET, Bar, Chart, bars, chart, nothing
from fields.places import UnknownCounty, county

from indicators.domain.contributions import By
from indicators.service.load_series import rows
from indicators.service.read_contributions import Cell, Contribution

MOST_BARS = 30


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart says in one language."""

    title: str
    by: Mapping[By, str]
    values: Mapping[str, str]
    unknown: str
    others: str
    total: str
    period: str
    always: str
    withheld: str
    withheld_whole: str
    nothing: str
    beside: str
    separator: str


def _named(language: str) -> Mapping[str, str]:
    return MappingProxyType({row["value"]: row[f"name_{language}"] for row in rows("value_names.csv")})


_ZH = Words(
    title="{name}：依{by}",
    by=MappingProxyType(
        {
            By.GENDER: "性別",
            By.AGE_BAND: "年齡組",
            By.COUNTY: "縣市",
            By.INDUSTRY: "重點產業",
            By.TARGET_GROUP: "對象",
            By.DETAIL: "類別",
            By.MONTH: "月份",
        }
    ),
    values=_named("zh"),
    unknown="不詳",
    others="其他 {count} 項合計",
    total="共 {total} {unit}",
    period="{first} 至 {last}",
    always="全部期間",
    withheld="{count} 項人數過少不予公布",
    withheld_whole="為免揭露過少之人數，不公布此面向",
    nothing="查無符合條件之統計",
    beside="本平臺統計，與部會公布數並列，不併入",
    separator="；",
)
_EN = Words(
    title="{name}, by {by}",
    by=MappingProxyType(
        {
            By.GENDER: "gender",
            By.AGE_BAND: "age band",
            By.COUNTY: "county",
            By.INDUSTRY: "key industry",
            By.TARGET_GROUP: "target group",
            By.DETAIL: "kind",
            By.MONTH: "month",
        }
    ),
    values=_named("en"),
    unknown="Not known",
    others="{count} others together",
    total="{total} {unit} in all",
    period="{first} to {last}",
    always="all time",
    withheld="{count} too small to publish",
    withheld_whole="not published by this: a small figure could be told from it",
    nothing="Nothing was counted",
    beside="counted by this platform, never added to a ministry figure",
    separator="; ",
)
WORDS = MappingProxyType({"zh-TW": _ZH, "en": _EN})


def chart_contribution(found: Contribution, by: By, *, language: str) -> Chart:
    """The chart of a series by one dimension; what is withheld is left out, and said."""
    words = WORDS[language]
    definition, english = found.definition, language == "en"
    unit = definition.unit_en if english else definition.unit_zh
    detail = definition.detail_en if english else definition.detail_zh
    named = detail.lower() if by is By.DETAIL and detail else words.by[by]
    title = words.title.format(name=definition.name_en if english else definition.name_zh, by=named)
    shown = [one for one in found.cells if one.count is not None]
    if not shown:
        body = nothing(words.withheld_whole if found.withheld else words.nothing)
    else:
        body = bars(_bars(shown, by, words, language), by=named.capitalize(), counted=unit)
    return chart(body, language=language, title=title, told=_told(found, unit, words), separator=words.separator)


def _told(found: Contribution, unit: str, words: Words) -> list[str]:
    first, last = found.window.first, found.window.last
    period = words.always
    if first is not None or last is not None:
        shown = ["…" if one is None else f"{one:%Y-%m}" for one in (first, last)]
        period = words.period.format(first=shown[0], last=shown[1])
    told = [words.total.format(total=found.total, unit=unit), period]
    hidden = sum(one.count is None for one in found.cells)
    if hidden:
        told.append(words.withheld.format(count=hidden))
    if found.withheld:
        told.append(words.withheld_whole)
    return [*told, words.beside]


def _bars(shown: list[Cell], by: By, words: Words, language: str) -> list[Bar]:
    """Months in their order, the others by size; what is more than a chart can hold stands together."""
    if by is not By.MONTH:
        shown = sorted(shown, key=lambda one: (-(one.count or 0), one.key[by] or "\uffff"))
    found = [_bar(_name(one.key[by], by, words, language), one.count or 0) for one in shown]
    if len(found) > MOST_BARS:
        rest = found[MOST_BARS - 1 :]
        together = sum(one.count for one in rest)
        found[MOST_BARS - 1 :] = [Bar(words.others.format(count=len(rest)), together, str(together), QUIET)]
    return found


def _bar(name: str, count: int) -> Bar:
    return Bar(name, count, str(count))


def _name(value: str | None, by: By, words: Words, language: str) -> str:
    if value is None:
        return words.unknown
    if by is By.COUNTY:
        try:
            found = county(value)
        except UnknownCounty:
            return value
        return found.name_en if language == "en" else found.name
    return words.values.get(value, value)
