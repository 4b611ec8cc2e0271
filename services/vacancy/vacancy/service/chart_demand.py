"""Skill demand as a chart: horizontal bars, a line over the months, or one small line chart a key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from chassis.charts import BLUE, ORANGE, QUIET, Bar, Chart, bars, chart, nothing
from chassis.domain import Json

from vacancy.domain.demand import By, Count
from vacancy.service.read_demand import Demanded

MOST_BARS = 30
MOST_MULTIPLES = 12


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart says in one language."""

    title: str
    by: Mapping[By, str]
    vacancies: str
    openings: str
    month: str
    others: str
    figures: str
    total: str
    total_unstated: str
    withheld: str
    nothing: str
    most: str
    separator: str


_ZH = Words(
    title="數位能力職缺需求：依{by}",
    by=MappingProxyType(
        {
            By.FIELD: "技術領域",
            By.SKILL: "技能",
            By.INDUSTRY: "重點產業",
            By.COUNTY: "縣市",
            By.OCCUPATION: "職務類別",
            By.EDUCATION: "學歷要求",
            By.EXPERIENCE: "工作經歷",
            By.MONTH: "月份",
        }
    ),
    vacancies="職缺數",
    openings="需求人數",
    month="月份（公告月，未公告者為登錄月）",
    others="其他 {count} 項合計",
    figures="{vacancies}（{openings} 人）",
    total="共 {vacancies} 個職缺，{openings} 人",
    total_unstated="共 {vacancies} 個職缺，未載明需求人數",
    withheld="{count} 項職缺數過少不予公布",
    nothing="查無符合條件之職缺",
    most="最多者為{name}，{vacancies} 個職缺",
    separator="；",
)
_EN = Words(
    title="Vacancies that ask for digital skills, by {by}",
    by=MappingProxyType(
        {
            By.FIELD: "field of technology",
            By.SKILL: "skill",
            By.INDUSTRY: "key industry",
            By.COUNTY: "county",
            By.OCCUPATION: "occupation",
            By.EDUCATION: "education asked",
            By.EXPERIENCE: "experience asked",
            By.MONTH: "month",
        }
    ),
    vacancies="Vacancies",
    openings="Openings",
    month="Month (of publication, else of submission)",
    others="{count} others together",
    figures="{vacancies} ({openings} openings)",
    total="{vacancies} vacancies, {openings} openings in all",
    total_unstated="{vacancies} vacancies, openings not stated",
    withheld="{count} too small to publish",
    nothing="No vacancy answers this",
    most="most: {name}, {vacancies} vacancies",
    separator="; ",
)
WORDS = MappingProxyType({"zh-TW": _ZH, "en": _EN})


def chart_demand(demanded: Demanded, *, language: str) -> Chart:
    """The chart of counts; what is withheld is left out, and said."""
    words = WORDS[language]
    shown = [one for one in demanded.counts if not one.suppressed]
    title = words.title.format(by=words.by[demanded.wanted.by])
    told = _told(demanded, shown, words, language)
    if not shown:
        body = nothing(words.nothing)
    elif demanded.wanted.by is By.MONTH:
        body = _line(demanded.counts, words)
    elif demanded.wanted.monthly:
        body = _multiples(shown[:MOST_MULTIPLES], demanded, words, language)
    else:
        body = _bars(shown, demanded, words, language)
    return chart(body, language=language, title=title, told=told, separator=words.separator)


def _told(demanded: Demanded, shown: Sequence[Count], words: Words, language: str) -> list[str]:
    """What the chart says, in sentences."""
    told: list[str] = []
    total = demanded.total
    if not total.suppressed:
        template = words.total if total.openings or not total.vacancies else words.total_unstated
        told.append(template.format(vacancies=total.vacancies, openings=total.openings))
    withheld = len(demanded.counts) - len(shown)
    if withheld:
        told.append(words.withheld.format(count=withheld))
    if shown:
        first = max(shown, key=lambda one: one.vacancies or 0)
        told.append(words.most.format(name=name_of(demanded, first, language), vacancies=first.vacancies))
    return told


