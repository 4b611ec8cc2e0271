"""Who may call, and in which words the refusal comes."""

import asyncio
import base64
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import pytest
from chassis.auth import KeysUnreachable, OrgKind, TokenRefused, TokenVerifier
from chassis.problems import prefers_english
from chassis.testing import AUDIENCE, ISSUER, Signer
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey

from tests.chassis.asking import create, written
from tests.chassis.toy import READ, WRITE, Keeper
from tests.waiting import eventually


def token_with(signer: Signer, **claims: Any) -> str:
    return signer.token(OrgKind.ASSOCIATION, scopes=[READ], claims=claims)


def segment(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def unsigned(signer: Signer) -> str:
    return f"{segment({'alg': 'none'})}.{token_with(signer).split('.')[1]}."


def signed_with_the_public_key(signer: Signer) -> str:
    """The classic confusion: the published key used as the secret of a symmetric algorithm."""
    public = json.dumps(signer.jwks()["keys"][0]).encode()
    claims = json.loads(base64.urlsafe_b64decode(token_with(signer).split(".")[1] + "=="))
    return jwt.encode({"alg": "HS256", "kid": "test"}, claims, OctKey.import_key(public), algorithms=["HS256"])


def signed_by_a_stranger(signer: Signer) -> str:
    return Signer(kid="test").token(OrgKind.ASSOCIATION, scopes=[READ])


def tampered(signer: Signer) -> str:
    header, _, signature = token_with(signer).split(".")
    return f"{header}.{token_with(signer, org='somebody-else').split('.')[1]}.{signature}"


BAD_TOKENS: Mapping[str, Callable[[Signer], str]] = {
    "none at all": lambda signer: "",
    "expired": lambda signer: signer.token(OrgKind.ASSOCIATION, scopes=[READ], expires_in=-1),
    "not yet valid": lambda signer: token_with(signer, nbf=int(time.time()) + 600),
    "forged": signed_by_a_stranger,
    "tampered": tampered,
    "alg none": unsigned,
    "HS256": signed_with_the_public_key,
    "wrong audience": lambda signer: token_with(signer, aud="another"),
    "wrong issuer": lambda signer: token_with(signer, iss="https://evil.example"),
    "no expiry": lambda signer: token_with(signer, exp=None),
    "no organisation": lambda signer: token_with(signer, org=None),
    "unknown kind of organisation": lambda signer: token_with(signer, org_kind="king"),
    "no token": lambda signer: "a.b.c",
}


@pytest.mark.parametrize("case", BAD_TOKENS)
async def test_a_bad_token_is_401_and_says_how_to_authenticate(
    case: str, client: httpx2.AsyncClient, signer: Signer
) -> None:
    answer = await client.get("/v1/items", headers={"Authorization": f"Bearer {BAD_TOKENS[case](signer)}"})

    assert (answer.status_code, answer.json()["code"]) == (401, "token-refused")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == 'Bearer realm="youthlink"'


@given(token=st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=60))
async def test_no_text_is_a_token_and_none_breaks_the_verifier(token: str) -> None:
    verifier = Signer().verifier()

    for shape in (token, f"{token}.{token}.{token}", f"{segment({'alg': token})}.{token}.{token}"):
        with pytest.raises(TokenRefused):
            await verifier.principal_of(f"Bearer {shape}")


async def test_a_token_without_the_scope_is_403_before_anything_is_written(
    client: httpx2.AsyncClient, toy: Keeper, signer: Signer
) -> None:
    answer = await create(client, signer.headers(OrgKind.ASSOCIATION, scopes=[READ]), "k")

    assert (answer.status_code, answer.json()["scope"]) == (403, WRITE)
    assert set((await written(toy)).values()) == {0}


async def test_what_is_not_yours_is_404(client: httpx2.AsyncClient, writer: dict[str, str], signer: Signer) -> None:
    place = (await create(client, writer, "k")).headers["location"]

    theirs = await client.get(place, headers=signer.headers(OrgKind.ASSOCIATION, org="other", scopes=[READ]))

    assert (theirs.status_code, theirs.json()["code"]) == (404, "item-unknown")


async def test_a_verified_token_is_remembered_no_longer_than_it_is_valid() -> None:
    signer = Signer()
    verifier = signer.verifier()
    brief = f"Bearer {signer.token(OrgKind.ASSOCIATION, expires_in=1)}"
    await verifier.principal_of(brief)

    async def refused() -> bool:
        try:
            await verifier.principal_of(brief)
        except TokenRefused:
            return True
        return False

    await eventually(refused, "the token has expired")


