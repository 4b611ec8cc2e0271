"""Every question the gateway asks its database. Only the platform itself asks: no other client sees these rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.auth import OrgKind
from chassis.db import Repository, Row
from sqlalchemy import ColumnElement, case, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from gateway.models import CLIENT, REVOKED_TOKEN

MAX_FAILED_ATTEMPTS = 5
LOCKED_FOR = timedelta(minutes=15)
"""資通系統防護基準 (普): five failures lock an account for fifteen minutes."""


@dataclass(frozen=True, slots=True)
class Client:
    """One registered client (介接機關之系統). ``region`` is a branch code; ``scopes`` are the most it may ask for."""

    client_id: str
    name: str
    secret_hash: str
    org: str
    org_kind: OrgKind
    region: str | None
    scopes: tuple[str, ...]
    created_at: datetime
    disabled_at: datetime | None = None
    locked_until: datetime | None = None


class Clients(Repository):
    """The registered clients."""

    async def find(self, client_id: str) -> Client | None:
        """The client of this id."""
        found = await self.connection.execute(select(CLIENT).where(CLIENT.c.client_id == client_id))
        row = found.one_or_none()
        return _client(row) if row else None

    async def all(self) -> Sequence[Client]:
        """Every client by its id."""
        found = await self.connection.execute(select(CLIENT).order_by(CLIENT.c.client_id))
        return [_client(row) for row in found]

    async def disabled_ids(self) -> frozenset[str]:
        """Which clients may not be served."""
        found = await self.connection.execute(select(CLIENT.c.client_id).where(CLIENT.c.disabled_at.is_not(None)))
        return frozenset(found.scalars())

    async def add(self, client: Client) -> bool:
        """Store a new client; False when the id is taken."""
        statement = upsert(CLIENT).on_conflict_do_nothing().returning(CLIENT.c.client_id)
        values = {
            "client_id": client.client_id,
            "name": client.name,
            "secret_hash": client.secret_hash,
            "org": client.org,
            "org_kind": client.org_kind.value,
            "region": client.region,
            "scopes": list(client.scopes),
            "created_at": client.created_at,
        }
        return (await self.connection.execute(statement.values(values))).one_or_none() is not None

    async def set_secret(self, client_id: str, secret_hash: str) -> bool:
        """Replace the secret and lift a lock; False when there is no such client."""
        return await self._change(client_id, secret_hash=secret_hash, failed_attempts=0, locked_until=None)

    async def set_disabled(self, client_id: str, at: datetime | None) -> bool:
        """Disable a client from ``at``, or enable it and lift a lock; False when there is no such client."""
        return await self._change(client_id, disabled_at=at, failed_attempts=0, locked_until=None)

    async def record_success(self, client_id: str) -> bool:
        """Begin counting failures anew; False when the client is disabled or locked at this moment."""
        statement = (
            update(CLIENT)
            .where(CLIENT.c.client_id == client_id, CLIENT.c.disabled_at.is_(None), self._unlocked())
            .values(failed_attempts=0, locked_until=None)
            .returning(CLIENT.c.client_id)
        )
        return (await self.connection.execute(statement)).one_or_none() is not None

    async def record_failure(self, client_id: str) -> None:
        """Count a wrong secret and lock the client at the fifth; a locked client's lock is not prolonged."""
        fifth = CLIENT.c.failed_attempts + 1 >= MAX_FAILED_ATTEMPTS
        await self.connection.execute(
            update(CLIENT)
            .where(CLIENT.c.client_id == client_id, self._unlocked())
            .values(
                failed_attempts=case((fifth, 0), else_=CLIENT.c.failed_attempts + 1),
                locked_until=case((fifth, self.tx.now + LOCKED_FOR), else_=None),
            )
        )

    def _unlocked(self) -> ColumnElement[bool]:
        return or_(CLIENT.c.locked_until.is_(None), CLIENT.c.locked_until <= self.tx.now)

    async def _change(self, client_id: str, **values: object) -> bool:
        statement = update(CLIENT).where(CLIENT.c.client_id == client_id).values(values)
        return (await self.connection.execute(statement.returning(CLIENT.c.client_id))).one_or_none() is not None


class RevokedTokens(Repository):
    """Tokens that were revoked before their end."""

    async def add(self, jti: str, *, client_id: str, expires_at: datetime) -> None:
        """Remember a revoked token, once, and forget those that have ended."""
        await self.connection.execute(delete(REVOKED_TOKEN).where(REVOKED_TOKEN.c.expires_at < self.tx.now))
        statement = upsert(REVOKED_TOKEN).on_conflict_do_nothing()
        values = {"jti": jti, "client_id": client_id, "revoked_at": self.tx.now, "expires_at": expires_at}
        await self.connection.execute(statement.values(values))

    async def live_ids(self) -> frozenset[str]:
        """The revoked tokens that would otherwise still be good."""
        found = await self.connection.execute(
            select(REVOKED_TOKEN.c.jti).where(REVOKED_TOKEN.c.expires_at >= self.tx.now)
        )
        return frozenset(found.scalars())


def _client(row: Row) -> Client:
    return Client(
        client_id=row.client_id,
        name=row.name,
        secret_hash=row.secret_hash,
        org=row.org,
        org_kind=OrgKind(row.org_kind),
        region=row.region,
        scopes=tuple(row.scopes),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        locked_until=row.locked_until,
    )