def name_of(demanded: Demanded, count: Count, language: str) -> str:
    """What a key is called."""
    named = demanded.names.get(count.key)
    if named is None:
        return count.key
    return named.name_en if language == "en" else named.name_zh


def _bars(shown: Sequence[Count], demanded: Demanded, words: Words, language: str) -> dict[str, Json]:
    found = [_bar(name_of(demanded, one, language), one, words) for one in shown]
    if len(found) > MOST_BARS:
        rest = shown[MOST_BARS - 1 :]
        together = Count("", sum(one.vacancies or 0 for one in rest), sum(one.openings or 0 for one in rest))
        found[MOST_BARS - 1 :] = [replace(_bar(words.others.format(count=len(rest)), together, words), colour=QUIET)]
    return bars(found, by=words.by[demanded.wanted.by].capitalize(), counted=words.vacancies)


def _bar(name: str, count: Count, words: Words) -> Bar:
    # of vacancies that do not say how many they want, nobody says that they want none
    template = words.figures if count.openings else "{vacancies}"
    return Bar(name, count.vacancies or 0, template.format(vacancies=count.vacancies, openings=count.openings))


def _line(counts: Sequence[Count], words: Words) -> dict[str, Json]:
    by_month = {one.key: one for one in counts}
    values = [
        {"month": month, "measure": measure, "count": figure}
        for month in _months(by_month)
        for measure, figure in _figures(by_month.get(month), words)
    ]
    colours = {"domain": [words.vacancies, words.openings], "range": [BLUE, ORANGE]}
    return {
        "width": 640,
        "height": 320,
        "data": {"values": values},
        "mark": {"type": "line", "point": {"size": 50}, "strokeWidth": 2.5},
        "encoding": {
            "x": _month_axis(words.month),
            "y": _count_axis(None, values),
            "color": {
                "field": "measure",
                "scale": colours,
                "legend": {"title": None, "orient": "top", "direction": "horizontal"},
            },
            # who cannot tell the colours apart sees the dashes
            "strokeDash": {"field": "measure", "scale": {"domain": colours["domain"], "range": [[1, 0], [6, 4]]}},
        },
    }


def _figures(count: Count | None, words: Words) -> list[tuple[str, int | None]]:
    """A month without vacancies is nought, a withheld one a gap."""
    vacancies, openings = (0, 0) if count is None else (count.vacancies, count.openings)
    return [(words.vacancies, vacancies), (words.openings, openings)]


def _multiples(shown: Sequence[Count], demanded: Demanded, words: Words, language: str) -> dict[str, Json]:
    months = _months({month.key: month for one in demanded.counts for month in one.months})
    names = [name_of(demanded, one, language) for one in shown]
    values = []
    for name, count in zip(names, shown, strict=True):
        held = {one.key: one.vacancies for one in count.months}
        values += [{"name": name, "month": month, "count": held.get(month, 0)} for month in months]
    return {
        "columns": 3,
        "data": {"values": values},
        "facet": {"field": "name", "type": "nominal", "sort": names, "title": None, "header": {"labelLimit": 240}},
        "spec": {
            "width": 220,
            "height": 120,
            "mark": {"type": "line", "point": {"size": 30, "color": BLUE}, "color": BLUE, "strokeWidth": 2},
            "encoding": {"x": _month_axis(None), "y": _count_axis(words.vacancies, values)},
        },
    }


def _month_axis(title: str | None) -> dict[str, Json]:
    axis = {"labelAngle": -45, "labelOverlap": "greedy", "grid": False}
    return {"field": "month", "type": "ordinal", "title": title, "axis": axis}


def _count_axis(title: str | None, values: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    axis = {"tickMinStep": 1, "format": "d", "tickCount": 5}
    # a point on the frame would be cut in half
    scale = {"domainMin": 0, "domainMax": max(one["count"] or 0 for one in values) * 1.08 + 0.1}
    return {"field": "count", "type": "quantitative", "title": title, "axis": axis, "scale": scale}


def _months(known: Mapping[str, Count]) -> list[str]:
    """Every month from the first to the last, "2026-07" and the like, those without a vacancy too."""
    if not known:
        return []
    first, last = (date.fromisoformat(f"{one}-01") for one in (min(known), max(known)))
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
