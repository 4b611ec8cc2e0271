"""/oauth/token and /oauth/revoke: RFC 6749, RFC 7009, and what an attacker would try."""

import base64

import httpx2
import pytest
from chassis.auth import OrgKind
from gateway.clients.administration import disable_client, enable_client, rotate_secret
from gateway.scopes import DEFAULT_SCOPES
from gateway.state import Gateway
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.gateway.conftest import ask, register

REFUSED = {"error": "invalid_client"}


async def test_a_token_carries_who_the_client_is(own: httpx2.AsyncClient, gateway: Gateway) -> None:
    secret = await register(gateway, "north", org_kind=OrgKind.BRANCH, org="wda", region="north")

    answer = await ask(own, "north", secret)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 600)
    keys = KeySet.import_key_set((await own.get("/.well-known/jwks.json")).json())
    decoded = jwt.decode(body["access_token"], keys, algorithms=["ES256"])
    assert decoded.header["kid"] == keys.keys[0].thumbprint()
    claims = decoded.claims
    assert claims["exp"] - claims["iat"] == 600
    assert {name: claims[name] for name in ("iss", "aud", "sub", "client_id", "org", "org_kind", "region")} == {
        "iss": "https://youthlink.example",
        "aud": "youthlink",
        "sub": "north",
        "client_id": "north",
        "org": "wda",
        "org_kind": "branch",
        "region": "north",
    }
    assert claims["jti"]
    assert claims["scope"] == body["scope"] == " ".join(DEFAULT_SCOPES[OrgKind.BRANCH])


async def test_the_published_keys_hold_no_secret(own: httpx2.AsyncClient) -> None:
    (key,) = (await own.get("/.well-known/jwks.json")).json()["keys"]

    assert "d" not in key
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")


async def test_a_client_may_name_itself_in_the_form(own: httpx2.AsyncClient, gateway: Gateway) -> None:
    secret = await register(gateway)
    form = {"grant_type": "client_credentials", "client_id": "tku", "client_secret": secret}

    assert (await own.post("/oauth/token", data=form)).status_code == 200


async def test_a_client_may_ask_for_fewer_scopes(own: httpx2.AsyncClient, gateway: Gateway) -> None:
    secret = await register(gateway, "assoc", org_kind=OrgKind.ASSOCIATION)

    answer = await ask(own, "assoc", secret, scope="vacancies:write vacancies:read")

    assert answer.json()["scope"] == "vacancies:read vacancies:write"


@pytest.mark.parametrize("scope", ["vacancies:publish", "indicators:read nonsense", " "])
async def test_a_scope_beyond_the_clients_own_is_refused(own: httpx2.AsyncClient, gateway: Gateway, scope: str) -> None:
    secret = await register(gateway)

    answer = await ask(own, "tku", secret, scope=scope)

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_scope"})


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", "invalid_request"),
        ("scope=indicators:read", "invalid_request"),
        ("grant_type=password", "unsupported_grant_type"),
        ("grant_type=client_credentials&grant_type=client_credentials", "invalid_request"),
        ("grant_type=client_credentials&client_secret=also", "invalid_request"),
        ("grant_type=client_credentials&client_id=another", "invalid_request"),
        ("grant_type=%ff", "invalid_request"),
        ("grant_type=" + "x" * 10_000, "invalid_request"),
    ],
)
async def test_a_form_that_is_not_as_the_standard_says_is_refused(
    own: httpx2.AsyncClient, gateway: Gateway, body: str, error: str
) -> None:
    secret = await register(gateway)

    answer = await own.post(
        "/oauth/token",
        content=body,
        auth=("tku", secret),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 400
    assert answer.json()["error"] == error
    assert answer.headers["cache-control"] == "no-store"


async def test_a_json_body_is_refused(own: httpx2.AsyncClient) -> None:
    answer = await own.post("/oauth/token", json={"grant_type": "client_credentials"})

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer abc",
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no-colon").decode(),
        "Basic " + base64.b64encode(b"tku:wrong").decode(),
        "Basic " + base64.b64encode(b"nobody:wrong").decode(),
        "Basic " + base64.b64encode(b"tku%00:wrong").decode(),
        "Basic " + base64.b64encode(b"\xff:wrong").decode(),
    ],
)
async def test_whatever_is_wrong_with_the_credentials_the_answer_is_the_same(
    own: httpx2.AsyncClient, gateway: Gateway, authorization: str
) -> None:
    await register(gateway)

    answer = await own.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, headers={"Authorization": authorization}
    )

    assert (answer.status_code, answer.json()) == (401, REFUSED)
    assert answer.headers["www-authenticate"] == 'Basic realm="youthlink"'


