"""A contribution series as a drawing, in the language asked, with no more in it than the reader may read."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import httpx2 as httpx
import pytest
from chassis.auth import OrgKind
from chassis.testing import Signer
from indicators.domain.contributions import By, Series
from indicators.repository.figures import Window
from indicators.service.chart_contribution import MOST_BARS, WORDS, chart_contribution
from indicators.service.load_series import definitions
from indicators.service.read_contributions import Cell, Contribution

from tests.indicators.conftest import Ask

SVG = "{http://www.w3.org/2000/svg}"
CHART = "/v1/contributions/youth-placements/chart"


async def drawn(ask: Ask, **asked: Any) -> Element:
    answer = await ask(CHART, **asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return fromstring(answer.text)


def texts(root: Element) -> list[str]:
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def told(root: Element) -> tuple[str, str]:
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    return title.text or "", description.text or ""


@pytest.mark.parametrize(
    ("lang", "title", "bars", "words"),
    [
        (
            "zh-TW",
            "推介青年就業人次（15 至 29 歲）：依縣市",
            ["不詳", "臺北市", "新北市"],
            "共 25 人次；2026-01 至 2026-12；",
        ),
        (
            "en",
            "Placements of young people (15 to 29), by county",
            ["Not known", "Taipei City"],
            "25 placements in all; ",
        ),
    ],
)
async def test_a_chart_says_what_it_shows_in_the_language_asked(
    ask: Ask, counted: list[Any], lang: str, title: str, bars: list[str], words: str
) -> None:
    root = await drawn(ask, by="county", roc_year=115, lang=lang)
    assert told(root)[0] == title
    assert told(root)[1].startswith(words)
    shown = texts(root)
    assert [one for one in shown if one in bars] == bars
    assert root.get("lang") == lang


async def test_what_is_withheld_is_not_drawn_and_its_number_is_said(ask: Ask, counted: list[Any]) -> None:
    root = await drawn(ask, kind=OrgKind.MOBILE, by="county", lang="en")
    assert "2 too small to publish" in told(root)[1]
    assert not {"Taipei City", "New Taipei City"} & {*texts(root)}
    whole = await drawn(ask, kind=OrgKind.MOBILE, by="county", roc_year=114, lang="en")
    assert "not published by this: a small figure could be told from it" in texts(whole)


async def test_a_finer_chart_is_for_officers_too_and_the_scope_is_asked_for(
    ask: Ask, client: httpx.AsyncClient, signer: Signer
) -> None:
    assert (await ask(CHART, kind=OrgKind.MOBILE, by="county", gender="female")).status_code == 403
    assert (await ask(CHART, by=["county", "gender"], lang="fr")).status_code == 422
    headers = signer.headers(OrgKind.PLANNING, scopes=["vacancies:read"])
    assert (await client.get(CHART, headers=headers)).status_code == 403


def chart_of(by: By, cells: Mapping[str | None, int], series: Series = Series.PLACEMENTS) -> list[dict[str, Any]]:
    definition = definitions()[series]
    found = Contribution(definition, Window(), (by,), 0, [Cell({by: key}, count) for key, count in cells.items()])
    values: list[dict[str, Any]] = chart_contribution(found, by, language="en").spec["data"]["values"]
    return values


def test_months_keep_their_order_and_the_others_go_by_size() -> None:
    assert [one["name"] for one in chart_of(By.MONTH, {"2026-01": 1, "2026-02": 9})] == ["2026-01", "2026-02"]
    assert [one["name"] for one in chart_of(By.GENDER, {"female": 1, "male": 9})] == ["Male", "Female"]


@pytest.mark.parametrize("more", [0, 1, 2])
def test_more_cells_than_a_chart_holds_stand_together(more: int) -> None:
    cells: dict[str | None, int] = {f"112-{number:02}": 100 - number for number in range(MOST_BARS + more)}
    shown = chart_of(By.INDUSTRY, cells)
    assert len(shown) == MOST_BARS
    assert sum(one["count"] for one in shown) == sum(cells.values())
    assert (shown[-1]["name"] == f"{more + 1} others together") == (more > 0)


def test_a_code_that_nobody_named_is_shown_as_it_is() -> None:
    assert [one["name"] for one in chart_of(By.COUNTY, {"99999": 1})] == ["99999"]
    assert [one["name"] for one in chart_of(By.DETAIL, {"new": 2, "lecture": 1})] == ["new", "Lecture"]


def test_both_languages_say_the_same_things() -> None:
    zh, en = WORDS["zh-TW"], WORDS["en"]
    assert zh.by.keys() == en.by.keys() == {*By}
    assert zh.values.keys() == en.values.keys()
    assert all(zh.values.values())
    assert all(en.values.values())
