"""Demand as a chart: an SVG in the language asked, which says what it shows to who cannot see it."""

import re
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from chassis.auth import OrgKind
from chassis.charts import draw
from chassis.testing import FrozenClock
from vacancy.domain.demand import By, Count, Named
from vacancy.service.chart_demand import MOST_BARS, MOST_MULTIPLES, WORDS, chart_demand
from vacancy.service.read_demand import Demanded, Wanted

from tests.factories.skills import asking
from tests.factories.vacancy import Caller
from tests.vacancy.conftest import Anyone
from tests.vacancy.test_skill_demand import demand, handed_in

SVG = "{http://www.w3.org/2000/svg}"


async def drawn(caller: Caller, **asked: Any) -> Element:
    answer = await caller.get("/v1/skill-demand/chart", **asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    root = fromstring(answer.text)
    assert root.tag == f"{SVG}svg"
    return root


def texts(root: Element) -> list[str]:
    """Every text that is shown."""
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def told(root: Element) -> tuple[str, str]:
    """The title and the description, which the document names as its own."""
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    return title.text or "", description.text or ""


@pytest.mark.parametrize(
    ("lang", "title", "axis", "bars"),
    [
        ("zh-TW", "數位能力職缺需求：依技術領域", "職缺數", ["軟體開發", "雲端運算", "2（4 人）", "1（2 人）"]),
        ("en", "Vacancies that ask for digital skills, by field of technology", "Vacancies", ["Software development"]),
    ],
)
async def test_the_chart_names_its_bars_and_axes_in_the_language_asked(
    association: Caller, agency: Caller, lang: str, title: str, axis: str, bars: list[str]
) -> None:
    await handed_in(association, asking("Python、雲端"), asking("Python"))

    root = await drawn(agency, lang=lang)

    assert root.get("lang") == lang
    assert told(root)[0] == title
    assert {title, axis, *bars} <= set(texts(root))


async def test_the_description_says_the_total_and_the_largest(association: Caller, agency: Caller) -> None:
    await handed_in(association, asking("Python"), asking("Python、雲端"))

    assert told(await drawn(agency))[1] == "共 2 個職缺，4 人；最多者為軟體開發，2 個職缺"
    english = "2 vacancies, 4 openings in all; most: Software development, 2 vacancies"
    assert told(await drawn(agency, lang="en"))[1] == english


async def test_what_is_withheld_is_not_drawn_and_its_number_is_said(anyone: Anyone, association: Caller) -> None:
    await handed_in(association, *[asking("Python")] * 6, *[asking("雲端")] * 5, asking("防火牆"))

    root = await drawn(anyone(OrgKind.PLANNING))

    assert told(root)[1] == "共 12 個職缺，24 人；2 項職缺數過少不予公布；最多者為軟體開發，6 個職缺"
    assert "軟體開發" in texts(root)
    assert "資訊安全" not in texts(root)


async def test_a_chart_of_nothing_says_so(agency: Caller) -> None:
    root = await drawn(agency, county="63000")

    assert "查無符合條件之職缺" in texts(root)
    assert told(root)[1] == "共 0 個職缺，0 人"


async def test_months_are_drawn_as_lines_and_those_without_a_vacancy_are_there(
    association: Caller, agency: Caller, clock: FrozenClock
) -> None:
    await association.put(asking("Python"), source_id="july")
    clock.advance(days=80)
    await association.put(asking("Python"), source_id="september")

    line = texts(await drawn(agency, by="month"))
    multiples = texts(await drawn(agency, over="month"))

    assert {"2026-07", "2026-08", "2026-09", "職缺數", "需求人數"} <= set(line)
    assert {"2026-07", "2026-08", "2026-09", "軟體開發"} <= set(multiples)


async def test_another_language_is_refused(agency: Caller) -> None:
    answer = await agency.get("/v1/skill-demand/chart", lang="fr")

    assert (answer.status_code, answer.json()["errors"][0]["query"]) == (422, "lang")


def demanded(*sizes: int | None, by: By = By.SKILL, **more: Any) -> Demanded:
    counts = [Count(f"key-{n:02}", size, None if size is None else size * 2) for n, size in enumerate(sizes)]
    names = {one.code: one for one in (Named(one.key, f"技能 {one.key}", f"Skill {one.key}") for one in counts)}
    return Demanded(Wanted(by, **more), 1, Count("total", 100, 200), counts, names)


def bars(found: Demanded, language: str = "zh-TW") -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = chart_demand(found, language=language).spec["data"]["values"]
    return values


@pytest.mark.parametrize("count", [1, MOST_BARS - 1, MOST_BARS])
def test_as_many_bars_as_fit_are_all_drawn(count: int) -> None:
    assert [one["count"] for one in bars(demanded(*range(count, 0, -1)))] == list(range(count, 0, -1))


def test_more_bars_than_fit_end_in_one_of_all_the_others() -> None:
    shown = bars(demanded(*[10] * (MOST_BARS - 1), 3, 2))

    assert len(shown) == MOST_BARS
    assert (shown[-1]["name"], shown[-1]["count"]) == ("其他 2 項合計", 5)
    assert shown[-1]["colour"] != shown[0]["colour"]


def test_a_withheld_month_is_a_gap_and_a_month_without_vacancies_is_nought() -> None:
    months = (Count("2026-01", 9, 9), Count("2026-02", None, None), Count("2026-04", 8, 8))

    line = chart_demand(replace(demanded(by=By.MONTH), counts=list(months)), language="en")
    multiples = chart_demand(
        replace(demanded(by=By.FIELD, monthly=True), counts=[Count("a", 17, 17, months=months)]), language="en"
    )

    expected = [("2026-01", 9), ("2026-02", None), ("2026-03", 0), ("2026-04", 8)]
    values = line.spec["data"]["values"]
    assert [(one["month"], one["count"]) for one in values if one["measure"] == "Vacancies"] == expected
    assert [(one["month"], one["count"]) for one in multiples.spec["data"]["values"]] == expected


def test_at_most_twelve_small_charts_are_drawn() -> None:
    found = demanded(*range(40, 20, -1), by=By.SKILL, monthly=True)
    counts = [replace(one, months=(Count("2026-01", 9, 9),)) for one in found.counts]

    spec = chart_demand(replace(found, counts=counts), language="en").spec

    assert len(spec["facet"]["sort"]) == MOST_MULTIPLES == 12


@pytest.mark.parametrize("language", WORDS)
def test_every_way_of_counting_has_its_words(language: str) -> None:
    month = [Count("2026-07", 7, 9)]
    titles = {chart_demand(replace(demanded(by=by), counts=month), language=language).title for by in By}

    assert len(titles) == len(By)
    assert not [one for one in titles if re.search("[{}]", one)]


async def test_names_reach_the_document_escaped() -> None:
    found = replace(demanded(7), names={"key-00": Named("key-00", "<b>&\"'", "x")})

    root = fromstring(await draw(chart_demand(found, language="zh-TW")))

    assert "<b>&\"'" in texts(root)
    assert "<b>&\"'" in told(root)[1]


async def test_occupations_are_drawn_by_their_names_and_one_without_says_what_it_is(
    association: Caller, agency: Caller
) -> None:
    known, unknown = asking("Python", occupation_code="080203"), asking("Python", occupation_code="77")
    await handed_in(association, known, unknown, asking("Python"))

    chinese = texts(await drawn(agency, by="occupation"))
    english = texts(await drawn(agency, by="occupation", lang="en"))
    listed = (await demand(agency, by="occupation"))["items"]

    assert {"資訊／軟體／系統", "職類 77", "未載明"} <= set(chinese)
    assert {"Information, software and systems", "Occupation 77", "Not stated"} <= set(english)
    assert [(one["key"], one["name_zh"]) for one in listed] == [
        ("08", "資訊／軟體／系統"),
        ("77", "職類 77"),
        ("unstated", "未載明"),
    ]
