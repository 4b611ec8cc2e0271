"""The gateway's own routes: tokens, keys and metadata, the merged document and its page."""

from typing import Any

from chassis.problems import StatusOf
from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse, RedirectResponse

from gateway import oauth, service
from gateway.schemas import KeySetView, MetadataView, OAuthErrorView, TokenView, form_of
from gateway.scopes import SCOPES
from gateway.state import Gateway

router = APIRouter(tags=["gateway"])
STATUS_OF: StatusOf = {}
CLIENT_CREDENTIALS = "client_credentials"
AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
KEYS_KEPT = {"Cache-Control": "public, max-age=60"}
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": OAuthErrorView, "description": "invalid_request, invalid_scope, unsupported_grant_type"},
    401: {"model": OAuthErrorView, "description": "invalid_client"},
}


@router.post(
    "/oauth/token",
    response_model=TokenView,
    responses=REFUSALS,
    summary="取得存取權杖 Get an access token",
    openapi_extra=form_of(["grant_type"], grant_type=CLIENT_CREDENTIALS, scope="vacancies:read"),
)
async def issue_token(request: Request) -> Response:
    """Client credentials (RFC 6749 §4.4), by HTTP Basic or in the form; `scope` may ask for less than the client has.

    After five wrong secrets a client is refused for fifteen minutes.
    """
    form = await oauth.read_form(request)
    if "grant_type" not in form:
        raise oauth.OAuthRefused("grant_type is missing")
    if form["grant_type"] != CLIENT_CREDENTIALS:
        raise oauth.UnsupportedGrantType()
    credentials = oauth.credentials_of(request.headers.get("authorization"), form)
    granted = await service.issue_token(_gateway(request), credentials=credentials, scope=form.get("scope"))
    view = TokenView(access_token=granted.access_token, expires_in=granted.expires_in, scope=" ".join(granted.scopes))
    return Response(view.model_dump_json(), media_type="application/json", headers=oauth.NEVER_STORED)


@router.post(
    "/oauth/revoke",
    responses={**REFUSALS, 200: {"description": "The token is refused from now on", "content": {}}},
    response_class=Response,
    summary="撤銷存取權杖 Revoke an access token",
    openapi_extra=form_of(["token"], token="eyJhbGciOiJFUzI1NiJ9…"),  # noqa: S106 - an example
)
async def revoke_token(request: Request) -> Response:
    """RFC 7009: a client ends a token of its own, at once here and within a minute at every other gateway."""
    form = await oauth.read_form(request)
    credentials = oauth.credentials_of(request.headers.get("authorization"), form)
    if "token" not in form:
        raise oauth.OAuthRefused("token is missing")
    await service.revoke_token(_gateway(request), credentials=credentials, token=form["token"])
    return Response(status_code=200, headers=oauth.NEVER_STORED)


@router.get("/.well-known/jwks.json", response_model=KeySetView, summary="權杖驗證公鑰 The keys that verify our tokens")
async def show_keys(request: Request) -> Response:
    """The JSON Web Key Set (RFC 7517); the key id is the key's thumbprint (RFC 7638)."""
    return JSONResponse(_gateway(request).issuer.jwks(), headers=KEYS_KEPT)


@router.get(
    "/.well-known/oauth-authorization-server",
    response_model=MetadataView,
    summary="授權伺服器中繼資料 Authorization server metadata",
)
async def show_metadata(request: Request) -> Response:
    """RFC 8414: where tokens come from and how a client may prove who it is."""
    issuer = _gateway(request).issuer.issuer
    view = MetadataView(
        issuer=issuer,
        token_endpoint=f"{issuer}/oauth/token",
        revocation_endpoint=f"{issuer}/oauth/revoke",
        jwks_uri=f"{issuer}/.well-known/jwks.json",
        service_documentation=f"{issuer}/docs",
        scopes_supported=sorted(SCOPES),
        response_types_supported=[],
        grant_types_supported=[CLIENT_CREDENTIALS],
        token_endpoint_auth_methods_supported=AUTH_METHODS,
        revocation_endpoint_auth_methods_supported=AUTH_METHODS,
    )
    return Response(view.model_dump_json(), media_type="application/json", headers=KEYS_KEPT)


@router.get("/", include_in_schema=False)
async def show_landing() -> Response:
    """The documentation is the front page."""
    return RedirectResponse("/docs")


def _gateway(request: Request) -> Gateway:
    gateway: Gateway = request.app.state.service
    return gateway
