"""Idempotency keys: the stored answer of a keyed request is part of the transaction that did the work."""

import hashlib
import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from chassis.db import Row, Transaction, insert_into
from chassis.people.keys import People
from chassis.problems import KeyBusy, KeyInvalid, KeyReused

VALID_KEY = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_HEADERS = ("content-type", "etag", "location")
REPLAYED_HEADER = "Idempotency-Replayed"
KEEP_HOURS = 72
BODY = "idempotency.body"

# One round trip: try the lock, and read what an earlier request stored. The snapshot is older than the lock, so an
# answer stored in between is found afterwards: the primary key refuses a second one, and refusals look again.
CLAIM = text(
    """
    SELECT pg_try_advisory_xact_lock(:lock) AS locked, stored.fingerprint, stored.status, stored.headers, stored.body
    FROM (VALUES (1)) AS one (n)
    LEFT JOIN idempotency AS stored ON stored.client_id = :client_id AND stored.key = :key
    """
)

STORED = text("SELECT fingerprint, status, headers, body FROM idempotency WHERE client_id = :client_id AND key = :key")


@dataclass(frozen=True, slots=True)
class Keyed:
    """One keyed request: whose key, and what exactly was asked."""

    client_id: str
    key: str
    fingerprint: bytes

    @classmethod
    def of(cls, request: Request, *, client_id: str, key: str, body: bytes, people: People | None = None) -> "Keyed":
        """Identify a request by its method, address, body and acting person; raises KeyInvalid.

        What one officer did is not the answer to another one, whose act is on no record.
        Where bodies hold people, the fingerprint is a keyed one: what a plain one was made of could be guessed.
        """
        if not VALID_KEY.fullmatch(key):
            raise KeyInvalid()
        asked = hashlib.sha256()
        parts = [request.method.encode(), request.url.path.encode(), request.url.query.encode(), body]
        if acting_person := request.headers.get("acting-person"):
            parts.append(acting_person.encode())
        for part in parts:
            asked.update(len(part).to_bytes(8, "big") + part)
        fingerprint = people.index("request", asked.hexdigest()) if people else asked.digest()
        return cls(client_id=client_id, key=key, fingerprint=fingerprint)

    @property
    def lock(self) -> int:
        """The signed 64-bit advisory lock of this key."""
        digest = hashlib.sha256(f"{self.client_id}\0{self.key}".encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True)


async def claim(connection: AsyncConnection, keyed: Keyed, people: People | None) -> Response | None:
    """Take the key for this transaction; answer what was stored for it. Raises KeyBusy and KeyReused."""
    parameters = {"lock": keyed.lock, "client_id": keyed.client_id, "key": keyed.key}
    row = (await connection.execute(CLAIM, parameters)).one()
    if row.fingerprint is not None:
        return await _answer(connection, row, keyed, people)
    if not row.locked:
        raise KeyBusy()
    return None


async def stored(connection: AsyncConnection, keyed: Keyed, people: People | None) -> Response | None:
    """What is stored for a key by now; raises KeyReused."""
    row = (await connection.execute(STORED, {"client_id": keyed.client_id, "key": keyed.key})).one_or_none()
    return None if row is None else await _answer(connection, row, keyed, people)


async def _answer(connection: AsyncConnection, row: Row, keyed: Keyed, people: People | None) -> Response:
    if row.fingerprint != keyed.fingerprint:
        raise KeyReused()
    body: bytes = row.body
    if people:
        body = (await people.cipher_on(connection)).open_bytes(body, row=_row(keyed), column=BODY)
    answer = Response(body, status_code=row.status)
    for name, value in row.headers.items():
        answer.headers[name] = value
    answer.headers[REPLAYED_HEADER] = "true"
    return answer


async def store(tx: Transaction, keyed: Keyed, response: Response) -> None:
    """Keep the answer in the transaction that did the work; sealed where it may be about people."""
    body = bytes(response.body)
    if tx.people:
        body = (await tx.people.cipher(tx)).seal_bytes(body, row=_row(keyed), column=BODY)
    await tx.connection.execute(
        insert_into(tx.tables.idempotency),
        {
            "client_id": keyed.client_id,
            "key": keyed.key,
            "fingerprint": keyed.fingerprint,
            "status": response.status_code,
            "headers": {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
            "body": body,
            "stored_at": tx.now,
        },
    )


def _row(keyed: Keyed) -> UUID:
    """What a sealed answer is bound to: the request that it answers."""
    return UUID(bytes=keyed.fingerprint[:16])
