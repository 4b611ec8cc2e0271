"""The words of RFC 6749: how a client names itself, what it may send, and how it is refused."""

import base64
import binascii
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import parse_qsl, unquote_plus

import orjson
from fastapi import Request
from starlette.responses import Response

FORM = "application/x-www-form-urlencoded"
MAX_FORM_BYTES = 8_192
MAX_FORM_FIELDS = 20
NEVER_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class OAuthRefused(Exception):
    """A request that RFC 6749 §5.2 answers with an error code."""

    error: ClassVar[str] = "invalid_request"
    status: ClassVar[int] = 400

    def __init__(self, description: str = "") -> None:
        super().__init__(self.error)
        self.description = description


class InvalidClient(OAuthRefused):
    """The client is unknown, disabled or locked, or its secret is wrong: which of these is not said."""

    error = "invalid_client"
    status = 401


class InvalidScope(OAuthRefused):
    """A scope is unknown or more than the client may have."""

    error = "invalid_scope"


class GrantInvalid(OAuthRefused):
    """The token was issued to another client."""

    error = "invalid_grant"


class UnsupportedGrantType(OAuthRefused):
    """Only client credentials are granted."""

    error = "unsupported_grant_type"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client says to prove who it is."""

    client_id: str
    secret: str


async def read_form(request: Request) -> dict[str, str]:
    """The fields of an urlencoded form, each at most once (RFC 6749 §3.2); a field without value counts as absent."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise OAuthRefused(f"the content type must be {FORM}")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM_BYTES:
            raise OAuthRefused("the form is too large")
    try:
        pairs = parse_qsl(body.decode(), errors="strict", max_num_fields=MAX_FORM_FIELDS)
    except ValueError:
        raise OAuthRefused("the form cannot be read") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise OAuthRefused("a field is given twice")
    return form


def credentials_of(authorization: str | None, form: dict[str, str]) -> Credentials:
    """The credentials in the ``Authorization`` header or the form, one of the two (RFC 6749 §2.3.1)."""
    if authorization is None:
        if "client_id" not in form or "client_secret" not in form:
            raise InvalidClient("client authentication is missing")
        return Credentials(_printable(form["client_id"]), form["client_secret"])
    if "client_secret" in form:
        raise OAuthRefused("use one way of client authentication")
    scheme, _, encoded = authorization.partition(" ")
    try:
        name, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise InvalidClient() from None
    if scheme.lower() != "basic" or not colon:
        raise InvalidClient()
    credentials = Credentials(_printable(unquote_plus(name)), unquote_plus(secret))
    if form.get("client_id", credentials.client_id) != credentials.client_id:
        raise OAuthRefused("the form names another client")
    return credentials


def refusal(refused: OAuthRefused) -> Response:
    """The error object of RFC 6749 §5.2."""
    body = {"error": refused.error}
    if refused.description:
        body["error_description"] = refused.description
    headers = dict(NEVER_STORED)
    if refused.status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="youthlink"'
    return Response(orjson.dumps(body), status_code=refused.status, media_type="application/json", headers=headers)


def _printable(client_id: str) -> str:
    # PostgreSQL has no NUL in a text: such an id is simply nobody's
    return client_id if client_id.isprintable() else ""
