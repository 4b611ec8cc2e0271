"""The services behind the gateway, each an ASGI application with a time-out: over HTTP, or in this process."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, Protocol
from urllib.parse import quote

import aiohttp
import orjson
from chassis.domain import DomainError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from yarl import URL

KEEP_ALIVE_SECONDS = 30.0
"""Less than the services' 75, so that it is we who drop an idle connection and no POST races its end."""
NOT_OURS_TO_ADD = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


class UpstreamDown(DomainError):
    """The service has no address or takes no connection: nothing was sent."""

    code = "upstream-unavailable"
    title_en = "The service behind this route is unavailable; try again"
    title_zh = "後端服務暫時無法使用，請稍後再試"


class UpstreamBroken(DomainError):
    """The service broke off before it answered; whether it did the work is not known."""

    code = "upstream-broken"
    title_en = "The service behind this route broke off"
    title_zh = "後端服務中斷連線"


class UpstreamSlow(DomainError):
    """The service stayed silent too long; whether it did the work is not known."""

    code = "upstream-timeout"
    title_en = "The service behind this route did not answer in time"
    title_zh = "後端服務逾時未回應"


class HeaderUnreadable(DomainError):
    """A header value is not UTF-8, or holds a control character."""

    code = "header-unreadable"
    title_en = "A header value is not plain UTF-8 text"
    title_zh = "標頭內容不是 UTF-8 文字"


class ClientGone(DomainError):
    """The client left before its request was complete; nobody is there to be told."""

    code = "client-gone"
    title_en = "The client left"
    title_zh = "用戶端已離線"


class Upstream(Protocol):
    """One service. Raises UpstreamDown, UpstreamBroken or UpstreamSlow, also when the answer has begun."""

    async def forward(self, scope: Scope, receive: Receive, send: Send, *, silence_seconds: float) -> None:
        """Carry one request over and its answer back, streaming both."""

    async def close(self) -> None:
        """Give back what is held."""


class HttpUpstream:
    """A service at an address, over one bounded pool of kept-alive connections."""

    def __init__(self, base_url: str, *, connections: int = 200, connect_seconds: float = 2.0) -> None:
        self._base = base_url.rstrip("/")
        self._connections = connections
        self._connect_seconds = connect_seconds
        self._session: aiohttp.ClientSession | None = None
        self._timeouts: dict[float, aiohttp.ClientTimeout] = {}

    async def forward(self, scope: Scope, receive: Receive, send: Send, *, silence_seconds: float) -> None:
        """Carry one request over and its answer back."""
        target = self._base + (scope.get("raw_path") or quote(scope["path"]).encode()).decode("ascii")
        if scope["query_string"]:
            target += "?" + scope["query_string"].decode("ascii")
        try:
            headers = [(name.decode(), value.decode()) for name, value in scope["headers"]]
        except UnicodeDecodeError:
            raise HeaderUnreadable() from None
        first = await receive()
        if first["type"] == "http.disconnect":
            raise ClientGone()
        uploaded = not first.get("more_body", False)
        try:
            response = await self._open().request(
                scope["method"],
                URL(target, encoded=True),
                headers=headers,
                data=(first.get("body") or None) if uploaded else _upload(first, receive),
                timeout=self._timeout(silence_seconds),
                allow_redirects=False,
            )
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            raise UpstreamDown() from error
        except TimeoutError as error:
            raise UpstreamSlow() from error
        except aiohttp.ClientError as error:
            raise UpstreamBroken() from error
        except ValueError:
            raise HeaderUnreadable() from None
        try:
            headers_back = [(name.lower(), value) for name, value in response.raw_headers]
            await send({"type": "http.response.start", "status": response.status, "headers": headers_back})
            await _download(response, receive if uploaded else None, send)
        except TimeoutError as error:
            raise UpstreamSlow() from error
        except aiohttp.ClientError as error:
            raise UpstreamBroken() from error
        finally:
            # not awaited, so no cancellation can come between: an answer read to its end has given its connection back
            # already, any other has its connection closed here
            if not response.closed:
                response.close()

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        # on first use: a connector belongs to the loop that runs when it is made
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=NOT_OURS_TO_ADD,
                auto_decompress=False,
            )
        return self._session

    def _timeout(self, silence_seconds: float) -> aiohttp.ClientTimeout:
        made = self._timeouts.get(silence_seconds)
        if made is None:
            made = aiohttp.ClientTimeout(total=None, connect=self._connect_seconds, sock_read=silence_seconds)
            self._timeouts[silence_seconds] = made
        return made


async def _upload(first: Message, receive: Receive) -> AsyncIterator[bytes]:
    message = first
    while True:
        if message["type"] == "http.disconnect":
            raise ClientGone()
        if message.get("body"):
            yield message["body"]
        if not message.get("more_body", False):
            return
        message = await receive()


async def _download(response: aiohttp.ClientResponse, receive: Receive | None, send: Send) -> None:
    content = response.content
    chunk = await content.readany()
    if content.at_eof():
        await send({"type": "http.response.body", "body": chunk, "more_body": False})
        return
    # a server swallows what is sent to a client that has left, so a long answer needs somebody who listens for that
    watch = asyncio.create_task(_until_gone(receive)) if receive else None
    if watch:
        watch.add_done_callback(lambda done: None if done.cancelled() else response.close())
    try:
        while chunk or not content.at_eof():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            chunk = await content.readany()
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        if watch:
            watch.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class InProcessUpstream:
    """A service in this process, called directly; whoever made the application opens and closes it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def forward(self, scope: Scope, receive: Receive, send: Send, *, silence_seconds: float) -> None:
        """Carry one request over and its answer back."""
        begun = finished = uploaded = False
        now = asyncio.get_running_loop().time

        async def ask() -> Message:
            nonlocal uploaded
            if uploaded or begun:
                return await receive()
            # waiting for the client's body is not the service's silence
            deadline.reschedule(None)
            message = await receive()
            uploaded = not message.get("more_body", False)
            if not begun:
                deadline.reschedule(now() + silence_seconds)
            return message

        async def answer(message: Message) -> None:
            nonlocal begun, finished
            if not begun:
                begun = True
                deadline.reschedule(None)
            finished = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        try:
            async with asyncio.timeout(silence_seconds) as deadline:
                await self._app(scope, ask, answer)
        except Exception as error:
            if isinstance(error, TimeoutError) and deadline.expired():
                raise UpstreamSlow() from error
            # Starlette raises again what it has answered with 500 and the service has logged
            if not finished:
                raise UpstreamBroken() from error

    async def close(self) -> None:
        """Nothing is held."""


async def fetch_json(upstream: Upstream, path: str, *, silence_seconds: float) -> dict[str, Any] | None:
    """A service's own JSON document, None when it cannot be had."""
    chunks: list[bytes] = []
    status = 0

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)
        chunks.append(message.get("body", b""))

    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"gateway")],
        "client": None,
        "server": None,
    }
    try:
        await upstream.forward(scope, receive, send, silence_seconds=silence_seconds)
        document: Mapping[str, Any] = orjson.loads(b"".join(chunks))
    except (DomainError, orjson.JSONDecodeError):
        return None
    return dict(document) if status == 200 else None
