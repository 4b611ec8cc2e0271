"""A word in a query that nobody reads is refused, not answered as though it had not been said."""

import httpx2 as httpx
from chassis.testing import Signer
from training.endpoints import ROUTERS

from tests.factories.queries import heedless


async def test_no_route_takes_a_parameter_that_it_does_not_read(http: httpx.AsyncClient, signer: Signer) -> None:
    assert await heedless(http, signer, ROUTERS) == []
