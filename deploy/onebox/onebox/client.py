"""A patient HTTP client for the demo's clients: it goes on through a process that is killed under it."""

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

PATIENCE_SECONDS = 120.0
AGAIN_SECONDS = 0.3
AGAIN_STATUSES = frozenset({502, 503, 504})
TOKEN_LIVES_SECONDS = 300.0


class StepFailed(Exception):
    """A step's result was not what it must be; the message names what was seen."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer: status, JSON body, ETag."""

    status: int
    body: dict[str, Any]
    etag: str | None


class Client:
    """Speaks for the demo's clients, patiently: connection errors and 503 are asked again under the same key."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base: str,
        clients: Mapping[str, Mapping[str, str]],
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._session = session
        self._patience = patience
        self._base = base
        self._clients = clients
        self._tokens: dict[str, tuple[float, str]] = {}

    async def token(self, kind: str) -> str:
        """A bearer token of the demo's client of that kind."""
        made_at, token = self._tokens.get(kind, (0.0, ""))
        if time.monotonic() - made_at < TOKEN_LIVES_SECONDS and token:
            return token
        known = self._clients.get(kind)
        if known is None:
            raise StepFailed(f"the demo has no client of kind {kind!r}; it has {', '.join(sorted(self._clients))}")
        basic = aiohttp.encode_basic_auth(known["client_id"], known["client_secret"])
        answer = await self._patiently(
            lambda: self._session.post(
                f"{self._base}/oauth/token",
                data={"grant_type": "client_credentials"},
                headers={"Authorization": basic},
            )
        )
        if answer.status != 200:
            raise StepFailed(f"no token for {kind}: {answer.status} {answer.body}")
        self._tokens[kind] = (time.monotonic(), str(answer.body["access_token"]))
        return self._tokens[kind][1]

    async def ask(
        self,
        kind: str,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        etag: str | None = None,
        acting: str | None = None,
        file: tuple[bytes, str] | None = None,
        wanted: tuple[int, ...] = (200, 201),
    ) -> Answer:
        """Send one request as ``kind``, with a JSON body or a file and its type, and check its status.

        Raises StepFailed.
        """
        headers = {"Authorization": f"Bearer {await self.token(kind)}", "Accept-Language": "en"}
        if method != "GET":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        if etag:
            headers["If-Match"] = etag
        if acting:
            headers["Acting-Person"] = acting
        sent: dict[str, Any] = {"json": body}
        if file:
            sent = {"data": file[0]}
            headers["Content-Type"] = file[1]
        answer = await self._patiently(
            lambda: self._session.request(method, self._base + path, headers=headers, **sent)
        )
        if answer.status not in wanted:
            raise StepFailed(f"{method} {path} answered {answer.status}: {json.dumps(answer.body, ensure_ascii=False)}")
        return answer

    async def _patiently(self, send: Callable[[], Any]) -> Answer:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                async with send() as response:
                    text = await response.text()
                    body = json.loads(text) if text else {}
                    busy = body.get("code") == "idempotency-key-busy"
                    if response.status not in AGAIN_STATUSES and not busy:
                        return Answer(response.status, body, response.headers.get("ETag"))
                    trouble = f"status {response.status}"
            except (aiohttp.ClientError, TimeoutError, json.JSONDecodeError) as error:
                trouble = type(error).__name__
            if time.monotonic() > deadline:
                raise StepFailed(f"the platform did not answer in {self._patience:.0f} s: {trouble}")
            await asyncio.sleep(AGAIN_SECONDS)
