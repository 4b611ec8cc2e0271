"""Structured logs, and the trace of the present request or event."""

import json
import logging
import re
import secrets
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

import orjson

log = logging.getLogger("youthlink")
FRAMES_SHOWN = 12
TRACEPARENT = re.compile(r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")
_traceparent: ContextVar[str | None] = ContextVar("traceparent", default=None)
_STANDARD = frozenset(logging.LogRecord("", 0, "", 0, "", None, None).__dict__) | {"message", "asctime", "taskName"}


def new_traceparent() -> str:
    """A fresh W3C trace context."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def enter_trace(traceparent: str | None) -> str:
    """Continue the caller's trace when it is well formed, else begin one; returns the one in force."""
    current = new_traceparent()
    if traceparent and TRACEPARENT.match(traceparent):
        # the same trace, a span of our own
        current = traceparent[:36] + current[36:52] + traceparent[52:]
    _traceparent.set(current)
    return current


def put_trace(traceparent: str) -> None:
    """Put a trace context in force as it is, for the rest of this task."""
    _traceparent.set(traceparent)


@contextmanager
def same_trace_after() -> Iterator[None]:
    """Whatever trace the block enters, the one in force before it is in force again after it."""
    token = _traceparent.set(_traceparent.get())
    try:
        yield
    finally:
        _traceparent.reset(token)


def traceparent() -> str | None:
    """The trace context in force."""
    return _traceparent.get()


def trace_id() -> str | None:
    """The id of the present trace."""
    current = _traceparent.get()
    return current[3:35] if current else None


class JsonFormatter(logging.Formatter):
    """One JSON object a line: a fixed sentence plus named ids."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Render one record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
            "trace_id": trace_id(),
        }
        line |= {name: value for name, value in record.__dict__.items() if name not in _STANDARD}
        if record.exc_info:
            line["exception"] = described(record.exc_info[1])
        try:
            return orjson.dumps(line, default=str).decode()
        except TypeError:
            # a lone surrogate or a huge number: rare, and no reason to lose the line
            return json.dumps(line, default=str)


def described(error: BaseException | None) -> list[str]:
    """An exception, what it groups and its causes by class and place, without their words: they may quote somebody's
    data.
    """
    lines: list[str] = []
    while error is not None:
        code = getattr(error, "sqlstate", None) or getattr(error, "code", None)
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}" + (f" ({code})" if code else ""))
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES_SHOWN:]
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        if isinstance(error, BaseExceptionGroup):
            lines += [f"| {line}" for one in error.exceptions for line in described(one)]
        error = error.__cause__ or error.__context__
    return lines


def configure_logs(service: str, level: str) -> None:
    """Write the process' logs as JSON lines to standard error."""
    # what no line shows need not be found out: the caller's place alone took half of an access line's time
    logging._srcfile = None  # the documented switch
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(service))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("kafka").setLevel(logging.WARNING)
    # what nobody caught, and what Python itself would print: one line each as well, and without the error's words
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda failed: _log_uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)


def _log_uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("an error was caught by nobody", exc_info=(kind, error or kind(), trace))
