"""What an api process does beside answering runs from its start to its end."""

import asyncio
import logging

import pytest
from chassis.app import accompanied
from chassis.service import Service

from tests.chassis.toy import Keeper


async def test_a_companion_runs_while_the_app_does_and_ends_with_it(toy: Keeper) -> None:
    seen: list[str] = []
    begun = asyncio.Event()

    async def companion(service: Service) -> None:
        seen.append(service.name)
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("ended")

    toy.service.companions = (companion,)
    async with accompanied(toy.service):
        await begun.wait()
        assert seen == [toy.service.name]

    assert seen == [toy.service.name, "ended"]


async def test_a_companion_that_ends_on_an_error_says_so_and_stops_nobody(
    toy: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks(service: Service) -> None:
        raise RuntimeError("out of step")

    toy.service.companions = (breaks,)
    with caplog.at_level(logging.ERROR, logger="youthlink"):
        async with accompanied(toy.service):
            await asyncio.sleep(0)
            await asyncio.sleep(0)

    assert "a companion of the requests ended on an error" in caplog.text