async def test_five_wrong_secrets_lock_a_client_for_fifteen_minutes(own: httpx2.AsyncClient, gateway: Gateway) -> None:
    secret = await register(gateway)
    for _ in range(5):
        assert (await ask(own, "tku", "wrong")).json() == REFUSED

    gateway.clock.advance(minutes=14, seconds=59)  # type: ignore[attr-defined]
    locked = await ask(own, "tku", secret)
    gateway.clock.advance(seconds=1)  # type: ignore[attr-defined]
    opened = await ask(own, "tku", secret)

    assert (locked.status_code, locked.json()) == (401, REFUSED)
    assert opened.status_code == 200


async def test_attempts_on_a_locked_client_do_not_prolong_the_lock(own: httpx2.AsyncClient, gateway: Gateway) -> None:
    secret = await register(gateway)
    for _ in range(9):
        await ask(own, "tku", "wrong")
    gateway.clock.advance(minutes=15)  # type: ignore[attr-defined]

    assert (await ask(own, "tku", secret)).status_code == 200


async def test_a_right_secret_starts_the_count_anew(own: httpx2.AsyncClient, gateway: Gateway) -> None:
    secret = await register(gateway)
    for attempt in ["wrong"] * 4 + [secret] + ["wrong"] * 4:
        await ask(own, "tku", attempt)

    assert (await ask(own, "tku", secret)).status_code == 200


async def test_one_clients_lock_is_nobody_elses(own: httpx2.AsyncClient, gateway: Gateway) -> None:
    await register(gateway)
    secret = await register(gateway, "other")
    for _ in range(5):
        await ask(own, "tku", "wrong")

    assert (await ask(own, "other", secret)).status_code == 200


async def test_a_disabled_client_gets_no_token_until_it_is_enabled(own: httpx2.AsyncClient, gateway: Gateway) -> None:
    secret = await register(gateway)
    async with gateway.database.transaction() as connection:
        await disable_client(gateway.begin(connection, gateway.system), client_id="tku")
    refused = await ask(own, "tku", secret)
    async with gateway.database.transaction() as connection:
        await enable_client(gateway.begin(connection, gateway.system), client_id="tku")

    assert refused.json() == REFUSED
    assert (await ask(own, "tku", secret)).status_code == 200


async def test_a_rotated_secret_replaces_the_old_one(own: httpx2.AsyncClient, gateway: Gateway) -> None:
    old = await register(gateway)
    async with gateway.database.transaction() as connection:
        new = await rotate_secret(gateway.begin(connection, gateway.system), client_id="tku")

    assert (await ask(own, "tku", old)).json() == REFUSED
    assert (await ask(own, "tku", new)).status_code == 200


async def test_a_client_cannot_revoke_another_clients_token(own: httpx2.AsyncClient, gateway: Gateway) -> None:
    secret, thief = await register(gateway), await register(gateway, "thief")
    token = (await ask(own, "tku", secret)).json()["access_token"]

    answer = await own.post("/oauth/revoke", data={"token": token}, auth=("thief", thief))

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


async def test_revoking_what_is_no_token_of_ours_succeeds(own: httpx2.AsyncClient, gateway: Gateway) -> None:
    secret = await register(gateway)

    answer = await own.post("/oauth/revoke", data={"token": "nonsense"}, auth=("tku", secret))

    assert (answer.status_code, answer.content) == (200, b"")


async def test_a_revocation_without_token_is_refused(own: httpx2.AsyncClient, gateway: Gateway) -> None:
    secret = await register(gateway)

    answer = await own.post("/oauth/revoke", data={"token_type_hint": "access_token"}, auth=("tku", secret))

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_the_metadata_says_where_tokens_come_from(own: httpx2.AsyncClient) -> None:
    metadata = (await own.get("/.well-known/oauth-authorization-server")).json()

    assert metadata["issuer"] == "https://youthlink.example"
    assert metadata["token_endpoint"] == "https://youthlink.example/oauth/token"
    assert metadata["grant_types_supported"] == ["client_credentials"]
    assert "vacancies:read" in metadata["scopes_supported"]
