"""Who is let in: good, expired, forged, revoked and misdirected tokens, and clients that were disabled."""

import base64
import hmac
import json
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest
from chassis.auth import OrgKind, Principal, TokenRefused
from chassis.testing import Signer
from gateway.auth import Revocations, load_key
from gateway.clients.administration import disable_client
from gateway.main import build_service, create_app
from gateway.state import Gateway
from gateway.upstreams import InProcessUpstream, Upstream
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy.exc import OperationalError

from tests.gateway.conftest import Ticks, a_token, ask, bearer, client_of, register
from tests.gateway.echo import TABLE, Echo

CLAIMS: dict[str, Any] = {
    "iss": "https://youthlink.example",
    "aud": "youthlink",
    "sub": "tku",
    "client_id": "tku",
    "org": "tku",
    "org_kind": "university",
    "scope": "indicators:read",
    "jti": "one",
}


def signed(key: ECKey, **changed: object) -> str:
    """A token as the gateway would sign it, but for what is changed; None leaves a claim out."""
    now = int(time.time())
    claims = {**CLAIMS, "iat": now, "exp": now + 600, **changed}
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key, algorithms=["ES256"])


def written_by_hand(header: dict[str, object], secret: bytes | None = None) -> str:
    """A token as an attacker writes it: without a signature, or with HMAC by ``secret``."""
    claims = {**CLAIMS, "exp": int(time.time()) + 600}
    message = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    signature = b"" if secret is None else hmac.digest(secret, message.encode(), "sha256")
    return f"{message}.{encoded(signature)}"


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@pytest.fixture
def upstream(echo: Echo) -> Upstream:
    """One way is enough here: who is refused never gets as far."""
    return InProcessUpstream(echo.app)


@pytest.fixture
def key(key_file: Path) -> ECKey:
    return load_key(key_file)


async def test_a_good_token_is_let_in(client: httpx2.AsyncClient, token: str) -> None:
    assert (await client.get("/v1/echo", headers=bearer(token))).status_code == 200


async def refused(client: httpx2.AsyncClient, echo: Echo, headers: dict[str, str]) -> None:
    """Assert that a request is answered 401 and never reaches the service."""
    answer = await client.get("/v1/echo", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "token-refused"
    assert answer.headers["x-request-id"]
    assert echo.calls == 0


@pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer ", "Basic dGt1Ong=", "Bearer nonsense", "Bearer a.b.c"])
async def test_a_request_without_a_token_is_refused(client: httpx2.AsyncClient, echo: Echo, value: str | None) -> None:
    await refused(client, echo, {} if value is None else {"Authorization": value})


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": int(time.time()) - 1},
        {"exp": None},
        {"aud": "another"},
        {"aud": None},
        {"iss": "https://elsewhere.example"},
        {"client_id": None},
        {"org_kind": "nobody"},
    ],
)
async def test_a_token_that_is_not_for_us_or_has_ended_is_refused(
    client: httpx2.AsyncClient, echo: Echo, key: ECKey, changed: dict[str, object]
) -> None:
    await refused(client, echo, bearer(signed(key, **changed)))


async def test_a_token_signed_by_another_key_of_our_keys_name_is_refused(
    client: httpx2.AsyncClient, echo: Echo, key: ECKey
) -> None:
    other = ECKey.generate_key("P-256", {"kid": str(key.kid)}, private=True)

    await refused(client, echo, bearer(signed(other)))
    await refused(client, echo, bearer(Signer().token(OrgKind.UNIVERSITY)))


async def test_a_token_with_alg_none_is_refused(client: httpx2.AsyncClient, echo: Echo, key: ECKey) -> None:
    await refused(client, echo, bearer(written_by_hand({"alg": "none"})))
    await refused(client, echo, bearer(written_by_hand({"alg": "none", "kid": key.kid})))


async def test_a_token_signed_with_the_public_key_as_a_shared_secret_is_refused(
    client: httpx2.AsyncClient, echo: Echo, key: ECKey
) -> None:
    for public in (key.as_pem(private=False), json.dumps(key.as_dict(private=False)).encode()):
        forged = written_by_hand({"alg": "HS256", "kid": key.kid}, secret=public)
        await refused(client, echo, bearer(forged))


