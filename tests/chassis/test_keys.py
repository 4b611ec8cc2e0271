"""Fetching the issuer's keys: many ask at once, one fetches, all share what it got."""

import asyncio
from typing import Any

import pytest
from chassis.auth import KeysUnreachable, OrgKind, TokenRefused, TokenVerifier
from chassis.testing import AUDIENCE, ISSUER, Signer

from tests.waiting import eventually


class Slow:
    """A key server that answers when it is told to."""

    def __init__(self, signer: Signer, *, broken: bool = False) -> None:
        self._signer = signer
        self._broken = broken
        self.asked = 0
        self.answer = asyncio.Event()

    async def fetch(self) -> dict[str, Any]:
        self.asked += 1
        await self.answer.wait()
        if self._broken:
            raise TimeoutError
        return self._signer.jwks()


async def outcomes(server: Slow, token: str, callers: int) -> list[object]:
    verifier = TokenVerifier(issuer=ISSUER, audience=AUDIENCE, fetch_keys=server.fetch)
    first = asyncio.create_task(verifier.principal_of(f"Bearer {token}"))
    await eventually(lambda: server.asked == 1, "the first caller fetches")
    others = [asyncio.create_task(verifier.principal_of(f"Bearer {token}")) for _ in range(callers)]
    await asyncio.sleep(0)
    server.answer.set()
    return await asyncio.gather(first, *others, return_exceptions=True)


async def test_a_good_token_is_accepted_by_everybody_who_asked_during_the_fetch() -> None:
    signer = Signer()
    server = Slow(signer)
    found = await outcomes(server, signer.token(OrgKind.BRANCH), 5)
    assert [type(one).__name__ for one in found] == ["Principal"] * 6
    assert server.asked == 1


async def test_a_forged_token_is_refused_by_everybody_after_one_fetch() -> None:
    server = Slow(Signer())
    found = await outcomes(server, Signer("stranger").token(OrgKind.BRANCH), 5)
    assert all(isinstance(one, TokenRefused) for one in found)
    assert server.asked == 1


@pytest.mark.parametrize("callers", [0, 20])
async def test_a_key_server_that_fails_is_asked_once_for_all_who_wait(callers: int) -> None:
    signer = Signer()
    server = Slow(signer, broken=True)
    found = await outcomes(server, signer.token(OrgKind.BRANCH), callers)
    assert all(isinstance(one, KeysUnreachable) for one in found)
    assert server.asked == 1
