"""What an administrator does with clients. Each function works in the transaction it is handed."""

import string
from collections.abc import Sequence

from chassis.auth import OrgKind
from chassis.db import Transaction
from chassis.domain import DomainError
from fields.places import UnknownBranch, branch

from gateway.clients import hashing
from gateway.repository import Client, Clients
from gateway.scopes import DEFAULT_SCOPES, SCOPES

ID_CHARACTERS = frozenset(string.ascii_letters + string.digits + "-._")
MAX_ID_LENGTH = 64


class ClientExists(DomainError):
    """A client of this id is registered already."""

    code = "client-exists"
    title_en = "There is already a client of this id"
    title_zh = "此用戶端代號已存在"


class ClientUnknown(DomainError):
    """No client has this id."""

    code = "client-unknown"
    title_en = "There is no client of this id"
    title_zh = "查無此用戶端代號"


class ClientInvalid(DomainError):
    """The id, the kind, the region or a scope is not one that a client can have."""

    code = "client-invalid"
    title_en = "A client cannot be registered like this"
    title_zh = "用戶端資料不正確"


async def add_client(
    tx: Transaction,
    *,
    client_id: str,
    name: str,
    org: str,
    org_kind: OrgKind,
    region: str | None = None,
    scopes: Sequence[str] | None = None,
) -> str:
    """Register a client and return its secret, which is shown this once.

    ``region`` is a branch code (分署), required of a branch; ``scopes`` default to those of the kind. Raises
    ClientInvalid and ClientExists.
    """
    wanted = DEFAULT_SCOPES.get(org_kind) if scopes is None else tuple(sorted(set(scopes)))
    _check(client_id=client_id, org_kind=org_kind, region=region, scopes=wanted or ())
    secret = hashing.new_secret()
    client = Client(
        client_id=client_id,
        name=name,
        secret_hash=await hashing.digest(secret),
        org=org,
        org_kind=org_kind,
        region=region,
        scopes=wanted or (),
        created_at=tx.now,
    )
    if not await Clients(tx).add(client):
        raise ClientExists(client_id=client_id)
    return secret


async def list_clients(tx: Transaction) -> Sequence[Client]:
    """Every client by its id."""
    return await Clients(tx).all()


async def rotate_secret(tx: Transaction, *, client_id: str) -> str:
    """Give a client a new secret and return it; the old secret ends now, its tokens later. Raises ClientUnknown."""
    secret = hashing.new_secret()
    if not await Clients(tx).set_secret(client_id, await hashing.digest(secret)):
        raise ClientUnknown(client_id=client_id)
    return secret


async def disable_client(tx: Transaction, *, client_id: str) -> None:
    """Stop serving a client: no new tokens from now, its live ones refused within a minute. Raises ClientUnknown."""
    if not await Clients(tx).set_disabled(client_id, tx.now):
        raise ClientUnknown(client_id=client_id)


async def enable_client(tx: Transaction, *, client_id: str) -> None:
    """Serve a client again and lift a lock. Raises ClientUnknown."""
    if not await Clients(tx).set_disabled(client_id, None):
        raise ClientUnknown(client_id=client_id)


def _check(*, client_id: str, org_kind: OrgKind, region: str | None, scopes: Sequence[str]) -> None:
    if not 0 < len(client_id) <= MAX_ID_LENGTH or not ID_CHARACTERS.issuperset(client_id):
        raise ClientInvalid(client_id=client_id, allowed="1 to 64 of A-Z a-z 0-9 - . _")
    if org_kind not in DEFAULT_SCOPES:
        raise ClientInvalid(org_kind=str(org_kind), allowed=sorted(DEFAULT_SCOPES))
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise ClientInvalid(scopes=unknown, allowed=sorted(SCOPES))
    if region is None:
        if org_kind is OrgKind.BRANCH:
            raise ClientInvalid(region=None, org_kind=str(org_kind))
        return
    try:
        branch(region)
    except UnknownBranch:
        raise ClientInvalid(region=region) from None
