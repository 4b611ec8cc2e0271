"""A small HTTP/1.1 load generator that runs as a process of its own: ``python -m bench.load`` with a Load on stdin.

Keep-alive connections, each with one request under way; bytes are prepared beforehand and hardly looked at when they
come back, so that the generator costs the machine little beside what it measures. It stops at the first answer that is
not the expected one: a wrong answer is quick, and a rate of wrong answers means nothing.
"""

import asyncio
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import cast

import uvloop

from bench.report import NotMeasured

UNIQUE = "@UNIQUE-NUMBER@@"
"""Replaced by as many hexadecimal digits that no other request has."""
SILENCE_SECONDS = 30.0
HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Load:
    """What to send: whole requests, sent in turn, ``connections`` at a time, for ``seconds`` after a warm-up."""

    port: int
    requests: Sequence[str]
    expected: int
    connections: int
    seconds: float
    warm_up_seconds: float = 0.5
    host: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one load saw: answers from the start, then rate and latencies (milliseconds) after the warm-up."""

    answers: int
    per_second: float
    p50_ms: float
    p99_ms: float


def request(method: str, path: str, *, token: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> str:
    """One whole request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", f"Authorization: Bearer {token}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines.append("Content-Type: application/json")
    if method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines) + "\r\n\r\n" + body.decode()


def put_on(load: Load) -> Measured:
    """Run a load in its own process; raises NotMeasured when an answer was not the expected one."""
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(command, input=json.dumps(asdict(load)), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NotMeasured(f"the load generator gave up: {done.stderr.strip()[-500:]}")
    return Measured(**json.loads(done.stdout))


class Generator:
    """One load under way."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.requests = _in_turn(load.requests)
        self.latencies: list[float] = []
        self.open = load.connections
        self.answers = 0
        self.counting_from = time.perf_counter() + load.warm_up_seconds
        self.until = self.counting_from + load.seconds
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> Measured:
        """Load, then sum up; raises NotMeasured."""
        loop = asyncio.get_running_loop()
        load = self.load
        for _ in range(load.connections):
            await loop.create_connection(lambda: Connection(self), load.host, load.port)
        try:
            async with asyncio.timeout(load.warm_up_seconds + load.seconds + SILENCE_SECONDS):
                await self.finished
        except TimeoutError:
            raise NotMeasured("the server stopped answering") from None
        if not self.latencies:
            raise NotMeasured("no answer came in time")
        ordered = sorted(self.latencies)
        return Measured(
            answers=self.answers,
            per_second=len(ordered) / load.seconds,
            p50_ms=1000 * ordered[len(ordered) // 2],
            p99_ms=1000 * ordered[len(ordered) * 99 // 100],
        )

    def leave(self) -> None:
        """A connection has ended in time; the last one ends the load."""
        self.open -= 1
        if not self.open and not self.finished.done():
            self.finished.set_result(None)

    def fail(self, why: str) -> None:
        """Give the whole load up."""
        if not self.finished.done():
            self.finished.set_exception(NotMeasured(why))


class Connection(asyncio.Protocol):
    """One kept-alive connection: the next request goes out when the answer to the last is whole."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._whole = 0
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class is not one by inheritance
        self._send()

    def data_received(self, data: bytes) -> None:
        """Collect an answer; note it when it is whole."""
        received = self._received + data if self._received else data
        if not self._whole:
            self._whole = self._length_of(received)
        if not self._whole or len(received) < self._whole:
            self._received = received
            return
        self._received, self._whole = b"", 0
        now = time.perf_counter()
        generator = self._generator
        generator.answers += 1
        if generator.counting_from <= now < generator.until:
            generator.latencies.append(now - self._sent_at)
        if now < generator.until:
            self._send()
        elif self._transport is not None:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end, or a server that closes what should stay open."""
        if time.perf_counter() < self._generator.until:
            self._generator.fail("the server closed a connection")
        self._generator.leave()

    def _send(self) -> None:
        assert self._transport is not None
        self._sent_at = time.perf_counter()
        self._transport.write(next(self._generator.requests))

    def _length_of(self, received: bytes) -> int:
        """How long the whole answer is, 0 while its head is not whole."""
        head_end = received.find(HEAD_END)
        if head_end < 0:
            return 0
        status = int(received[9:12])
        if status != self._generator.load.expected:
            self._generator.fail(f"status {status} instead of {self._generator.load.expected}: {received[-400:]!r}")
        head = received[:head_end].lower()
        at = head.find(LENGTH)
        if at < 0:
            self._generator.fail("an answer has no Content-Length")
            return 0
        return head_end + len(HEAD_END) + int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0])


def _in_turn(requests: Sequence[str]) -> Iterator[bytes]:
    prepared = [one.encode() for one in requests]
    mark, run = UNIQUE.encode(), secrets.token_hex(4)
    number = 0
    while True:
        for one in prepared:
            number += 1
            yield one.replace(mark, f"{run}{number:08x}".encode()) if mark in one else one


async def _run(load: Load) -> Measured:
    return await Generator(load).run()


def main() -> None:
    """Carry out the load described on standard input."""
    load = Load(**json.load(sys.stdin))
    try:
        measured = uvloop.run(_run(load))
    except (NotMeasured, OSError) as error:
        sys.exit(str(error))
    json.dump(asdict(measured), sys.stdout)


if __name__ == "__main__":
    main()
