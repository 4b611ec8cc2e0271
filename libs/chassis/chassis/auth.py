"""Who is calling: bearer tokens (ES256), the principal they name, and the scopes it holds."""

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.domain import DomainError

ALGORITHM = "ES256"
LOG = logging.getLogger("youthlink")
REMEMBER_SECONDS = 60
REMEMBER_TOKENS = 10_000
REFETCH_FLOOR_SECONDS = {True: 10.0, False: 1.0}
"""How long after the end of a fetch the next one may begin: one that got the keys, one that did not."""
KEY_FETCH_SECONDS = 5


class OrgKind(StrEnum):
    """What kind of organisation a client belongs to; it decides which rows it sees."""

    ASSOCIATION = "association"
    EMPLOYER = "employer"
    UNIVERSITY = "university"
    BRANCH = "branch"
    PUBLIC_EMPLOYMENT_OFFICE = "public_employment_office"
    WORKFORCE_AGENCY = "workforce_agency"
    FUNDING_AUTHORITY = "funding_authority"
    PROGRAMME_OFFICE = "programme_office"
    REVIEWER = "reviewer"
    MINISTRY_UNIT = "ministry_unit"
    PLANNING = "planning"
    MOBILE = "mobile"
    SYSTEM = "system"


class TokenRefused(DomainError):
    """The bearer token is missing, expired, forged, revoked or not meant for us."""

    code = "token-refused"
    title_en = "A valid bearer token is required"
    title_zh = "需要有效的存取權杖"


class KeysUnreachable(ConnectionError):
    """The issuer's keys could not be fetched, so nothing can be said about the token: transient, not a refusal."""


class ScopeMissing(DomainError):
    """The token is good but does not hold the scope that the route asks for."""

    code = "scope-missing"
    title_en = "The token does not hold the required scope"
    title_zh = "權杖未具備所需權限範圍"


class ActingPersonMissing(DomainError):
    """An officer's decision names no acting person."""

    code = "acting-person-missing"
    title_en = "The header Acting-Person is required for this decision"
    title_zh = "此決定須以 Acting-Person 標頭指明承辦人"


class ActingPersonInvalid(DomainError):
    """The acting person is not an id of the client's own: too long, not visible ASCII, or a national id number."""

    code = "acting-person-invalid"
    title_en = "Acting-Person must be the client's own id of a person: 1 to 64 visible ASCII characters, no national id"
    title_zh = "Acting-Person 須為介接機關自訂之人員代號（1 至 64 個可見 ASCII 字元），不得為身分證號"


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller as the token asserts it. ``region`` is a branch code; ``acting_person`` is asserted by the client.

    ``token_id`` names the token itself (``jti``), so that it can be revoked.
    """

    subject: str
    client_id: str
    org: str
    org_kind: OrgKind
    region: str | None = None
    scopes: frozenset[str] = frozenset()
    acting_person: str | None = None
    token_id: str | None = None

    KIND_SYSTEM: ClassVar[OrgKind] = OrgKind.SYSTEM

    @classmethod
    def system(cls, name: str) -> "Principal":
        """The platform itself: event handlers, commands and schedules."""
        return cls(subject=name, client_id=name, org="youthlink", org_kind=OrgKind.SYSTEM)

    def acting_as(self, person: str | None) -> "Principal":
        """The same principal with the acting person the client asserts."""
        return replace(self, acting_person=person) if person else self

    def require(self, scope: str) -> None:
        """Raise ScopeMissing unless the token holds ``scope``."""
        if scope not in self.scopes:
            raise ScopeMissing(scope=scope)

    def require_acting_person(self) -> str:
        """The acting person, or ActingPersonMissing."""
        if not self.acting_person:
            raise ActingPersonMissing()
        return self.acting_person


FetchKeys = Callable[[], Awaitable[dict[str, Any]]]


def http_keys(url: str) -> FetchKeys:
    """Fetch the key set from an address, as services do from the gateway or from another OpenID provider."""

    async def fetch() -> dict[str, Any]:
        timeout = aiohttp.ClientTimeout(total=KEY_FETCH_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            answer.raise_for_status()
            return dict(await answer.json(content_type=None))

    return fetch


class Claims(jwt.JWTClaimsRegistry):
    """The claims a token must hold. When it was issued is not judged: the issuer's clock may be ahead of ours."""

    def validate_iat(self, value: object) -> None:
        """Accept any moment."""


