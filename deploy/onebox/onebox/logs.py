"""The one log of a platform in one process: each line names the service it speaks of."""

import logging
from collections.abc import Awaitable
from contextvars import ContextVar
from logging.handlers import RotatingFileHandler
from pathlib import Path

from chassis import telemetry
from starlette.types import ASGIApp, Receive, Scope, Send

LARGEST_BYTES = 20_000_000
OLD_KEPT = 4
_speaking: ContextVar[str] = ContextVar("speaking", default="onebox")


class _Label(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.service = _speaking.get()
        return True


def log_to(file: Path) -> None:
    """Write this process' log lines to a file that is begun anew at 20 MB; four old ones are kept."""
    handler = RotatingFileHandler(file, maxBytes=LARGEST_BYTES, backupCount=OLD_KEPT, encoding="utf-8")
    handler.setFormatter(telemetry.JsonFormatter("onebox"))
    handler.addFilter(_Label())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def labelled(name: str, app: ASGIApp) -> ASGIApp:
    """``app``, whose log lines name it."""

    async def speak(scope: Scope, receive: Receive, send: Send) -> None:
        before = _speaking.set(name)
        try:
            await app(scope, receive, send)
        finally:
            _speaking.reset(before)

    return speak


async def speak_as(name: str, work: Awaitable[object]) -> None:
    """Do a task's work under a name of its own; the relay of one service also carries what others hear of it."""
    _speaking.set(name)
    await work
