"""Young people to test with, and callers who speak HTTP."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2 as httpx
from chassis.auth import OrgKind
from chassis.testing import Signer

SCOPES = (
    "youths:read",
    "youths:write",
    "youths:decide",
    "youths:erase",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """A client of one organisation; every call returns the bare answer."""

    http: httpx.AsyncClient
    signer: Signer
    kind: OrgKind
    org: str = "org-1"
    region: str | None = None
    scopes: tuple[str, ...] = SCOPES

    def headers(self, *, key: bool = False, etag: str | None = None, **more: str) -> dict[str, str]:
        """The token, a fresh idempotency key, the condition, and more headers (``acting_person=…``)."""
        sent = self.signer.headers(self.kind, org=self.org, region=self.region, scopes=self.scopes)
        if key:
            sent["Idempotency-Key"] = str(uuid4())
        if etag is not None:
            sent["If-Match"] = etag
        return sent | {name.replace("_", "-"): value for name, value in more.items()}

    async def get(self, path: str, **parameters: Any) -> httpx.Response:
        """Read."""
        return await self.http.get(path, headers=self.headers(), params=parameters)

    async def post(
        self, path: str, body: Any = None, *, etag: str | None = None, key: bool = True, **more: str
    ) -> httpx.Response:
        """Any POST, keyed unless told otherwise."""
        return await self.http.post(path, json=body, headers=self.headers(key=key, etag=etag, **more))

    async def patch(self, path: str, body: Any, *, etag: str | None = "*", **more: str) -> httpx.Response:
        """A correction."""
        return await self.http.patch(path, json=body, headers=self.headers(key=False, etag=etag, **more))
