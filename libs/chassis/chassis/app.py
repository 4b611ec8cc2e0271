"""The HTTP face of a service: health, problems, access log, telemetry and the OpenAPI document, wired once."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import migrate, problems, readings, telemetry, tracing
from chassis.collector import spare_the_collector
from chassis.edge import Requires
from chassis.service import Service


def create_app(service: Service) -> FastAPI:
    """The ASGI application of ``service``; its database is opened on first use and closed with the app."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        spare_the_collector()
        watching = asyncio.create_task(readings.watch_loop(service))
        async with accompanied(service):
            yield
        watching.cancel()
        await service.close()

    app = FastAPI(title=service.title, version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.service = service
    problems.install(app, service.status_of, people=service.people is not None)
    for router in service.routers:
        # the routes themselves: matching through an included router costs a third of FastAPI's share of a request
        app.router.routes.extend(router.routes)
    _add_operations(app, service)
    app.add_middleware(Telemetry, service=service)
    app.openapi = lambda: openapi(app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return app


@asynccontextmanager
async def accompanied(service: Service) -> AsyncIterator[None]:
    """Run the service's companions while the block runs."""
    tasks = [asyncio.create_task(companion(service)) for companion in service.companions]
    for task in tasks:
        task.add_done_callback(_say_why_it_ended)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _say_why_it_ended(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        telemetry.log.error("a companion of the requests ended on an error", exc_info=error)


def _add_operations(app: FastAPI, service: Service) -> None:
    @app.get("/livez", include_in_schema=False)
    async def live() -> Response:
        return JSONResponse({"status": "live"})

    @app.get("/readyz", include_in_schema=False)
    async def ready(request: Request) -> Response:
        return await readiness(service)

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return await readings.shown(service, stored=False)


async def readiness(service: Service) -> Response:
    """200 when the database answers and has at least the revision this build expects, else 503 with the reason."""
    try:
        async with service.database.reading() as connection:
            current = await migrate.current_revision(connection)
    except Exception as error:  # noqa: BLE001 - whatever it is, this process is not ready
        return JSONResponse({"status": "not ready", "reason": type(error).__name__}, status_code=503)
    expected = migrate.head_revision(service.migrations)
    if migrate.is_behind(service.migrations, current):
        return JSONResponse({"status": "not ready", "revision": current, "expected": expected}, status_code=503)
    return JSONResponse({"status": "ready", "revision": current})


def openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document with the scope of every route and the problem answers."""
    if app.openapi_schema:
        return app.openapi_schema
    document = get_openapi(title=app.title, version=app.version, openapi_version="3.1.0", routes=app.routes)
    components = document.setdefault("components", {})
    components["securitySchemes"] = {
        "oauth2": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}}}
    }
    components.setdefault("schemas", {})["Problem"] = problems.SCHEMA
    scopes = components["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"]
    # the service's own routers are asked: the application's routes are nested inside what included them
    service: Service = app.state.service
    for route in (route for router in service.routers for route in router.routes):
        if isinstance(route, APIRoute) and route.include_in_schema:
            for method in route.methods or ():
                operation = document["paths"][route.path_format][method.lower()]
                for scope in scopes_of(route):
                    scopes[scope] = scope
                    operation["security"] = [{"oauth2": [scope]}]
                problems.describe(operation)
                _show_nulls(operation, route)
    app.openapi_schema = document
    return document


def _show_nulls(operation: dict[str, Any], route: APIRoute) -> None:
    """Put the examples of answers back as written: FastAPI leaves null out of the document, and out of them too."""
    for status, answer in route.responses.items():
        for media_type, shown in answer.get("content", {}).items():
            operation["responses"][str(status)]["content"][media_type] |= shown


def scopes_of(route: APIRoute) -> list[str]:
    """The scopes a route asks for."""
    return [one.call.scope for one in route.dependant.dependencies if isinstance(one.call, Requires)]


class Telemetry:
    """Pure ASGI middleware: trace context, request id, one access line and the request metrics."""

    def __init__(self, app: ASGIApp, *, service: Service) -> None:
        self.app = app
        self.metrics = service.metrics
        self.tracer = service.tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        _, span = tracing.begin(self.tracer, tracing.Kind.SERVER, headers.get("traceparent"))
        request_id = headers.get("x-request-id", "")
        status = 500
        started = time.perf_counter()

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if request_id:
                    MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path_format", "unmatched")
            method = scope["method"]
            if span is not None:
                span.end(tracing.http_request(method, route, status))
            self.metrics.requests.labels(method, route, status).inc()
            self.metrics.request_seconds.labels(method, route).observe(seconds)
            telemetry.log.info(
                "request answered",
                extra={
                    "method": method,
                    "route": route,
                    "status": status,
                    "ms": round(seconds * 1000, 1),
                    "request_id": request_id,
                },
            )
