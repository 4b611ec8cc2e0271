"""A word in a query that nobody reads is refused, not answered as though it had not been said."""

from dataclasses import replace

import httpx2 as httpx
from chassis.auth import OrgKind
from chassis.echoes import MOST
from chassis.testing import Signer
from vacancy.endpoints import ROUTERS

from tests.factories.queries import heedless
from tests.factories.vacancy import Caller
from tests.vacancy.conftest import Anyone


async def test_no_route_takes_a_parameter_that_it_does_not_read(http: httpx.AsyncClient, signer: Signer) -> None:
    assert await heedless(http, signer, ROUTERS) == []


async def test_what_is_read_is_named_and_what_may_be_a_number_is_not(agency: Caller) -> None:
    answer = await agency.get("/v1/partner-health", **{"0912345678": "1", "limit": "5", "page": "2"})

    allowed = ["cursor", "limit"]
    told = [(one["query"], one["code"], one["allowed"]) for one in answer.json()["errors"]]
    assert answer.status_code == 422
    assert told == [("?", "extra_forbidden", allowed), ("page", "extra_forbidden", allowed)]
    assert "0912345678" not in answer.text


async def test_a_word_that_is_said_twice_is_refused_for_one_of_the_two_would_be_dropped(agency: Caller) -> None:
    answer = await agency.http.get("/v1/vacancies?state=published&limit=1&state=filled", headers=agency.headers())

    told = [(one["query"], one["code"]) for one in answer.json()["errors"]]
    assert (answer.status_code, told) == (422, [("state", "said_twice")])


async def test_thousands_of_words_are_not_all_named(agency: Caller) -> None:
    answer = await agency.get("/v1/partner-health", **{f"word-{n}": "1" for n in range(2_000)})

    assert (answer.status_code, len(answer.json()["errors"])) == (422, MOST)


async def test_who_may_not_ask_at_all_is_told_that_first(anyone: Anyone) -> None:
    narrow = replace(anyone(OrgKind.WORKFORCE_AGENCY), scopes=())

    answer = await narrow.get("/v1/partner-health", page="2")

    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")


async def test_headers_are_nobodys_parameters(agency: Caller) -> None:
    traced = agency.headers(traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", tracestate="a=1")

    answer = await agency.http.get("/v1/partner-health", headers=traced | {"X-Request-Id": "r-1"})

    assert answer.status_code == 200
