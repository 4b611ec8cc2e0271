"""A body that was declared and does not arrive is the client's fault, and ends in time: 408."""

import asyncio

import pytest
from gateway.main import create_app
from gateway.state import Gateway
from gateway.upstreams import Upstream

from tests.gateway.echo import TABLE, serving


@pytest.mark.parametrize("sent", ["", "half"], ids=["not a byte", "half of it"])
@pytest.mark.parametrize("silence_seconds", [30.0, 0.05], ids=["a patient route", "a hasty route"])
@pytest.mark.parametrize(
    "framing", ["Content-Length: 1000\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\n"], ids=["length", "chunked"]
)
async def test_a_declared_body_that_does_not_arrive_is_answered_408(
    gateway: Gateway, upstream: Upstream, token: str, sent: str, silence_seconds: float, framing: str
) -> None:
    changed = {"upload_stall_seconds": 0.2, "upstream_timeout_seconds": silence_seconds}
    gateway.settings = gateway.settings.model_copy(update=changed)
    chunk = f"{len(sent):x}\r\n{sent}\r\n" if sent and "chunked" in framing else ""
    head = f"POST /v1/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n"

    async with serving(create_app(gateway, {"echo": upstream}, TABLE)) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write((head + framing.format(sent) + chunk).encode())
        answer = await reader.read()
        writer.close()

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"upload-stalled"' in answer
