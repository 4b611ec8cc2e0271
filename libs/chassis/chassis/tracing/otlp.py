"""Spans by the OpenTelemetry SDK, sent to a collector over OTLP/HTTP. Imported only where a collector is named."""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import Future

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)
from opentelemetry.trace import Span as SdkSpan

from chassis import telemetry
from chassis.tracing.work import ERROR_TYPE, Kind, Work

PATH = "/v1/traces"
SEND_SECONDS = 5.0
CLOSE_SECONDS = 8.0
"""How long an ending process waits for a collector; less than what a supervisor grants it."""


class OtlpSpan:
    """A span of the SDK under the names of ``chassis.tracing``."""

    __slots__ = ("_span",)

    def __init__(self, span: SdkSpan) -> None:
        self._span = span

    @property
    def traceparent(self) -> str:
        """The span's own W3C trace context; the last flag says whether it is sampled."""
        own = self._span.get_span_context()
        return f"00-{own.trace_id:032x}-{own.span_id:016x}-{own.trace_flags & TraceFlags.SAMPLED:02x}"

    def end(self, work: Work) -> None:
        """Stop the clock and say what it was."""
        span = self._span
        if span.is_recording():
            span.update_name(work.name)
            span.set_attributes(work.attributes)
            if work.error is not None:
                span.set_attribute(ERROR_TYPE, work.error)
                span.set_status(Status(StatusCode.ERROR))
        span.end()


class OtlpTracer:
    """One service's spans. Sending happens in a thread of its own; when a collector is away, spans are dropped."""

    def __init__(self, service: str, *, endpoint: str, sample_ratio: float) -> None:
        # a caller's decision is followed, so that a trace is whole or absent
        self._provider = TracerProvider(
            sampler=ParentBased(TraceIdRatioBased(sample_ratio)),
            resource=Resource.create({"service.name": service, "service.namespace": "youthlink"}),
            # a closed service has said its last; a process that ends otherwise does not wait for a collector
            shutdown_on_exit=False,
        )
        exporter = OTLPSpanExporter(endpoint=endpoint.rstrip("/") + PATH, timeout=SEND_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("youthlink.chassis")

    def start(
        self, kind: Kind, parent: str | None, *, links: Sequence[str] = (), started_ns: int | None = None
    ) -> OtlpSpan:
        """A span under ``parent``, or one that begins a trace where that is missing or malformed."""
        remote = _remote(parent)
        linked = [Link(context) for link in links if (context := _remote(link)) is not None]
        span = self._tracer.start_span(
            kind.value,
            context=None if remote is None else set_span_in_context(NonRecordingSpan(remote)),
            kind=SpanKind[kind.value],
            links=linked,
            start_time=started_ns,
        )
        return OtlpSpan(span)

    async def close(self) -> None:
        """Send what is left, within a bounded time; raises nothing."""
        ended: Future[None] = Future()

        def shut_down() -> None:
            self._provider.shutdown()
            ended.set_result(None)

        # a thread that may be left behind: a collector that is away must not keep the process alive
        threading.Thread(target=shut_down, name="last-spans", daemon=True).start()
        _, unfinished = await asyncio.wait([asyncio.wrap_future(ended)], timeout=CLOSE_SECONDS)
        if unfinished:
            telemetry.log.warning("the last spans could not be sent in time")


def _remote(traceparent: str | None) -> SpanContext | None:
    if traceparent is None or not telemetry.TRACEPARENT.match(traceparent):
        return None
    trace_id, span_id, flags = traceparent[3:35], traceparent[36:52], traceparent[53:55]
    context = SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16)))
    return context if context.is_valid else None
