"""What the token routes do. Each use case owns its transactions: a secret is hashed while no connection is held."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chassis.db import Transaction

from gateway.clients import hashing
from gateway.oauth import Credentials, GrantInvalid, InvalidClient, InvalidScope
from gateway.repository import Client, Clients, RevokedTokens
from gateway.state import Gateway


@dataclass(frozen=True, slots=True)
class Granted:
    """An access token with the scopes it holds."""

    access_token: str
    expires_in: int
    scopes: tuple[str, ...]


async def issue_token(gateway: Gateway, *, credentials: Credentials, scope: str | None) -> Granted:
    """A token for a client, with all its scopes or those asked for; raises InvalidClient and InvalidScope."""
    client = await authenticate(gateway, credentials)
    scopes = tuple(sorted(set(scope.split()))) if scope else client.scopes
    if not scopes or not set(scopes) <= set(client.scopes):
        raise InvalidScope()
    token = gateway.issuer.sign(client, scopes, now=gateway.clock())
    return Granted(token, int(gateway.issuer.lifetime.total_seconds()), scopes)


async def revoke_token(gateway: Gateway, *, credentials: Credentials, token: str) -> None:
    """Refuse a token of this client from now on; a token that is not ours needs no revoking (RFC 7009 §2.2).

    Raises InvalidClient, and GrantInvalid when the token belongs to another client.
    """
    client = await authenticate(gateway, credentials)
    issued = gateway.issuer.read(token)
    if issued is None:
        return
    if issued.client_id != client.client_id:
        raise GrantInvalid()
    async with _transaction(gateway) as tx:
        await RevokedTokens(tx).add(issued.jti, client_id=issued.client_id, expires_at=issued.expires_at)
    gateway.revocations.changed()


async def authenticate(gateway: Gateway, credentials: Credentials) -> Client:
    """The client that these credentials prove; raises InvalidClient and never says what was wrong.

    An unknown, a disabled and a locked client are hashed for like any other: a short time does not tell them apart.
    A client id is no secret, and what one write to the database takes more or less may be measured.
    """
    async with gateway.database.reading() as connection:
        client = await Clients(gateway.begin(connection, gateway.system)).find(credentials.client_id)
    async with gateway.hashing:
        proven = await hashing.matches(credentials.secret, client.secret_hash if client else hashing.NOBODY)
    if client is None:
        raise InvalidClient()
    async with _transaction(gateway) as tx:
        clients = Clients(tx)
        if not proven:
            await clients.record_failure(client.client_id)
        # the lock is looked at here and not when the client was read: guesses sent side by side stop at the fifth too
        elif await clients.record_success(client.client_id):
            return client
    raise InvalidClient()


@asynccontextmanager
async def _transaction(gateway: Gateway) -> AsyncIterator[Transaction]:
    async with gateway.database.transaction() as connection:
        yield gateway.begin(connection, gateway.system)