class TokenVerifier:
    """Verifies bearer tokens against a JWKS that is fetched when an unknown key id appears, ten seconds apart at least.

    A verified token is remembered by its hash until it expires, sixty seconds at most, so that the signature is not
    checked on every request and a revocation still takes effect within that minute.
    """

    def __init__(self, *, issuer: str, audience: str, fetch_keys: FetchKeys) -> None:
        self._fetch_keys = fetch_keys
        self._keys = KeySet([])
        self._ended_at = float("-inf")
        self._fetches = 0
        self._had = True
        self._fetching = asyncio.Lock()
        self._remembered: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()
        self._claims = Claims(
            leeway=0,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
            client_id={"essential": True},
            org={"essential": True},
            org_kind={"essential": True},
        )

    async def principal_of(self, authorization: str | None) -> Principal:
        """The principal named by an ``Authorization`` header; raises TokenRefused."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise TokenRefused(reason="missing")
        digest = hashlib.sha256(token.encode()).digest()
        now = time.time()
        remembered = self._remembered.get(digest)
        if remembered and now < remembered[0]:
            return remembered[1]
        principal, expires = await self._verify(token)
        self._remembered[digest] = (min(expires, now + REMEMBER_SECONDS), principal)
        while len(self._remembered) > REMEMBER_TOKENS:
            self._remembered.popitem(last=False)
        return principal

    def forget(self) -> None:
        """Check every token afresh from now on (a token or client was revoked in this process)."""
        self._remembered.clear()

    async def _verify(self, token: str) -> tuple[Principal, float]:
        for attempt in ("known keys", "fresh keys"):
            try:
                decoded = jwt.decode(token, self._keys, algorithms=[ALGORITHM])
                self._claims.validate(decoded.claims)
                return _principal(decoded.claims), float(decoded.claims["exp"])
            except (JoseError, ValueError, KeyError, TypeError) as error:
                if attempt == "fresh keys" or not await self._refetch():
                    raise TokenRefused(reason="invalid") from error
        raise TokenRefused(reason="invalid")

    async def _refetch(self) -> bool:
        """Whether the keys are fresher now than when we asked; one request fetches, the others share what it got."""
        asked = self._fetches
        async with self._fetching:
            if self._fetches == asked and time.monotonic() - self._ended_at >= REFETCH_FLOOR_SECONDS[self._had]:
                await self._fetch()
            if not self._had:
                raise KeysUnreachable("the key set could not be had")
            return self._fetches != asked

    async def _fetch(self) -> None:
        try:
            fetched = await self._fetch_keys()
            self._keys = KeySet.import_key_set(fetched)  # type: ignore[arg-type]  # a plain dict is what it takes
            self._had = True
        except (aiohttp.ClientError, TimeoutError, JoseError, ValueError, KeyError, TypeError) as error:
            LOG.warning("the key set could not be had", extra={"error": type(error).__name__})
            self._had = False
        finally:
            self._fetches += 1
            self._ended_at = time.monotonic()


def _principal(claims: dict[str, Any]) -> Principal:
    kind = OrgKind(claims["org_kind"])
    if kind is OrgKind.SYSTEM:
        raise ValueError("the platform itself, which sees everything, never gets a token")
    return Principal(
        subject=str(claims["sub"]),
        client_id=str(claims["client_id"]),
        org=str(claims["org"]),
        org_kind=kind,
        region=claims.get("region"),
        scopes=frozenset(str(claims.get("scope", "")).split()),
        token_id=claims.get("jti"),
    )
