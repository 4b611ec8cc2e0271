"""A key per person, for what must stay in place when the person goes: destroying it erases all that it sealed."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Uuid, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from chassis.db import Transaction
from chassis.domain import DomainError, Json
from chassis.people.keys import KEY_BYTES, NONCE_BYTES, People, SealBroken

COLUMN = "key"


class PersonErased(DomainError):
    """The person's key is destroyed: what was known of the person cannot be read any more."""

    code = "person-erased"
    title_en = "The person's data has been erased"
    title_zh = "當事人資料已刪除"


@dataclass(frozen=True, slots=True)
class PersonCipher:
    """Seals JSON values about one person."""

    person_id: UUID
    key: bytes

    def seal(self, value: Json, *, context: str) -> bytes:
        """A JSON value as sealed bytes, bound to the person and to what it is part of."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, orjson.dumps(value), self._bound_to(context))

    def open(self, sealed: bytes, *, context: str) -> Json:
        """The value again; raises SealBroken."""
        try:
            opened = AESGCM(self.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound_to(context))
        except (InvalidTag, ValueError) as error:
            raise SealBroken("what is sealed for a person does not open") from error
        return orjson.loads(opened)

    def seal_text(self, value: Json, *, context: str) -> str:
        """The same in base64, for a place inside JSON."""
        return base64.b64encode(self.seal(value, context=context)).decode()

    def open_text(self, sealed: str, *, context: str) -> Json:
        """The value of ``seal_text`` again; raises SealBroken."""
        return self.open(base64.b64decode(sealed), context=context)

    def digest(self, value: bytes) -> bytes:
        """A digest that says nothing without the key: facts about a person are few enough to be guessed."""
        return hmac.digest(self.key, value, hashlib.sha256)

    def _bound_to(self, context: str) -> bytes:
        return self.person_id.bytes + context.encode()


def people_of(tx: Transaction) -> People:
    """The people's keys of the service that the transaction belongs to."""
    assert tx.people is not None  # noqa: S101 - a service that asks for them is built with them
    return tx.people


async def of(tx: Transaction, person_id: UUID) -> PersonCipher:
    """The person's key, made at its first use; raises PersonErased when it is destroyed."""
    return (await of_all(tx, [person_id]))[person_id]


async def of_all(tx: Transaction, person_ids: Sequence[UUID]) -> dict[UUID, PersonCipher]:
    """The keys of these people, in as many statements as for one; raises PersonErased when one is destroyed."""
    people = people_of(tx)
    cipher = await people.cipher(tx)
    table = people.tables.person_key
    wanted = select(table.c.id, table.c.key).where(table.c.id == func.any(literal(list(person_ids), ARRAY(Uuid))))
    found = {row.id: row.key for row in await tx.connection.execute(wanted)}
    # in one order, so that two requests that make the same keys do not lock one another
    if new := sorted(set(person_ids) - found.keys()):
        keys = [
            {"id": one, "key": cipher.seal_bytes(secrets.token_bytes(KEY_BYTES), row=one, column=COLUMN)} for one in new
        ]
        await tx.connection.execute(insert(table).on_conflict_do_nothing(), keys)
        found = {row.id: row.key for row in await tx.connection.execute(wanted)}
    for person_id, key in found.items():
        if key is None:
            raise PersonErased(id=str(person_id))
    return {one: PersonCipher(one, cipher.open_bytes(key, row=one, column=COLUMN)) for one, key in found.items()}


async def destroy(tx: Transaction, person_id: UUID) -> None:
    """Destroy the person's key, also where none was made yet: none will be."""
    table = people_of(tx).tables.person_key
    gone = {"key": None, "destroyed_at": tx.now}
    entry = insert(table).values(id=person_id, **gone)
    await tx.connection.execute(entry.on_conflict_do_nothing())
    await tx.connection.execute(update(table).where(table.c.id == person_id, table.c.key.is_not(None)).values(gone))
