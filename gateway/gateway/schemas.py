"""What the gateway's own routes answer. The token routes speak RFC 6749, everything else of ours RFC 9457."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from gateway.oauth import FORM


class TokenView(BaseModel):
    """RFC 6749 §5.1."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "access_token": "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJ…",
                    "token_type": "Bearer",
                    "expires_in": 600,
                    "scope": "indicators:read vacancies:read",
                }
            ]
        }
    )

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - a name
    expires_in: int
    scope: str


class OAuthErrorView(BaseModel):
    """RFC 6749 §5.2."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"error": "invalid_client"}]})

    error: str
    error_description: str | None = None


class KeyView(BaseModel):
    """One public key (RFC 7517)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kty": "EC",
                    "crv": "P-256",
                    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
                    "kid": "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U",
                    "use": "sig",
                    "alg": "ES256",
                }
            ]
        }
    )

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    use: str
    alg: str


class KeySetView(BaseModel):
    """The keys that verify our tokens."""

    keys: list[KeyView]


class MetadataView(BaseModel):
    """RFC 8414: what an OAuth client library reads to configure itself."""

    issuer: str
    token_endpoint: str
    revocation_endpoint: str
    jwks_uri: str
    service_documentation: str
    scopes_supported: list[str]
    response_types_supported: list[str]
    grant_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    revocation_endpoint_auth_methods_supported: list[str]


def form_of(required: list[str], **fields: str) -> dict[str, Any]:
    """The OpenAPI request body of an urlencoded form; each field with an example value."""
    properties = {name: {"type": "string", "examples": [example]} for name, example in fields.items()}
    schema = {"type": "object", "required": required, "properties": properties, "examples": [fields]}
    return {"requestBody": {"required": True, "content": {FORM: {"schema": schema}}}}
