"""Streaming both ways over real ports, and clients that leave."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import psutil
import pytest
from gateway.main import create_app
from gateway.state import Gateway
from gateway.upstreams import HttpUpstream
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.gateway.conftest import bearer
from tests.gateway.echo import CHUNK, TABLE, Echo, serving
from tests.waiting import eventually

CONNECTIONS = 4


@dataclass(slots=True)
class Busy:
    """Counts the requests inside an application."""

    app: ASGIApp
    inside: int = 0
    total: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.inside += 1
        self.total += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.inside -= 1

    async def idle_after(self, total: int) -> None:
        await eventually(lambda: self.total >= total and not self.inside, f"{total} requests have ended")


@dataclass(slots=True)
class Rig:
    """A gateway and a service on ports of their own."""

    address: str
    gateway: Busy
    service: Busy
    upstream: HttpUpstream
    session: aiohttp.ClientSession

    @property
    def host_and_port(self) -> tuple[str, int]:
        host, _, port = self.address.removeprefix("http://").partition(":")
        return host, int(port)


@pytest.fixture
async def rig(gateway: Gateway, echo: Echo) -> AsyncIterator[Rig]:
    service = Busy(echo.app)
    async with serving(service) as behind:
        upstream = HttpUpstream(behind, connections=CONNECTIONS, connect_seconds=5.0)
        front = Busy(create_app(gateway, {"echo": upstream}, TABLE))
        async with serving(front) as address, aiohttp.ClientSession() as session:
            yield Rig(address, front, service, upstream, session)
        await upstream.close()


async def test_the_first_piece_arrives_before_the_last_is_made(rig: Rig, echo: Echo, token: str) -> None:
    async with rig.session.get(f"{rig.address}/v1/stream", headers=bearer(token)) as answer:
        first = await answer.content.readany()
        echo.resume.set()
        rest = await answer.content.read()

    assert (first, rest) == (b"first", b"last")


async def test_an_upload_reaches_the_service_while_it_is_still_sent(rig: Rig, token: str) -> None:
    half_sent, begun = asyncio.Event(), asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"first"
        half_sent.set()
        await begun.wait()
        yield b"last"

    async def watch() -> None:
        await half_sent.wait()
        await eventually(lambda: rig.service.inside == 1, "the service has begun")
        begun.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(watch())
        async with rig.session.post(f"{rig.address}/v1/echo", data=body(), headers=bearer(token)) as answer:
            seen = await answer.json()

    assert seen["bytes"] == 9


async def test_a_long_answer_passes_in_bounded_memory(rig: Rig, token: str) -> None:
    wanted, memory = 200 * 1_048_576, psutil.Process().memory_info
    async with rig.session.get(f"{rig.address}/v1/endless", headers=bearer(token)) as answer:
        await answer.content.readexactly(len(CHUNK))
        before = most = memory().rss
        read = 0
        while read < wanted:
            read += len(await answer.content.readany())
            most = max(most, memory().rss)
        answer.close()
    await rig.gateway.idle_after(1)

    assert most - before < 50 * 1_048_576


async def test_an_answer_that_is_cut_off_reaches_the_client_as_incomplete(rig: Rig, token: str) -> None:
    async with rig.session.get(f"{rig.address}/v1/cut-off", headers=bearer(token)) as answer:
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()


async def test_a_service_may_answer_before_the_body_is_complete(rig: Rig, echo: Echo, token: str) -> None:
    never = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"first"
        await never.wait()

    async with rig.session.post(f"{rig.address}/v1/early", data=body(), headers=bearer(token)) as answer:
        assert answer.status == 409
    await rig.gateway.idle_after(1)

    await every_connection_is_free(rig, echo, token)


@pytest.mark.parametrize("path", ["/v1/echo", "/v1/endless"])
async def test_a_thousand_clients_that_leave_take_no_connection_with_them(
    rig: Rig, echo: Echo, token: str, path: str
) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode()

    async def come_and_go(stay_for_an_answer: bool) -> None:
        reader, writer = await asyncio.open_connection(*rig.host_and_port)
        writer.write(request)
        await writer.drain()
        if stay_for_an_answer:
            await reader.readline()
        writer.transport.abort()

    for _ in range(20):
        await asyncio.gather(*(come_and_go(number % 2 == 0) for number in range(50)))
    await rig.gateway.idle_after(rig.gateway.total)

    assert rig.gateway.total > 500
    await every_connection_is_free(rig, echo, token)


async def test_a_client_that_leaves_in_the_middle_of_its_body_takes_no_connection_with_it(
    rig: Rig, echo: Echo, token: str
) -> None:
    head = f"POST /v1/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: 1000\r\n\r\nhalf"
    for number in range(50):
        _, writer = await asyncio.open_connection(*rig.host_and_port)
        writer.write(head.encode())
        await eventually(lambda number=number: rig.gateway.total > number, "the request has begun")  # type: ignore[misc]
        writer.transport.abort()
    await rig.gateway.idle_after(50)

    await every_connection_is_free(rig, echo, token)


async def test_a_cancelled_request_gives_its_connection_back(
    rig: Rig, gateway: Gateway, token: str, echo: Echo
) -> None:
    app = create_app(gateway, {"echo": rig.upstream}, TABLE)
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": "/v1/stream",
        "raw_path": b"/v1/stream",
        "query_string": b"",
        "headers": [(b"authorization", f"Bearer {token}".encode())],
    }
    begun = asyncio.Event()
    messages: asyncio.Queue[dict[str, object]] = asyncio.Queue()

    async def send(message: object) -> None:
        begun.set()

    # in debug mode aiohttp complains of a response that was left to the garbage collector
    asyncio.get_running_loop().set_debug(True)
    for _ in range(2 * CONNECTIONS):
        messages.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        task = asyncio.ensure_future(app(scope, messages.get, send))
        await begun.wait()
        begun.clear()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    asyncio.get_running_loop().set_debug(False)

    await every_connection_is_free(rig, echo, token)


async def every_connection_is_free(rig: Rig, echo: Echo, token: str) -> None:
    """Hold as many requests at the service as the gateway has connections: one that leaked would be missing now."""
    echo.resume.clear()
    get = (rig.session.get(f"{rig.address}/v1/stream", headers=bearer(token)) for _ in range(CONNECTIONS))
    answers = await asyncio.gather(*get)
    assert [await answer.content.readany() for answer in answers] == [b"first"] * CONNECTIONS
    echo.resume.set()
    assert [await answer.read() for answer in answers] == [b"last"] * CONNECTIONS
