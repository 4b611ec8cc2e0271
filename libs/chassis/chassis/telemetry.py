"""Structured logs, the trace of the present request or event, and the metrics of a service."""

import json
import logging
import re
import secrets
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

import orjson
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

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
    """An exception and its causes by class and place, without their words: they may quote somebody's data."""
    lines: list[str] = []
    while error is not None:
        code = getattr(error, "sqlstate", None) or getattr(error, "code", None)
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}" + (f" ({code})" if code else ""))
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES_SHOWN:]
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
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


class Metrics:
    """The Prometheus metrics of one service, on a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "http_requests_total", "Requests by route template", ["method", "route", "status"], registry=self.registry
        )
        self.request_seconds = Histogram(
            "http_request_seconds", "Time to answer by route template", ["method", "route"], registry=self.registry
        )
        self.published = Counter("outbox_published_total", "Events acknowledged by the bus", registry=self.registry)
        self.oldest_unpublished = Gauge(
            "outbox_oldest_unpublished_seconds", "Age of the oldest unpublished event", registry=self.registry
        )
        self.blocked = Counter("outbox_blocked_total", "Events the bus refused for good", registry=self.registry)
        self.applied = Counter("inbox_applied_total", "Events applied", ["type"], registry=self.registry)
        self.duplicates = Counter("inbox_duplicates_total", "Events heard again", registry=self.registry)
        self.gaps = Counter("sequence_gap_total", "Jumps in an aggregate's sequence", registry=self.registry)
        self.parked = Counter("parked_total", "Events parked", ["reason"], registry=self.registry)
        self.dead_letters = Counter("dlt_total", "Messages that could not be decoded", registry=self.registry)
