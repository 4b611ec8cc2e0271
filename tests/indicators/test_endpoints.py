"""The routes of the indicators service."""

import httpx2 as httpx
import pytest
from chassis.auth import OrgKind
from chassis.testing import Signer
from indicators.domain.contributions import Series


async def test_the_sdg_indicators_show_eighteen_achieved_and_two_not(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/v1/indicators", params={"framework": "t-sdgs"})).json()
    symbols = [indicator["achievement"]["symbol"] for indicator in answer["indicators"]]
    missed = [one["id"] for one in answer["indicators"] if one["achievement"]["symbol"] == "○"]
    assert (symbols.count("●"), symbols.count("○")) == (18, 2)
    assert missed == ["8.7.1", "8.7.2"]
    assert answer["achievement_counts"] == {"achieved": 18, "not_achieved": 2}
    assert sum(len(one["components"]) for one in answer["indicators"]) == 25


async def test_published_figures_keep_their_places(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/v1/indicators/8.7.1")).json()
    figures = {one["value_type"]: one["value"] for one in answer["components"][0]["observations"]}
    assert figures == {"base": "0.021", "target": "0.019", "actual": "0.022"}


async def test_the_youth_target_grows_by_a_thousand_a_year_from_eight_thousand(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/v1/indicators/youth-plan.assisted")).json()
    targets = {one["window"]: one["value"] for one in answer["components"][0]["observations"]}
    assert targets == {"ROC 112": "8000", "ROC 113": "9000", "ROC 114": "10000", "ROC 115": "11000"}
    assert answer["achievement"] == {"status": "not_available", "symbol": "–"}


async def test_an_unknown_indicator_is_a_problem_in_the_callers_language(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/indicators/9.9.9", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "indicator-unknown"
    assert answer.json()["title"] == "There is no indicator with this id"


async def test_an_unknown_series_names_those_that_exist(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/contributions/unheard-of")
    assert answer.status_code == 404
    assert answer.json()["series"] == "unheard-of"
    assert (await client.get("/v1/contributions/王小明")).json()["series"] == "?"
    assert answer.json()["allowed"] == sorted(Series)


async def test_an_unknown_framework_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/indicators", params={"framework": "mdgs"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["query"] == "framework"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/indicators",
        "/v1/indicators/8.6.2",
        "/v1/contributions",
        "/v1/contributions/published-vacancies",
        "/v1/contributions/published-vacancies/lineage",
    ],
)
async def test_every_route_asks_for_the_scope(client: httpx.AsyncClient, signer: Signer, path: str) -> None:
    without = signer.headers(OrgKind.PLANNING, scopes=["vacancies:read"])
    assert (await client.get(path, headers=without)).status_code == 403
    assert (await client.get(path, headers={"Authorization": ""})).status_code == 401
