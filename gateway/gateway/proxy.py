"""The data path: bare ASGI, one pass over the headers, nothing buffered.

Route, verify, clean, forward, count. FastAPI is not on this path: it would cost more than the forwarding itself.
"""

import asyncio
import time
from collections.abc import Mapping

from chassis import problems, telemetry, tracing
from chassis.auth import TokenRefused
from chassis.db import is_transient, trouble
from chassis.domain import DomainError
from chassis.problems import CHASSIS_STATUS_OF, BodyTooLarge, StatusOf, Unavailable
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from gateway.headers import Incoming, relayed
from gateway.metering import Meter
from gateway.routes import Route, RouteTable
from gateway.state import Gateway
from gateway.upstreams import (
    ClientGone,
    HeaderUnreadable,
    Upstream,
    UpstreamBroken,
    UpstreamDown,
    UpstreamSlow,
)

CLIENT_GONE = 499
RETRY_AFTER = {502: "1", 503: "1", 504: "5"}


class UploadStalled(DomainError):
    """The client does not send the body it declared, or no more of it."""

    code = "upload-stalled"
    title_en = "The request body did not arrive in time"
    title_zh = "請求內容未於時限內送達"


class PathUnknown(DomainError):
    """No route has this path."""

    code = problems.PLAIN[404][0]
    title_en = problems.PLAIN[404][1]
    title_zh = problems.PLAIN[404][2]


class MethodUnknown(DomainError):
    """The path has routes, but none of this method."""

    code = problems.PLAIN[405][0]
    title_en = problems.PLAIN[405][1]
    title_zh = problems.PLAIN[405][2]


STATUS_OF: StatusOf = {
    **CHASSIS_STATUS_OF,
    HeaderUnreadable: 400,
    PathUnknown: 404,
    MethodUnknown: 405,
    UploadStalled: 408,
    ClientGone: CLIENT_GONE,
    UpstreamBroken: 502,
    UpstreamDown: 503,
    UpstreamSlow: 504,
}


class Exchange:
    """One request and its answer: counts what comes in, cleans and notes what goes out."""

    __slots__ = (
        "_receive",
        "_send",
        "finished",
        "gone",
        "limit",
        "received",
        "refusal",
        "request_id",
        "stall_seconds",
        "status",
        "whole",
    )

    def __init__(self, receive: Receive, send: Send, request_id: bytes, *, stall_seconds: float) -> None:
        self._receive = receive
        self._send = send
        self.request_id = request_id
        self.stall_seconds = stall_seconds
        self.limit = 0
        self.received = 0
        self.whole = False
        self.gone = False
        self.refusal: DomainError | None = None
        self.status = 0
        self.finished = False

    async def receive(self) -> Message:
        """The next piece of the request, counted; raises BodyTooLarge and UploadStalled."""
        if self.whole:
            # nothing but the client's leaving can come now
            message = await self._receive()
        else:
            try:
                async with asyncio.timeout(self.stall_seconds):
                    message = await self._receive()
            except TimeoutError:
                self.refusal = UploadStalled()
                raise self.refusal from None
        if message["type"] == "http.disconnect":
            self.gone = True
            return message
        self.whole = not message.get("more_body", False)
        self.received += len(message.get("body", b""))
        if self.received > self.limit:
            self.refusal = BodyTooLarge(allowed_bytes=self.limit)
            raise self.refusal
        return message

    async def send(self, message: Message) -> None:
        """Pass a piece of the answer on; a service in this process cannot answer a request that we have refused."""
        if message["type"] == "http.response.start":
            if self.refusal is not None:
                raise self.refusal
            self.status = message["status"]
            headers = relayed(message.get("headers", ()), self.request_id)
            message = {"type": "http.response.start", "status": self.status, "headers": headers}
        elif not message.get("more_body", False):
            self.finished = True
        await self._send(message)


