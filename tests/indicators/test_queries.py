"""A word in a query that nobody reads is refused, not answered as though it had not been said."""

import httpx2 as httpx
from chassis.auth import OrgKind
from chassis.testing import Signer
from indicators.endpoints import ROUTERS

from tests.factories.queries import heedless


async def test_no_route_takes_a_parameter_that_it_does_not_read(client: httpx.AsyncClient, signer: Signer) -> None:
    assert await heedless(client, signer, ROUTERS) == []


async def test_a_list_may_be_said_word_by_word_and_nothing_else(client: httpx.AsyncClient, signer: Signer) -> None:
    headers = signer.headers(OrgKind.WORKFORCE_AGENCY, scopes=("indicators:read",))
    path = "/v1/contributions/published-vacancies"

    several = await client.get(f"{path}?by=county&by=industry", headers=headers)
    twice = await client.get(f"{path}?by=county&county=63000&county=64000", headers=headers)

    assert (several.status_code, twice.status_code, twice.json()["errors"][0]["query"]) == (200, 422, "county")
