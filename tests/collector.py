"""An OpenTelemetry collector on loopback: takes spans over OTLP/HTTP as the real one does, and shows them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chassis.service import Service
from chassis.tracing import tracer_of
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.gateway.echo import serving


@dataclass(frozen=True, slots=True)
class Seen:
    """A span as the collector got it; ids in hex, ``parent`` empty where it begins a trace."""

    service: str
    kind: str
    name: str
    trace: str
    span: str
    parent: str
    links: tuple[str, ...]
    attributes: dict[str, str | int]
    failed: bool


class Collector:
    """What arrived so far, and where to send it."""

    def __init__(self) -> None:
        self.address = ""
        self.spans: list[Seen] = []
        self.bodies: list[bytes] = []
        self.app = Starlette(routes=[Route("/v1/traces", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        self.bodies.append(body)
        self.spans += list(_spans(ExportTraceServiceRequest.FromString(body)))
        return Response(status_code=200, media_type="application/x-protobuf")

    def trace(self, *services: Service, ratio: float = 1.0) -> None:
        """Let services send their spans here."""
        for service in services:
            settings = service.settings.model_copy(update={"otlp_endpoint": self.address, "otlp_sample_ratio": ratio})
            service.tracer = tracer_of(service.name, settings)

    async def gather(self, *services: Service) -> list[Seen]:
        """Everything, when these services have sent their last span; they make none after this."""
        for service in services:
            assert service.tracer is not None
            await service.tracer.close()
            service.tracer = None
        return self.spans

    def one(self, service: str, kind: str, name: str) -> Seen:
        """The only span of that name."""
        [found] = [one for one in self.spans if (one.service, one.kind, one.name) == (service, kind, name)]
        return found


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    """A collector on a free port."""
    collector = Collector()
    async with serving(collector.app) as address:
        collector.address = address
        yield collector


def _spans(request: ExportTraceServiceRequest) -> Iterator[Seen]:
    for resource in request.resource_spans:
        names = {one.key: one.value.string_value for one in resource.resource.attributes}
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Seen(
                    service=names["service.name"],
                    kind=Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
                    name=span.name,
                    trace=span.trace_id.hex(),
                    span=span.span_id.hex(),
                    parent=span.parent_span_id.hex(),
                    links=tuple(link.span_id.hex() for link in span.links),
                    attributes={one.key: one.value.string_value or one.value.int_value for one in span.attributes},
                    failed=span.status.code == Status.STATUS_CODE_ERROR,
                )
