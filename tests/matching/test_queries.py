"""A word in a query that nobody reads is refused, not answered as though it had not been said."""

import httpx2 as httpx
from chassis.auth import OrgKind
from chassis.testing import Signer
from matching.endpoints import ROUTERS

from tests.factories.queries import heedless


async def test_no_route_takes_a_parameter_that_it_does_not_read(http: httpx.AsyncClient, signer: Signer) -> None:
    assert await heedless(http, signer, ROUTERS) == []


async def test_an_id_that_is_a_name_is_not_repeated_letter_by_letter(http: httpx.AsyncClient, signer: Signer) -> None:
    headers = signer.headers(OrgKind.UNIVERSITY, scopes=("youths:read",))
    answer = await http.get("/v1/youths/王小明", headers=headers)

    assert (answer.status_code, [letter for letter in "王小明" if letter in answer.text]) == (422, [])
