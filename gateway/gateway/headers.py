"""Headers on their way through, as bytes: what is kept, what is dropped, what is ours to set."""

import secrets
from collections.abc import Iterable

Pair = tuple[bytes, bytes]
MAX_REQUEST_ID = 128
REQUEST_ID_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+="

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""RFC 9110 §7.6.1 and what clients send by custom."""
REPLACED = frozenset({b"traceparent", b"x-request-id"})
# a service must not believe anything about the caller but the token; the server has answered `expect` itself
ASSERTED = frozenset({b"host", b"expect", b"forwarded", b"remote-user", b"via"})
ASSERTED_PREFIXES = (
    b"x-auth",
    b"x-client",
    b"x-forwarded-",
    b"x-org",
    b"x-principal",
    b"x-real-ip",
    b"x-region",
    b"x-remote-",
    b"x-role",
    b"x-scope",
    b"x-tenant",
    b"x-user",
)
NOTED = frozenset({b"authorization", b"content-length"})
_TAKEN_OUT = HOP_BY_HOP | REPLACED | ASSERTED
# the server in front of us writes its own date
_NOT_RELAYED = HOP_BY_HOP | {b"date", b"server", b"x-request-id"}


class Incoming:
    """A request's headers, sorted once: ``kept`` goes to the service, the rest was for us."""

    __slots__ = ("authorization", "content_length", "kept", "request_id", "traceparent")

    def __init__(self, headers: Iterable[Pair]) -> None:
        kept: list[Pair] = []
        noted: dict[bytes, bytes] = {}
        for pair in headers:
            name = pair[0]
            if name in _TAKEN_OUT:
                noted.setdefault(name, pair[1])
            elif name in NOTED:
                # the first of two is what counts, for us and for the service
                if name not in noted:
                    noted[name] = pair[1]
                    kept.append(pair)
            elif not name.startswith(ASSERTED_PREFIXES):
                kept.append(pair)
        connection = noted.get(b"connection")
        if connection is not None and connection.lower() not in (b"keep-alive", b"close"):
            kept = without_named(kept, connection)
        self.kept = kept
        self.authorization = noted.get(b"authorization")
        self.content_length = noted.get(b"content-length")
        self.traceparent = noted.get(b"traceparent")
        self.request_id = request_id_of(noted.get(b"x-request-id"))


def request_id_of(given: bytes | None) -> bytes:
    """The client's own request id when it is 1 to 128 plain characters, else a fresh one."""
    # translate() deletes every allowed character: what is left was not
    if given and len(given) <= MAX_REQUEST_ID and not given.translate(None, REQUEST_ID_BYTES):
        return given
    return secrets.token_hex(16).encode()


def without_named(headers: list[Pair], connection: bytes) -> list[Pair]:
    """The headers without those that a Connection header names."""
    named = {name.strip().lower() for name in connection.split(b",")}
    return [pair for pair in headers if pair[0] not in named]


def relayed(headers: Iterable[Pair], request_id: bytes) -> list[Pair]:
    """A service's answer headers as the client gets them."""
    kept: list[Pair] = []
    connection = b""
    for pair in headers:
        name = pair[0]
        if name not in _NOT_RELAYED:
            kept.append(pair)
        elif name == b"connection":
            connection = pair[1]
    if connection and connection.lower() not in (b"keep-alive", b"close"):
        kept = without_named(kept, connection)
    kept.append((b"x-request-id", request_id))
    return kept
