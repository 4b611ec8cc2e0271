"""The gateway's process: the data path in front, FastAPI for its own routes behind."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import chassis.app
import uvicorn
from chassis import roles, serve, telemetry
from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route as OwnRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway import page
from gateway.auth import Issuer, load_key
from gateway.documents import Documents
from gateway.endpoints import STATUS_OF, router
from gateway.models import METADATA, TABLES
from gateway.oauth import OAuthRefused, refusal
from gateway.proxy import DataPath
from gateway.routes import ROUTES, RouteTable
from gateway.settings import GatewaySettings
from gateway.state import Gateway
from gateway.upstreams import HttpUpstream, Upstream

PUBLIC = "/v1"
DOCUMENT = "/openapi.json"
METRICS = "/metrics"
PAGE_HEADERS = {
    "Link": f'<{DOCUMENT}>; rel="service-desc"',
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


def build_service(settings: GatewaySettings | None = None) -> Gateway:
    """The gateway, from the environment unless it is handed its settings. Raises KeyUnusable."""
    settings = settings or GatewaySettings()
    files = (settings.signing_key_file, *settings.also_trusted_key_files)
    issuer = Issuer(
        [load_key(file) for file in files],
        issuer=settings.token_issuer,
        audience=settings.token_audience,
        lifetime=timedelta(seconds=settings.token_lifetime_seconds),
    )
    return Gateway(
        name="gateway",
        title="閘道 Gateway: tokens and keys",
        settings=settings,
        metadata=METADATA,
        tables=TABLES,
        migrations=Path(__file__).parent / "migrations",
        verifier=issuer.verifier(),
        routers=[router],
        status_of=STATUS_OF,
        issuer=issuer,
    )


def http_upstreams(settings: GatewaySettings) -> Mapping[str, Upstream]:
    """The services that have an address."""
    return {
        service: HttpUpstream(
            url, connections=settings.upstream_connections, connect_seconds=settings.upstream_connect_seconds
        )
        for service, url in settings.upstream_urls().items()
        if url
    }


def create_app(
    gateway: Gateway,
    upstreams: Mapping[str, Upstream],
    table: RouteTable | None = None,
    *,
    health: uvicorn.Server | None = None,
) -> ASGIApp:
    """The gateway as one ASGI application: ``/v1`` is forwarded, everything else is its own.

    It closes the upstreams with itself, and serves ``health`` on its own port for as long as it lives. An application
    behind an InProcessUpstream is opened and closed by its maker.
    """
    table = table or RouteTable(ROUTES)
    own = chassis.app.create_app(gateway)
    own.add_exception_handler(OAuthRefused, _refused)
    # this port is everybody's: what the traffic looks like is for operators, at the health port
    own.router.routes[:] = [route for route in own.router.routes if getattr(route, "path", "") != METRICS]
    _add_documents(own, Documents(own.openapi, upstreams, table))
    _live_with(own, upstreams, health)
    forward = DataPath(gateway, upstreams, table)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PUBLIC):
            await forward(scope, receive, send)
        else:
            await own(scope, receive, send)

    return app


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, OAuthRefused)  # noqa: S101 - narrows the type for the checker only
    return refusal(error)


def _add_documents(own: FastAPI, documents: Documents) -> None:
    async def document(request: Request) -> Response:
        return JSONResponse(await documents.merged())

    async def docs(request: Request) -> Response:
        base_url = str(request.base_url).rstrip("/")
        return HTMLResponse(page.render(await documents.merged(), base_url=base_url), headers=PAGE_HEADERS)

    # before FastAPI's route for its own document alone: the first match answers
    own.router.routes[:0] = [OwnRoute(DOCUMENT, document), OwnRoute("/docs", docs)]


def _live_with(own: FastAPI, upstreams: Mapping[str, Upstream], health: uvicorn.Server | None) -> None:
    inner = own.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[Any]:
        serving = asyncio.create_task(health.serve()) if health else None
        try:
            async with inner(app) as state:
                yield state
        finally:
            if health and serving:
                health.should_exit = True
                await serving
            for upstream in upstreams.values():
                await upstream.close()

    own.router.lifespan_context = lifespan


def main() -> None:
    """Serve until told to stop."""
    settings = GatewaySettings()
    gateway = build_service(settings)
    telemetry.configure_logs(gateway.name, settings.log_level)
    app = create_app(gateway, http_upstreams(settings), health=roles.health_server(gateway, []))
    serve.run(app, host=settings.host, port=settings.port)


if __name__ == "__main__":
    main()
