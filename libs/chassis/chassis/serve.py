"""The api role: one uvicorn worker that drains on SIGTERM."""

from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from chassis import telemetry
from chassis.app import create_app
from chassis.service import Service

GRACE_SECONDS = 20


def serve(build: Callable[[], Service]) -> None:
    """Serve a service until it is told to stop."""
    service = build()
    settings = service.settings
    telemetry.configure_logs(service.name, settings.log_level)
    run(create_app(service), host=settings.host, port=settings.port)


def run(app: ASGIApp, *, host: str, port: int) -> None:
    """Run any ASGI application the way all our processes are run."""
    uvicorn.run(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=75,
    )
