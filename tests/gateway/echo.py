"""A small service to stand behind the gateway, and a real port to put it on."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from gateway.routes import Route, RouteTable
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route as Path
from starlette.types import ASGIApp

CHUNK = b"x" * 65_536
TABLE = RouteTable(
    [
        Route("echo", "/v1/echo", frozenset({"GET", "POST", "PUT"})),
        Route("echo", "/v1/echo/{name}", frozenset({"GET"})),
        Route("echo", "/v1/small", frozenset({"POST"}), max_body_bytes=100),
        Route("echo", "/v1/slow", frozenset({"GET"}), timeout_seconds=0.2),
        Route("echo", "/v1/stream", frozenset({"GET"})),
        Route("echo", "/v1/endless", frozenset({"GET"})),
        Route("echo", "/v1/broken", frozenset({"GET"})),
        Route("echo", "/v1/cut-off", frozenset({"GET"})),
        Route("echo", "/v1/early", frozenset({"POST"})),
        Route("absent", "/v1/absent", frozenset({"GET"})),
    ]
)


class Echo:
    """The service's application, with a hand on what it does next."""

    def __init__(self) -> None:
        self.resume = asyncio.Event()
        self.calls = 0
        self.app = Starlette(
            routes=[
                Path("/v1/echo", self._echo, methods=["GET", "POST", "PUT"]),
                Path("/v1/echo/{name}", self._echo),
                Path("/v1/small", self._echo, methods=["POST"]),
                Path("/v1/slow", self._slow),
                Path("/v1/stream", self._stream),
                Path("/v1/endless", self._endless),
                Path("/v1/broken", self._broken),
                Path("/v1/cut-off", self._cut_off),
                Path("/v1/early", self._early, methods=["POST"]),
                Path("/openapi.json", self._document),
            ]
        )

    async def _echo(self, request: Request) -> Response:
        self.calls += 1
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
        seen = {
            "method": request.method,
            "raw_path": request.scope["raw_path"].decode(),
            "query": request.url.query,
            "headers": [[name.decode(), value.decode("latin-1")] for name, value in request.scope["headers"]],
            "bytes": size,
        }
        status = int(request.query_params.get("status", 200))
        headers = {"ETag": '"7"', "Location": "/v1/echo/7", "X-Hop": "1", "Connection": "x-hop", "X-Request-Id": "mine"}
        return JSONResponse(seen, status_code=status, headers=headers)

    async def _slow(self, request: Request) -> Response:
        await self.resume.wait()
        return Response("late")

    async def _stream(self, request: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"first"
            await self.resume.wait()
            yield b"last"

        return StreamingResponse(pieces())

    async def _endless(self, request: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            while True:
                yield CHUNK
                # a server that takes the pieces at once would otherwise never hear that the client has left
                await asyncio.sleep(0)

        return StreamingResponse(pieces())

    async def _broken(self, request: Request) -> Response:
        raise ZeroDivisionError

    async def _cut_off(self, request: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"first"
            raise ZeroDivisionError

        return StreamingResponse(pieces(), headers={"Content-Length": "100"})

    async def _early(self, request: Request) -> Response:
        return Response(status_code=409)

    async def _document(self, request: Request) -> Response:
        operation = {"summary": "Echo", "responses": {"200": {"description": "What was sent"}}}
        hidden = {"summary": "Not routed", "responses": {"200": {"description": "Never shown"}}}
        paths = {"/v1/echo": {"get": operation}, "/internal": {"get": hidden}}
        return JSONResponse({"openapi": "3.1.0", "info": {"title": "Echo", "version": "1"}, "paths": paths})


class Server(uvicorn.Server):
    """A server that leaves the signals of the test run alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """``app`` on a free port of this machine, in the loop of the test; yields its address."""
    config = uvicorn.Config(app, port=0, http="httptools", log_config=None, access_log=False, lifespan="off")
    server = Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    ticking = asyncio.create_task(server.main_loop())
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        await ticking
        await server.shutdown()