async def test_a_changed_claim_breaks_the_signature(client: httpx2.AsyncClient, echo: Echo, token: str) -> None:
    header, claims, signature = token.split(".")
    opened = json.loads(base64.urlsafe_b64decode(claims + "=="))
    opened["org_kind"] = "workforce_agency"
    forged = encoded(json.dumps(opened).encode())

    await refused(client, echo, bearer(".".join((header, forged, signature))))


async def test_a_revoked_token_is_refused_at_once(client: httpx2.AsyncClient, echo: Echo, gateway: Gateway) -> None:
    secret = await register(gateway)
    tokens = [(await ask(client, "tku", secret)).json()["access_token"] for _ in range(2)]
    assert (await client.get("/v1/echo", headers=bearer(tokens[0]))).status_code == 200
    echo.calls = 0

    assert (await client.post("/oauth/revoke", data={"token": tokens[0]}, auth=("tku", secret))).status_code == 200

    await refused(client, echo, bearer(tokens[0]))
    assert (await client.get("/v1/echo", headers=bearer(tokens[1]))).status_code == 200


async def test_a_revoked_token_is_refused_by_another_gateway_within_a_minute(
    client: httpx2.AsyncClient, gateway: Gateway
) -> None:
    ticks = Ticks()
    other = build_service(gateway.settings)
    other.revocations = Revocations(other.read_lists, monotonic=ticks)
    secret = await register(gateway)
    token = (await ask(client, "tku", secret)).json()["access_token"]
    async with client_of(create_app(other, {}, TABLE)) as elsewhere:
        assert (await elsewhere.get("/v1/absent", headers=bearer(token))).status_code == 503

        await client.post("/oauth/revoke", data={"token": token}, auth=("tku", secret))
        ticks.now = 60.0

        assert (await elsewhere.get("/v1/absent", headers=bearer(token))).status_code == 401
    await other.database.close()


async def test_disabling_a_client_ends_its_live_tokens_within_a_minute(gateway: Gateway) -> None:
    ticks = Ticks()
    gateway.revocations = Revocations(gateway.read_lists, monotonic=ticks)
    token = await a_token(gateway)
    async with client_of(create_app(gateway, {}, TABLE)) as client:
        assert (await client.get("/v1/absent", headers=bearer(token))).status_code == 503
        async with gateway.database.transaction() as connection:
            await disable_client(gateway.begin(connection, gateway.system), client_id="tku")

        ticks.now = 60.0

        assert (await client.get("/v1/absent", headers=bearer(token))).status_code == 401


async def test_while_the_database_is_away_the_last_known_revocations_hold() -> None:
    ticks, away = Ticks(), False

    async def load() -> tuple[frozenset[str], frozenset[str]]:
        if away:
            raise OperationalError("SELECT", {}, ConnectionResetError())
        return frozenset({"revoked"}), frozenset()

    revocations = Revocations(load, monotonic=ticks)
    good = Principal("tku", "tku", "tku", OrgKind.UNIVERSITY, token_id="good")
    bad = Principal("tku", "tku", "tku", OrgKind.UNIVERSITY, token_id="revoked")
    await revocations.check(good)
    away, ticks.now = True, 60.0

    await revocations.check(good)
    with pytest.raises(TokenRefused):
        await revocations.check(bad)


async def test_nobody_is_let_in_before_the_revocations_were_read_once(gateway: Gateway) -> None:
    async def load() -> tuple[frozenset[str], frozenset[str]]:
        raise OperationalError("SELECT", {}, ConnectionResetError())

    gateway.revocations = Revocations(load)
    token = await a_token(gateway)
    async with client_of(create_app(gateway, {}, TABLE)) as client:
        answer = await client.get("/v1/absent", headers=bearer(token))

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"


async def test_tokens_of_the_key_before_the_rotation_are_still_let_in(
    gateway: Gateway, key: ECKey, key_file: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh.pem"
    fresh.write_bytes(ECKey.generate_key("P-256", private=True).as_pem(private=True))
    settings = gateway.settings.model_copy(update={"signing_key_file": fresh, "also_trusted_key_files": (key_file,)})
    rotated = build_service(settings)

    async with client_of(create_app(rotated, {}, TABLE)) as client:
        keys = (await client.get("/.well-known/jwks.json")).json()["keys"]
        old = await client.get("/v1/absent", headers=bearer(signed(key)))
        new = await client.get("/v1/absent", headers=bearer(await a_token(rotated)))
    await rotated.database.close()

    assert len(keys) == 2
    assert (old.status_code, new.status_code) == (503, 503)