async def test_a_forgotten_token_is_checked_afresh() -> None:
    first, second = Signer(kid="first"), Signer(kid="second")
    served = [first.jwks()]

    async def fetch() -> dict[str, Any]:
        return served[-1]

    verifier = TokenVerifier(issuer=ISSUER, audience=AUDIENCE, fetch_keys=fetch)
    held = f"Bearer {first.token(OrgKind.MOBILE)}"
    assert (await verifier.principal_of(held)).org_kind is OrgKind.MOBILE

    served.append(second.jwks())
    verifier.forget()

    assert (await verifier.principal_of(held)).org == "org-1", "the known key still verifies it"
    with pytest.raises(TokenRefused):
        await verifier.principal_of(f"Bearer {second.token(OrgKind.MOBILE)}")


async def test_a_request_that_waits_for_another_ones_key_fetch_counts_its_keys_as_fresh() -> None:
    signer = Signer()
    begun, answer = asyncio.Event(), asyncio.Event()

    async def fetch() -> dict[str, Any]:
        begun.set()
        await answer.wait()
        return signer.jwks()

    verifier = TokenVerifier(issuer=ISSUER, audience=AUDIENCE, fetch_keys=fetch)

    async def ask(org: str) -> str:
        return (await verifier.principal_of(f"Bearer {signer.token(OrgKind.MOBILE, org=org)}")).org

    async with asyncio.TaskGroup() as group:
        first = group.create_task(ask("first"))
        await begun.wait()
        second = group.create_task(ask("second"))
        # after the second has begun to wait: the loop keeps the order of what it is given
        asyncio.get_running_loop().call_soon(answer.set)

    assert (first.result(), second.result()) == ("first", "second")


async def test_keys_that_cannot_be_had_are_trouble_and_not_a_refusal() -> None:
    async def fetch() -> dict[str, Any]:
        raise KeysUnreachable("away")

    verifier = TokenVerifier(issuer=ISSUER, audience=AUDIENCE, fetch_keys=fetch)

    with pytest.raises(KeysUnreachable):
        await verifier.principal_of(f"Bearer {Signer().token(OrgKind.MOBILE)}")


async def test_a_key_set_that_is_none_is_trouble_and_not_a_crash() -> None:
    async def fetch() -> dict[str, Any]:
        return {"error": "maintenance"}

    verifier = TokenVerifier(issuer=ISSUER, audience=AUDIENCE, fetch_keys=fetch)

    with pytest.raises(KeysUnreachable):
        await verifier.principal_of(f"Bearer {Signer().token(OrgKind.MOBILE)}")


@pytest.mark.parametrize(
    ("accept_language", "english"),
    [
        (None, False),
        ("", False),
        ("zh-TW, en;q=0.5", False),
        ("en", True),
        ("en-GB,en;q=0.9,zh;q=0.8", True),
        ("en;q=0.3, zh-TW;q=0.9", False),
        ("fr, en;q=0.1", True),
        ("en;q=0", False),
        ("*", False),
        (";;;,,,q=", False),
    ],
)
async def test_the_title_is_in_the_language_asked_for(
    accept_language: str | None, english: bool, client: httpx2.AsyncClient
) -> None:
    headers = {} if accept_language is None else {"Accept-Language": accept_language}

    answer = await client.get("/v1/items", headers=headers)

    assert prefers_english(accept_language) is english
    assert answer.json()["title"] == ("A valid bearer token is required" if english else "需要有效的存取權杖")


async def test_a_problem_carries_the_callers_trace_and_the_answer_its_request_id(client: httpx2.AsyncClient) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    sent = {"traceparent": f"00-{trace}-b7ad6b7169203331-01", "X-Request-Id": "r-1"}

    continued = await client.get("/v1/items", headers=sent)
    fresh = await client.get("/v1/items", headers={"traceparent": "00-nonsense"})

    assert (continued.json()["trace_id"], continued.headers["x-request-id"]) == (trace, "r-1")
    assert len(fresh.json()["trace_id"]) == 32
    assert fresh.json()["trace_id"] != trace


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/v1/items", 405)])
async def test_what_no_route_takes_is_a_problem_too(
    method: str, path: str, status: int, client: httpx2.AsyncClient
) -> None:
    answer = await client.request(method, path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["trace_id"]


async def test_the_document_names_scopes_and_problems_of_every_route(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()

    operations = [one for path in document["paths"].values() for one in path.values()]
    assert document["openapi"].startswith("3.1")
    assert {one["security"][0]["oauth2"][0] for one in operations} == {WRITE, READ}
    assert all({"401", "403", "422", "503", "default"} <= one["responses"].keys() for one in operations)
    assert set(document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"]) == {
        WRITE,
        READ,
    }
