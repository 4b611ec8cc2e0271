"""Traces as they are shown: spans sent to a collector where settings name one, and nothing but a name where not.

The trace context itself is carried either way (``chassis.telemetry``): stored events keep it, log lines show it. A
process without a collector never imports the OpenTelemetry SDK; what it pays for a hop is one comparison with None.
"""

from chassis.tracing.hops import Span, Tracer, begin, hop, tracer_of
from chassis.tracing.work import Kind, Work, handling, http_request, job_chunk, publishing

__all__ = (
    "Kind",
    "Span",
    "Tracer",
    "Work",
    "begin",
    "handling",
    "hop",
    "http_request",
    "job_chunk",
    "publishing",
    "tracer_of",
)
