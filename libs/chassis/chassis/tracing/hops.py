"""How work enters a trace, with or without a span; knows nothing of the SDK."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from chassis import telemetry
from chassis.settings import ServiceSettings
from chassis.tracing.work import Kind, Work


class Span(Protocol):
    """One piece of work that is being timed; ``traceparent`` is what its children continue."""

    @property
    def traceparent(self) -> str:
        """The span's own W3C trace context."""
        ...

    def end(self, work: Work) -> None:
        """Stop the clock and say what it was."""
        ...


class Tracer(Protocol):
    """Makes spans and sends the ended ones away, in the background and without ever keeping work waiting."""

    def start(
        self, kind: Kind, parent: str | None, *, links: Sequence[str] = (), started_ns: int | None = None
    ) -> Span:
        """A span under ``parent``, or one that begins a trace where that is missing or malformed."""
        ...

    async def close(self) -> None:
        """Send what is left, within a bounded time; raises nothing."""
        ...


def tracer_of(service: str, settings: ServiceSettings) -> Tracer | None:
    """The tracer that the settings ask for, None where no collector is named."""
    if not settings.otlp_endpoint:
        return None
    # imported here so that a process without a collector neither loads nor needs the SDK
    from chassis.tracing.otlp import OtlpTracer

    return OtlpTracer(service, endpoint=settings.otlp_endpoint, sample_ratio=settings.otlp_sample_ratio)


def begin(tracer: Tracer | None, kind: Kind, parent: str | None) -> tuple[str, Span | None]:
    """Enter the caller's trace for the rest of this task; returns this hop's traceparent, and the span to be ended."""
    if tracer is None:
        return telemetry.enter_trace(parent), None
    span = tracer.start(kind, parent)
    telemetry.put_trace(span.traceparent)
    return span.traceparent, span


@contextmanager
def hop(tracer: Tracer | None, work: Work, parent: str | None, *, links: Sequence[str] = ()) -> Iterator[str]:
    """Do a piece of work within a trace and leave the trace again; yields the hop's own traceparent."""
    with telemetry.same_trace_after():
        if tracer is None:
            yield telemetry.enter_trace(parent)
            return
        span = tracer.start(work.kind, parent, links=links)
        telemetry.put_trace(span.traceparent)
        error: str | None = None
        try:
            yield span.traceparent
        except BaseException as failure:
            error = type(failure).__name__
            raise
        finally:
            span.end(Work(work.kind, work.name, work.attributes, error))
