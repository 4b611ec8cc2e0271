"""Tokens: the keys that sign them, issuing and reading them, and which ones are refused before their end."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from chassis import telemetry
from chassis.auth import ALGORITHM, Principal, TokenRefused, TokenVerifier
from chassis.db import is_transient
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from gateway.repository import Client

CURVE = "P-256"
REFRESH_SECONDS = 20.0
"""A revocation elsewhere is seen within this and one query: well inside the promised minute."""
RETRY_SECONDS = 5.0
LOAD_TIMEOUT_SECONDS = 2.0
Lists = tuple[frozenset[str], frozenset[str]]
"""Revoked token ids and disabled client ids."""


class KeyUnusable(ValueError):
    """A key file does not hold an EC P-256 private key in PEM; the message names the file."""


def load_key(path: Path) -> ECKey:
    """The key of a PEM file, called by its thumbprint (RFC 7638). Raises KeyUnusable."""
    try:
        pem = path.read_bytes()
        # the bare key first: its thumbprint becomes the id that the JWKS and the tokens carry
        thumbprint = ECKey.import_key(pem).thumbprint()
        key = ECKey.import_key(pem, {"kid": thumbprint, "use": "sig", "alg": ALGORITHM})
    except (JoseError, ValueError, TypeError, OSError) as error:
        raise KeyUnusable(f"{path} does not hold an EC private key in PEM") from error
    if not key.is_private or key.curve_name != CURVE:
        raise KeyUnusable(f"{path} does not hold a {CURVE} private key")
    return key


@dataclass(frozen=True, slots=True)
class Issued:
    """What identifies a token that we signed."""

    jti: str
    client_id: str
    expires_at: datetime


class Issuer:
    """Signs tokens with the first key and publishes all of them, so that a key can be rotated without a refusal."""

    def __init__(self, keys: Sequence[ECKey], *, issuer: str, audience: str, lifetime: timedelta) -> None:
        self._signing = keys[0]
        self._keys = KeySet(list(keys))
        self.issuer = issuer
        self.audience = audience
        self.lifetime = lifetime

    def jwks(self) -> dict[str, Any]:
        """The public keys (RFC 7517)."""
        return dict(self._keys.as_dict(private=False))

    def verifier(self) -> TokenVerifier:
        """Verifies our own tokens without asking the network for our own keys."""

        async def fetch() -> dict[str, Any]:
            return self.jwks()

        return TokenVerifier(issuer=self.issuer, audience=self.audience, fetch_keys=fetch)

    def sign(self, client: Client, scopes: Sequence[str], *, now: datetime) -> str:
        """An access token (RFC 9068) for a client, good from ``now`` for the lifetime."""
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": client.client_id,
            "client_id": client.client_id,
            "org": client.org,
            "org_kind": client.org_kind.value,
            "scope": " ".join(scopes),
            "jti": secrets.token_urlsafe(16),
            "iat": int(now.timestamp()),
            "exp": int((now + self.lifetime).timestamp()),
        }
        if client.region is not None:
            claims["region"] = client.region
        header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": self._signing.kid}
        return jwt.encode(header, claims, self._signing, algorithms=[ALGORITHM])

    def read(self, token: str) -> Issued | None:
        """What a token of ours says of itself, ended or not; None when we did not sign it."""
        try:
            claims = jwt.decode(token, self._keys, algorithms=[ALGORITHM]).claims
            return Issued(claims["jti"], claims["client_id"], datetime.fromtimestamp(claims["exp"], UTC))
        except (JoseError, ValueError, KeyError, TypeError):
            return None


class Revocations:
    """Which tokens and clients are refused now.

    The database is asked again every twenty seconds, by the one request that finds the lists old; the others go on with
    them. A database that is away leaves the last lists in force: tokens are short-lived, and /readyz takes us out of
    service. Nothing is served before the lists were read once.
    """

    def __init__(
        self, load: Callable[[], Awaitable[Lists]], *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._load = load
        self._monotonic = monotonic
        self._fresh_until = float("-inf")
        self._loading = asyncio.Lock()
        self._known_changes = 0
        self._seen_changes = -1
        self._tokens: frozenset[str] = frozenset()
        self._clients: frozenset[str] = frozenset()

    async def check(self, principal: Principal) -> None:
        """Raise TokenRefused when the token was revoked or its client disabled."""
        if self._monotonic() >= self._fresh_until:
            await self._refresh()
        if principal.token_id in self._tokens or principal.client_id in self._clients:
            raise TokenRefused(reason="revoked")

    def changed(self) -> None:
        """This process has changed the lists: let nobody in before they are read again."""
        self._known_changes += 1
        self._fresh_until = float("-inf")

    async def _refresh(self) -> None:
        if self._loading.locked() and self._usable():
            return
        async with self._loading:
            while self._monotonic() >= self._fresh_until:
                # counted before the lists are read: a change that commits meanwhile makes them read again
                changes = self._known_changes
                try:
                    async with asyncio.timeout(LOAD_TIMEOUT_SECONDS):
                        self._tokens, self._clients = await self._load()
                except Exception as error:
                    if not self._usable() or not is_transient(error):
                        raise
                    telemetry.log.warning("the revocations could not be read", extra={"error": type(error).__name__})
                    self._fresh_until = self._monotonic() + RETRY_SECONDS
                    return
                self._seen_changes = changes
                if self._usable():
                    self._fresh_until = self._monotonic() + REFRESH_SECONDS

    def _usable(self) -> bool:
        return self._seen_changes == self._known_changes