class DataPath:
    """Forwards what the route table knows to the service it names."""

    def __init__(self, gateway: Gateway, upstreams: Mapping[str, Upstream], table: RouteTable) -> None:
        self._gateway = gateway
        self._verifier = gateway.verifier
        self._revocations = gateway.revocations
        self._upstreams = upstreams
        self._table = table
        self._max_body = gateway.settings.max_body_bytes
        self._stall_seconds = gateway.settings.upload_stall_seconds
        self._meter = Meter(gateway.metrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        started = time.perf_counter()
        incoming = Incoming(scope["headers"])
        caller = incoming.traceparent.decode("latin-1") if incoming.traceparent else None
        traceparent, span = tracing.begin(self._gateway.tracer, tracing.Kind.SERVER, caller)
        exchange = Exchange(receive, send, incoming.request_id, stall_seconds=self._stall_seconds)
        route_path, client_id = "unmatched", None
        try:
            route = self._route(scope)
            route_path = route.path
            client_id = await self._admit(incoming)
            exchange.limit = route.max_body_bytes or self._max_body
            declared = incoming.content_length
            if declared is not None and declared.isdigit() and int(declared) > exchange.limit:
                raise BodyTooLarge(allowed_bytes=exchange.limit)
            headers = incoming.kept
            headers.append((b"x-request-id", exchange.request_id))
            headers.append((b"traceparent", traceparent.encode()))
            forwarded = dict(scope)
            forwarded["headers"] = headers
            await self._forward(route, forwarded, exchange)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is answered or cut off
            await self._end(error, scope, exchange)
        finally:
            left = not exchange.status or (exchange.gone and not exchange.finished)
            status = CLIENT_GONE if left else exchange.status
            if span is not None:
                span.end(tracing.http_request(scope["method"], route_path, status))
            self._meter.note(
                method=scope["method"],
                route=route_path,
                status=status,
                seconds=time.perf_counter() - started,
                client_id=client_id,
                request_id=exchange.request_id,
            )

    def _route(self, scope: Scope) -> Route:
        by_method = self._table.find(scope["path"])
        if by_method is None:
            raise PathUnknown()
        route = by_method.get(scope["method"])
        if route is None:
            raise MethodUnknown(allowed=sorted(by_method))
        return route

    async def _admit(self, incoming: Incoming) -> str:
        if incoming.authorization is None:
            raise TokenRefused(reason="missing")
        principal = await self._verifier.principal_of(incoming.authorization.decode("latin-1"))
        await self._revocations.check(principal)
        return principal.client_id

    async def _forward(self, route: Route, scope: Scope, exchange: Exchange) -> None:
        upstream = self._upstreams.get(route.service)
        if upstream is None:
            raise UpstreamDown()
        silence = route.timeout_seconds or self._gateway.settings.upstream_timeout_seconds
        await upstream.forward(scope, exchange.receive, exchange.send, silence_seconds=silence)

    async def _end(self, error: Exception, scope: Scope, exchange: Exchange) -> None:
        """Answer an error as a problem; an answer that has begun stays incomplete: nobody shall take it for whole."""
        if exchange.gone or exchange.finished:
            return
        if exchange.status:
            telemetry.log.warning("an answer was cut off", extra={"error": type(error).__name__})
            return
        refusal, exchange.refusal = exchange.refusal or error, None
        await problem_of(refusal, scope)(scope, exchange.receive, exchange.send)


def problem_of(error: Exception, scope: Scope) -> Response:
    """The problem that answers an error."""
    given = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    language = given.decode("latin-1")
    if is_transient(error):
        telemetry.log.warning(trouble(error), extra={"error": type(error).__name__})
        error = Unavailable()
    if not isinstance(error, DomainError):
        telemetry.log.error("a request failed unexpectedly", exc_info=error)
        return problems.plain(500, accept_language=language)
    status = STATUS_OF[type(error)]
    response = problems.of_domain_error(error, status, accept_language=language)
    if status in RETRY_AFTER:
        response.headers["Retry-After"] = RETRY_AFTER[status]
    if isinstance(error, MethodUnknown):
        response.headers["Allow"] = ", ".join(error.details["allowed"])
    return response
