"""Wait on a condition instead of sleeping: every wait has a deadline and says what it waited for."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable

LOOK_EVERY_SECONDS = 0.02
WITHIN_SECONDS = 60.0


async def eventually(
    condition: Callable[[], bool | Awaitable[bool]], what: str, *, within: float = WITHIN_SECONDS
) -> None:
    """Return once ``condition()`` is true; AssertionError naming ``what`` when it is not within ``within`` seconds."""
    deadline = time.monotonic() + within
    while True:
        held = condition()
        if await held if inspect.isawaitable(held) else held:
            return
        assert time.monotonic() < deadline, f"not within {within:.0f} s: {what}"
        await asyncio.sleep(LOOK_EVERY_SECONDS)
